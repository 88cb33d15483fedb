// Lanes of machine integers in NEON registers, two of them to eight integers of 32 bits or four of
// 64: what lanes_body.h asks of an instruction set. See lanes.h for the interface.
#ifndef CAIRN_CRYPTO_HASH_LANES_NEON_H_
#define CAIRN_CRYPTO_HASH_LANES_NEON_H_

#include "crypto/field/packed_neon.h"

#if CAIRN_HAS_NEON

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/hash/lanes_vector.h"

namespace cairn::neon {

inline Vector bits_xor(const Vector& x, const Vector& y) { return each32(x, y, veorq_u32); }
inline Vector bits_and_not(const Vector& x, const Vector& y) { return each32(y, x, vbicq_u32); }
// The low bits are inserted below the high ones.
template <int Count>
inline Vector rotate32(const Vector& x) {
  return each32(x, x, [](uint32x4_t a, uint32x4_t) CAIRN_INLINE_LAMBDA {
    return vsriq_n_u32(vshlq_n_u32(a, Count), a, 32 - Count);
  });
}
template <int Count>
inline Vector rotate64(const Vector& x) {
  return each64(x, x, [](uint64x2_t a, uint64x2_t) CAIRN_INLINE_LAMBDA {
    return vsriq_n_u64(vshlq_n_u64(a, Count), a, 64 - Count);
  });
}

inline Vector even_words(const Vector& x, const Vector& y) { return each32(x, y, vuzp1q_u32); }
inline Vector odd_words(const Vector& x, const Vector& y) { return each32(x, y, vuzp2q_u32); }

inline Vector load_blocks(const uint8_t* from, size_t stride) {
  return {{vreinterpretq_u32_u8(vld1q_u8(from)), vreinterpretq_u32_u8(vld1q_u8(from + stride))}};
}
inline void store_blocks(const Vector& x, uint8_t* to, size_t stride) {
  vst1q_u8(to, vreinterpretq_u8_u32(x.half[0]));
  vst1q_u8(to + stride, vreinterpretq_u8_u32(x.half[1]));
}

#include "crypto/hash/lanes_body.h"

}  // namespace cairn::neon

#endif  // CAIRN_HAS_NEON

#endif  // CAIRN_CRYPTO_HASH_LANES_NEON_H_
