// Which instruction set runs a kernel, decided once per process, and the pattern for writing one.
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

#include "crypto/field/packed.h"
#include "crypto/field/target.h"

namespace cairn {

enum class Backend { kPortable, kAvx2 };

// Whether this processor can run the back end.
bool backend_supported(Backend backend);

// The best back end of this processor, or the one that the environment variable CAIRN_BACKEND names
// ("portable" or "avx2") if the processor can run it. Read once.
Backend active_backend();

const char* backend_name(Backend backend);

template <class Kernel, class... Args>
CAIRN_KERNEL_PORTABLE auto run_portable(const Kernel& kernel, Args&... args) {
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
