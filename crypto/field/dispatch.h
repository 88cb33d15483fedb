// Kernels: code that is compiled once per instruction set, and how to write one.
//
// A kernel is a struct whose call operator is a template over the packed type P:
//
//   struct AddColumns {
//     template <class P>
//     CAIRN_INLINE void operator()(const Felt* a, const Felt* b, Felt* sum, size_t size) const {
//       for (size_t i = 0; i < size; i += P::kLanes) (P::load(a + i) + P::load(b + i)).store(sum +
//       i);
//     }
//   };
//   dispatch(AddColumns{}, a, b, sum, size);
//
// dispatch() instantiates it for every back end, each inside an entry point with the target of its
// instruction set and with everything below inlined (target.h), and calls the active one. What the
// kernel calls per row must be CAIRN_INLINE; allocation and threads belong outside of it. Choose a
// kernel's extent so that the call is not felt: a block of rows.
#ifndef CAIRN_CRYPTO_FIELD_DISPATCH_H_
#define CAIRN_CRYPTO_FIELD_DISPATCH_H_

#include "crypto/field/backend.h"
#include "crypto/field/packed.h"
#include "crypto/field/target.h"

namespace cairn {

#if CAIRN_HAS_AVX2
template <class Kernel, class... Args>
CAIRN_KERNEL_AVX2 auto run_avx2(const Kernel& kernel, Args&... args) {
  return kernel.template operator()<avx2::Packed>(args...);
}
#endif
#if CAIRN_HAS_AVX512
template <class Kernel, class... Args>
CAIRN_KERNEL_AVX512 auto run_avx512(const Kernel& kernel, Args&... args) {
  return kernel.template operator()<avx512::Packed>(args...);
}
#endif
#if CAIRN_HAS_NEON
template <class Kernel, class... Args>
CAIRN_KERNEL_NEON auto run_neon(const Kernel& kernel, Args&... args) {
  return kernel.template operator()<neon::Packed>(args...);
}
#endif

// Lanes of the widest back end: work in multiples of these fits all of them.
inline constexpr size_t kMaxLanes = 16;

// Runs the kernel on the given back end, which the processor must support, in eight lanes: where
// the back end has more, on the one below it. For work that is too short for sixteen, and for
// kernels that take too long to compile once more. PlainLanes stand in where there is no
// instruction set.
template <class PlainLanes = portable::PackedScalar, class Kernel, class... Args>
auto dispatch_eight_to([[maybe_unused]] Backend backend, const Kernel& kernel, Args&&... args) {
#if CAIRN_HAS_AVX2
  if (backend == Backend::kAvx2 || backend == Backend::kAvx512) return run_avx2(kernel, args...);
#endif
#if CAIRN_HAS_NEON
  if (backend == Backend::kNeon) return run_neon(kernel, args...);
#endif
  return kernel.template operator()<PlainLanes>(args...);
}

// Runs the kernel on the given back end, which the processor must support.
template <class PlainLanes = portable::PackedScalar, class Kernel, class... Args>
auto dispatch_to(Backend backend, const Kernel& kernel, Args&&... args) {
#if CAIRN_HAS_AVX512
  if (backend == Backend::kAvx512) return run_avx512(kernel, args...);
#endif
  return dispatch_eight_to<PlainLanes>(backend, kernel, args...);
}

template <class Kernel, class... Args>
auto dispatch(const Kernel& kernel, Args&&... args) {
  return dispatch_to(active_backend(), kernel, args...);
}

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_DISPATCH_H_
