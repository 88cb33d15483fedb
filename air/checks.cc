// The rows of less, assert_less and jump_table. See checks.h.
#include "air/checks.h"

#include <cstdint>
#include <vector>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

size_t ChecksTable::rows(const Witness& witness) {
  return witness.steps_of(Kind::kLess).size() + witness.steps_of(Kind::kAssertLess).size() +
         witness.steps_of(Kind::kJumpTable).size();
}

void ChecksTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const RowWriter<ChecksTable> rows(matrix);
  size_t r = 0;
  for (const Kind kind : {Kind::kLess, Kind::kAssertLess, Kind::kJumpTable}) {
    for (const uint32_t index : witness.steps_of(kind)) {
      const Step& step = witness.step(index);
      Columns<Felt> row{};
      row.x = step.x;
      row.y = step.y;
      row.ap = Felt(step.ap);
      row.wp = Felt(step.wp);
      row.base = Felt(witness.base(step));
      if (kind == Kind::kLess) {
        row.is_less = Felt::one();
        row.res = Felt(row.x.value() < row.y.value() ? 1 : 0);
      } else if (kind == Kind::kAssertLess) {
        row.is_assert_less = Felt::one();
      } else {
        row.is_jump_table = Felt::one();
        // To the machine it is a field of the instruction, to the cpu's row an immediate operand.
        row.y = witness.trace.decoded[step.decoded].fields.b;
      }
      row.delta_pc = Felt::one() + row.is_jump_table * row.x;
      ledger.less(row.x, row.y);
      rows.write(r++, row);
    }
  }
  for (; r < matrix.height(); ++r) rows.write(r, {});
}

}  // namespace cairn
