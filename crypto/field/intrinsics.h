// The intrinsics of this build's instruction sets (target.h), from one place.
#ifndef CAIRN_CRYPTO_FIELD_INTRINSICS_H_
#define CAIRN_CRYPTO_FIELD_INTRINSICS_H_

#include "crypto/field/target.h"

// GCC 12 warns of its own AVX-512 intrinsics: their operands for lanes that are masked out are
// undefined even where no lane is.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

#if defined(CAIRN_SIMDE)
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#elif CAIRN_HAS_AVX2
#include <immintrin.h>
#elif CAIRN_HAS_NEON
#include <arm_neon.h>
#endif

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif  // CAIRN_CRYPTO_FIELD_INTRINSICS_H_
