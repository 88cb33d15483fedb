// The entry point of a fuzzer, compiled once for each target with CAIRN_FUZZ_TARGET, a function of
// targets.h.
#include <cstddef>
#include <cstdint>

#include "test/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  cairn::fuzz::CAIRN_FUZZ_TARGET({data, size});
  return 0;
}
