// Running a program for a command; see execution.h.
#include "cli/execution.h"

#include <unistd.h>

#include <utility>

#include "cli/style.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/disassemble.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

// Frames of a deep recursion that are shown from either end.
constexpr size_t kShownFrames = 12;
constexpr size_t kMaxFrames = 1 << 16;

std::string_view reason_name(Reason reason) { return kReasonNames[static_cast<size_t>(reason)]; }

// What a trap means, in words.
std::string_view explain(Reason reason) {
  switch (reason) {
    case Reason::kHalted:
      return "the run halted";
    case Reason::kAssert:
      return "the two sides of the assertion differ";
    case Reason::kBounds:
      return "a cell, word or table entry is read that does not exist";
    case Reason::kIllegal:
      return "this is not an instruction";
    case Reason::kEndOfCode:
      return "the run came to the end of its code without `halt`";
    case Reason::kDivision:
      return "division by zero";
    case Reason::kOutOfCost:
      return "the cost limit is reached; a larger one is given by --limit";
    case Reason::kRange:
      return "a number is out of its range";
    case Reason::kOutput:
      return "more words are output than a run may have";
  }
  return "";
}

// The instruction at pc, if it lies in the word log.
std::optional<Instruction> instruction_at(const Trace& trace, uint32_t pc) {
  if (pc / 2 >= trace.words.size()) return std::nullopt;
  return instruction_of(trace.words[pc / 2], pc);
}

// The operands of the last step, as far as the instruction has them.
struct Operands {
  std::optional<uint32_t> x, y;
};
Operands operands(const Trace& trace) {
  Operands result;
  const Step& last = trace.steps.back();
  if (last.decoded == kNoIndex) return result;
  const InstructionInfo& kind = info(trace.decoded[last.decoded].opcode.kind);
  const bool has_x = trace.stop.source != FaultSource::kX;
  if (kind.uses_x && has_x) result.x = last.x.value();
  if (kind.uses_y && has_x && trace.stop.source != FaultSource::kY) result.y = last.y.value();
  return result;
}

std::string frame_place(const LoadedProgram& loaded, uint32_t pc) {
  const Location* const location = loaded.source_map.find(pc);
  if (location == nullptr) return concat("pc ", pc);
  return concat(loaded.source_map.place(*location), " (pc ", pc, ")");
}

absl::Status named(const std::string& file, const absl::Status& status) {
  const std::string message(status.message());
  if (status.code() == absl::StatusCode::kFailedPrecondition) {
    return invalid(concat(file, ": ", message, "; give more with --advice FILE"));
  }
  return invalid(concat(file, ": ", message));
}

// Runs with a copy of the advice.
template <class Run>
auto with_advice(const Task& task, const Run& body) {
  RunOptions options;
  options.cost_limit = task.limit;
  std::optional<AdviceList> advice;
  if (task.advice != nullptr) options.advice = &advice.emplace(*task.advice);
  return body(options);
}

}  // namespace

void add_run_flags(CLI::App& command, RunFlags& flags) {
  command.add_option("FILE", flags.file, "source (.cairn) or program image")->required();
  command.add_option("-i,--input", flags.input, "JSON file of the public inputs")
      ->envname("CAIRN_INPUT");
  command
      .add_option("--advice", flags.advice, "JSON file of advice: {\"felts\": [], \"words\": []}")
      ->envname("CAIRN_ADVICE");
  command
      .add_option("--limit", flags.limit, concat("cost limit of the run (", kDefaultCostLimit, ")"))
      ->envname("CAIRN_LIMIT")
      ->check(CLI::Range(uint32_t{0}, kMaxCostLimit));
}

absl::StatusOr<Task> load_task(const RunFlags& flags) {
  Task task;
  task.limit = flags.limit.value_or(kDefaultCostLimit);
  absl::StatusOr<LoadedProgram> loaded = load_program_file(flags.file);
  if (!loaded.ok()) return loaded.status();
  task.loaded = *std::move(loaded);
  absl::StatusOr<std::vector<Word>> inputs = read_inputs(task.loaded.interface.inputs, flags.input);
  if (!inputs.ok()) return inputs.status();
  task.inputs = *std::move(inputs);
  absl::StatusOr<std::unique_ptr<AdviceList>> advice = read_advice(flags.advice);
  if (!advice.ok()) return advice.status();
  task.advice = *std::move(advice);
  return task;
}

absl::StatusOr<RunResult> run_task(const Task& task, const std::string& file) {
  absl::StatusOr<RunResult> result = with_advice(task, [&](const RunOptions& options) {
    return run(task.loaded.program, task.inputs, options);
  });
  if (!result.ok()) return named(file, result.status());
  return result;
}

absl::StatusOr<Trace> trace_task(const Task& task, const std::string& file) {
  absl::StatusOr<Trace> trace = with_advice(task, [&](const RunOptions& options) {
    return run_traced(task.loaded.program, task.inputs, options);
  });
  if (!trace.ok()) return named(file, trace.status());
  return trace;
}

std::string trap_text(const LoadedProgram& loaded, const Trace& trace) {
  const uint32_t pc = trace.outcome.pc;
  const std::string message =
      concat(reason_name(trace.outcome.reason), ": ", explain(trace.outcome.reason));
  const std::string trap = paint(STDOUT_FILENO, Paint::kBad, "trap");
  std::string text;
  if (loaded.source_map.find(pc) != nullptr) {
    text += loaded.source_map.excerpt(pc, trap, message);
    if (!text.ends_with('\n')) text += '\n';
  } else {
    append_all(text, "pc ", pc, ": ", trap, ": ", message, "\n");
  }
  if (const std::optional<Instruction> instruction = instruction_at(trace, pc)) {
    append_all(text, "  instruction ", pc, ": ", describe(*instruction, pc), "\n");
  }
  const Operands values = operands(trace);
  if (values.x.has_value()) append_all(text, "  x = ", *values.x, "\n");
  if (values.y.has_value()) append_all(text, "  y = ", *values.y, "\n");
  append_all(text, "  fp = ", trace.stop.fp, ", ap = ", trace.stop.ap, ", wp = ", trace.stop.wp,
             ", cost ", number_text(trace.cost), " of ", number_text(trace.cost_limit), "\n");

  const std::vector<StackFrame> frames = call_stack(trace.felts, pc, trace.stop.fp, kMaxFrames);
  for (size_t i = 0; i < frames.size(); ++i) {
    if (frames.size() > 2 * kShownFrames && i == kShownFrames) {
      append_all(text, "  ... ", count_text(frames.size() - 2 * kShownFrames, "frame"), " more\n");
      i = frames.size() - kShownFrames;
    }
    append_all(text, i == 0 ? "  in " : "  called from ", loaded.source_map.procedure(frames[i].pc),
               " at ", frame_place(loaded, frames[i].pc), "\n");
  }
  return text;
}

Json outcome_json(const LoadedProgram& loaded, const Outcome& outcome, const Trace* trace) {
  Json json;
  json["halted"] = outcome.halted();
  json["reason"] = reason_name(outcome.reason);
  json["pc"] = outcome.pc;
  if (outcome.halted()) {
    json["outputs"] = json_of_words(loaded.interface.outputs, outcome.outputs);
    return json;
  }
  if (const Location* const location = loaded.source_map.find(outcome.pc)) {
    json["place"] = loaded.source_map.place(*location);
    json["line"] = loaded.source_map.texts[location->text];
  }
  if (trace == nullptr) return json;
  const Operands values = operands(*trace);
  if (values.x.has_value()) json["x"] = *values.x;
  if (values.y.has_value()) json["y"] = *values.y;
  json["stack"] = Json::array();
  for (const StackFrame& frame : call_stack(trace->felts, outcome.pc, trace->stop.fp, kMaxFrames)) {
    Json entry = {{"pc", frame.pc}, {"procedure", loaded.source_map.procedure(frame.pc)}};
    if (const Location* const location = loaded.source_map.find(frame.pc)) {
      entry["place"] = loaded.source_map.place(*location);
    }
    json["stack"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace cairn::cli
