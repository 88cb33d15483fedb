// Lanes of machine integers in AVX2 registers, eight of 32 bits or four of 64: what lanes_body.h
// asks of an instruction set. See lanes.h for the interface.
#ifndef CAIRN_CRYPTO_HASH_LANES_AVX2_H_
#define CAIRN_CRYPTO_HASH_LANES_AVX2_H_

#include "crypto/field/packed_avx2.h"

#if CAIRN_HAS_AVX2

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/hash/lanes_vector.h"

namespace cairn::avx2 {

CAIRN_TARGET_AVX2_BEGIN

inline Vector bits_xor(Vector x, Vector y) { return _mm256_xor_si256(x, y); }
inline Vector bits_and_not(Vector x, Vector y) { return _mm256_andnot_si256(x, y); }

// The rotation to the left of elements of `Bytes` bytes by `Shift` bytes, as a byte shuffle.
template <int Bytes, int Shift>
inline Vector rotate_bytes(Vector x) {
  std::array<int8_t, 32> from;
  for (int i = 0; i < 32; ++i) {
    from[i] = static_cast<int8_t>(i % 16 / Bytes * Bytes + (i % Bytes + Bytes - Shift) % Bytes);
  }
  return _mm256_shuffle_epi8(x, load_vector(from.data()));
}
template <int Count>
inline Vector rotate32(Vector x) {
  if constexpr (Count % 8 == 0) return rotate_bytes<4, Count / 8>(x);
  return _mm256_or_si256(_mm256_slli_epi32(x, Count), _mm256_srli_epi32(x, 32 - Count));
}
template <int Count>
inline Vector rotate64(Vector x) {
  if constexpr (Count % 8 == 0) return rotate_bytes<8, Count / 8>(x);
  return _mm256_or_si256(_mm256_slli_epi64(x, Count), _mm256_srli_epi64(x, 64 - Count));
}

inline Vector even_words(Vector x, Vector y) {
  return _mm256_castps_si256(
      _mm256_shuffle_ps(_mm256_castsi256_ps(x), _mm256_castsi256_ps(y), 0x88));
}
inline Vector odd_words(Vector x, Vector y) {
  return _mm256_castps_si256(
      _mm256_shuffle_ps(_mm256_castsi256_ps(x), _mm256_castsi256_ps(y), 0xDD));
}

inline Vector load_blocks(const uint8_t* from, size_t stride) {
  return _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(from + stride),
                             reinterpret_cast<const __m128i*>(from));
}
inline void store_blocks(Vector x, uint8_t* to, size_t stride) {
  _mm256_storeu2_m128i(reinterpret_cast<__m128i*>(to + stride), reinterpret_cast<__m128i*>(to), x);
}

#include "crypto/hash/lanes_body.h"

CAIRN_TARGET_AVX2_END

}  // namespace cairn::avx2

#endif  // CAIRN_HAS_AVX2

#endif  // CAIRN_CRYPTO_HASH_LANES_AVX2_H_
