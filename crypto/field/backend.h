// Which instruction set runs the kernels (dispatch.h), decided once per process.
#ifndef CAIRN_CRYPTO_FIELD_BACKEND_H_
#define CAIRN_CRYPTO_FIELD_BACKEND_H_

#include <array>
#include <vector>

namespace cairn {

enum class Backend { kPortable, kAvx2, kAvx512, kNeon };

// All of them, the best first.
inline constexpr std::array kBackends = {Backend::kAvx512, Backend::kAvx2, Backend::kNeon,
                                         Backend::kPortable};

// Whether this build has the back end and this processor can run it.
bool backend_supported(Backend backend);
// Those of kBackends, the best first; the portable one is always there.
std::vector<Backend> supported_backends();

// The best back end of this processor, or the one that the environment variable CAIRN_BACKEND names
// ("portable", "avx2", "avx512" or "neon") if the processor can run it. Read once.
Backend active_backend();

const char* backend_name(Backend backend);

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_BACKEND_H_
