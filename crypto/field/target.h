// Compiler attributes for code that is compiled once per instruction set, and chosen at run time
// (dispatch.h).
//
// A per-file -mavx2 over shared inline functions breaks the one-definition rule: the linker may
// keep the AVX2 copy of std::vector::push_back for everyone. So files are compiled for the
// baseline, and only these functions carry a target:
//
// - the operators of a back end's packed type, written between CAIRN_TARGET_AVX2_BEGIN and
// CAIRN_TARGET_AVX2_END (or those of another set) as free functions with intrinsics in them, in a
// namespace of their own;
// - the entry point of a kernel, CAIRN_KERNEL_AVX2, into which everything below it is inlined.
//
// Between the two are generic templates without any target (Ext5Of, an AIR's constraints). They
// must dissolve into the entry point, so mark them CAIRN_INLINE: GCC inlines all of them by
// `flatten`, Clang's `flatten` reaches one level only.
//
// A sanitized build (CAIRN_SANITIZE) compiles everything for this processor instead. Then nothing
// need be inlined, and checks are added to each function once, not to each of its thousand copies:
// files compile in seconds rather than minutes. Nor does CAIRN_SIMDE have targets (see below).
#ifndef CAIRN_CRYPTO_FIELD_TARGET_H_
#define CAIRN_CRYPTO_FIELD_TARGET_H_

#include <cstddef>
#include <type_traits>
#include <utility>

// Small generic functions that must dissolve into a kernel of any instruction set: they carry no
// target of their own, so they can be inlined everywhere. For a lambda, put CAIRN_INLINE_LAMBDA
// between its parameters and its body.
#if defined(CAIRN_SANITIZE) || defined(CAIRN_SIMDE)
#define CAIRN_INLINE inline
#define CAIRN_INLINE_LAMBDA
#define CAIRN_FLATTEN
#else
#define CAIRN_INLINE __attribute__((always_inline)) inline
#define CAIRN_INLINE_LAMBDA __attribute__((always_inline))
#define CAIRN_FLATTEN __attribute__((flatten))
#endif

#define CAIRN_PRAGMA(text) _Pragma(#text)
#if defined(__clang__)
#define CAIRN_TARGET_BEGIN(features) \
  CAIRN_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function))
#define CAIRN_TARGET_END CAIRN_PRAGMA(clang attribute pop)
#else
#define CAIRN_TARGET_BEGIN(features) \
  CAIRN_PRAGMA(GCC push_options) CAIRN_PRAGMA(GCC target(features))
#define CAIRN_TARGET_END CAIRN_PRAGMA(GCC pop_options)
#endif

// Which sets this build has; of those, the processor decides (backend.h). With CAIRN_SIMDE, SIMDe
// supplies the AVX-512 intrinsics in plain code, so that its kernels can be tested on any processor
// (scripts/backends); AVX2 is left out, whose intrinsics SIMDe would replace as well.
#if defined(CAIRN_SIMDE)
#define CAIRN_HAS_AVX512 1
#define CAIRN_HAS_AVX2 0
#define CAIRN_HAS_NEON 0
#define CAIRN_TARGET_AVX512_BEGIN
#define CAIRN_TARGET_AVX512_END
#define CAIRN_KERNEL_AVX512 CAIRN_FLATTEN
#elif defined(__x86_64__)
#define CAIRN_HAS_AVX512 1
#define CAIRN_HAS_AVX2 1
#define CAIRN_HAS_NEON 0
#define CAIRN_AVX512 "avx2,bmi2,fma,avx512f,avx512dq,avx512bw,avx512vl"
#define CAIRN_TARGET_AVX512_BEGIN CAIRN_TARGET_BEGIN(CAIRN_AVX512)
#define CAIRN_TARGET_AVX512_END CAIRN_TARGET_END
#define CAIRN_KERNEL_AVX512 __attribute__((target(CAIRN_AVX512))) CAIRN_FLATTEN
#define CAIRN_AVX2 "avx2,bmi2,fma"
#define CAIRN_TARGET_AVX2_BEGIN CAIRN_TARGET_BEGIN(CAIRN_AVX2)
#define CAIRN_TARGET_AVX2_END CAIRN_TARGET_END
#define CAIRN_KERNEL_AVX2 __attribute__((target(CAIRN_AVX2))) CAIRN_FLATTEN
#elif defined(__aarch64__)
#define CAIRN_HAS_AVX512 0
#define CAIRN_HAS_AVX2 0
#define CAIRN_HAS_NEON 1
#define CAIRN_KERNEL_NEON CAIRN_FLATTEN  // every 64-bit ARM has NEON: no target is needed
#else
#define CAIRN_HAS_AVX512 0
#define CAIRN_HAS_AVX2 0
#define CAIRN_HAS_NEON 0
#endif

namespace cairn {

// body(I) for I = 0 ... N - 1, each an integral constant: a loop that is gone before optimisation
// begins, so that arrays of lanes indexed by I live in registers. `body` is a lambda with
// CAIRN_INLINE_LAMBDA.
template <size_t N, class Body>
CAIRN_INLINE constexpr void unroll(const Body& body) {
  [&]<size_t... I>(std::index_sequence<I...>) CAIRN_INLINE_LAMBDA {
    (body(std::integral_constant<size_t, I>()), ...);
  }(std::make_index_sequence<N>());
}

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_TARGET_H_
