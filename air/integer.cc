// The rows of int_add and int_sub. See integer.h.
#include "air/integer.h"

#include "air/fill.h"

namespace cairn {

size_t IntegerTable::rows(const Witness& witness) {
  return operation_steps(witness, kKinds).size();
}

void IntegerTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<OperationStep> steps = operation_steps(witness, kKinds);
  const RowWriter<IntegerTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    if (r < steps.size()) {
      const Step& step = witness.step(steps[r].step);
      const bool is_add = steps[r].kind == Kind::kIntAdd;
      (is_add ? row.is_add : row.is_sub) = Felt::one();
      row.at = fill_operation(witness, step, ledger);
      row.u_handle = is_add ? row.at.x : row.at.wp;
      row.w_handle = is_add ? row.at.wp : row.at.x;
      row.u = witness.trace.words[row.u_handle.value()];
      row.v = witness.trace.words[step.y.value()];
      row.w = witness.trace.words[row.w_handle.value()];
      uint32_t carry = 0;
      for (size_t i = 0; i < 8; ++i) {
        carry = (row.u[i].value() + row.v[i].value() + carry) >> 16;
        row.carries[i] = Felt(carry);
        for (const Felt limb : {row.u[i], row.v[i], row.w[i]}) ledger.range(limb);
      }
      ledger.read_word(step.wp);
      ledger.read_felt(step.ap + 1);
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
