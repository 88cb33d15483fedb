// What the tests of the machine share: short ways to write code, and a run that is checked against
// the reference machine in every respect.
#ifndef CAIRN_TEST_VM_VM_TEST_H_
#define CAIRN_TEST_VM_VM_TEST_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "test/vm/reference.h"
#include "vm/encode.h"
#include "vm/run.h"

namespace cairn {

struct Job {
  Program program;
  std::vector<Word> inputs;
  uint32_t cost_limit = 1000;
  std::vector<Felt> felt_advice;
  std::vector<Word> word_advice;
};

inline Job job(std::initializer_list<Instruction> code, std::vector<Word> inputs = {}) {
  Job result;
  append_code(result.program, code);
  result.inputs = std::move(inputs);
  return result;
}

// The first difference between the runs of a job by run, by run_traced and by the reference, in
// words; or none, and then `trace` is the run, absent where advice is missing.
std::optional<std::string> difference(const Job& job, std::optional<Trace>& trace);

// A run in which there is no difference, as is required, and enough advice.
Trace checked_run(const Job& job);

// Appends the constant to M: add [fp - 3] + value, where fp - 3 is a zero of the zero page while
// the frame is the root's.
inline Instruction push(Felt value) {
  return make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(), value);
}
inline Instruction push(int value) { return push(Felt(value)); }

// Ends the run without output; in the root frame.
inline Instruction halt() { return make(Kind::kHalt, XMode::kArg, 3, YMode::kImmediate, Felt()); }

// A kind with x = [ap - 1] and the immediate y.
inline Instruction last(Kind kind, Felt y = Felt(), Felt imm = Felt()) {
  return make(kind, XMode::kAp, 1, YMode::kImmediate, y, imm);
}
inline Instruction last(Kind kind, int y, int imm = 0) { return last(kind, Felt(y), Felt(imm)); }

inline Word word(std::initializer_list<int64_t> felts) {
  Word result{};
  size_t i = 0;
  for (const int64_t felt : felts) result[i++] = Felt(felt);
  return result;
}

}  // namespace cairn

#endif  // CAIRN_TEST_VM_VM_TEST_H_
