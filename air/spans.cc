// The rows of halt and hash_range. See spans.h.
#include "air/spans.h"

#include <algorithm>
#include <cstdint>

#include "air/cpu.h"
#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

size_t SpansTable::rows(const Witness& witness) {
  return witness.steps_of(Kind::kHalt).size() + witness.steps_of(Kind::kHashRange).size();
}

void SpansTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const RowWriter<SpansTable> rows(matrix);
  size_t r = 0;
  for (const Kind kind : {Kind::kHashRange, Kind::kHalt}) {
    for (const uint32_t index : witness.steps_of(kind)) {
      const Step& step = witness.step(index);
      Columns<Felt> row{};
      row.h = step.x;
      row.n = step.y;
      row.ap = Felt(step.ap);
      row.wp = Felt(step.wp);
      row.base = Felt(witness.base(step));
      if (kind == Kind::kHalt) {
        const EndDeltas deltas = end_deltas(witness);
        row.is_halt = Felt::one();
        row.delta_pc = deltas.pc;
        row.delta_ap = deltas.ap;
        row.delta_wp = deltas.wp;
        row.delta_cost = deltas.cost;
      } else {
        row.is_hash = Felt::one();
        row.res = row.wp;
        row.delta_pc = row.delta_ap = row.delta_wp = Felt::one();
        row.delta_cost = Felt(std::max(1u, step.y.value()));
        row.is_empty = row.n == Felt() ? Felt::one() : Felt();
        row.inverse = row.n.inverse();
      }
      ledger.near(row.h);
      ledger.near(row.n);
      ledger.near(row.wp - row.n - row.h);
      rows.write(r++, row);
    }
  }
  for (; r < matrix.height(); ++r) rows.write(r, {});
}

}  // namespace cairn
