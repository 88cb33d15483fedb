// Sixteen lanes of KoalaBear in one AVX-512 register: what packed_body.h asks of an instruction
// set. See packed.h for the interface and target.h for how it is inlined.
#ifndef CAIRN_CRYPTO_FIELD_PACKED_AVX512_H_
#define CAIRN_CRYPTO_FIELD_PACKED_AVX512_H_

#include "crypto/field/target.h"

#if CAIRN_HAS_AVX512

#include <bit>
#include <cstddef>
#include <cstdint>

#include "crypto/field/felt.h"
#include "crypto/field/intrinsics.h"
#include "crypto/field/packed_vector.h"

namespace cairn::avx512 {

struct Set {
  static constexpr size_t kLanes = 16;
};
using Vector = __m512i;
using DoubleVector = __m512d;

// Numbers of 64 bits for the even words and for the odd ones.
struct Wide {
  Vector first;
  Vector second;
};

CAIRN_TARGET_AVX512_BEGIN

inline Vector load_vector(const void* from) { return _mm512_loadu_si512(from); }
inline Vector load_aligned(const void* from) { return _mm512_load_si512(from); }
inline void store_vector(void* to, Vector x) { _mm512_storeu_si512(to, x); }
inline void store_aligned(void* to, Vector x) { _mm512_store_si512(to, x); }
inline Vector splat32(uint32_t word) { return _mm512_set1_epi32(static_cast<int>(word)); }
inline Vector splat64(uint64_t number) { return _mm512_set1_epi64(static_cast<int64_t>(number)); }

inline Vector add32(Vector x, Vector y) { return _mm512_add_epi32(x, y); }
inline Vector sub32(Vector x, Vector y) { return _mm512_sub_epi32(x, y); }
inline Vector min32(Vector x, Vector y) { return _mm512_min_epu32(x, y); }
inline Vector mul32(Vector x, Vector y) { return _mm512_mullo_epi32(x, y); }
inline Vector bits_and(Vector x, Vector y) { return _mm512_and_si512(x, y); }
inline Vector add64(Vector x, Vector y) { return _mm512_add_epi64(x, y); }
inline Vector sub64(Vector x, Vector y) { return _mm512_sub_epi64(x, y); }
inline Vector halve_words(Vector x) { return _mm512_srli_epi32(x, 1); }
inline bool all_equal(Vector x, Vector y) { return _mm512_cmpeq_epi32_mask(x, y) == 0xFFFF; }

inline DoubleVector load_doubles(const double* from) { return _mm512_load_pd(from); }
inline void store_doubles(double* to, DoubleVector x) { _mm512_store_pd(to, x); }
inline DoubleVector splat_double(double number) { return _mm512_set1_pd(number); }
inline DoubleVector as_doubles(Vector bits) { return _mm512_castsi512_pd(bits); }
inline Vector bits_of(DoubleVector x) { return _mm512_castpd_si512(x); }
inline DoubleVector add_double(DoubleVector x, DoubleVector y) { return _mm512_add_pd(x, y); }
inline DoubleVector sub_double(DoubleVector x, DoubleVector y) { return _mm512_sub_pd(x, y); }
inline DoubleVector multiply_add_double(DoubleVector x, DoubleVector y, DoubleVector z) {
  return _mm512_fmadd_pd(x, y, z);
}

// The odd words, moved to the even places, where _mm512_mul_epu32 looks.
inline Vector odd_words(Vector x) {
  const __m512 floats = _mm512_castsi512_ps(x);
  return _mm512_castps_si512(_mm512_shuffle_ps(floats, floats, 0xF5));
}
inline Wide multiply_wide(Vector x, Vector y) {
  return {_mm512_mul_epu32(x, y), _mm512_mul_epu32(odd_words(x), odd_words(y))};
}
inline Wide multiply_wide_same(Vector x, Vector y) {
  return {_mm512_mul_epu32(x, y), _mm512_mul_epu32(odd_words(x), y)};
}
inline Wide multiply_low(const Wide& x, Vector y) {
  return {_mm512_mul_epu32(x.first, y), _mm512_mul_epu32(x.second, y)};
}
inline Vector high_words(const Wide& x) {
  return _mm512_mask_blend_epi32(0xAAAA, odd_words(x.first), x.second);
}

inline Vector unpack_low32(Vector x, Vector y) { return _mm512_unpacklo_epi32(x, y); }
inline Vector unpack_high32(Vector x, Vector y) { return _mm512_unpackhi_epi32(x, y); }
inline Vector unpack_low64(Vector x, Vector y) { return _mm512_unpacklo_epi64(x, y); }
inline Vector unpack_high64(Vector x, Vector y) { return _mm512_unpackhi_epi64(x, y); }
inline void transpose_blocks(Vector (&rows)[4]) {
  const Vector low[2] = {_mm512_shuffle_i32x4(rows[0], rows[1], 0x44),
                         _mm512_shuffle_i32x4(rows[2], rows[3], 0x44)};
  const Vector high[2] = {_mm512_shuffle_i32x4(rows[0], rows[1], 0xEE),
                          _mm512_shuffle_i32x4(rows[2], rows[3], 0xEE)};
  rows[0] = _mm512_shuffle_i32x4(low[0], low[1], 0x88);
  rows[1] = _mm512_shuffle_i32x4(low[0], low[1], 0xDD);
  rows[2] = _mm512_shuffle_i32x4(high[0], high[1], 0x88);
  rows[3] = _mm512_shuffle_i32x4(high[0], high[1], 0xDD);
}

#include "crypto/field/packed_body.h"

CAIRN_TARGET_AVX512_END

}  // namespace cairn::avx512

#endif  // CAIRN_HAS_AVX512

#endif  // CAIRN_CRYPTO_FIELD_PACKED_AVX512_H_
