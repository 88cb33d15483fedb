// Running a program for a command: options shared by `run` and `prove`, and the report of an
// outcome, with a trap shown as a compiler shows an error.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/program_file.h"
#include "cli/session.h"
#include "crypto/field/word.h"
#include "vm/run.h"

namespace cairn::cli {

struct RunFlags {
  std::string file;
  std::string input;
  std::string advice;
  std::optional<uint32_t> limit;
};
void add_run_flags(CLI::App& command, RunFlags& flags);

// What is to be run.
struct Task {
  LoadedProgram loaded;
  std::vector<Word> inputs;
  std::unique_ptr<AdviceList> advice;  // null: none
  uint32_t limit = 0;
};
absl::StatusOr<Task> load_task(const RunFlags& flags);

// Both take advice from its beginning, so that a second run is the same run. Errors name the file.
absl::StatusOr<RunResult> run_task(const Task& task, const std::string& file);
absl::StatusOr<Trace> trace_task(const Task& task, const std::string& file);

// A trap for people: the statement with carets, the operands, the call stack.
std::string trap_text(const LoadedProgram& loaded, const Trace& trace);
// The outcome as JSON, with "trap" where there is one (then `trace` must be given).
Json outcome_json(const LoadedProgram& loaded, const Outcome& outcome, const Trace* trace);

}  // namespace cairn::cli
