// The rows of climb. See climbs.h.
#include "air/climbs.h"

#include <cstdint>
#include <vector>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"
#include "vm/coprocessor.h"

namespace cairn {

size_t ClimbsTable::rows(const Witness& witness) { return witness.steps_of(Kind::kClimb).size(); }

void ClimbsTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<uint32_t>& climbs = witness.steps_of(Kind::kClimb);
  const RowWriter<ClimbsTable> rows(matrix);
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    if (r < climbs.size()) {
      const Step& step = witness.step(climbs[r]);
      const uint32_t x = step.x.value();
      const auto [node, index, siblings, n] = climb_cells(&witness.trace.felts[x]);
      const bool right = is_right(index, 0);
      row.real = Felt::one();
      row.x = step.x;
      row.ap = Felt(step.ap);
      row.wp = Felt(step.wp);
      row.base = Felt(witness.base(step));
      row.node = Felt(node);
      row.index = Felt(index);
      row.siblings = Felt(siblings);
      row.n = Felt(n);
      row.bit = Felt(right ? 1 : 0);
      row.left = right ? row.siblings : row.node;
      for (uint32_t i = 0; i < kArgumentCells; ++i) ledger.read_felt(x + i);
      ledger.near(row.ap - Felt(kArgumentCells) - row.x);
      ledger.near(row.wp - Felt::one() - row.node);
      ledger.near(row.wp - row.n - row.siblings);
      ledger.range(row.n - Felt::one());
      ledger.range(Felt(kMaxClimb) - row.n);
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
