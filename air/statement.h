// What a proof says, and the few hints beside it from which, together, every public value and every
// public message of the tables follows. Specification: docs/tables.md, docs/formats.md.
//
//   statement = (machine version, program digest, input words, cost limit, advice used or not,
//                cost, outcome)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "air/message.h"
#include "air/public_values.h"
#include "crypto/field/word.h"
#include "vm/instructions.h"
#include "vm/outcome.h"
#include "vm/trace.h"

namespace cairn {

struct Statement {
  uint32_t machine_version = kMachineVersion;
  Word program_digest{};
  std::vector<Word> inputs;
  uint32_t cost_limit = 0;
  bool advice_used = false;
  uint32_t cost = 0;  // what the run has cost, with the instruction that ended it
  Outcome outcome;

  bool operator==(const Statement&) const = default;
};

// Which part of the tables witnesses the end. The number is part of the proof format.
enum class EndWitness : uint8_t {
  kCoprocessor = 0,  // halt, and every fault of a coprocessor, jump_table and exec included
  kCpu = 1,          // assert, division by `div`
  kOperandX = 2,
  kOperandY = 3,
  kUnfetched = 4,  // illegal instruction, end of code, out of cost with cost = limit
};

// Facts that the statement does not hold but the tables bind; sent with the proof, absorbed with
// the statement, and worth nothing to a prover who lies about them.
struct Hints {
  uint32_t length = 0;  // words of the image; bound by the program digest
  uint32_t entry = 0;   // bound by the program digest
  uint32_t stop_ap = 0;
  uint32_t output_handle = 0;  // where halted, else 0
  EndWitness end = EndWitness::kUnfetched;

  bool operator==(const Hints&) const = default;
};

// Why a statement with its hints cannot be that of a run, in one sentence; nothing if it can. Both
// may come from a hostile sender: every number is range-checked here, before anything else uses it.
std::optional<std::string> find_flaw(const Statement& statement, const Hints& hints);

// For a flawless pair only.
PublicValues public_values(const Statement& statement, const Hints& hints);
// The messages that the verifier looks up itself.
std::vector<BusMessage> public_messages(const Statement& statement, const Hints& hints);

Statement statement_of(const Trace& trace);
Hints hints_of(const Trace& trace);

}  // namespace cairn
