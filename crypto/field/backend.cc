// The choice of instruction set; see backend.h.
#include "crypto/field/backend.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "crypto/field/target.h"

namespace cairn {

bool backend_supported(Backend backend) {
  switch (backend) {
    case Backend::kPortable:
      return true;
    case Backend::kAvx2:
#if CAIRN_HAS_AVX2
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
             __builtin_cpu_supports("fma");
#else
      return false;
#endif
    case Backend::kAvx512:
#if defined(CAIRN_SIMDE)
      return true;
#elif CAIRN_HAS_AVX512
      return backend_supported(Backend::kAvx2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512vl");
#else
      return false;
#endif
    case Backend::kNeon:
      return CAIRN_HAS_NEON;
  }
  return false;
}

std::vector<Backend> supported_backends() {
  std::vector<Backend> backends;
  std::ranges::copy_if(kBackends, std::back_inserter(backends), backend_supported);
  return backends;
}

const char* backend_name(Backend backend) {
  switch (backend) {
    case Backend::kPortable:
      return "portable";
    case Backend::kAvx2:
      return "avx2";
    case Backend::kAvx512:
      return "avx512";
    case Backend::kNeon:
      return "neon";
  }
  return "unknown";
}

Backend active_backend() {
  static const Backend active = [] {
    const std::vector<Backend> backends = supported_backends();
    const char* wish = std::getenv("CAIRN_BACKEND");
    for (const Backend backend : backends) {
      if (wish != nullptr && std::string_view(wish) == backend_name(backend)) return backend;
    }
    return backends.front();
  }();
  return active;
}

}  // namespace cairn
