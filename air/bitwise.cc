// The rows of and, or, xor. See bitwise.h.
#include "air/bitwise.h"

#include "air/fill.h"

namespace cairn {

size_t BitwiseTable::rows(const Witness& witness) {
  return operation_steps(witness, kKinds).size();
}

void BitwiseTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<OperationStep> steps = operation_steps(witness, kKinds);
  const RowWriter<BitwiseTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    if (r < steps.size()) {
      const Step& step = witness.step(steps[r].step);
      const Kind kind = steps[r].kind;
      (kind == Kind::kAnd ? row.is_and : kind == Kind::kOr ? row.is_or : row.is_xor) = Felt::one();
      row.at = fill_operation(witness, step, ledger);
      const Word& x = witness.trace.words[step.x.value()];
      const Word& y = witness.trace.words[step.y.value()];
      for (size_t bit = 0; bit < kBits; ++bit) {
        row.x_bits[bit] = Felt(x[bit / 16].value() >> bit % 16 & 1);
        row.y_bits[bit] = Felt(y[bit / 16].value() >> bit % 16 & 1);
      }
      row.result = witness.trace.words[step.wp];
      ledger.read_word(step.wp);
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
