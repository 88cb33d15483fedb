// One loop serves both entry points; recording is a template parameter. Nothing in it is checked
// twice: the order of the checks is the order of precedence of docs/machine.md.
#include "vm/run.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_format.h"
#include "crypto/field/target.h"
#include "vm/code_cache.h"
#include "vm/coprocessor.h"
#include "vm/log.h"

namespace cairn {
namespace {

// A number below p as a felt, without a division.
CAIRN_INLINE Felt small_felt(uint32_t number) {
  return Felt::from_raw(Felt::montgomery_reduce(uint64_t{number} * Felt::kMontgomerySquare));
}

template <bool kTraced>
class Machine {
 public:
  Machine(const Program& program, std::span<const Word> inputs, const RunOptions& options)
      : limit_(options.cost_limit), advice_(options.advice) {
    felts_.assign(kZeroPage, Felt());
    felts_[kZeroPage - 2] = Felt(kZeroPage);
    felts_[kZeroPage - 1] = Felt(program.code_end());
    words_.reserve(program.image.size() + inputs.size());
    words_.assign(program.image.begin(), program.image.end());
    words_.insert(words_.end(), inputs.begin(), inputs.end());
    stop_.pc = program.first_pc();
    stop_.wp = static_cast<uint32_t>(words_.size());
    hi_ = program.code_end();
    code_.cover(hi_);
    if constexpr (kTraced) {
      trace_.regions.push_back(
          {0, 0, hi_, 0, 0, kNoIndex, kNoIndex, stop_.wp, 0, program.length()});
    }
  }

  // Runs to the end. Fails only for lack of advice.
  absl::Status execute();

  RunResult result() && { return {std::move(outcome_), statement_cost(), advice_used_, stop_}; }

  Trace trace(const Program& program, std::span<const Word> inputs) && {
    trace_.program = program;
    trace_.inputs.assign(inputs.begin(), inputs.end());
    trace_.cost_limit = limit_;
    trace_.steps.resize(step_count_);
    trace_.felts.assign(felts_.data(), felts_.data() + stop_.ap);
    trace_.words.assign(words_.data(), words_.data() + stop_.wp);
    trace_.cost = statement_cost();
    trace_.outcome = std::move(outcome_);
    trace_.stop = stop_;
    trace_.advice_used = advice_used_;
    return std::move(trace_);
  }

 private:
  // So many steps at most are run between two looks at the sizes of the logs.
  static constexpr uint32_t kSegment = 4096;
  static constexpr uint32_t kLongRun = 1 << 16;

  uint32_t statement_cost() const {
    return stop_.cost + (outcome_.reason == Reason::kOutOfCost ? 0 : 1);
  }

  // Room for the steps until the cost returned, at most kSegment of them and a stop row.
  uint32_t begin_segment(uint32_t ap, uint32_t wp, uint32_t cost) {
    const uint32_t steps = std::min(kSegment, limit_ - cost);
    make_room(felts_, ap + size_t{kMaxFeltsPerStep} * steps);
    make_room(words_, wp + size_t{kMaxWordsPerStep} * steps);
    if constexpr (kTraced) {
      // Steps are most of what is recorded. A long run gets all the address space that they may
      // need at once, rather than copies; memory is taken only for what is touched.
      if (step_count_ > kLongRun) trace_.steps.reserve(step_count_ + (limit_ - cost) + 1);
      make_room(trace_.steps, step_count_ + steps + 1);
    }
    return cost + steps;
  }

  // Decodes the instruction if it never was, and looks at its targets in this region. False:
  // illegal.
  bool admit(CachedInstruction& op, uint32_t pc, uint32_t region, uint32_t lo, uint32_t hi) {
    const Instruction instruction = instruction_of(words_[pc / 2], pc);
    if (op.action == Action::kUnknown) decode_into(op, instruction, pc);
    if (op.action == Action::kIllegal) return false;
    const Opcode opcode = *split_opcode(instruction.opcode);
    if (!targets_legal(opcode, instruction, pc, lo, hi)) return false;
    op.region = region;
    if constexpr (kTraced) {
      const auto next = static_cast<uint32_t>(trace_.decoded.size());
      const auto [place, is_new] = places_.try_emplace(uint64_t{region} << 32 | pc, next);
      if (is_new) {
        trace_.decoded.push_back({trace_.regions[region].base, pc, region, 0, opcode, instruction});
      }
      op.decoded = place->second;
    }
    return true;
  }

  const uint32_t limit_;
  AdviceProvider* const advice_;
  Log<Felt> felts_;  // longer than ap while running
  Log<Word> words_;  // longer than wp while running
  uint32_t hi_;      // of the root region
  CodeCache code_;
  std::vector<uint32_t> parents_;  // the regions that wait for a ret, as indices
  uint32_t region_count_ = 1;

  Outcome outcome_;
  Stop stop_;
  bool advice_used_ = false;

  Trace trace_;  // where kTraced
  size_t step_count_ = 0;
  absl::flat_hash_map<uint64_t, uint32_t> places_;  // (region, pc) to index into trace_.decoded
};

template <bool kTraced>
absl::Status Machine<kTraced>::execute() {
  uint32_t pc = stop_.pc, fp = kZeroPage, ap = kZeroPage, wp = stop_.wp, cost = 0;
  uint32_t lo = 0, hi = hi_, base = 0, region = 0;
  uint32_t segment_end = begin_segment(ap, wp, cost);
  Felt* felts = felts_.data();
  Word* words = words_.data();
  Step* steps = trace_.steps.data();

  const auto stop = [&](Reason reason, FaultSource source) CAIRN_INLINE_LAMBDA {
    outcome_.reason = reason;
    outcome_.pc = pc;
    stop_ = {pc, fp, ap, wp, cost, region, source};
    return absl::OkStatus();
  };
  // The row of an end at which nothing is executed.
  const auto add_stop_row = [&]() CAIRN_INLINE_LAMBDA {
    if constexpr (kTraced) {
      steps[step_count_++] = {kNoIndex, region, fp, ap, wp, cost, Felt(), Felt()};
    }
  };

  for (;;) {
    if (cost == limit_) [[unlikely]] {
      add_stop_row();
      return stop(Reason::kOutOfCost, FaultSource::kCostBefore);
    }
    if (cost >= segment_end) [[unlikely]] {
      segment_end = begin_segment(ap, wp, cost);
      felts = felts_.data();
      words = words_.data();
      steps = trace_.steps.data();
    }
    if (pc == hi) [[unlikely]] {
      add_stop_row();
      return stop(Reason::kEndOfCode, FaultSource::kNone);
    }
    CachedInstruction& op = code_.at(pc);
    if (op.region != region) [[unlikely]] {
      if (!admit(op, pc, region, lo, hi)) {
        add_stop_row();
        return stop(Reason::kIllegal, FaultSource::kNone);
      }
    }
    Step* step = nullptr;
    if constexpr (kTraced) {
      step = &steps[step_count_++];
      *step = {op.decoded, region, fp, ap, wp, cost, Felt(), Felt()};
      ++trace_.decoded[op.decoded].count;
    }

    Felt x;
    Felt y;
    if (op.uses_x) {
      const uint32_t address = (op.x_from_ap ? ap : fp) + op.x_offset;
      if (address >= ap) [[unlikely]]
        return stop(Reason::kBounds, FaultSource::kX);
      x = felts[address];
      if constexpr (kTraced) step->x = x;
    }
    if (op.uses_y) {
      if (op.y_immediate) {
        y = op.b;
      } else {
        const uint32_t address = op.action == Action::kLoad
                                     ? (x + op.b).value()
                                     : (op.y_from_ap ? ap : fp) + op.y_offset;
        if (address >= ap) [[unlikely]]
          return stop(Reason::kBounds, FaultSource::kY);
        y = felts[address];
      }
      if constexpr (kTraced) step->y = y;
    }

    uint32_t next_pc = pc + 1;
    uint32_t charge = 1;
    switch (op.action) {
      case Action::kAddCell:
      case Action::kAddImmediate:
        felts[ap++] = x + y + op.imm;
        break;
      case Action::kLoad:
        felts[ap++] = y + op.imm;
        break;
      case Action::kMulCell:
      case Action::kMulImmediate:
        felts[ap++] = x * y + op.imm;
        break;
      case Action::kSub:
        felts[ap++] = x - y;
        break;
      case Action::kDiv:
        if (y == Felt()) return stop(Reason::kDivision, FaultSource::kCpu);
        felts[ap++] = x * y.inverse();
        break;
      case Action::kAssert:
        if (x != y) return stop(Reason::kAssert, FaultSource::kCpu);
        break;
      case Action::kJump:
        next_pc = op.target;
        break;
      case Action::kJumpEq:
        if (x == y) next_pc = op.target;
        break;
      case Action::kJumpNe:
        if (x != y) next_pc = op.target;
        break;
      case Action::kJumpTable:
        if (x.value() >= op.target) return stop(Reason::kBounds, FaultSource::kCoprocessor);
        next_pc += x.value();
        break;
      case Action::kCall:
        felts[ap] = small_felt(fp);
        felts[ap + 1] = small_felt(next_pc);
        fp = ap += 2;
        next_pc = op.target;
        break;
      case Action::kRet: {
        next_pc = felts[fp - 1].value();
        const uint32_t caller = felts[fp - 2].value();
        if (fp == base) {
          if constexpr (kTraced) {
            trace_.regions[region].popped_step = static_cast<uint32_t>(step_count_ - 1);
          }
          base = felts[fp - 5].value();
          lo = felts[fp - 4].value();
          hi = felts[fp - 3].value();
          region = parents_.back();
          parents_.pop_back();
        }
        fp = caller;
        break;
      }
      case Action::kExec: {
        const uint32_t h = x.value();
        const uint32_t n = y.value();
        if (!range_legal(h, n, wp)) return stop(Reason::kBounds, FaultSource::kCpu);
        const std::array<uint32_t, 5> frame = {base, lo, hi, fp, next_pc};
        for (const uint32_t cell : frame) felts[ap++] = small_felt(cell);
        lo = 2 * h;
        hi = 2 * (h + n);
        parents_.push_back(region);
        if constexpr (kTraced) {
          trace_.regions.push_back({ap, lo, hi, region, base,
                                    static_cast<uint32_t>(step_count_ - 1), kNoIndex, wp, h, n});
        }
        region = region_count_++;
        base = fp = ap;
        next_pc = lo;
        code_.cover(hi);
        break;
      }
      case Action::kAdvice:
      case Action::kAdviceWord: {
        advice_used_ = true;
        const MachineView view = {{felts, ap}, {words, wp}, pc, fp};
        std::optional<Felt> felt = small_felt(wp);
        std::optional<Word> word = Word{};
        if (op.action == Action::kAdvice) {
          felt = advice_ == nullptr ? std::nullopt : advice_->next_felt(view);
        } else {
          word = advice_ == nullptr ? std::nullopt : advice_->next_word(view);
          if (word.has_value()) words[wp++] = *word;
        }
        if (!felt.has_value() || !word.has_value()) {
          return absl::FailedPreconditionError(absl::StrFormat(
              "the instruction at pc %d asks for advice, and there is none left", pc));
        }
        felts[ap++] = *felt;
        break;
      }
      default: {
        const Memory memory = {felts, words, ap, wp};
        const Effect effect =
            coprocess(op.kind, x, y, memory, limit_ - cost, felts + ap, words + wp);
        if (effect.reason != Reason::kHalted) {
          return stop(effect.reason, effect.reason == Reason::kOutOfCost
                                         ? FaultSource::kCostRange
                                         : FaultSource::kCoprocessor);
        }
        if (op.kind == Kind::kHalt) {
          outcome_.outputs.assign(words + x.value(), words + x.value() + y.value());
          return stop(Reason::kHalted, FaultSource::kNone);
        }
        ap += effect.felts;
        wp += effect.words;
        charge = effect.cost;
      }
    }
    pc = next_pc;
    cost += charge;
  }
}

}  // namespace

absl::Status check_bounds(const Program& program, size_t input_words, uint32_t cost_limit) {
  if (program.image.size() > kMaxImageWords) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the image has %d words, and at most %d are allowed", program.image.size(),
                        kMaxImageWords));
  }
  if (program.entry >= Felt::kModulus) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the entry %d is not below %d", program.entry, Felt::kModulus));
  }
  if (input_words > kMaxInputWords) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "there are %d input words, and at most %d are allowed", input_words, kMaxInputWords));
  }
  if (cost_limit > kMaxCostLimit) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the cost limit is %d, and at most %d is allowed", cost_limit, kMaxCostLimit));
  }
  const uint64_t words =
      program.image.size() + input_words + uint64_t{kMaxWordsPerStep} * cost_limit;
  if (words >= kMaxWords) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "an image of %d words, %d input words and a cost limit of %d may need %d words, and a run "
        "has less than %d",
        program.image.size(), input_words, cost_limit, words, kMaxWords));
  }
  return absl::OkStatus();
}

absl::StatusOr<RunResult> run(const Program& program, std::span<const Word> inputs,
                              const RunOptions& options) {
  absl::Status status = check_bounds(program, inputs.size(), options.cost_limit);
  if (!status.ok()) return status;
  Machine<false> machine(program, inputs, options);
  status = machine.execute();
  if (!status.ok()) return status;
  return std::move(machine).result();
}

absl::StatusOr<Trace> run_traced(const Program& program, std::span<const Word> inputs,
                                 const RunOptions& options) {
  absl::Status status = check_bounds(program, inputs.size(), options.cost_limit);
  if (!status.ok()) return status;
  Machine<true> machine(program, inputs, options);
  status = machine.execute();
  if (!status.ok()) return status;
  return std::move(machine).trace(program, inputs);
}

}  // namespace cairn
