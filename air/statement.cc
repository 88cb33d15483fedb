// Statements: flaws, public values and messages. See statement.h.
#include "air/statement.h"

#include <algorithm>

#include "vm/run.h"

namespace cairn {
namespace {

constexpr uint32_t kMaxCells = 1u << 26;

// Whether an end with this reason can be witnessed there.
bool may_witness(EndWitness end, Reason reason) {
  switch (end) {
    case EndWitness::kCoprocessor:
      return reason == Reason::kHalted || reason == Reason::kBounds ||
             reason == Reason::kDivision || reason == Reason::kOutOfCost ||
             reason == Reason::kRange || reason == Reason::kOutput;
    case EndWitness::kCpu:
      return reason == Reason::kAssert || reason == Reason::kDivision;
    case EndWitness::kOperandX:
    case EndWitness::kOperandY:
      return reason == Reason::kBounds;
    case EndWitness::kUnfetched:
      return reason == Reason::kIllegal || reason == Reason::kEndOfCode ||
             reason == Reason::kOutOfCost;
  }
  return false;
}

// The instruction that ends a run is charged 1, unless the cost itself is what ends it.
uint32_t stop_cost(const Statement& statement) {
  return statement.cost - (statement.outcome.reason == Reason::kOutOfCost ? 0 : 1);
}

BusMessage word_message(uint32_t handle, const Word& word) {
  std::array<Felt, 9> tuple{Felt(handle)};
  std::copy(word.begin(), word.end(), tuple.begin() + 1);
  return bus_message(Bus::kWord, tuple, Felt::one());
}

BusMessage felt_message(uint32_t address, uint32_t value) {
  return bus_message(Bus::kFelt, std::array{Felt(address), Felt(value)}, Felt::one());
}

}  // namespace

std::optional<std::string> find_flaw(const Statement& statement, const Hints& hints) {
  const Outcome& outcome = statement.outcome;
  if (statement.machine_version != kMachineVersion) return "the machine version is not this one";
  if (statement.inputs.size() > kMaxInputWords) return "there are too many input words";
  if (statement.cost_limit > kMaxCostLimit) return "the cost limit is above the machine's maximum";
  if (static_cast<uint32_t>(outcome.reason) >= kReasons) return "the outcome is unknown";
  if (outcome.outputs.size() > kMaxOutputWords) return "there are too many output words";
  if (!outcome.halted() && !outcome.outputs.empty()) return "a trapped run has outputs";
  if (hints.length > kMaxImageWords) return "the program is too long";
  if (hints.entry >= Felt::kModulus) return "the entry is not a felt";
  if (outcome.pc > 2 * kMaxCells) return "the pc is out of range";
  if (hints.stop_ap < kZeroPage || hints.stop_ap > kMaxCells) return "ap is out of range";
  if (!may_witness(hints.end, outcome.reason)) return "the outcome cannot be witnessed as said";
  if (outcome.halted() ? hints.output_handle > kMaxCells : hints.output_handle != 0) {
    return "the output handle is out of range";
  }
  if (statement.cost > statement.cost_limit) return "the cost is above its limit";
  if (outcome.reason == Reason::kOutOfCost) {
    const bool at_limit = statement.cost == statement.cost_limit;
    if (at_limit != (hints.end == EndWitness::kUnfetched)) {
      return "the cost does not fit a run out of cost";
    }
  } else if (statement.cost == 0) {
    return "a run that ends by an instruction costs at least 1";
  }
  return std::nullopt;
}

PublicValues public_values(const Statement& statement, const Hints& hints) {
  using enum PublicValue;
  const Outcome& outcome = statement.outcome;
  PublicValues values;
  values[kLength] = Felt(hints.length);
  values[kEntry] = Felt(hints.entry);
  values[kFirstPc] = Felt(std::min(hints.entry, 2 * hints.length));
  values[kFirstWp] = Felt(hints.length + static_cast<uint32_t>(statement.inputs.size()));
  for (size_t i = 0; i < 8; ++i) {
    values.values[static_cast<size_t>(kDigest) + i] = statement.program_digest[i];
  }
  values[kStopPc] = Felt(outcome.pc);
  values[kStopCost] = Felt(stop_cost(statement));
  values[kStopAp] = Felt(hints.stop_ap);
  values[kLeft] = Felt(statement.cost_limit - stop_cost(statement));

  const auto selector = [&] {
    switch (hints.end) {
      case EndWitness::kCoprocessor:
        return kEndCoprocessor;
      case EndWitness::kCpu:
        return outcome.reason == Reason::kAssert ? kEndAssert : kEndDivision;
      case EndWitness::kOperandX:
        return kEndBoundsX;
      case EndWitness::kOperandY:
        return kEndBoundsY;
      case EndWitness::kUnfetched:
        break;
    }
    return outcome.reason == Reason::kIllegal     ? kEndIllegal
           : outcome.reason == Reason::kEndOfCode ? kEndOfCode
                                                  : kEndOutOfCost;
  }();
  values[selector] = Felt::one();
  if (selector == kEndCoprocessor) {
    values[kCoprocessorOutcome] =
        Felt(outcome.halted() ? kHaltedCode : static_cast<uint32_t>(outcome.reason));
  }
  values[kOutputHandle] = Felt(hints.output_handle);
  values[kOutputLength] = Felt(static_cast<uint32_t>(outcome.outputs.size()));
  return values;
}

std::vector<BusMessage> public_messages(const Statement& statement, const Hints& hints) {
  std::vector<BusMessage> messages;
  messages.push_back(felt_message(kZeroPage - 2, kZeroPage));
  messages.push_back(felt_message(kZeroPage - 1, 2 * hints.length));
  for (uint32_t i = 0; i < statement.inputs.size(); ++i) {
    messages.push_back(word_message(hints.length + i, statement.inputs[i]));
  }
  for (uint32_t i = 0; i < statement.outcome.outputs.size(); ++i) {
    messages.push_back(word_message(hints.output_handle + i, statement.outcome.outputs[i]));
  }
  return messages;
}

Statement statement_of(const Trace& trace) {
  Statement statement;
  statement.program_digest = trace.program.digest();
  statement.inputs = trace.inputs;
  statement.cost_limit = trace.cost_limit;
  statement.advice_used = trace.advice_used;
  statement.cost = trace.cost;
  statement.outcome = trace.outcome;
  return statement;
}

Hints hints_of(const Trace& trace) {
  Hints hints;
  hints.length = static_cast<uint32_t>(trace.program.image.size());
  hints.entry = trace.program.entry;
  hints.stop_ap = trace.stop.ap;
  const Step& last = trace.steps.back();
  if (last.decoded == kNoIndex) {
    hints.end = EndWitness::kUnfetched;
  } else if (trace.stop.source == FaultSource::kX) {
    hints.end = EndWitness::kOperandX;
  } else if (trace.stop.source == FaultSource::kY) {
    hints.end = EndWitness::kOperandY;
  } else {
    const Kind kind = trace.decoded[last.decoded].opcode.kind;
    hints.end =
        kind == Kind::kAssert || kind == Kind::kDiv ? EndWitness::kCpu : EndWitness::kCoprocessor;
  }
  if (trace.outcome.halted()) hints.output_handle = last.x.value();
  return hints;
}

}  // namespace cairn
