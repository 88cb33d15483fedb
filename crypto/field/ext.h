// The challenge field: degree 5 over KoalaBear, F_p[X] / (X^5 + X^2 - 1), so X^5 = 1 - X^2. Its 155
// bits carry the soundness of every random draw. Generic over the base: Ext = Ext5Of<Felt> is one
// element, Ext5Of<packed> one element per lane. Specification: docs/field.md.
#ifndef CAIRN_CRYPTO_FIELD_EXT_H_
#define CAIRN_CRYPTO_FIELD_EXT_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "crypto/field/felt.h"

namespace cairn {

// sum of a[i] * b[i], with one reduction in all where the base field knows how to put it off. G is
// F or, for packed F, Felt: factors that are the same in all lanes.
template <class F, class G, size_t N>
CAIRN_INLINE constexpr F dot_product(const std::array<F, N>& a, const std::array<G, N>& b) {
  if constexpr (requires { typename F::ProductSum; }) {
    typename F::ProductSum sum;
    for (size_t i = 0; i + 1 < N; i += 2) add_products(sum, a[i], b[i], a[i + 1], b[i + 1]);
    if constexpr (N % 2 != 0) add_product(sum, a[N - 1], b[N - 1]);
    return value_of(sum);
  } else {
    F sum = a[0] * b[0];
    for (size_t i = 1; i < N; ++i) sum = sum + a[i] * b[i];
    return sum;
  }
}

template <class F>
struct Ext5Of {
  using Base = F;
  static constexpr size_t kDegree = 5;

  std::array<F, 5> c;  // coefficients of X^0 ... X^4

  // Zero; of lanes, only where it is written with parentheses or braces.
  constexpr Ext5Of() = default;
  // The embedding of the base field.
  CAIRN_INLINE constexpr Ext5Of(const F& base) : c{base, F(), F(), F(), F()} {}

  CAIRN_INLINE static constexpr Ext5Of from_coefficients(const std::array<F, 5>& coefficients) {
    Ext5Of result;
    result.c = coefficients;
    return result;
  }

  // Five canonical numbers; nothing if one of them is not below p.
  static constexpr std::optional<Ext5Of> from_canonical(const std::array<uint32_t, 5>& numbers)
    requires std::same_as<F, Felt>
  {
    Ext5Of result;
    for (size_t i = 0; i < kDegree; ++i) {
      const std::optional<Felt> felt = Felt::from_canonical(numbers[i]);
      if (!felt.has_value()) return std::nullopt;
      result.c[i] = *felt;
    }
    return result;
  }

  static constexpr Ext5Of zero() { return Ext5Of(); }
  static constexpr Ext5Of one() { return Ext5Of(F(Felt::one())); }
  // X itself.
  static constexpr Ext5Of generator() {
    return from_coefficients({F(), F(Felt::one()), F(), F(), F()});
  }

  CAIRN_INLINE friend constexpr Ext5Of operator+(const Ext5Of& a, const Ext5Of& b) {
    return from_coefficients(
        {a.c[0] + b.c[0], a.c[1] + b.c[1], a.c[2] + b.c[2], a.c[3] + b.c[3], a.c[4] + b.c[4]});
  }
  CAIRN_INLINE friend constexpr Ext5Of operator-(const Ext5Of& a, const Ext5Of& b) {
    return from_coefficients(
        {a.c[0] - b.c[0], a.c[1] - b.c[1], a.c[2] - b.c[2], a.c[3] - b.c[3], a.c[4] - b.c[4]});
  }
  CAIRN_INLINE friend constexpr Ext5Of operator-(const Ext5Of& a) {
    return from_coefficients({-a.c[0], -a.c[1], -a.c[2], -a.c[3], -a.c[4]});
  }

  // The product as a matrix of b times the coefficients of a, from X^5 = 1 - X^2, X^6 = X - X^3,
  // X^7 = X^2 - X^4 and X^8 = X^3 + X^2 - 1: five dot products, reduced once each.
  CAIRN_INLINE friend constexpr Ext5Of operator*(const Ext5Of& a, const Ext5Of& b) {
    const F d14 = b.c[1] - b.c[4];
    const F d03 = b.c[0] - b.c[3];
    const F d42 = b.c[4] - b.c[2];
    using Row = std::array<F, 5>;
    return from_coefficients({
        dot_product(a.c, Row{b.c[0], b.c[4], b.c[3], b.c[2], d14}),
        dot_product(a.c, Row{b.c[1], b.c[0], b.c[4], b.c[3], b.c[2]}),
        dot_product(a.c, Row{b.c[2], d14, d03, d42, b.c[3] - d14}),
        dot_product(a.c, Row{b.c[3], b.c[2], d14, d03, d42}),
        dot_product(a.c, Row{b.c[4], b.c[3], b.c[2], d14, d03}),
    });
  }

  CAIRN_INLINE friend constexpr Ext5Of operator+(const Ext5Of& a, const F& b) {
    return from_coefficients({a.c[0] + b, a.c[1], a.c[2], a.c[3], a.c[4]});
  }
  CAIRN_INLINE friend constexpr Ext5Of operator+(const F& a, const Ext5Of& b) { return b + a; }
  CAIRN_INLINE friend constexpr Ext5Of operator-(const Ext5Of& a, const F& b) {
    return from_coefficients({a.c[0] - b, a.c[1], a.c[2], a.c[3], a.c[4]});
  }
  CAIRN_INLINE friend constexpr Ext5Of operator-(const F& a, const Ext5Of& b) { return -b + a; }
  CAIRN_INLINE friend constexpr Ext5Of operator*(const Ext5Of& a, const F& b) {
    return from_coefficients({a.c[0] * b, a.c[1] * b, a.c[2] * b, a.c[3] * b, a.c[4] * b});
  }
  CAIRN_INLINE friend constexpr Ext5Of operator*(const F& a, const Ext5Of& b) { return b * a; }

  CAIRN_INLINE constexpr Ext5Of& operator+=(const Ext5Of& b) { return *this = *this + b; }
  CAIRN_INLINE constexpr Ext5Of& operator-=(const Ext5Of& b) { return *this = *this - b; }
  CAIRN_INLINE constexpr Ext5Of& operator*=(const Ext5Of& b) { return *this = *this * b; }
  CAIRN_INLINE constexpr Ext5Of& operator+=(const F& b) { return *this = *this + b; }
  CAIRN_INLINE constexpr Ext5Of& operator-=(const F& b) { return *this = *this - b; }
  CAIRN_INLINE constexpr Ext5Of& operator*=(const F& b) { return *this = *this * b; }

  friend constexpr bool operator==(const Ext5Of& a, const Ext5Of& b) = default;

  CAIRN_INLINE constexpr Ext5Of doubled() const { return *this + *this; }
  CAIRN_INLINE constexpr Ext5Of square() const { return *this * *this; }
  CAIRN_INLINE constexpr Ext5Of cube() const { return square() * *this; }

  // 0^0 is 1.
  constexpr Ext5Of pow(uint64_t exponent) const {
    Ext5Of result = one();
    Ext5Of power = *this;
    for (; exponent != 0; exponent >>= 1) {
      if ((exponent & 1) != 0) result *= power;
      power = power.square();
    }
    return result;
  }

  constexpr bool is_in_base() const
    requires std::same_as<F, Felt>
  {
    return c[1] == F() && c[2] == F() && c[3] == F() && c[4] == F();
  }

  // x^p, the automorphism that fixes the base field.
  constexpr Ext5Of frobenius() const
    requires std::same_as<F, Felt>;

  // The multiplicative inverse; zero, which has none, gives zero.
  constexpr Ext5Of inverse() const
    requires std::same_as<F, Felt>
  {
    // The norm N(a) = a * a^p * a^(p^2) * a^(p^3) * a^(p^4) lies in the base field; 1/a is all but
    // its first factor, divided by it.
    const Ext5Of first = frobenius();
    const Ext5Of two = first * first.frobenius();           // a^(p + p^2)
    const Ext5Of rest = two * two.frobenius().frobenius();  // a^(p + p^2 + p^3 + p^4)
    const F norm = (*this * rest).c[0];
    return rest * norm.inverse();
  }
};

using Ext = Ext5Of<Felt>;
static_assert(sizeof(Ext) == 20);

namespace internal {
// (X^p)^i for i = 0 ... 4.
inline constexpr std::array<Ext, 5> kFrobeniusPowers = [] {
  const Ext first = Ext::generator().pow(Felt::kModulus);
  return std::array<Ext, 5>{Ext::one(), first, first.square(), first.cube(),
                            first.square().square()};
}();
}  // namespace internal

template <class F>
constexpr Ext5Of<F> Ext5Of<F>::frobenius() const
  requires std::same_as<F, Felt>
{
  Ext5Of result;
  for (size_t i = 0; i < kDegree; ++i) result += internal::kFrobeniusPowers[i] * c[i];
  return result;
}

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_EXT_H_
