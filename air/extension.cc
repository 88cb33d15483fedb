// The rows of extension-field arithmetic. See extension.h.
#include "air/extension.h"

#include <algorithm>

#include "air/fill.h"
#include "crypto/field/ext.h"

namespace cairn {

size_t ExtensionTable::rows(const Witness& witness) {
  return operation_steps(witness, kKinds).size();
}

void ExtensionTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<OperationStep> steps = operation_steps(witness, kKinds);
  const RowWriter<ExtensionTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    if (r < steps.size()) {
      const Step& step = witness.step(steps[r].step);
      const Kind kind = steps[r].kind;
      (kind == Kind::kExtAdd   ? row.is_add
       : kind == Kind::kExtSub ? row.is_sub
       : kind == Kind::kExtMul ? row.is_mul
                               : row.is_div) = Felt::one();
      row.at = fill_operation(witness, step, ledger);
      row.x = witness.trace.words[step.x.value()];
      row.y = witness.trace.words[step.y.value()];
      const Word& result = witness.trace.words[step.wp];
      std::copy_n(result.begin(), 5, row.result.begin());
      if (kind == Kind::kExtDiv) {
        row.inverse =
            Ext::from_coefficients({row.y[0], row.y[1], row.y[2], row.y[3], row.y[4]}).inverse().c;
      }
      ledger.read_word(step.wp);
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
