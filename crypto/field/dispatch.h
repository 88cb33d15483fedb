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

template <class Kernel, class... Args>
auto run_portable(const Kernel& kernel, Args&... args) {
  return kernel.template operator()<portable::PackedScalar>(args...);
}

#if CAIRN_HAS_AVX2
template <class Kernel, class... Args>
CAIRN_KERNEL_AVX2 auto run_avx2(const Kernel& kernel, Args&... args) {
  return kernel.template operator()<avx2::PackedAvx2>(args...);
}
#endif

// Runs the kernel on the given back end, which the processor must support.
template <class Kernel, class... Args>
auto dispatch_to(Backend backend, const Kernel& kernel, Args&&... args) {
#if CAIRN_HAS_AVX2
  if (backend == Backend::kAvx2) return run_avx2(kernel, args...);
#endif
  return run_portable(kernel, args...);
}

template <class Kernel, class... Args>
auto dispatch(const Kernel& kernel, Args&&... args) {
  return dispatch_to(active_backend(), kernel, args...);
}

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_DISPATCH_H_
