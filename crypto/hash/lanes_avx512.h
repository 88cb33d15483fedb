// Lanes of machine integers in AVX-512 registers, sixteen of 32 bits or eight of 64: what
// lanes_body.h asks of an instruction set. See lanes.h for the interface.
#ifndef CAIRN_CRYPTO_HASH_LANES_AVX512_H_
#define CAIRN_CRYPTO_HASH_LANES_AVX512_H_

#include "crypto/field/packed_avx512.h"

#if CAIRN_HAS_AVX512

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/hash/lanes_vector.h"

namespace cairn::avx512 {

CAIRN_TARGET_AVX512_BEGIN

inline Vector bits_xor(Vector x, Vector y) { return _mm512_xor_si512(x, y); }
inline Vector bits_and_not(Vector x, Vector y) { return _mm512_andnot_si512(x, y); }
template <int Count>
inline Vector rotate32(Vector x) {
  return _mm512_rol_epi32(x, Count);
}
template <int Count>
inline Vector rotate64(Vector x) {
  return _mm512_rol_epi64(x, Count);
}

inline Vector even_words(Vector x, Vector y) {
  return _mm512_castps_si512(
      _mm512_shuffle_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), 0x88));
}
inline Vector odd_words(Vector x, Vector y) {
  return _mm512_castps_si512(
      _mm512_shuffle_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), 0xDD));
}

inline __m128i load_block(const uint8_t* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}
inline Vector load_blocks(const uint8_t* from, size_t stride) {
  Vector x = _mm512_castsi128_si512(load_block(from));
  x = _mm512_inserti32x4(x, load_block(from + stride), 1);
  x = _mm512_inserti32x4(x, load_block(from + 2 * stride), 2);
  return _mm512_inserti32x4(x, load_block(from + 3 * stride), 3);
}
inline void store_blocks(Vector x, uint8_t* to, size_t stride) {
  const auto block = [&](size_t b) { return reinterpret_cast<__m128i*>(to + b * stride); };
  _mm_storeu_si128(block(0), _mm512_castsi512_si128(x));
  _mm_storeu_si128(block(1), _mm512_extracti32x4_epi32(x, 1));
  _mm_storeu_si128(block(2), _mm512_extracti32x4_epi32(x, 2));
  _mm_storeu_si128(block(3), _mm512_extracti32x4_epi32(x, 3));
}

#include "crypto/hash/lanes_body.h"

CAIRN_TARGET_AVX512_END

}  // namespace cairn::avx512

#endif  // CAIRN_HAS_AVX512

#endif  // CAIRN_CRYPTO_HASH_LANES_AVX512_H_
