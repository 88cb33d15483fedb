// Points of evaluation domains: see domain.h.
#include "stark/domain.h"

namespace cairn {

void fill_coset_points(Felt shift, std::span<Felt> out, unsigned log_step) {
  if (out.empty()) return;
  out[0] = shift;
  // With log_step = 0: position j + 2^l has the same reversed digits as j and one more, of weight
  // 2^(m - 1 - l), and that power of w_m has order 2^(l + 1).
  for (unsigned level = 0; (size_t{1} << level) < out.size(); ++level) {
    const size_t half = size_t{1} << level;
    const Felt root = Felt::two_adic_generator(level + 1 + log_step);
    for (size_t j = 0; j < half; ++j) out[half + j] = out[j] * root;
  }
}

}  // namespace cairn
