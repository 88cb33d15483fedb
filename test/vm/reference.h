// The machine once more, straight from docs/machine.md, without a thought to speed: canonical
// numbers in uint64_t, one instruction after the other. It shares no code with vm/ but the names of
// the instruction table, so that the two can be compared.
#ifndef CAIRN_TEST_VM_REFERENCE_H_
#define CAIRN_TEST_VM_REFERENCE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "vm/instructions.h"

namespace cairn::reference {

using Number = uint64_t;  // canonical
using Octet = std::array<Number, 8>;

enum class Blame { kNobody, kX, kY, kKind, kCostBefore, kCostRange };

struct Row {
  bool executed = false;
  Number pc, lo, hi, base, fp, ap, wp, cost;  // before the instruction
  Number opcode = 0;                          // where executed
  Number x = 0, y = 0;                        // zero where unused or not reached
};

struct Result {
  bool advice_missing = false;  // then nothing else is meant
  Reason reason = Reason::kHalted;
  Blame blame = Blame::kNobody;
  std::vector<Octet> outputs;
  std::vector<Number> felts;
  std::vector<Octet> words;
  std::vector<Row> rows;
  Number cost = 0;  // of the statement
  bool advice_used = false;
};

Result run(const std::vector<Octet>& image, Number entry, const std::vector<Octet>& inputs,
           Number limit, const std::vector<Number>& felt_advice,
           const std::vector<Octet>& word_advice);

}  // namespace cairn::reference

#endif  // CAIRN_TEST_VM_REFERENCE_H_
