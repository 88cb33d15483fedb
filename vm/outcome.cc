#include "vm/outcome.h"

#include "absl/strings/str_format.h"

namespace cairn {

std::string describe(const Outcome& outcome) {
  if (outcome.halted()) {
    const size_t count = outcome.outputs.size();
    return absl::StrFormat("halted with %d output word%s", count, count == 1 ? "" : "s");
  }
  return absl::StrFormat("trapped at pc %d: %s", outcome.pc,
                         kReasonNames[static_cast<size_t>(outcome.reason)]);
}

}  // namespace cairn
