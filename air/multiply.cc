// The rows of int_mul and int_div. See multiply.h.
#include "air/multiply.h"

#include "air/fill.h"

namespace cairn {

size_t MultiplyTable::rows(const Witness& witness) {
  return operation_steps(witness, kKinds).size();
}

void MultiplyTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<OperationStep> steps = operation_steps(witness, kKinds);
  const RowWriter<MultiplyTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    if (r < steps.size()) {
      const Step& step = witness.step(steps[r].step);
      const bool is_mul = steps[r].kind == Kind::kIntMul;
      (is_mul ? row.is_mul : row.is_div) = Felt::one();
      row.at = fill_operation(witness, step, ledger);
      row.u_handle = is_mul ? row.at.x : row.at.wp;
      row.low_handle = is_mul ? row.at.wp : row.at.x;
      const Word& u = witness.trace.words[row.u_handle.value()];
      const Word& v = witness.trace.words[step.y.value()];
      row.low = witness.trace.words[row.low_handle.value()];
      row.second = witness.trace.words[step.wp + 1];
      std::array<uint32_t, 16> u_bytes, v_bytes;
      for (size_t i = 0; i < 16; ++i) {
        u_bytes[i] = u[i / 2].value() >> 8 * (i % 2) & 0xff;
        v_bytes[i] = v[i / 2].value() >> 8 * (i % 2) & 0xff;
        row.u[i] = Felt(u_bytes[i]);
        row.v[i] = Felt(v_bytes[i]);
        for (const uint32_t byte : {u_bytes[i], v_bytes[i]}) {
          ledger.range(byte);
          ledger.range(byte << 8);
        }
      }
      uint32_t sum = 0;
      for (size_t i = 0; i < 15; ++i) {
        for (size_t k = 2 * i; k < 2 * i + 2; ++k) {
          for (size_t j = k < 16 ? 0 : k - 15; j <= k && j < 16; ++j) {
            sum += (u_bytes[j] * v_bytes[k - j]) << 8 * (k % 2);
          }
        }
        if (!is_mul && i < 8) sum += row.second[i].value();
        sum >>= 16;
        row.carries[i] = Felt(sum);
        ledger.range(sum);
        ledger.range(4 * sum);
      }
      uint32_t borrow = 1;
      for (size_t i = 0; i < 8; ++i) {
        if (!is_mul) {
          // slack = v - remainder - 1, whose limb borrows from the next where it is negative.
          const uint32_t difference = (1u << 16) + v[i].value() - row.second[i].value() - borrow;
          row.slack[i] = Felt(difference & 0xffff);
          borrow = 1 - (difference >> 16);
          if (i < 7) row.borrows[i] = Felt(borrow);
        }
        for (const Felt limb : {row.low[i], row.second[i], row.slack[i]}) ledger.range(limb);
      }
      ledger.read_word(step.wp);
      ledger.read_word(step.wp + 1);
      ledger.read_felt(step.ap + 1);
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
