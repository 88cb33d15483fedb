// How a run must have ended, for the tests of the machine's corners.
#ifndef CAIRN_TEST_VM_ENDS_H_
#define CAIRN_TEST_VM_ENDS_H_

#include <catch2/catch.hpp>
#include <cstdint>

#include "test/vm/vm_test.h"

namespace cairn {

inline constexpr int kZ = static_cast<int>(kZeroPage);

inline void check_trap(const Trace& trace, Reason reason, uint32_t pc, FaultSource source) {
  CHECK(kReasonNames[static_cast<size_t>(trace.outcome.reason)] ==
        kReasonNames[static_cast<size_t>(reason)]);
  CHECK(trace.outcome.pc == pc);
  CHECK(trace.stop.source == source);
  CHECK(trace.outcome.outputs.empty());
}

inline void check_halt(const Trace& trace, uint32_t pc) {
  check_trap(trace, Reason::kHalted, pc, FaultSource::kNone);
}

}  // namespace cairn

#endif  // CAIRN_TEST_VM_ENDS_H_
