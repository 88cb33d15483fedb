// `cairn run`: the outcome, outputs and cost of a run, without a proof.
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "cli/debug.h"
#include "cli/execution.h"
#include "cli/files.h"
#include "cli/flamegraph.h"
#include "cli/measure.h"
#include "cli/session.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/disassemble.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

struct Options {
  RunFlags run;
  bool trace = false;
  bool debug = false;
  std::string flamegraph;
};

// A line for every executed instruction, with its operands and the cell that it appends.
void print_trace(const LoadedProgram& loaded, const Trace& trace) {
  for (size_t i = 0; i < trace.steps.size(); ++i) {
    const Step& step = trace.steps[i];
    const uint32_t pc = trace.pc(step);
    std::string line = concat(i, "\tpc ", pc, "\tfp ", step.fp, "\tap ", step.ap, "\t");
    if (step.decoded == kNoIndex) {
      line += "(nothing is executed)";
    } else {
      const Decoded& decoded = trace.decoded[step.decoded];
      const InstructionInfo& kind = info(decoded.opcode.kind);
      line += describe(decoded.fields, pc);
      if (kind.uses_x) append_all(line, "\tx = ", step.x.value());
      if (kind.uses_y) append_all(line, "\ty = ", step.y.value());
      const uint32_t after = i + 1 < trace.steps.size() ? trace.steps[i + 1].ap : trace.stop.ap;
      if (after > step.ap) append_all(line, "\t[ap] = ", trace.felts[step.ap].value());
    }
    if (const Location* const location = loaded.source_map.find(pc)) {
      append_all(line, "\t", loaded.source_map.place(*location));
    }
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
  }
}

absl::StatusOr<Exit> run_program(const Session& session, const Options& options) {
  if (!options.flamegraph.empty()) {
    if (absl::Status writable = check_writable(options.flamegraph); !writable.ok()) return writable;
  }
  const absl::StatusOr<Task> task = load_task(options.run);
  if (!task.ok()) return task.status();
  const Stopwatch watch;
  const absl::StatusOr<RunResult> result = run_task(*task, options.run.file);
  const double seconds = watch.seconds();
  if (!result.ok()) return result.status();

  const Outcome& outcome = result->outcome;
  const Exit exit = outcome.halted() ? Exit::kAsAsked : Exit::kTrapped;
  std::string text;
  Json shown = outcome_json(task->loaded, outcome, nullptr);
  // Only what has to be shown is recorded: without a flag, a trapped run for its report.
  const bool is_recorded = options.trace || options.debug || !options.flamegraph.empty();
  if (is_recorded || !outcome.halted()) {
    const absl::StatusOr<Trace> trace = trace_task(*task, options.run.file);
    if (!trace.ok()) return trace.status();
    if (options.trace) print_trace(task->loaded, *trace);
    if (!options.flamegraph.empty()) {
      absl::Status written = write_file(options.flamegraph, flamegraph(task->loaded, *trace));
      if (!written.ok()) return written;
    }
    if (options.debug) {
      debug(task->loaded, *trace);
      return exit;
    }
    shown = outcome_json(task->loaded, outcome, &*trace);
    if (!outcome.halted()) text = trap_text(task->loaded, *trace);
  }
  if (outcome.halted()) {
    append_all(text, describe(outcome), "\n",
               text_of_words(task->loaded.interface.outputs, outcome.outputs));
  }
  append_all(text, "cost ", number_text(result->cost), " of ", number_text(task->limit), ", ",
             seconds_text(seconds), result->advice_used ? ", advice used" : "", "\n");
  Json json = {{"program", word_text(task->loaded.program.digest())},
               {"outcome", std::move(shown)},
               {"cost", result->cost},
               {"limit", task->limit},
               {"advice_used", result->advice_used},
               {"seconds", seconds}};
  session.print(json, text);
  return exit;
}

}  // namespace

void add_run(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "run", "run a program: outcome, outputs and cost");
  const auto options = std::make_shared<Options>();
  add_run_flags(*command, options->run);
  command->add_flag("--trace", options->trace, "every executed instruction, on stderr");
  command->add_option("--flamegraph", options->flamegraph,
                      "picture to write (SVG): committed elements by procedure and table");
  command->add_flag("--debug", options->debug, "walk through the run, by commands on stdin")
      ->excludes("--json");
  command->callback([&session, options] {
    session.command = [&session, options] { return run_program(session, *options); };
  });
}

}  // namespace cairn::cli
