// What all commands share: the flags before and after every subcommand, exit codes, and the two
// ways to say something (text or JSON on stdout). Specification: docs/cli.md.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace cairn::cli {

using Json = nlohmann::ordered_json;

// The exit codes of the command, for scripts.
enum class Exit : int {
  kAsAsked = 0,
  kInvalid = 1,    // source, input, image, proof or statement
  kUsage = 2,      // the command line
  kResources = 3,  // memory, disk, an output that cannot be written, an endpoint, funds
  kTrapped = 4,    // the program trapped
};

struct Session {
  bool json = false;
  bool quiet = false;
  // Set while the command line is parsed, by the subcommand that it names.
  std::function<absl::StatusOr<Exit>()> command;

  // The result of a command: `json` with --json, else `text` unless --quiet. `text` ends with a
  // line feed.
  void print(const Json& result, std::string_view text) const;
};

// Errors of commands are statuses whose message is one sentence that names what is wrong and where,
// and says what to do. The exit code follows from the status code.
absl::Status invalid(const std::string& sentence);
absl::Status usage(const std::string& sentence);
absl::Status no_resources(const std::string& sentence);
Exit exit_code(const absl::Status& status);

// Says an error: one sentence on stderr, and with --json an object on stdout.
Exit report_error(const Session& session, const absl::Status& status);

// How a command line is added to `app`; each in the file of its name.
void add_build(CLI::App& app, Session& session);
void add_run(CLI::App& app, Session& session);
void add_prove(CLI::App& app, Session& session);
void add_verify(CLI::App& app, Session& session);
void add_inspect(CLI::App& app, Session& session);
void add_disassemble(CLI::App& app, Session& session);
void add_tables(CLI::App& app, Session& session);
void add_soundness(CLI::App& app, Session& session);
void add_bench(CLI::App& app, Session& session);
void add_fmt(CLI::App& app, Session& session);
void add_test(CLI::App& app, Session& session);
void add_new(CLI::App& app, Session& session);
void add_ethereum(CLI::App& app, Session& session);
void add_completions(CLI::App& app, Session& session);

// A subcommand with the flags that all have.
CLI::App* add_command(CLI::App& app, Session& session, std::string name, std::string description);

}  // namespace cairn::cli
