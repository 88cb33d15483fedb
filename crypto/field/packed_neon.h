// Eight lanes of KoalaBear in two NEON registers: what packed_body.h asks of an instruction set.
// See packed.h for the interface.
#ifndef CAIRN_CRYPTO_FIELD_PACKED_NEON_H_
#define CAIRN_CRYPTO_FIELD_PACKED_NEON_H_

#include "crypto/field/target.h"

#if CAIRN_HAS_NEON

#include <bit>
#include <cstddef>
#include <cstdint>

#include "crypto/field/felt.h"
#include "crypto/field/intrinsics.h"
#include "crypto/field/packed_vector.h"

namespace cairn::neon {

struct Set {
  static constexpr size_t kLanes = 8;
};

struct Vector {
  uint32x4_t half[2];
};
struct DoubleVector {
  float64x2_t half[2];
};

// Numbers of 64 bits for the words 0, 1, 4, 5 and for the words 2, 3, 6, 7.
struct Wide {
  Vector first;
  Vector second;
};

// The same operation on both registers, as words of 32 bits and as numbers of 64.
template <class Operation>
CAIRN_INLINE Vector each32(const Vector& x, const Vector& y, const Operation& operation) {
  return {{operation(x.half[0], y.half[0]), operation(x.half[1], y.half[1])}};
}
template <class Operation>
CAIRN_INLINE Vector each64(const Vector& x, const Vector& y, const Operation& operation) {
  const auto on_half = [&](uint32x4_t a, uint32x4_t b) CAIRN_INLINE_LAMBDA {
    return vreinterpretq_u32_u64(operation(vreinterpretq_u64_u32(a), vreinterpretq_u64_u32(b)));
  };
  return each32(x, y, on_half);
}

inline Vector load_vector(const void* from) {
  const auto* const words = static_cast<const uint32_t*>(from);
  return {{vld1q_u32(words), vld1q_u32(words + 4)}};
}
inline Vector load_aligned(const void* from) { return load_vector(from); }
inline void store_vector(void* to, const Vector& x) {
  auto* const words = static_cast<uint32_t*>(to);
  vst1q_u32(words, x.half[0]);
  vst1q_u32(words + 4, x.half[1]);
}
inline void store_aligned(void* to, const Vector& x) { store_vector(to, x); }
inline Vector splat32(uint32_t word) { return {{vdupq_n_u32(word), vdupq_n_u32(word)}}; }
inline Vector splat64(uint64_t number) {
  const uint32x4_t numbers = vreinterpretq_u32_u64(vdupq_n_u64(number));
  return {{numbers, numbers}};
}

inline Vector add32(const Vector& x, const Vector& y) { return each32(x, y, vaddq_u32); }
inline Vector sub32(const Vector& x, const Vector& y) { return each32(x, y, vsubq_u32); }
inline Vector min32(const Vector& x, const Vector& y) { return each32(x, y, vminq_u32); }
inline Vector mul32(const Vector& x, const Vector& y) { return each32(x, y, vmulq_u32); }
inline Vector bits_and(const Vector& x, const Vector& y) { return each32(x, y, vandq_u32); }
inline Vector add64(const Vector& x, const Vector& y) { return each64(x, y, vaddq_u64); }
inline Vector sub64(const Vector& x, const Vector& y) { return each64(x, y, vsubq_u64); }
inline Vector halve_words(const Vector& x) {
  return {{vshrq_n_u32(x.half[0], 1), vshrq_n_u32(x.half[1], 1)}};
}
inline bool all_equal(const Vector& x, const Vector& y) {
  const Vector equal = each32(x, y, vceqq_u32);
  return vminvq_u32(vandq_u32(equal.half[0], equal.half[1])) != 0;
}

inline DoubleVector load_doubles(const double* from) {
  return {{vld1q_f64(from), vld1q_f64(from + 2)}};
}
inline void store_doubles(double* to, const DoubleVector& x) {
  vst1q_f64(to, x.half[0]);
  vst1q_f64(to + 2, x.half[1]);
}
inline DoubleVector splat_double(double number) {
  return {{vdupq_n_f64(number), vdupq_n_f64(number)}};
}
inline DoubleVector as_doubles(const Vector& bits) {
  return {{vreinterpretq_f64_u32(bits.half[0]), vreinterpretq_f64_u32(bits.half[1])}};
}
inline Vector bits_of(const DoubleVector& x) {
  return {{vreinterpretq_u32_f64(x.half[0]), vreinterpretq_u32_f64(x.half[1])}};
}
inline DoubleVector add_double(const DoubleVector& x, const DoubleVector& y) {
  return {{vaddq_f64(x.half[0], y.half[0]), vaddq_f64(x.half[1], y.half[1])}};
}
inline DoubleVector sub_double(const DoubleVector& x, const DoubleVector& y) {
  return {{vsubq_f64(x.half[0], y.half[0]), vsubq_f64(x.half[1], y.half[1])}};
}
inline DoubleVector multiply_add_double(const DoubleVector& x, const DoubleVector& y,
                                        const DoubleVector& z) {
  return {{vfmaq_f64(z.half[0], x.half[0], y.half[0]), vfmaq_f64(z.half[1], x.half[1], y.half[1])}};
}

inline Wide multiply_wide(const Vector& x, const Vector& y) {
  const auto low = [](uint32x4_t a, uint32x4_t b) CAIRN_INLINE_LAMBDA {
    return vreinterpretq_u32_u64(vmull_u32(vget_low_u32(a), vget_low_u32(b)));
  };
  const auto high = [](uint32x4_t a, uint32x4_t b)
                        CAIRN_INLINE_LAMBDA { return vreinterpretq_u32_u64(vmull_high_u32(a, b)); };
  return {each32(x, y, low), each32(x, y, high)};
}
inline Wide multiply_wide_same(const Vector& x, const Vector& y) { return multiply_wide(x, y); }
inline Wide multiply_low(const Wide& x, const Vector& y) {
  return multiply_wide(each32(x.first, x.second, vuzp1q_u32), y);
}
inline Vector high_words(const Wide& x) { return each32(x.first, x.second, vuzp2q_u32); }

inline Vector unpack_low32(const Vector& x, const Vector& y) { return each32(x, y, vzip1q_u32); }
inline Vector unpack_high32(const Vector& x, const Vector& y) { return each32(x, y, vzip2q_u32); }
inline Vector unpack_low64(const Vector& x, const Vector& y) { return each64(x, y, vzip1q_u64); }
inline Vector unpack_high64(const Vector& x, const Vector& y) { return each64(x, y, vzip2q_u64); }
inline void transpose_blocks(Vector (&rows)[2]) {
  const uint32x4_t second = rows[0].half[1];
  rows[0].half[1] = rows[1].half[0];
  rows[1].half[0] = second;
}

#include "crypto/field/packed_body.h"

}  // namespace cairn::neon

#endif  // CAIRN_HAS_NEON

#endif  // CAIRN_CRYPTO_FIELD_PACKED_NEON_H_
