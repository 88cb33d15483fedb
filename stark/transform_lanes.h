// What the transforms need of a packed type beyond packed.h: the transposition of eight times eight
// elements, and products by a factor that is used many times.
#ifndef CAIRN_STARK_TRANSFORM_LANES_H_
#define CAIRN_STARK_TRANSFORM_LANES_H_

#include <cstddef>
#include <utility>

#include "crypto/field/packed.h"
#include "crypto/field/target.h"

namespace cairn {

// A factor that is the same in all lanes, with whatever makes its products cheaper.
template <class P>
struct FactorOf {
  P value;
  CAIRN_INLINE FactorOf() = default;
  CAIRN_INLINE explicit FactorOf(const P& any) : value(any) {}
};

// x * factor.
template <class P>
CAIRN_INLINE P multiply(const P& x, const FactorOf<P>& factor) {
  return x * factor.value;
}
template <class P>
CAIRN_INLINE P multiply(const P& x, const P& factor) {
  return x * factor;
}

namespace portable {

// Element (i, k) goes to (k, i).
CAIRN_INLINE void transpose(PackedScalar (&rows)[8]) {
  for (size_t i = 0; i < 8; ++i) {
    for (size_t k = 0; k < i; ++k) std::swap(rows[i].lanes[k], rows[k].lanes[i]);
  }
}

}  // namespace portable

#if CAIRN_HAS_AVX2
namespace avx2 {

CAIRN_TARGET_AVX2_BEGIN

// factor / p mod 2^32, in the even lanes: times x it gives the quotient of the reduction of x *
// factor, without waiting for that product.
inline PackedAvx2 quotient_of(const PackedAvx2& factor) {
  return from_vector(
      _mm256_mul_epu32(to_vector(factor), _mm256_set1_epi64x(Felt::kModulusInverse)));
}
inline PackedAvx2 multiply(const PackedAvx2& x, const PackedAvx2& factor,
                           const PackedAvx2& quotient) {
  const auto reduced = [&](__m256i lanes) {
    return subtract_multiple(_mm256_mul_epu32(lanes, to_vector(factor)),
                             _mm256_mul_epu32(lanes, to_vector(quotient)));
  };
  return join_high(reduced(to_vector(x)), reduced(odd_lanes(to_vector(x))));
}

inline void transpose(PackedAvx2 (&rows)[8]) {
  __m256i pairs[8];  // two rows interleaved by elements
  __m256i quads[8];  // four rows, by pairs
  for (size_t i = 0; i < 8; i += 2) {
    pairs[i] = _mm256_unpacklo_epi32(to_vector(rows[i]), to_vector(rows[i + 1]));
    pairs[i + 1] = _mm256_unpackhi_epi32(to_vector(rows[i]), to_vector(rows[i + 1]));
  }
  for (size_t i = 0; i < 8; i += 4) {
    quads[i] = _mm256_unpacklo_epi64(pairs[i], pairs[i + 2]);
    quads[i + 1] = _mm256_unpackhi_epi64(pairs[i], pairs[i + 2]);
    quads[i + 2] = _mm256_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
    quads[i + 3] = _mm256_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
  }
  for (size_t i = 0; i < 4; ++i) {
    rows[i] = from_vector(_mm256_permute2x128_si256(quads[i], quads[i + 4], 0x20));
    rows[i + 4] = from_vector(_mm256_permute2x128_si256(quads[i], quads[i + 4], 0x31));
  }
}

CAIRN_TARGET_AVX2_END

}  // namespace avx2

template <>
struct FactorOf<avx2::PackedAvx2> {
  avx2::PackedAvx2 value;
  avx2::PackedAvx2 quotient;
  CAIRN_INLINE FactorOf() = default;
  CAIRN_INLINE explicit FactorOf(const avx2::PackedAvx2& any)
      : value(any), quotient(avx2::quotient_of(any)) {}
};
CAIRN_INLINE avx2::PackedAvx2 multiply(const avx2::PackedAvx2& x,
                                       const FactorOf<avx2::PackedAvx2>& factor) {
  return avx2::multiply(x, factor.value, factor.quotient);
}
#endif

}  // namespace cairn

#endif  // CAIRN_STARK_TRANSFORM_LANES_H_
