// Arithmetic of the reference machine (reference.h): the slow ways, chosen to differ from those of
// vm/ and crypto/.
#ifndef CAIRN_TEST_VM_REFERENCE_ARITHMETIC_H_
#define CAIRN_TEST_VM_REFERENCE_ARITHMETIC_H_

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "crypto/field/felt.h"
#include "crypto/hash/poseidon.h"
#include "test/vm/reference.h"

namespace cairn::reference {

inline constexpr Number kPrime = 2130706433;

inline Number add(Number a, Number b) { return (a + b) % kPrime; }
inline Number sub(Number a, Number b) { return (a + kPrime - b) % kPrime; }
inline Number mul(Number a, Number b) { return a * b % kPrime; }
inline Number inverse(Number a) {  // the extended Euclidean algorithm
  int64_t r0 = static_cast<int64_t>(kPrime), r1 = static_cast<int64_t>(a), t0 = 0, t1 = 1;
  while (r1 != 0) {
    const int64_t q = r0 / r1;
    r0 = std::exchange(r1, r0 - q * r1);
    t0 = std::exchange(t1, t0 - q * t1);
  }
  return static_cast<Number>(t0 < 0 ? t0 + static_cast<int64_t>(kPrime) : t0);
}

// The rate after absorbing, in the definition's own permutation.
inline std::array<Number, 16> permute(const std::array<Number, 16>& state) {
  std::array<Felt, 16> felts;
  for (size_t i = 0; i < 16; ++i) felts[i] = Felt(state[i]);
  poseidon_permute_plain(felts);
  std::array<Number, 16> result;
  for (size_t i = 0; i < 16; ++i) result[i] = felts[i].value();
  return result;
}

inline Octet compress(const Octet& a, const Octet& b) {
  std::array<Number, 16> state;
  for (size_t i = 0; i < 8; ++i) state[i] = a[i], state[8 + i] = b[i];
  state = permute(state);
  Octet result;
  for (size_t i = 0; i < 8; ++i) result[i] = add(state[i], a[i]);
  return result;
}

inline Octet sponge(const std::vector<Octet>& words) {
  std::array<Number, 16> state{};
  state[8] = 1;
  state[9] = words.size();
  if (words.empty()) state = permute(state);
  for (const Octet& word : words) {
    for (size_t i = 0; i < 8; ++i) state[i] = word[i];
    state = permute(state);
  }
  Octet result;
  for (size_t i = 0; i < 8; ++i) result[i] = state[i];
  return result;
}

// 16-bit limbs.
inline bool is_integer(const Octet& word) {
  for (const Number limb : word) {
    if (limb >= 65536) return false;
  }
  return true;
}

// a + b and the carry.
inline std::pair<Octet, Number> integer_add(const Octet& a, const Octet& b) {
  Octet sum{};
  Number carry = 0;
  for (size_t i = 0; i < 8; ++i) {
    carry += a[i] + b[i];
    sum[i] = carry % 65536;
    carry /= 65536;
  }
  return {sum, carry};
}

// a - b and the borrow.
inline std::pair<Octet, Number> integer_sub(const Octet& a, const Octet& b) {
  Octet difference{};
  Number borrow = 0;
  for (size_t i = 0; i < 8; ++i) {
    const Number taken = b[i] + borrow;
    borrow = a[i] < taken ? 1 : 0;
    difference[i] = a[i] + 65536 * borrow - taken;
  }
  return {difference, borrow};
}

inline std::pair<Octet, Octet> integer_mul(const Octet& a, const Octet& b) {
  std::array<Number, 16> product{};
  for (size_t i = 0; i < 8; ++i) {
    for (size_t j = 0; j < 8; ++j) product[i + j] += a[i] * b[j];
  }
  std::pair<Octet, Octet> halves;
  Number carry = 0;
  for (size_t i = 0; i < 16; ++i) {
    carry += product[i];
    (i < 8 ? halves.first[i] : halves.second[i - 8]) = carry % 65536;
    carry /= 65536;
  }
  return halves;
}

// Quotient and remainder, bit by bit; b is not zero.
inline std::pair<Octet, Octet> integer_div(const Octet& a, const Octet& b) {
  Octet quotient{}, rest{};
  for (size_t bit = 128; bit-- > 0;) {
    const auto [doubled, overflow] = integer_add(rest, rest);
    rest = doubled;
    rest[0] += a[bit / 16] >> (bit % 16) & 1;
    const auto [difference, borrow] = integer_sub(rest, b);
    if (overflow == 1 || borrow == 0) {
      rest = difference;
      quotient[bit / 16] |= Number{1} << (bit % 16);
    }
  }
  return {quotient, rest};
}

// Polynomials of degree 4 modulo X^5 + X^2 - 1, in the first five places.
inline Octet extension_mul(const Octet& a, const Octet& b) {
  std::array<Number, 9> product{};
  for (size_t i = 0; i < 5; ++i) {
    for (size_t j = 0; j < 5; ++j) product[i + j] = add(product[i + j], mul(a[i], b[j]));
  }
  for (size_t i = 8; i >= 5; --i) {  // X^i = X^(i-5) - X^(i-3)
    product[i - 5] = add(product[i - 5], product[i]);
    product[i - 3] = sub(product[i - 3], product[i]);
  }
  return {product[0], product[1], product[2], product[3], product[4], 0, 0, 0};
}

// The solution z of b z = a by Gaussian elimination; b is not zero.
inline Octet extension_div(const Octet& a, const Octet& b) {
  Number rows[5][6];
  for (size_t j = 0; j < 5; ++j) {
    Octet power{};
    power[j] = 1;
    const Octet column = extension_mul(b, power);
    for (size_t i = 0; i < 5; ++i) rows[i][j] = column[i];
  }
  for (size_t i = 0; i < 5; ++i) rows[i][5] = a[i];
  for (size_t i = 0; i < 5; ++i) {
    size_t pivot = i;
    while (rows[pivot][i] == 0) ++pivot;  // the matrix is invertible
    std::swap(rows[i], rows[pivot]);
    const Number scale = inverse(rows[i][i]);
    for (size_t k = 0; k < 6; ++k) rows[i][k] = mul(rows[i][k], scale);
    for (size_t r = 0; r < 5; ++r) {
      if (r == i) continue;
      const Number factor = rows[r][i];
      for (size_t k = 0; k < 6; ++k) rows[r][k] = sub(rows[r][k], mul(factor, rows[i][k]));
    }
  }
  return {rows[0][5], rows[1][5], rows[2][5], rows[3][5], rows[4][5], 0, 0, 0};
}

}  // namespace cairn::reference

#endif  // CAIRN_TEST_VM_REFERENCE_ARITHMETIC_H_
