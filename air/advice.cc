// The rows of advice and advice_word. See advice.h.
#include "air/advice.h"

#include <cstdint>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

size_t AdviceTable::rows(const Witness& witness) {
  return witness.steps_of(Kind::kAdvice).size() + witness.steps_of(Kind::kAdviceWord).size();
}

void AdviceTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const RowWriter<AdviceTable> rows(matrix);
  size_t r = 0;
  for (const Kind kind : {Kind::kAdvice, Kind::kAdviceWord}) {
    for (const uint32_t index : witness.steps_of(kind)) {
      const Step& step = witness.step(index);
      Columns<Felt> row{};
      // What the cpu reads for an operand that is not used.
      row.x = witness.trace.felts[step.ap - 1];
      row.res = witness.trace.felts[step.ap];
      row.ap = Felt(step.ap);
      row.wp = Felt(step.wp);
      row.base = Felt(witness.base(step));
      if (kind == Kind::kAdvice) {
        row.is_felt = Felt::one();
      } else {
        row.is_word = Felt::one();
        row.word = witness.trace.words[step.wp];
        ledger.read_word(step.wp);
      }
      rows.write(r++, row);
    }
  }
  for (; r < matrix.height(); ++r) rows.write(r, {});
}

}  // namespace cairn
