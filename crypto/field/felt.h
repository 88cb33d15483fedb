// The base field, KoalaBear: p = 2^31 - 2^24 + 1 = 2130706433. Every value of the system is made of
// its elements.
//
// An element x is kept as the Montgomery number x * 2^32 mod p, always fully reduced: two elements
// are equal exactly when their raw numbers are, and the packed back ends (packed.h) share this
// representation, so a column of elements in memory is at once a column of lanes. Specification:
// docs/field.md.
#ifndef CAIRN_CRYPTO_FIELD_FELT_H_
#define CAIRN_CRYPTO_FIELD_FELT_H_

#include <array>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "crypto/field/target.h"

namespace cairn {

struct FeltProductSum;

class Felt {
 public:
  static constexpr uint32_t kModulus = 2130706433;  // 2^31 - 2^24 + 1
  static constexpr unsigned kTwoAdicity = 24;       // 2^24 divides p - 1, 2^25 does not
  static constexpr uint32_t kGenerator = 3;         // of the whole multiplicative group

  // A single element is also a pack of one lane (packed.h), so that kernels serve short columns
  // too.
  static constexpr size_t kLanes = 1;
  using ProductSum = FeltProductSum;
  CAIRN_INLINE static constexpr Felt load(const Felt* from) { return *from; }
  CAIRN_INLINE static constexpr Felt broadcast(Felt value) { return value; }
  CAIRN_INLINE constexpr void store(Felt* to) const { *to = *this; }
  CAIRN_INLINE constexpr void store_canonical(uint32_t* to) const { *to = value(); }

  // Zero.
  constexpr Felt() = default;

  // Any integer, reduced mod p; a negative one stands for its residue, so Felt(-1) is p - 1.
  template <std::integral Integer>
  CAIRN_INLINE explicit constexpr Felt(Integer any)
      : raw_(std::signed_integral<Integer> ? encode_signed(static_cast<int64_t>(any))
                                           : encode_unsigned(static_cast<uint64_t>(any))) {}

  static constexpr Felt from(uint64_t any) { return Felt(any); }

  // The element whose canonical number this is; nothing if it is not below p.
  static constexpr std::optional<Felt> from_canonical(uint32_t number) {
    if (number >= kModulus) return std::nullopt;
    return Felt(number);
  }

  // The element with this Montgomery number, which must be below p.
  static constexpr Felt from_raw(uint32_t montgomery) {
    assert(montgomery < kModulus);
    Felt felt;
    felt.raw_ = montgomery;
    return felt;
  }

  // The canonical number, 0 <= value < p.
  constexpr uint32_t value() const { return montgomery_reduce(raw_); }
  constexpr uint32_t raw() const { return raw_; }

  static constexpr Felt zero() { return Felt(); }
  static constexpr Felt one() { return from_raw(kMontgomeryOne); }
  // A primitive 2^log_n-th root of unity; each is the square of the next one. log_n <= kTwoAdicity.
  static constexpr Felt two_adic_generator(unsigned log_n);

  CAIRN_INLINE friend constexpr Felt operator+(Felt a, Felt b) {
    const uint32_t sum = a.raw_ + b.raw_;
    return from_raw(sum >= kModulus ? sum - kModulus : sum);
  }
  CAIRN_INLINE friend constexpr Felt operator-(Felt a, Felt b) {
    const uint32_t difference = a.raw_ - b.raw_;
    return from_raw(a.raw_ < b.raw_ ? difference + kModulus : difference);
  }
  CAIRN_INLINE friend constexpr Felt operator*(Felt a, Felt b) {
    return from_raw(montgomery_reduce(uint64_t{a.raw_} * b.raw_));
  }
  CAIRN_INLINE friend constexpr Felt operator-(Felt a) { return Felt() - a; }
  constexpr Felt& operator+=(Felt other) { return *this = *this + other; }
  constexpr Felt& operator-=(Felt other) { return *this = *this - other; }
  constexpr Felt& operator*=(Felt other) { return *this = *this * other; }
  friend constexpr bool operator==(Felt a, Felt b) = default;

  constexpr Felt doubled() const { return *this + *this; }
  constexpr Felt halved() const {
    return from_raw((raw_ >> 1) + ((raw_ & 1) != 0 ? (kModulus + 1) / 2 : 0));
  }
  constexpr Felt square() const { return *this * *this; }
  constexpr Felt cube() const { return square() * *this; }

  // 0^0 is 1.
  constexpr Felt pow(uint64_t exponent) const {
    Felt result = one();
    Felt power = *this;
    for (; exponent != 0; exponent >>= 1) {
      if ((exponent & 1) != 0) result *= power;
      power = power.square();
    }
    return result;
  }

  // The multiplicative inverse; zero, which has none, gives zero.
  constexpr Felt inverse() const { return pow(kModulus - 2); }

  // x * 2^-32 mod p, fully reduced, for x < p * 2^32.
  CAIRN_INLINE static constexpr uint32_t montgomery_reduce(uint64_t x) {
    const uint32_t quotient = static_cast<uint32_t>(x) * kModulusInverse;
    const auto subtrahend = static_cast<uint32_t>((uint64_t{quotient} * kModulus) >> 32);
    const auto high = static_cast<uint32_t>(x >> 32);
    return high < subtrahend ? high - subtrahend + kModulus : high - subtrahend;
  }

  static constexpr uint32_t kModulusInverse = 0x81000001;  // p^-1 mod 2^32
  static constexpr uint32_t kMontgomeryOne = (uint64_t{1} << 32) % kModulus;
  static constexpr uint32_t kMontgomerySquare =
      uint64_t{kMontgomeryOne} * kMontgomeryOne % kModulus;  // 2^64 mod p

 private:
  static constexpr uint32_t encode_unsigned(uint64_t any) {
    return montgomery_reduce(any % kModulus * kMontgomerySquare);
  }
  static constexpr uint32_t encode_signed(int64_t any) {
    const int64_t residue = any % int64_t{kModulus};
    return encode_unsigned(static_cast<uint64_t>(residue < 0 ? residue + kModulus : residue));
  }

  uint32_t raw_ = 0;  // < kModulus
};

static_assert(Felt::kModulus * Felt::kModulusInverse == 1);
static_assert(sizeof(Felt) == 4);

constexpr Felt Felt::two_adic_generator(unsigned log_n) {
  assert(log_n <= kTwoAdicity);
  Felt root = Felt(1791270792u);  // 0x6ac49f88, of order 2^24
  for (unsigned i = log_n; i < kTwoAdicity; ++i) root = root.square();
  return root;
}

// A sum of products whose reduction is put off until value_of(sum).
struct FeltProductSum {
  uint64_t sum = 0;  // below p * 2^32

  static constexpr uint64_t kBound = uint64_t{Felt::kModulus} << 32;
  CAIRN_INLINE constexpr void add(uint64_t term) {
    sum += term;
    if (sum >= kBound) sum -= kBound;
  }
};

// sum += a * b
CAIRN_INLINE constexpr void add_product(FeltProductSum& sum, Felt a, Felt b) {
  sum.add(uint64_t{a.raw()} * b.raw());
}

// sum += a * b + c * d, cheaper than two calls: 2 p^2 < p * 2^32, and twice that still fits 64
// bits.
CAIRN_INLINE constexpr void add_products(FeltProductSum& sum, Felt a, Felt b, Felt c, Felt d) {
  sum.add(uint64_t{a.raw()} * b.raw() + uint64_t{c.raw()} * d.raw());
}

CAIRN_INLINE constexpr Felt value_of(const FeltProductSum& sum) {
  return Felt::from_raw(Felt::montgomery_reduce(sum.sum));
}

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_FELT_H_
