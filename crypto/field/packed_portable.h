// Eight lanes of KoalaBear in plain C++: the back end for every machine, and the one the others are
// tested against. See packed.h for the interface.
#ifndef CAIRN_CRYPTO_FIELD_PACKED_PORTABLE_H_
#define CAIRN_CRYPTO_FIELD_PACKED_PORTABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "crypto/field/felt.h"
#include "crypto/field/target.h"

namespace cairn::portable {

struct PackedScalar;

// A sum of products whose reduction is put off until value_of(sum).
struct ProductSumScalar {
  std::array<FeltProductSum, 8> lanes{};
};

struct PackedScalar {
  static constexpr size_t kLanes = 8;
  using ProductSum = ProductSumScalar;

  std::array<Felt, kLanes> lanes{};

  constexpr PackedScalar() = default;
  CAIRN_INLINE constexpr PackedScalar(Felt value) { lanes.fill(value); }

  CAIRN_INLINE static constexpr PackedScalar load(const Felt* from) {
    PackedScalar result;
    for (size_t i = 0; i < kLanes; ++i) result.lanes[i] = from[i];
    return result;
  }
  CAIRN_INLINE static constexpr PackedScalar broadcast(Felt value) { return PackedScalar(value); }
  CAIRN_INLINE constexpr void store(Felt* to) const {
    for (size_t i = 0; i < kLanes; ++i) to[i] = lanes[i];
  }
  CAIRN_INLINE constexpr void store_canonical(uint32_t* to) const {
    for (size_t i = 0; i < kLanes; ++i) to[i] = lanes[i].value();
  }

  CAIRN_INLINE friend constexpr PackedScalar operator+(const PackedScalar& a,
                                                       const PackedScalar& b) {
    PackedScalar result;
    for (size_t i = 0; i < kLanes; ++i) result.lanes[i] = a.lanes[i] + b.lanes[i];
    return result;
  }
  CAIRN_INLINE friend constexpr PackedScalar operator-(const PackedScalar& a,
                                                       const PackedScalar& b) {
    PackedScalar result;
    for (size_t i = 0; i < kLanes; ++i) result.lanes[i] = a.lanes[i] - b.lanes[i];
    return result;
  }
  CAIRN_INLINE friend constexpr PackedScalar operator*(const PackedScalar& a,
                                                       const PackedScalar& b) {
    PackedScalar result;
    for (size_t i = 0; i < kLanes; ++i) result.lanes[i] = a.lanes[i] * b.lanes[i];
    return result;
  }
  CAIRN_INLINE friend constexpr PackedScalar operator-(const PackedScalar& a) {
    return PackedScalar() - a;
  }
  CAIRN_INLINE constexpr PackedScalar& operator+=(const PackedScalar& b) {
    return *this = *this + b;
  }
  CAIRN_INLINE constexpr PackedScalar& operator-=(const PackedScalar& b) {
    return *this = *this - b;
  }
  CAIRN_INLINE constexpr PackedScalar& operator*=(const PackedScalar& b) {
    return *this = *this * b;
  }
  friend constexpr bool operator==(const PackedScalar& a, const PackedScalar& b) = default;

  CAIRN_INLINE constexpr PackedScalar doubled() const { return *this + *this; }
  CAIRN_INLINE constexpr PackedScalar halved() const {
    PackedScalar result;
    for (size_t i = 0; i < kLanes; ++i) result.lanes[i] = lanes[i].halved();
    return result;
  }
  CAIRN_INLINE constexpr PackedScalar square() const { return *this * *this; }
  CAIRN_INLINE constexpr PackedScalar cube() const { return *this * *this * *this; }
};

CAIRN_INLINE constexpr void add_product(ProductSumScalar& sum, const PackedScalar& a,
                                        const PackedScalar& b) {
  for (size_t i = 0; i < PackedScalar::kLanes; ++i) {
    add_product(sum.lanes[i], a.lanes[i], b.lanes[i]);
  }
}
CAIRN_INLINE constexpr void add_products(ProductSumScalar& sum, const PackedScalar& a,
                                         const PackedScalar& b, const PackedScalar& c,
                                         const PackedScalar& d) {
  for (size_t i = 0; i < PackedScalar::kLanes; ++i) {
    add_products(sum.lanes[i], a.lanes[i], b.lanes[i], c.lanes[i], d.lanes[i]);
  }
}
// The same with the factor b (and d) in all lanes.
CAIRN_INLINE constexpr void add_product(ProductSumScalar& sum, const PackedScalar& a, Felt b) {
  for (size_t i = 0; i < PackedScalar::kLanes; ++i) add_product(sum.lanes[i], a.lanes[i], b);
}
CAIRN_INLINE constexpr void add_products(ProductSumScalar& sum, const PackedScalar& a, Felt b,
                                         const PackedScalar& c, Felt d) {
  for (size_t i = 0; i < PackedScalar::kLanes; ++i) {
    add_products(sum.lanes[i], a.lanes[i], b, c.lanes[i], d);
  }
}
CAIRN_INLINE constexpr PackedScalar value_of(const ProductSumScalar& sum) {
  PackedScalar result;
  for (size_t i = 0; i < PackedScalar::kLanes; ++i) result.lanes[i] = value_of(sum.lanes[i]);
  return result;
}

// Lane k of row i becomes lane i of row k.
CAIRN_INLINE constexpr void transpose(PackedScalar (&rows)[PackedScalar::kLanes]) {
  for (size_t i = 0; i < PackedScalar::kLanes; ++i) {
    for (size_t k = 0; k < i; ++k) std::swap(rows[i].lanes[k], rows[k].lanes[i]);
  }
}

}  // namespace cairn::portable

#endif  // CAIRN_CRYPTO_FIELD_PACKED_PORTABLE_H_
