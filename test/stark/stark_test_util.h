// Shared by the tests of this folder: random values and small matrices.
#ifndef CAIRN_TEST_STARK_STARK_TEST_UTIL_H_
#define CAIRN_TEST_STARK_STARK_TEST_UTIL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

#include "crypto/field/ext.h"
#include "crypto/field/felt.h"
#include "crypto/field/matrix.h"

namespace cairn::testing {

class Random {
 public:
  explicit Random(uint32_t seed) : generator_(seed) {}
  uint32_t number() { return static_cast<uint32_t>(generator_()); }
  Felt felt() { return Felt(number()); }
  Ext ext() {
    Ext value;
    for (Felt& coefficient : value.c) coefficient = felt();
    return value;
  }
  ColumnMatrix matrix(size_t height, size_t width) {
    ColumnMatrix matrix(height, width);
    for (size_t c = 0; c < width; ++c) {
      for (Felt& cell : matrix.column(c)) cell = felt();
    }
    return matrix;
  }

 private:
  std::mt19937 generator_;
};

inline Felt value_at(std::span<const Felt> coefficients, Felt x) {
  Felt sum;
  for (size_t i = coefficients.size(); i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

inline Ext value_at(std::span<const Felt> coefficients, const Ext& x) {
  Ext sum;
  for (size_t i = coefficients.size(); i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

inline bool same(const ColumnMatrix& a, const ColumnMatrix& b) {
  if (a.height() != b.height() || a.width() != b.width()) return false;
  for (size_t c = 0; c < a.width(); ++c) {
    if (!std::ranges::equal(a.column(c), b.column(c))) return false;
  }
  return true;
}

}  // namespace cairn::testing

#endif  // CAIRN_TEST_STARK_STARK_TEST_UTIL_H_
