// Which instruction set runs the kernels (dispatch.h), decided once per process.
#ifndef CAIRN_CRYPTO_FIELD_BACKEND_H_
#define CAIRN_CRYPTO_FIELD_BACKEND_H_

namespace cairn {

enum class Backend { kPortable, kAvx2 };

// Whether this processor can run the back end.
bool backend_supported(Backend backend);

// The best back end of this processor, or the one that the environment variable CAIRN_BACKEND names
// ("portable" or "avx2") if the processor can run it. Read once.
Backend active_backend();

const char* backend_name(Backend backend);

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_BACKEND_H_
