// The rows of horner. See horner.h.
#include "air/horner.h"

#include <cstdint>
#include <vector>

#include "air/fill.h"
#include "vm/coprocessor.h"

namespace cairn {

size_t HornerTable::rows(const Witness& witness) { return witness.steps_of(Kind::kHorner).size(); }

void HornerTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<uint32_t>& steps = witness.steps_of(Kind::kHorner);
  const RowWriter<HornerTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    if (r < steps.size()) {
      const Step& step = witness.step(steps[r]);
      const uint32_t x = step.x.value();
      const auto [h, n, point, start] = horner_cells(&witness.trace.felts[x]);
      row.real = Felt::one();
      row.x = step.x;
      row.ap = Felt(step.ap);
      row.wp = Felt(step.wp);
      row.base = Felt(witness.base(step));
      row.h = Felt(h);
      row.n = Felt(n);
      row.point = Felt(point);
      row.start = Felt(start);
      row.h_high = Felt(h >> 13);
      row.is_empty = Felt(n == 0 ? 1 : 0);
      row.inverse = row.n.inverse();
      row.point_word = witness.trace.words[point];
      row.start_word = witness.trace.words[start];
      if (n == 0) ledger.read_word(step.wp);
      for (uint32_t i = 0; i < kArgumentCells; ++i) ledger.read_felt(x + i);
      ledger.read_word(point);
      ledger.read_word(start);
      ledger.near(row.ap - Felt(kArgumentCells) - row.x);
      ledger.near(row.wp - Felt::one() - row.point);
      ledger.near(row.wp - Felt::one() - row.start);
      ledger.near(row.wp - row.n - row.h);
      ledger.range(h >> 13);
      ledger.range(h & ((1u << 13) - 1));
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
