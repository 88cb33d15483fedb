// The product of the extension field X^5 + X^2 - 1 = 0 in constraints. Specification:
// docs/tables.md (extension).
#pragma once

#include <array>
#include <cstddef>

#include "crypto/field/target.h"

namespace cairn {

// Of the first five of each; its degree is the sum of the degrees. By the school: X^5 = 1 - X^2,
// X^6 = X - X^3, X^7 = X^2 - X^4, X^8 = X^3 + X^2 - 1.
template <class E, size_t N, size_t M>
CAIRN_INLINE constexpr std::array<E, 5> extension_product(const std::array<E, N>& a,
                                                          const std::array<E, M>& b) {
  const auto sum = [&](size_t degree) CAIRN_INLINE_LAMBDA {
    const size_t first = degree < 5 ? 0 : degree - 4;
    E total = a[first] * b[degree - first];
    for (size_t i = first + 1; i <= degree && i < 5; ++i) total = total + a[i] * b[degree - i];
    return total;
  };
  const E d5 = sum(5), d6 = sum(6), d7 = sum(7), d8 = sum(8);
  return {sum(0) + d5 - d8, sum(1) + d6, sum(2) - d5 + d7 + d8, sum(3) - d6 + d8, sum(4) - d7};
}

}  // namespace cairn
