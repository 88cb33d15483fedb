// How a run ended: halted with output words, or trapped with a reason. Specification:
// docs/machine.md, section Outcome.
#ifndef CAIRN_VM_OUTCOME_H_
#define CAIRN_VM_OUTCOME_H_

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/field/word.h"
#include "vm/instructions.h"

namespace cairn {

struct Outcome {
  Reason reason = Reason::kHalted;
  uint32_t pc = 0;            // of the instruction that ended the run, also where it halted
  std::vector<Word> outputs;  // where halted; at most kMaxOutputWords

  bool halted() const { return reason == Reason::kHalted; }
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// "halted with 2 output words" or "trapped at pc 7: bounds".
std::string describe(const Outcome& outcome);

}  // namespace cairn

#endif  // CAIRN_VM_OUTCOME_H_
