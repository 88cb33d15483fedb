// A run against the reference machine, step by step; apart from vm_test.cc because the fuzzers,
// which have no Catch2, use it too.
#include "absl/strings/str_format.h"
#include "test/vm/vm_test.h"

namespace cairn {
namespace {

using reference::Blame;
using reference::Number;
using reference::Octet;

Octet octet(const Word& from) {
  Octet result;
  for (size_t i = 0; i < 8; ++i) result[i] = from[i].value();
  return result;
}

std::vector<Octet> octets(const std::vector<Word>& words) {
  std::vector<Octet> result;
  for (const Word& each : words) result.push_back(octet(each));
  return result;
}

std::vector<Number> numbers(const std::vector<Felt>& felts) {
  std::vector<Number> result;
  for (const Felt felt : felts) result.push_back(felt.value());
  return result;
}

FaultSource source_of(Blame blame, Kind kind) {
  switch (blame) {
    case Blame::kX:
      return FaultSource::kX;
    case Blame::kY:
      return FaultSource::kY;
    case Blame::kKind:
      return info(kind).unit == Unit::kCpu ? FaultSource::kCpu : FaultSource::kCoprocessor;
    case Blame::kCostBefore:
      return FaultSource::kCostBefore;
    case Blame::kCostRange:
      return FaultSource::kCostRange;
    default:
      return FaultSource::kNone;
  }
}

// What a trace says beside what the reference records.
std::optional<std::string> steps_difference(const Trace& trace, const reference::Result& expected) {
  if (trace.steps.size() != expected.rows.size()) {
    return absl::StrFormat("%d steps, not %d", trace.steps.size(), expected.rows.size());
  }
  std::vector<uint32_t> counts(trace.decoded.size(), 0);
  for (size_t i = 0; i < trace.steps.size(); ++i) {
    const Step& step = trace.steps[i];
    const reference::Row& row = expected.rows[i];
    const Region& region = trace.regions[step.region];
    bool same = trace.pc(step) == row.pc && region.lo == row.lo && region.hi == row.hi &&
                region.base == row.base && step.fp == row.fp && step.ap == row.ap &&
                step.wp == row.wp && step.cost == row.cost && step.x.value() == row.x &&
                step.y.value() == row.y && (step.decoded != kNoIndex) == row.executed;
    if (step.decoded != kNoIndex) {
      const Decoded& decoded = trace.decoded[step.decoded];
      ++counts[step.decoded];
      same = same && decoded.base == row.base && decoded.region == step.region &&
             decoded.fields.opcode.value() == row.opcode &&
             opcode(decoded.opcode.kind, decoded.opcode.x, decoded.opcode.y) == row.opcode &&
             decoded.fields == instruction_of(trace.words[decoded.pc / 2], decoded.pc);
    }
    if (!same) return absl::StrFormat("step %d, at pc %d, differs", i, row.pc);
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != trace.decoded[i].count || counts[i] == 0) {
      return absl::StrFormat("decoded instruction %d is counted wrongly", i);
    }
  }
  return std::nullopt;
}

// The regions against the steps that enter and leave them.
std::optional<std::string> regions_difference(const Trace& trace) {
  const Region& root = trace.regions[0];
  if (root.base != 0 || root.lo != 0 || root.hi != trace.program.code_end() ||
      root.n * 2 != root.hi || root.parent != 0 || root.exec_step != kNoIndex ||
      root.popped_step != kNoIndex) {
    return "the root region is wrong";
  }
  size_t entered = 1;
  std::vector<uint32_t> popped(trace.regions.size(), kNoIndex);
  for (size_t i = 0; i + 1 < trace.steps.size(); ++i) {
    const Step& step = trace.steps[i];
    const Kind kind = trace.decoded[step.decoded].opcode.kind;
    if (kind == Kind::kExec) {
      const Region& region = trace.regions[entered];
      if (trace.steps[i + 1].region != entered++ || region.parent != step.region ||
          region.parent_base != trace.regions[step.region].base || region.exec_step != i ||
          region.wp != step.wp || region.h != step.x.value() || region.n != step.y.value() ||
          region.lo != 2 * region.h || region.hi != 2 * (region.h + region.n) ||
          region.base != step.ap + 5) {
        return absl::StrFormat("the region entered by step %d is wrong", i);
      }
    } else if (kind == Kind::kRet && step.fp == trace.regions[step.region].base) {
      popped[step.region] = static_cast<uint32_t>(i);
    }
  }
  // The last step may be an exec that trapped, but a ret never ends a run.
  for (size_t i = 0; i < trace.regions.size(); ++i) {
    if (trace.regions[i].popped_step != popped[i]) {
      return absl::StrFormat("region %d is left elsewhere", i);
    }
  }
  if (entered != trace.regions.size()) return "there are regions that no step entered";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> difference(const Job& job, std::optional<Trace>& trace) {
  AdviceList advice_of_run(job.felt_advice, job.word_advice);
  AdviceList advice_of_trace(job.felt_advice, job.word_advice);
  const auto fast = run(job.program, job.inputs, {job.cost_limit, &advice_of_run});
  auto traced = run_traced(job.program, job.inputs, {job.cost_limit, &advice_of_trace});
  const reference::Result expected =
      reference::run(octets(job.program.image), job.program.entry, octets(job.inputs),
                     job.cost_limit, numbers(job.felt_advice), octets(job.word_advice));
  trace.reset();
  if (expected.advice_missing) {
    if (fast.ok() || traced.ok()) return "missing advice is not noticed";
    if (fast.status().code() != absl::StatusCode::kFailedPrecondition ||
        fast.status() != traced.status()) {
      return std::string(fast.status().message());
    }
    return std::nullopt;
  }
  if (!fast.ok()) return std::string(fast.status().message());
  if (!traced.ok()) return std::string(traced.status().message());
  trace = *std::move(traced);

  const reference::Row& last_row = expected.rows.back();
  const auto kind = static_cast<Kind>(last_row.opcode / 15);
  if (trace->outcome.reason != expected.reason || trace->outcome.pc != last_row.pc) {
    return absl::StrFormat("%s, not %s at pc %d", describe(trace->outcome),
                           kReasonNames[static_cast<size_t>(expected.reason)], last_row.pc);
  }
  if (octets(trace->outcome.outputs) != expected.outputs) return "other outputs";
  if (trace->cost != expected.cost) {
    return absl::StrFormat("cost %d, not %d", trace->cost, expected.cost);
  }
  if (numbers(trace->felts) != expected.felts) return "another felt log";
  if (octets(trace->words) != expected.words) return "another word log";
  if (trace->advice_used != expected.advice_used) return "another advice flag";
  const Stop& stop = trace->stop;
  if (stop.source != source_of(expected.blame, kind)) return "another source of the fault";
  if (stop.pc != last_row.pc || stop.fp != last_row.fp || stop.ap != last_row.ap ||
      stop.wp != last_row.wp || stop.cost != last_row.cost ||
      stop.region != trace->steps.back().region) {
    return "another stop state";
  }
  if (fast->outcome != trace->outcome || fast->cost != trace->cost ||
      fast->advice_used != trace->advice_used || fast->stop.source != stop.source ||
      fast->stop.ap != stop.ap || fast->stop.wp != stop.wp) {
    return "a run without trace differs from one with";
  }
  if (auto found = steps_difference(*trace, expected); found.has_value()) return found;
  return regions_difference(*trace);
}

}  // namespace cairn
