// The choice of instruction set; see backend.h.
#include "crypto/field/backend.h"

#include <cstdlib>
#include <string_view>

#include "crypto/field/target.h"

namespace cairn {

bool backend_supported(Backend backend) {
  switch (backend) {
    case Backend::kPortable:
      return true;
    case Backend::kAvx2:
#if CAIRN_HAS_AVX2
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
#else
      return false;
#endif
  }
  return false;
}

const char* backend_name(Backend backend) {
  return backend == Backend::kAvx2 ? "avx2" : "portable";
}

Backend active_backend() {
  static const Backend active = [] {
    const char* wish = std::getenv("CAIRN_BACKEND");
    for (const Backend backend : {Backend::kAvx2, Backend::kPortable}) {
      if (wish != nullptr && std::string_view(wish) == backend_name(backend) &&
          backend_supported(backend)) {
        return backend;
      }
    }
    return backend_supported(Backend::kAvx2) ? Backend::kAvx2 : Backend::kPortable;
  }();
  return active;
}

}  // namespace cairn
