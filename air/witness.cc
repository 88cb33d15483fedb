#include "air/witness.h"

namespace cairn {

Witness::Witness(const Trace& run, const PublicValues& values) : trace(run), publics(values) {
  const size_t successful = trace.steps.size() - (trace.outcome.halted() ? 0 : 1);
  for (size_t i = 0; i < successful; ++i) {
    const Decoded& decoded = trace.decoded[trace.steps[i].decoded];
    steps[static_cast<size_t>(decoded.opcode.kind)].push_back(static_cast<uint32_t>(i));
  }
}

}  // namespace cairn
