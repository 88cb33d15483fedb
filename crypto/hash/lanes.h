// Lanes of machine integers for BLAKE3 (32 bits) and Keccak (64 bits): one message per lane. As
// with packed fields, a plain C++ back end and one per instruction set, behind one interface;
// LanesOf<P> names those that belong to a packed field type, so that dispatch() (field/dispatch.h)
// chooses both.
#ifndef CAIRN_CRYPTO_HASH_LANES_H_
#define CAIRN_CRYPTO_HASH_LANES_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "crypto/field/packed.h"
#include "crypto/field/target.h"

namespace cairn {
namespace portable {

// kLanes integers of one width, in plain C++.
template <class Integer, size_t Lanes>
struct alignas(sizeof(Integer) * Lanes) IntegerLanes {
  static constexpr size_t kLanes = Lanes;

  std::array<Integer, Lanes> lanes{};

  constexpr IntegerLanes() = default;
  CAIRN_INLINE constexpr explicit IntegerLanes(Integer value) { lanes.fill(value); }

  CAIRN_INLINE friend constexpr IntegerLanes operator+(const IntegerLanes& a,
                                                       const IntegerLanes& b) {
    IntegerLanes result;
    for (size_t i = 0; i < Lanes; ++i) result.lanes[i] = a.lanes[i] + b.lanes[i];
    return result;
  }
  CAIRN_INLINE friend constexpr IntegerLanes operator^(const IntegerLanes& a,
                                                       const IntegerLanes& b) {
    IntegerLanes result;
    for (size_t i = 0; i < Lanes; ++i) result.lanes[i] = a.lanes[i] ^ b.lanes[i];
    return result;
  }
};

// ~a & b
template <class Integer, size_t Lanes>
CAIRN_INLINE constexpr IntegerLanes<Integer, Lanes> and_not(const IntegerLanes<Integer, Lanes>& a,
                                                            const IntegerLanes<Integer, Lanes>& b) {
  IntegerLanes<Integer, Lanes> result;
  for (size_t i = 0; i < Lanes; ++i) result.lanes[i] = ~a.lanes[i] & b.lanes[i];
  return result;
}

template <int Count, class Integer, size_t Lanes>
CAIRN_INLINE constexpr IntegerLanes<Integer, Lanes> rotate_left(
    const IntegerLanes<Integer, Lanes>& a) {
  IntegerLanes<Integer, Lanes> result;
  for (size_t i = 0; i < Lanes; ++i) result.lanes[i] = std::rotl(a.lanes[i], Count);
  return result;
}

}  // namespace portable

#if CAIRN_HAS_AVX2
namespace avx2 {

template <class Integer>
struct IntegerLanes;
inline IntegerLanes<uint32_t> broadcast_integer(uint32_t value);
inline IntegerLanes<uint64_t> broadcast_integer(uint64_t value);

// Eight 32-bit or four 64-bit integers; storage as in PackedAvx2.
template <class Integer>
struct alignas(32) IntegerLanes {
  static constexpr size_t kLanes = 32 / sizeof(Integer);

  std::array<Integer, kLanes> lanes{};

  CAIRN_INLINE IntegerLanes() = default;
  CAIRN_INLINE explicit IntegerLanes(Integer value) { *this = broadcast_integer(value); }
};

using U32x8 = IntegerLanes<uint32_t>;
using U64x4 = IntegerLanes<uint64_t>;

CAIRN_TARGET_AVX2_BEGIN

inline __m256i to_vector(const U32x8& a) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(a.lanes.data()));
}
inline __m256i to_vector(const U64x4& a) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(a.lanes.data()));
}
inline U32x8 to_u32x8(__m256i vector) {
  U32x8 result;
  _mm256_store_si256(reinterpret_cast<__m256i*>(result.lanes.data()), vector);
  return result;
}
inline U64x4 to_u64x4(__m256i vector) {
  U64x4 result;
  _mm256_store_si256(reinterpret_cast<__m256i*>(result.lanes.data()), vector);
  return result;
}
inline U32x8 broadcast_integer(uint32_t value) {
  return to_u32x8(_mm256_set1_epi32(static_cast<int>(value)));
}
inline U64x4 broadcast_integer(uint64_t value) {
  return to_u64x4(_mm256_set1_epi64x(static_cast<long long>(value)));
}

inline U32x8 operator+(const U32x8& a, const U32x8& b) {
  return to_u32x8(_mm256_add_epi32(to_vector(a), to_vector(b)));
}
inline U32x8 operator^(const U32x8& a, const U32x8& b) {
  return to_u32x8(_mm256_xor_si256(to_vector(a), to_vector(b)));
}
inline U64x4 operator^(const U64x4& a, const U64x4& b) {
  return to_u64x4(_mm256_xor_si256(to_vector(a), to_vector(b)));
}
inline U64x4 and_not(const U64x4& a, const U64x4& b) {
  return to_u64x4(_mm256_andnot_si256(to_vector(a), to_vector(b)));
}

// Rotations by whole bytes are byte shuffles.
template <int Count>
inline U32x8 rotate_left(const U32x8& a) {
  const __m256i x = to_vector(a);
  if constexpr (Count == 16) {
    const __m256i bytes = _mm256_set_epi8(13, 12, 15, 14, 9, 8, 11, 10, 5, 4, 7, 6, 1, 0, 3, 2, 13,
                                          12, 15, 14, 9, 8, 11, 10, 5, 4, 7, 6, 1, 0, 3, 2);
    return to_u32x8(_mm256_shuffle_epi8(x, bytes));
  } else if constexpr (Count == 24) {
    const __m256i bytes = _mm256_set_epi8(12, 15, 14, 13, 8, 11, 10, 9, 4, 7, 6, 5, 0, 3, 2, 1, 12,
                                          15, 14, 13, 8, 11, 10, 9, 4, 7, 6, 5, 0, 3, 2, 1);
    return to_u32x8(_mm256_shuffle_epi8(x, bytes));
  } else {
    return to_u32x8(_mm256_or_si256(_mm256_slli_epi32(x, Count), _mm256_srli_epi32(x, 32 - Count)));
  }
}
template <int Count>
inline U64x4 rotate_left(const U64x4& a) {
  const __m256i x = to_vector(a);
  return to_u64x4(_mm256_or_si256(_mm256_slli_epi64(x, Count), _mm256_srli_epi64(x, 64 - Count)));
}

// The 64-bit numbers low[i] + 2^32 high[i], those of lanes 0, 1, 4, 5 and those of lanes 2, 3,
// 6, 7.
inline void interleave(const U32x8& low, const U32x8& high, U64x4& first, U64x4& second) {
  first = to_u64x4(_mm256_unpacklo_epi32(to_vector(low), to_vector(high)));
  second = to_u64x4(_mm256_unpackhi_epi32(to_vector(low), to_vector(high)));
}

CAIRN_TARGET_AVX2_END

}  // namespace avx2
#endif

// The lane of the packed field in which lane i of the first and of the second result of
// interleave() lies.
inline constexpr std::array<size_t, 4> kInterleaveFirst = {0, 1, 4, 5};
inline constexpr std::array<size_t, 4> kInterleaveSecond = {2, 3, 6, 7};

template <class P>
struct LanesOf {};
#if CAIRN_HAS_AVX2
template <>
struct LanesOf<avx2::PackedAvx2> {
  using U32 = avx2::U32x8;
  using U64 = avx2::U64x4;
};
#endif

// Whether a back end has lanes of integers. The portable one has not: one message at a time is
// faster in plain C++.
template <class P>
concept HasIntegerLanes = requires { typename LanesOf<P>::U32; };

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_LANES_H_
