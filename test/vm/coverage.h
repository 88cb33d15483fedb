// Which opcodes a set of runs executed and in which ways they ended, against all there are.
#ifndef CAIRN_TEST_VM_COVERAGE_H_
#define CAIRN_TEST_VM_COVERAGE_H_

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "vm/decode.h"
#include "vm/trace.h"

namespace cairn {

inline bool is_legal_opcode(uint32_t number) {
  const std::optional<Opcode> parts = split_opcode(Felt(number));
  return parts.has_value() &&
         !(info(parts->kind).uses_y && parts->y == YMode::kDeref && parts->kind != Kind::kAdd);
}

using End = std::pair<Reason, FaultSource>;

// Every way to end that a kind has, by the kind that is named in the stop row (kNone: nothing is
// executed).
inline std::set<std::pair<Kind, End>> all_ends() {
  std::set<std::pair<Kind, End>> ends = {
      {Kind::kNone, {Reason::kOutOfCost, FaultSource::kCostBefore}},
      {Kind::kNone, {Reason::kEndOfCode, FaultSource::kNone}},
      {Kind::kNone, {Reason::kIllegal, FaultSource::kNone}},
      {Kind::kDiv, {Reason::kDivision, FaultSource::kCpu}},
      {Kind::kAssert, {Reason::kAssert, FaultSource::kCpu}},
      {Kind::kJumpTable, {Reason::kBounds, FaultSource::kCoprocessor}},
      {Kind::kExec, {Reason::kBounds, FaultSource::kCpu}},
      {Kind::kHalt, {Reason::kHalted, FaultSource::kNone}},
      {Kind::kHalt, {Reason::kBounds, FaultSource::kCoprocessor}},
      {Kind::kHalt, {Reason::kOutput, FaultSource::kCoprocessor}},
      {Kind::kAssertLess, {Reason::kRange, FaultSource::kCoprocessor}},
      {Kind::kHashRange, {Reason::kOutOfCost, FaultSource::kCostRange}},
      {Kind::kIntDiv, {Reason::kDivision, FaultSource::kCoprocessor}},
      {Kind::kExtDiv, {Reason::kDivision, FaultSource::kCoprocessor}},
      {Kind::kClimb, {Reason::kOutOfCost, FaultSource::kCostRange}},
      {Kind::kClimb, {Reason::kRange, FaultSource::kCoprocessor}},
      {Kind::kHorner, {Reason::kOutOfCost, FaultSource::kCostRange}}};
  for (const InstructionInfo& kind : kInstructions) {
    if (kind.uses_x) ends.insert({kind.kind, {Reason::kBounds, FaultSource::kX}});
    if (kind.uses_y) ends.insert({kind.kind, {Reason::kBounds, FaultSource::kY}});
    if (kind.kind >= Kind::kHash) {
      ends.insert({kind.kind, {Reason::kBounds, FaultSource::kCoprocessor}});
    }
    if (Kind::kIntAdd <= kind.kind && kind.kind <= Kind::kXor) {
      ends.insert({kind.kind, {Reason::kRange, FaultSource::kCoprocessor}});
    }
  }
  return ends;
}

struct Coverage {
  void add(const Trace& trace) {
    ++runs;
    steps += trace.steps.size();
    regions += trace.regions.size();
    deepest = std::max(deepest, trace.regions.size());
    for (const Decoded& decoded : trace.decoded) {
      opcodes[decoded.fields.opcode.value()] += decoded.count;
    }
    ends.insert(end_of(trace));
    ++reasons[trace.outcome.reason];
  }
  // Whether the run executed an opcode, or ended in a way, that no run before it did.
  bool is_new(const Trace& trace) const {
    const auto unseen = [&](const Decoded& decoded) {
      return !opcodes.contains(decoded.fields.opcode.value());
    };
    return !ends.contains(end_of(trace)) ||
           std::any_of(trace.decoded.begin(), trace.decoded.end(), unseen);
  }
  void print(std::string_view what) const {
    std::cout << absl::StrFormat(
        "%d %s: %d steps, %d regions (at most %d in a run), %d opcodes, %d ways to end\n", runs,
        what, steps, regions, deepest, opcodes.size(), ends.size());
    for (const auto& [reason, count] : reasons) {
      std::cout << absl::StrFormat("  %6d %s\n", count, kReasonNames[static_cast<size_t>(reason)]);
    }
  }
  void require_complete() const {
    for (uint32_t number = 0; number < kOpcodeEnd; ++number) {
      if (!is_legal_opcode(number)) continue;
      INFO("opcode " << number << ", " << info(static_cast<Kind>(number / 15)).name);
      CHECK(opcodes.contains(number));
    }
    for (const auto& [kind, end] : all_ends()) {
      INFO(info(kind).name << ": " << kReasonNames[static_cast<size_t>(end.first)] << " by "
                           << static_cast<int>(end.second));
      CHECK(ends.contains({kind, end}));
    }
  }

  size_t runs = 0, steps = 0, regions = 0, deepest = 0;
  std::map<uint32_t, size_t> opcodes;
  std::set<std::pair<Kind, End>> ends;
  std::map<Reason, size_t> reasons;

 private:
  static std::pair<Kind, End> end_of(const Trace& trace) {
    const Step& last = trace.steps.back();
    const Kind kind =
        last.decoded == kNoIndex ? Kind::kNone : trace.decoded[last.decoded].opcode.kind;
    return {kind, {trace.outcome.reason, trace.stop.source}};
  }
};

}  // namespace cairn

#endif  // CAIRN_TEST_VM_COVERAGE_H_
