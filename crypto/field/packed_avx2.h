// Eight lanes of KoalaBear in one AVX2 register: what packed_body.h asks of an instruction set. See
// packed.h for the interface and target.h for how it is inlined.
#ifndef CAIRN_CRYPTO_FIELD_PACKED_AVX2_H_
#define CAIRN_CRYPTO_FIELD_PACKED_AVX2_H_

#include "crypto/field/target.h"

#if CAIRN_HAS_AVX2

#include <bit>
#include <cstddef>
#include <cstdint>

#include "crypto/field/felt.h"
#include "crypto/field/intrinsics.h"
#include "crypto/field/packed_vector.h"

namespace cairn::avx2 {

struct Set {
  static constexpr size_t kLanes = 8;
};
using Vector = __m256i;
using DoubleVector = __m256d;

// Numbers of 64 bits for the even words and for the odd ones.
struct Wide {
  Vector first;
  Vector second;
};

CAIRN_TARGET_AVX2_BEGIN

inline Vector load_vector(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}
inline Vector load_aligned(const void* from) {
  return _mm256_load_si256(static_cast<const __m256i*>(from));
}
inline void store_vector(void* to, Vector x) { _mm256_storeu_si256(static_cast<__m256i*>(to), x); }
inline void store_aligned(void* to, Vector x) { _mm256_store_si256(static_cast<__m256i*>(to), x); }
inline Vector splat32(uint32_t word) { return _mm256_set1_epi32(static_cast<int>(word)); }
inline Vector splat64(uint64_t number) { return _mm256_set1_epi64x(static_cast<int64_t>(number)); }

inline Vector add32(Vector x, Vector y) { return _mm256_add_epi32(x, y); }
inline Vector sub32(Vector x, Vector y) { return _mm256_sub_epi32(x, y); }
inline Vector min32(Vector x, Vector y) { return _mm256_min_epu32(x, y); }
inline Vector mul32(Vector x, Vector y) { return _mm256_mullo_epi32(x, y); }
inline Vector bits_and(Vector x, Vector y) { return _mm256_and_si256(x, y); }
inline Vector add64(Vector x, Vector y) { return _mm256_add_epi64(x, y); }
inline Vector sub64(Vector x, Vector y) { return _mm256_sub_epi64(x, y); }
inline Vector halve_words(Vector x) { return _mm256_srli_epi32(x, 1); }
inline bool all_equal(Vector x, Vector y) {
  return _mm256_movemask_epi8(_mm256_cmpeq_epi32(x, y)) == -1;
}

inline DoubleVector load_doubles(const double* from) { return _mm256_load_pd(from); }
inline void store_doubles(double* to, DoubleVector x) { _mm256_store_pd(to, x); }
inline DoubleVector splat_double(double number) { return _mm256_set1_pd(number); }
inline DoubleVector as_doubles(Vector bits) { return _mm256_castsi256_pd(bits); }
inline Vector bits_of(DoubleVector x) { return _mm256_castpd_si256(x); }
inline DoubleVector add_double(DoubleVector x, DoubleVector y) { return _mm256_add_pd(x, y); }
inline DoubleVector sub_double(DoubleVector x, DoubleVector y) { return _mm256_sub_pd(x, y); }
inline DoubleVector multiply_add_double(DoubleVector x, DoubleVector y, DoubleVector z) {
  return _mm256_fmadd_pd(x, y, z);
}

// The odd words, moved to the even places, where _mm256_mul_epu32 looks.
inline Vector odd_words(Vector x) {
  return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(x)));
}
inline Wide multiply_wide(Vector x, Vector y) {
  return {_mm256_mul_epu32(x, y), _mm256_mul_epu32(odd_words(x), odd_words(y))};
}
inline Wide multiply_wide_same(Vector x, Vector y) {
  return {_mm256_mul_epu32(x, y), _mm256_mul_epu32(odd_words(x), y)};
}
inline Wide multiply_low(const Wide& x, Vector y) {
  return {_mm256_mul_epu32(x.first, y), _mm256_mul_epu32(x.second, y)};
}
inline Vector high_words(const Wide& x) {
  return _mm256_blend_epi32(odd_words(x.first), x.second, 0xAA);
}

inline Vector unpack_low32(Vector x, Vector y) { return _mm256_unpacklo_epi32(x, y); }
inline Vector unpack_high32(Vector x, Vector y) { return _mm256_unpackhi_epi32(x, y); }
inline Vector unpack_low64(Vector x, Vector y) { return _mm256_unpacklo_epi64(x, y); }
inline Vector unpack_high64(Vector x, Vector y) { return _mm256_unpackhi_epi64(x, y); }
inline void transpose_blocks(Vector (&rows)[2]) {
  const Vector first = _mm256_permute2x128_si256(rows[0], rows[1], 0x20);
  rows[1] = _mm256_permute2x128_si256(rows[0], rows[1], 0x31);
  rows[0] = first;
}

#include "crypto/field/packed_body.h"

CAIRN_TARGET_AVX2_END

}  // namespace cairn::avx2

#endif  // CAIRN_HAS_AVX2

#endif  // CAIRN_CRYPTO_FIELD_PACKED_AVX2_H_
