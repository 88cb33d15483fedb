// Eight lanes of KoalaBear in one AVX2 register. See packed.h for the interface and target.h for
// how it is inlined.
#ifndef CAIRN_CRYPTO_FIELD_PACKED_AVX2_H_
#define CAIRN_CRYPTO_FIELD_PACKED_AVX2_H_

#include "crypto/field/target.h"

#if CAIRN_HAS_AVX2

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/field/felt.h"

namespace cairn::avx2 {

struct PackedAvx2;
struct ProductSumAvx2;
inline PackedAvx2 load_lanes(const Felt* from);
inline void store_lanes(const PackedAvx2& lanes, Felt* to);
inline PackedAvx2 broadcast_lanes(Felt value);
inline PackedAvx2 halve_lanes(const PackedAvx2& lanes);
inline void store_values(const PackedAvx2& lanes, uint32_t* to);
inline PackedAvx2 operator+(const PackedAvx2& a, const PackedAvx2& b);
inline PackedAvx2 operator*(const PackedAvx2& a, const PackedAvx2& b);

// Montgomery numbers, each below p. The storage is an array of integers, not a vector type, because
// functions with and without AVX pass vectors differently, and whatever escapes inlining must still
// be called correctly.
struct alignas(32) PackedAvx2 {
  static constexpr size_t kLanes = 8;
  using ProductSum = ProductSumAvx2;

  std::array<uint32_t, 8> raw;  // P() is zero; without parentheses nothing is written

  CAIRN_INLINE PackedAvx2() = default;
  CAIRN_INLINE PackedAvx2(Felt value) { *this = broadcast_lanes(value); }
  CAIRN_INLINE static PackedAvx2 load(const Felt* from) { return load_lanes(from); }
  CAIRN_INLINE static PackedAvx2 broadcast(Felt value) { return broadcast_lanes(value); }
  CAIRN_INLINE void store(Felt* to) const { store_lanes(*this, to); }
  // The canonical numbers of the lanes.
  CAIRN_INLINE void store_canonical(uint32_t* to) const { store_values(*this, to); }
  CAIRN_INLINE PackedAvx2 doubled() const { return *this + *this; }
  CAIRN_INLINE PackedAvx2 halved() const { return halve_lanes(*this); }
  CAIRN_INLINE PackedAvx2 square() const { return *this * *this; }
  CAIRN_INLINE PackedAvx2 cube() const { return *this * *this * *this; }
};

CAIRN_TARGET_AVX2_BEGIN

inline PackedAvx2 from_vector(__m256i vector) {
  PackedAvx2 lanes;
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes.raw.data()), vector);
  return lanes;
}
inline __m256i to_vector(const PackedAvx2& lanes) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(lanes.raw.data()));
}

inline __m256i modulus() { return _mm256_set1_epi32(static_cast<int>(Felt::kModulus)); }

inline PackedAvx2 load_lanes(const Felt* from) {
  return from_vector(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
}
inline void store_lanes(const PackedAvx2& lanes, Felt* to) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), to_vector(lanes));
}
inline PackedAvx2 broadcast_lanes(Felt value) {
  return from_vector(_mm256_set1_epi32(static_cast<int>(value.raw())));
}

inline PackedAvx2 operator+(const PackedAvx2& a, const PackedAvx2& b) {
  const __m256i sum = _mm256_add_epi32(to_vector(a), to_vector(b));
  return from_vector(_mm256_min_epu32(sum, _mm256_sub_epi32(sum, modulus())));
}
inline PackedAvx2 operator-(const PackedAvx2& a, const PackedAvx2& b) {
  const __m256i difference = _mm256_sub_epi32(to_vector(a), to_vector(b));
  return from_vector(_mm256_min_epu32(difference, _mm256_add_epi32(difference, modulus())));
}
inline PackedAvx2 operator-(const PackedAvx2& a) { return PackedAvx2() - a; }

// The odd lanes, moved to the even places, where _mm256_mul_epu32 looks.
inline __m256i odd_lanes(__m256i x) {
  return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(x)));
}

// x - q p for the low half q of `quotient`, x / p mod 2^32: its low half is zero, its high half x *
// 2^-32 mod p, up to one p too low.
inline __m256i subtract_multiple(__m256i x, __m256i quotient) {
  return _mm256_sub_epi64(x, _mm256_mul_epu32(quotient, modulus()));
}
inline __m256i subtract_quotient(__m256i x) {
  return subtract_multiple(x, _mm256_mul_epu32(x, _mm256_set1_epi64x(Felt::kModulusInverse)));
}

// The high halves of the even and of the odd lanes' numbers, each up to one p too low.
inline PackedAvx2 join_high(__m256i even, __m256i odd) {
  const __m256i high = _mm256_blend_epi32(odd_lanes(even), odd, 0xAA);
  return from_vector(_mm256_min_epu32(high, _mm256_add_epi32(high, modulus())));
}

// The Montgomery reduction of the four 64-bit numbers of the even and of the odd lanes, each below
// p * 2^32.
inline PackedAvx2 reduce(__m256i even, __m256i odd) {
  return join_high(subtract_quotient(even), subtract_quotient(odd));
}

inline PackedAvx2 operator*(const PackedAvx2& a, const PackedAvx2& b) {
  const __m256i x = to_vector(a);
  const __m256i y = to_vector(b);
  return reduce(_mm256_mul_epu32(x, y), _mm256_mul_epu32(odd_lanes(x), odd_lanes(y)));
}

inline PackedAvx2 halve_lanes(const PackedAvx2& lanes) {
  const __m256i x = to_vector(lanes);
  const __m256i odd = _mm256_srai_epi32(_mm256_slli_epi32(x, 31), 31);
  const __m256i half = _mm256_set1_epi32(static_cast<int>((Felt::kModulus + 1) / 2));
  return from_vector(_mm256_add_epi32(_mm256_srli_epi32(x, 1), _mm256_and_si256(odd, half)));
}

inline bool operator==(const PackedAvx2& a, const PackedAvx2& b) {
  return _mm256_movemask_epi8(_mm256_cmpeq_epi32(to_vector(a), to_vector(b))) == -1;
}

inline PackedAvx2& operator+=(PackedAvx2& a, const PackedAvx2& b) { return a = a + b; }
inline PackedAvx2& operator-=(PackedAvx2& a, const PackedAvx2& b) { return a = a - b; }
inline PackedAvx2& operator*=(PackedAvx2& a, const PackedAvx2& b) { return a = a * b; }

// The 64-bit numbers below 2 p 2^32, brought below p 2^32: only the high halves differ.
inline __m256i subtract_bound(__m256i x) {
  const __m256i bound = _mm256_set1_epi64x(static_cast<int64_t>(uint64_t{Felt::kModulus} << 32));
  return _mm256_min_epu32(x, _mm256_sub_epi64(x, bound));
}

// A sum of products whose reduction is put off until value().
struct alignas(32) ProductSumAvx2 {
  std::array<uint64_t, 4> even{};  // of the lanes 0, 2, 4, 6; below p 2^32
  std::array<uint64_t, 4> odd{};
};

inline __m256i load_sums(const std::array<uint64_t, 4>& sums) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(sums.data()));
}
inline void store_sums(std::array<uint64_t, 4>& sums, __m256i vector) {
  _mm256_store_si256(reinterpret_cast<__m256i*>(sums.data()), vector);
}

// sum += a * b
inline void add_product(ProductSumAvx2& sum, const PackedAvx2& a, const PackedAvx2& b) {
  const __m256i x = to_vector(a);
  const __m256i y = to_vector(b);
  const __m256i even = _mm256_mul_epu32(x, y);
  const __m256i odd = _mm256_mul_epu32(odd_lanes(x), odd_lanes(y));
  store_sums(sum.even, subtract_bound(_mm256_add_epi64(load_sums(sum.even), even)));
  store_sums(sum.odd, subtract_bound(_mm256_add_epi64(load_sums(sum.odd), odd)));
}

// sum += a * b + c * d, cheaper than two calls: 2 p^2 < p 2^32, and twice that still fits 64 bits.
inline void add_products(ProductSumAvx2& sum, const PackedAvx2& a, const PackedAvx2& b,
                         const PackedAvx2& c, const PackedAvx2& d) {
  const __m256i x = to_vector(a);
  const __m256i y = to_vector(b);
  const __m256i z = to_vector(c);
  const __m256i w = to_vector(d);
  const __m256i even = _mm256_add_epi64(_mm256_mul_epu32(x, y), _mm256_mul_epu32(z, w));
  const __m256i odd = _mm256_add_epi64(_mm256_mul_epu32(odd_lanes(x), odd_lanes(y)),
                                       _mm256_mul_epu32(odd_lanes(z), odd_lanes(w)));
  store_sums(sum.even, subtract_bound(_mm256_add_epi64(load_sums(sum.even), even)));
  store_sums(sum.odd, subtract_bound(_mm256_add_epi64(load_sums(sum.odd), odd)));
}

// The same with the factor b (and d) in all lanes.
inline void add_product(ProductSumAvx2& sum, const PackedAvx2& a, Felt b) {
  const __m256i x = to_vector(a);
  const __m256i y = _mm256_set1_epi32(static_cast<int>(b.raw()));
  const __m256i even = _mm256_mul_epu32(x, y);
  const __m256i odd = _mm256_mul_epu32(odd_lanes(x), y);
  store_sums(sum.even, subtract_bound(_mm256_add_epi64(load_sums(sum.even), even)));
  store_sums(sum.odd, subtract_bound(_mm256_add_epi64(load_sums(sum.odd), odd)));
}
inline void add_products(ProductSumAvx2& sum, const PackedAvx2& a, Felt b, const PackedAvx2& c,
                         Felt d) {
  const __m256i x = to_vector(a);
  const __m256i y = _mm256_set1_epi32(static_cast<int>(b.raw()));
  const __m256i z = to_vector(c);
  const __m256i w = _mm256_set1_epi32(static_cast<int>(d.raw()));
  const __m256i even = _mm256_add_epi64(_mm256_mul_epu32(x, y), _mm256_mul_epu32(z, w));
  const __m256i odd =
      _mm256_add_epi64(_mm256_mul_epu32(odd_lanes(x), y), _mm256_mul_epu32(odd_lanes(z), w));
  store_sums(sum.even, subtract_bound(_mm256_add_epi64(load_sums(sum.even), even)));
  store_sums(sum.odd, subtract_bound(_mm256_add_epi64(load_sums(sum.odd), odd)));
}

inline PackedAvx2 value_of(const ProductSumAvx2& sum) {
  return reduce(load_sums(sum.even), load_sums(sum.odd));
}

// The Montgomery reduction of the raw numbers x < p themselves gives the canonical ones: with q = x
// / p mod 2^32, the high half of x - q p is that of q p, negated, because the low halves are equal.
inline void store_values(const PackedAvx2& lanes, uint32_t* to) {
  const __m256i quotient = _mm256_mullo_epi32(
      to_vector(lanes), _mm256_set1_epi32(static_cast<int>(Felt::kModulusInverse)));
  const __m256i even = _mm256_mul_epu32(quotient, modulus());
  const __m256i odd = _mm256_mul_epu32(odd_lanes(quotient), modulus());
  const __m256i high = _mm256_blend_epi32(odd_lanes(even), odd, 0xAA);
  const __m256i negative = _mm256_sub_epi32(_mm256_setzero_si256(), high);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                      _mm256_min_epu32(negative, _mm256_add_epi32(negative, modulus())));
}

CAIRN_TARGET_AVX2_END

}  // namespace cairn::avx2

#endif  // CAIRN_HAS_AVX2

#endif  // CAIRN_CRYPTO_FIELD_PACKED_AVX2_H_
