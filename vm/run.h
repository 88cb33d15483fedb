// The run loop. A run is a function of program, inputs, cost limit and advice; whatever the words
// are, it ends with an outcome. Specification: docs/machine.md.
#ifndef CAIRN_VM_RUN_H_
#define CAIRN_VM_RUN_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/field/felt.h"
#include "crypto/field/word.h"
#include "vm/advice.h"
#include "vm/instructions.h"
#include "vm/outcome.h"
#include "vm/program.h"
#include "vm/trace.h"

namespace cairn {

// The bounds of every run, whatever proves it: ap < kMaxFelts and wp < kMaxWords. They hold for
// the most that a run may append, kMaxFeltsPerStep and kMaxWordsPerStep for each unit of cost.
inline constexpr uint32_t kMaxFelts = 1 << 26;
inline constexpr uint32_t kMaxWords = 1 << 24;
inline constexpr uint32_t kMaxFeltsPerStep = 8;
inline constexpr uint32_t kMaxWordsPerStep = 2;
inline constexpr uint32_t kMaxCostLimit = (1 << 23) - 1024;
static_assert(kZeroPage + kMaxFeltsPerStep * kMaxCostLimit < kMaxFelts);
// The most public input words of a run; verifiers refuse a statement with more.
inline constexpr uint32_t kMaxInputWords = 1 << 20;

// Every run within it fits the profile `fast` (stark/run_proof.h, max_cost_limit).
inline constexpr uint32_t kDefaultCostLimit = 1 << 20;

struct RunOptions {
  uint32_t cost_limit = kDefaultCostLimit;
  AdviceProvider* advice = nullptr;  // null: there is none
};

// The end of a run of which nothing else was kept.
struct RunResult {
  Outcome outcome;
  uint32_t cost = 0;  // of the statement
  bool advice_used = false;
  Stop stop;
};

// Refuses what passes the bounds above, with the number, and an entry that is no felt
// (InvalidArgument).
absl::Status check_bounds(const Program& program, size_t input_words, uint32_t cost_limit);

// Both fail only by check_bounds, and when an advice instruction finds no advice
// (FailedPrecondition, with the pc).
absl::StatusOr<RunResult> run(const Program& program, std::span<const Word> inputs,
                              const RunOptions& options = {});
absl::StatusOr<Trace> run_traced(const Program& program, std::span<const Word> inputs,
                                 const RunOptions& options = {});

}  // namespace cairn

#endif  // CAIRN_VM_RUN_H_
