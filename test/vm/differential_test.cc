// Thousands of random programs, in the run loop and in the reference machine: the two must agree on
// every step, and between them the programs must meet every opcode and every way to end.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "absl/strings/str_format.h"
#include "test/vm/vm_test.h"
#include "vm/decode.h"

namespace cairn {
namespace {

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  Job next() {
    Job result;
    const size_t length = below(8) == 0 ? below(3) : 4 + below(20);
    result.inputs.resize(below(40) == 0 ? 256 + below(6) : below(8));
    known_words_ = length + result.inputs.size();
    code_end_ = 2 * length;
    std::vector<Instruction> code(2 * length);
    constants_ = below(12);
    for (size_t i = 0; i < code.size(); ++i) {
      const Felt constant = below(3) == 0 ? value() : Felt(below(known_words_ + 1));
      code[i] = i < constants_ ? push(constant) : instruction(i);
    }
    if (below(4) == 0) {  // a mutation or more
      for (size_t i = 0; i < code.size() && i < 1 + below(3); ++i) mutate(code[below(code.size())]);
    }
    append_code(result.program, code);
    if (below(30) == 0) {
      for (Word& each : result.program.image) each = data_word();
    }
    for (Word& each : result.inputs) each = below(5) == 0 ? code_word() : data_word();
    result.program.entry = below(6) == 0 ? static_cast<uint32_t>(below(2 * length + 4)) : 0;
    result.cost_limit = static_cast<uint32_t>(below(10) == 0 ? below(12) : 40 + below(160));
    for (size_t i = below(20); i > 0; --i) result.felt_advice.push_back(value());
    for (size_t i = below(20); i > 0; --i) result.word_advice.push_back(data_word());
    return result;
  }

 private:
  size_t below(size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  // Numbers at which something changes.
  Felt value() {
    switch (below(12)) {
      case 0:
        return Felt(random_());
      case 1:
        return Felt(-1 - static_cast<int>(below(3)));
      case 2:
        return Felt(65534 + below(4));
      case 3:
        return Felt(kZeroPage - 6 + below(30));
      case 4:
        return Felt(254 + below(5));
      case 5:
        return Felt();
      case 6:
      case 7:
        return Felt(below(4));
      default:
        return Felt(below(known_words_ + 3));
    }
  }

  // Offsets, most small and legal; at and beyond the limits now and then.
  uint32_t offset(uint32_t least, size_t bound) {
    if (below(100) == 0) return static_cast<uint32_t>(kZeroPage - 1 + below(3));
    return static_cast<uint32_t>(below(100) == 0 ? 0 : least + below(bound));
  }

  // Of an operand of the instruction at pc in mode 0 ap, 1 arg or 2 local: cells that were probably
  // appended by the instructions before it, or the zero page.
  uint32_t cell(uint32_t mode, size_t pc) {
    if (mode == 2) return offset(0, std::clamp<size_t>(pc, 1, 12));
    return offset(1, mode == 0 ? std::clamp<size_t>(pc, 2, 12) : 6);
  }

  Felt target(size_t pc) {
    if (below(25) == 0) return value();
    const auto to = static_cast<int64_t>(below(code_end_ + (below(8) == 0 ? 3 : 0)));
    return Felt(to - static_cast<int64_t>(pc));
  }

  Instruction instruction(size_t pc) {
    auto kind = static_cast<Kind>(1 + below(kKinds - 1));
    // Those that mostly end a run are chosen less often.
    if ((kind == Kind::kHalt || kind == Kind::kAssert || kind == Kind::kAssertLess) &&
        below(3) != 0) {
      kind = Kind::kAdd;
    }
    auto x = static_cast<XMode>(below(kXModes));
    auto y = static_cast<YMode>(below(kYModes));
    if (info(kind).uses_y && y == YMode::kDeref && kind != Kind::kAdd && below(20) != 0) {
      y = YMode::kImmediate;
    }
    // A handle is best taken from the constants at the beginning.
    const bool takes_handle = kind == Kind::kExec || kind == Kind::kHalt || kind >= Kind::kHash;
    if (takes_handle && below(3) != 0) y = YMode::kImmediate;
    const bool from_constants = takes_handle && below(3) != 0;
    if (from_constants) x = XMode::kLocal;
    const uint32_t a = from_constants ? static_cast<uint32_t>(below(constants_))
                                      : cell(static_cast<uint32_t>(x), pc);
    Felt b = value();
    if (info(kind).uses_y && y != YMode::kImmediate) {
      b = y == YMode::kDeref ? Felt(static_cast<int64_t>(offset(0, 12)) * (below(2) == 0 ? 1 : -1))
                             : Felt(cell(static_cast<uint32_t>(y), pc));
    }
    if (takes_handle && y == YMode::kImmediate && below(6) != 0) {
      const bool is_length = kind == Kind::kExec || kind == Kind::kHalt || kind == Kind::kHashRange;
      b = Felt(below(is_length ? 1 + known_words_ / 2 : known_words_));
      if (kind == Kind::kHalt && known_words_ > kMaxOutputWords) b = Felt(255 + below(4));
    }
    if (kind == Kind::kJumpTable && below(6) != 0) b = Felt(1 + below(6));
    const Felt imm = info(kind).imm == Imm::kTarget ? target(pc) : value();
    return {Felt(opcode(kind, x, y)), Felt(a), b, imm};
  }

  void mutate(Instruction& instruction) {
    Felt* const fields[] = {&instruction.opcode, &instruction.a, &instruction.b, &instruction.imm};
    Felt& field = *fields[below(4)];
    field = below(2) == 0 ? value() : field + Felt(1);
    if (below(3) == 0) instruction.opcode = Felt(random_() % (kOpcodeEnd + 20));
  }

  Word code_word() {
    const Instruction code[] = {instruction(2 * below(known_words_)),
                                instruction(2 * below(known_words_) + 1)};
    return code_words(code)[0];
  }

  Word data_word() {
    Word result{};
    const size_t style = below(6);
    for (Felt& felt : result) {
      if (style == 0) felt = value();
      if (style == 1) felt = Felt(random_());
      if (style == 2) felt = Felt(random_() % 65536);
      if (style == 3) felt = Felt(65535);
    }
    if (style == 4) result[below(8)] = Felt(random_() % 65536);
    return result;  // style 5: zero
  }

  std::mt19937_64 random_;
  size_t known_words_ = 0;
  size_t constants_ = 0;  // instructions at the beginning that append one
  size_t code_end_ = 0;
};

bool is_legal_opcode(uint32_t number) {
  const std::optional<Opcode> parts = split_opcode(Felt(number));
  return parts.has_value() &&
         !(info(parts->kind).uses_y && parts->y == YMode::kDeref && parts->kind != Kind::kAdd);
}

using End = std::pair<Reason, FaultSource>;

// Every way to end that a kind has, by the kind that is named in the stop row (kNone: nothing is
// executed).
std::set<std::pair<Kind, End>> all_ends() {
  std::set<std::pair<Kind, End>> ends = {
      {Kind::kNone, {Reason::kOutOfCost, FaultSource::kCostBefore}},
      {Kind::kNone, {Reason::kEndOfCode, FaultSource::kNone}},
      {Kind::kNone, {Reason::kIllegal, FaultSource::kNone}},
      {Kind::kDiv, {Reason::kDivision, FaultSource::kCpu}},
      {Kind::kAssert, {Reason::kAssert, FaultSource::kCpu}},
      {Kind::kJumpTable, {Reason::kBounds, FaultSource::kCpu}},
      {Kind::kExec, {Reason::kBounds, FaultSource::kCpu}},
      {Kind::kHalt, {Reason::kHalted, FaultSource::kNone}},
      {Kind::kHalt, {Reason::kBounds, FaultSource::kCoprocessor}},
      {Kind::kHalt, {Reason::kOutput, FaultSource::kCoprocessor}},
      {Kind::kAssertLess, {Reason::kRange, FaultSource::kCoprocessor}},
      {Kind::kHashRange, {Reason::kOutOfCost, FaultSource::kCostRange}},
      {Kind::kIntDiv, {Reason::kDivision, FaultSource::kCoprocessor}},
      {Kind::kExtDiv, {Reason::kDivision, FaultSource::kCoprocessor}}};
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

TEST_CASE("random programs run as in the reference machine", "[differential]") {
  // CAIRN_LONG: the long run of scripts/test --thorough.
  const size_t programs = std::getenv("CAIRN_LONG") == nullptr ? 40000 : 1000000;
  Generator generator(20240501);
  std::map<uint32_t, size_t> opcodes;
  std::set<std::pair<Kind, End>> ends;
  std::map<Reason, size_t> reasons;
  size_t steps = 0, regions = 0, deepest = 0, without_advice = 0;
  for (size_t i = 0; i < programs; ++i) {
    const Job job = generator.next();
    std::optional<Trace> trace;
    const std::optional<std::string> found = difference(job, trace);
    INFO("program " << i << ": " << found.value_or("no difference"));
    REQUIRE(!found.has_value());
    if (!trace.has_value()) {
      ++without_advice;
      continue;
    }
    steps += trace->steps.size();
    regions += trace->regions.size();
    deepest = std::max(deepest, trace->regions.size());
    for (const Decoded& decoded : trace->decoded) {
      opcodes[decoded.fields.opcode.value()] += decoded.count;
    }
    const Step& last_step = trace->steps.back();
    const Kind kind =
        last_step.decoded == kNoIndex ? Kind::kNone : trace->decoded[last_step.decoded].opcode.kind;
    ends.insert({kind, {trace->outcome.reason, trace->stop.source}});
    ++reasons[trace->outcome.reason];
  }
  std::cout << absl::StrFormat(
      "%d programs, %d steps, %d regions (at most %d), %d opcodes, %d ways to end, %d without "
      "enough advice\n",
      programs, steps, regions, deepest, opcodes.size(), ends.size(), without_advice);
  for (const auto& [reason, count] : reasons) {
    std::cout << absl::StrFormat("  %6d %s\n", count, kReasonNames[static_cast<size_t>(reason)]);
  }
  for (uint32_t number = 0; number < kOpcodeEnd; ++number) {
    if (!is_legal_opcode(number)) continue;
    INFO("opcode " << number << ", " << info(static_cast<Kind>(number / 15)).name);
    CHECK(opcodes[number] > 0);
  }
  for (const auto& [kind, end] : all_ends()) {
    INFO(info(kind).name << ": " << kReasonNames[static_cast<size_t>(end.first)] << " by "
                         << static_cast<int>(end.second));
    CHECK(ends.contains({kind, end}));
  }
  CHECK(without_advice > 0);
}

}  // namespace
}  // namespace cairn
