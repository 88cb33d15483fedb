// Lanes of machine integers in AVX2 registers: eight of 32 bits, or four of 64. See lanes.h for the
// interface and field/target.h for how it is inlined.
#ifndef CAIRN_CRYPTO_HASH_LANES_AVX2_H_
#define CAIRN_CRYPTO_HASH_LANES_AVX2_H_

#include "crypto/field/target.h"

#if CAIRN_HAS_AVX2

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace cairn::avx2 {

template <class Integer>
struct IntegerLanes;
inline IntegerLanes<uint32_t> broadcast_integer(uint32_t value);
inline IntegerLanes<uint64_t> broadcast_integer(uint64_t value);

// Storage as in PackedAvx2, but left unset by default.
template <class Integer>
struct alignas(32) IntegerLanes {
  static constexpr size_t kLanes = 32 / sizeof(Integer);

  std::array<Integer, kLanes> lanes;

  CAIRN_INLINE IntegerLanes() = default;
  CAIRN_INLINE explicit IntegerLanes(Integer value) { *this = broadcast_integer(value); }
};

using U32x8 = IntegerLanes<uint32_t>;
using U64x4 = IntegerLanes<uint64_t>;

CAIRN_TARGET_AVX2_BEGIN

template <class Integer>
inline __m256i to_vector(const IntegerLanes<Integer>& a) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(a.lanes.data()));
}
template <class L>
inline L to_lanes(__m256i vector) {
  L result;
  _mm256_store_si256(reinterpret_cast<__m256i*>(result.lanes.data()), vector);
  return result;
}
inline U32x8 broadcast_integer(uint32_t value) {
  return to_lanes<U32x8>(_mm256_set1_epi32(static_cast<int>(value)));
}
inline U64x4 broadcast_integer(uint64_t value) {
  return to_lanes<U64x4>(_mm256_set1_epi64x(static_cast<int64_t>(value)));
}

inline U32x8 operator+(const U32x8& a, const U32x8& b) {
  return to_lanes<U32x8>(_mm256_add_epi32(to_vector(a), to_vector(b)));
}
template <class Integer>
inline IntegerLanes<Integer> operator^(const IntegerLanes<Integer>& a,
                                       const IntegerLanes<Integer>& b) {
  return to_lanes<IntegerLanes<Integer>>(_mm256_xor_si256(to_vector(a), to_vector(b)));
}
inline U64x4 and_not(const U64x4& a, const U64x4& b) {
  return to_lanes<U64x4>(_mm256_andnot_si256(to_vector(a), to_vector(b)));
}

// The rotation to the left of elements of `Bytes` bytes by `Shift` bytes, as a byte shuffle.
template <int Bytes, int Shift>
inline __m256i rotate_bytes(__m256i x) {
  std::array<int8_t, 32> from;
  for (int i = 0; i < 32; ++i) {
    from[i] = static_cast<int8_t>(i % 16 / Bytes * Bytes + (i % Bytes + Bytes - Shift) % Bytes);
  }
  return _mm256_shuffle_epi8(x, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from.data())));
}
template <int Count>
inline U32x8 rotate_left(const U32x8& a) {
  const __m256i x = to_vector(a);
  if constexpr (Count % 8 == 0) {
    return to_lanes<U32x8>(rotate_bytes<4, Count / 8>(x));
  } else {
    return to_lanes<U32x8>(
        _mm256_or_si256(_mm256_slli_epi32(x, Count), _mm256_srli_epi32(x, 32 - Count)));
  }
}
template <int Count>
inline U64x4 rotate_left(const U64x4& a) {
  const __m256i x = to_vector(a);
  if constexpr (Count % 8 == 0) {
    return to_lanes<U64x4>(rotate_bytes<8, Count / 8>(x));
  } else {
    return to_lanes<U64x4>(
        _mm256_or_si256(_mm256_slli_epi64(x, Count), _mm256_srli_epi64(x, 64 - Count)));
  }
}

inline void interleave(const U32x8& low, const U32x8& high, std::array<U64x4, 2>& numbers) {
  numbers[0] = to_lanes<U64x4>(_mm256_unpacklo_epi32(to_vector(low), to_vector(high)));
  numbers[1] = to_lanes<U64x4>(_mm256_unpackhi_epi32(to_vector(low), to_vector(high)));
}
inline void deinterleave(const std::array<U64x4, 2>& numbers, U32x8& low, U32x8& high) {
  const __m256 first = _mm256_castsi256_ps(to_vector(numbers[0]));
  const __m256 second = _mm256_castsi256_ps(to_vector(numbers[1]));
  low = to_lanes<U32x8>(_mm256_castps_si256(_mm256_shuffle_ps(first, second, 0x88)));
  high = to_lanes<U32x8>(_mm256_castps_si256(_mm256_shuffle_ps(first, second, 0xDD)));
}

template <int Half>
inline U32x8 unpack32(const U32x8& a, const U32x8& b) {
  return to_lanes<U32x8>(Half == 0 ? _mm256_unpacklo_epi32(to_vector(a), to_vector(b))
                                   : _mm256_unpackhi_epi32(to_vector(a), to_vector(b)));
}
template <int Half>
inline U32x8 unpack64(const U32x8& a, const U32x8& b) {
  return to_lanes<U32x8>(Half == 0 ? _mm256_unpacklo_epi64(to_vector(a), to_vector(b))
                                   : _mm256_unpackhi_epi64(to_vector(a), to_vector(b)));
}
template <int Half>
inline U32x8 unpack128(const U32x8& a, const U32x8& b) {
  return to_lanes<U32x8>(
      _mm256_permute2x128_si256(to_vector(a), to_vector(b), Half == 0 ? 0x20 : 0x31));
}
inline U32x8 load_vector(const void* from) {
  return to_lanes<U32x8>(_mm256_loadu_si256(static_cast<const __m256i*>(from)));
}
inline void store_vector(const U32x8& a, void* to) {
  _mm256_storeu_si256(static_cast<__m256i*>(to), to_vector(a));
}

CAIRN_TARGET_AVX2_END

// Reads the rows of a matrix of 8 x 8 numbers and writes its columns, each 32 bytes, `from_stride`
// and `to_stride` bytes apart.
CAIRN_INLINE void transpose(const void* from, size_t from_stride, void* to, size_t to_stride) {
  std::array<U32x8, 8> pairs;  // columns 0, 1, 4, 5 or 2, 3, 6, 7 of two rows
  unroll<4>([&](auto i) CAIRN_INLINE_LAMBDA {
    const char* const rows = static_cast<const char*>(from) + 2 * i * from_stride;
    const U32x8 even = load_vector(rows);
    const U32x8 odd = load_vector(rows + from_stride);
    pairs[2 * i] = unpack32<0>(even, odd);
    pairs[2 * i + 1] = unpack32<1>(even, odd);
  });
  std::array<U32x8, 8> fours;  // columns i and i + 4 of four rows
  unroll<4>([&](auto i) CAIRN_INLINE_LAMBDA {
    constexpr size_t kFirst = i / 2 * 4 + i % 2;
    fours[i / 2 * 4 + i % 2 * 2] = unpack64<0>(pairs[kFirst], pairs[kFirst + 2]);
    fours[i / 2 * 4 + i % 2 * 2 + 1] = unpack64<1>(pairs[kFirst], pairs[kFirst + 2]);
  });
  unroll<4>([&](auto i) CAIRN_INLINE_LAMBDA {
    char* const column = static_cast<char*>(to) + i * to_stride;
    store_vector(unpack128<0>(fours[i], fours[i + 4]), column);
    store_vector(unpack128<1>(fours[i], fours[i + 4]), column + 4 * to_stride);
  });
}
CAIRN_INLINE void load_words(const uint8_t* from, size_t stride, U32x8* words) {
  transpose(from, stride, words, sizeof(U32x8));
}
CAIRN_INLINE void store_words(const U32x8* words, uint8_t* to, size_t stride) {
  transpose(words, sizeof(U32x8), to, stride);
}

}  // namespace cairn::avx2

#endif  // CAIRN_HAS_AVX2

#endif  // CAIRN_CRYPTO_HASH_LANES_AVX2_H_
