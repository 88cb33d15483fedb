// The command `cairn`: one subcommand is chosen, run, and its result becomes the exit code. Every
// error is one sentence on stderr. Specification: docs/cli.md.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "cairn_version.h"
#include "cli/session.h"
#include "compiler/diagnostics.h"
#include "compiler/text.h"
#include "crypto/field/backend.h"

namespace cairn::cli {
namespace {

// What is wrong with a command line, and whose help to read. `first` is its first argument.
std::string describe(const CLI::App& app, const CLI::ParseError& error, const std::string& first) {
  if (!app.get_subcommands().empty()) {
    std::string names = "cairn";
    for (const CLI::App* command = &app; !command->get_subcommands().empty();) {
      command = command->get_subcommands().front();
      append_all(names, " ", command->get_name());
    }
    return concat(error.what(), "; see `", names, " --help`");
  }
  if (first.empty() || first[0] == '-') return concat(error.what(), "; see `cairn --help`");
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  const std::string close = closest_name(first, {names.begin(), names.end()});
  return concat("there is no command \"", first, "\"; ",
                close.empty() ? "" : concat("did you mean `cairn ", close, "`? "),
                "see `cairn --help`");
}

// That the instruction set which the environment asks for is there.
absl::Status check_backend() {
  const char* const wish = std::getenv("CAIRN_BACKEND");
  if (wish == nullptr || std::string_view(wish) == backend_name(active_backend())) {
    return absl::OkStatus();
  }
  std::string names;
  for (const Backend backend : supported_backends()) {
    append_all(names, names.empty() ? "" : ", ", backend_name(backend));
  }
  return usage(concat("CAIRN_BACKEND: \"", wish, "\" is not among those of this machine: ", names));
}

// Threads that wait for each other spin, with libgomp for milliseconds if nothing else is asked
// for: beside a busy program of another session proofs then take up to twice as long. libgomp reads
// the wish before main() runs, so the command starts anew, once.
void spin_briefly(char** argv) {
  constexpr const char* kSpins = "GOMP_SPINCOUNT";
  if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv(kSpins) != nullptr) return;
  if (setenv(kSpins, "1000", 0) == 0) execv("/proc/self/exe", argv);  // else all goes on as it is
}

int run_command_line(int argc, char** argv) {
  CLI::App app("Cairn: write a program, run it, prove the run, verify the proof.", "cairn");
  app.set_version_flag("--version,-V", "cairn " CAIRN_VERSION " (" CAIRN_COMMIT ")");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 as asked, 1 invalid source, input or proof, 2 usage, 3 resources,\n"
      "4 the program trapped. Every option of a command may also be set by the environment\n"
      "variable that its help names.");

  Session session;
  add_new(app, session);
  add_build(app, session);
  add_run(app, session);
  add_prove(app, session);
  add_verify(app, session);
  add_inspect(app, session);
  add_test(app, session);
  add_fmt(app, session);
  add_disassemble(app, session);
  add_tables(app, session);
  add_soundness(app, session);
  add_bench(app, session);
  add_ethereum(app, session);
  add_completions(app, session);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(
        report_error(session, usage(describe(app, error, argc > 1 ? argv[1] : ""))));
  }
  if (const absl::Status status = check_backend(); !status.ok()) {
    return static_cast<int>(report_error(session, status));
  }
  try {
    const absl::StatusOr<Exit> result = session.command();
    if (!result.ok()) return static_cast<int>(report_error(session, result.status()));
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      return static_cast<int>(report_error(
          session, no_resources("the result cannot be written to stdout; send it elsewhere")));
    }
    return static_cast<int>(*result);
  } catch (const std::bad_alloc&) {
    return static_cast<int>(report_error(
        session, no_resources("there is not enough memory; close other programs, or choose a "
                              "smaller --limit")));
  }
}

}  // namespace
}  // namespace cairn::cli

int main(int argc, char** argv) {
  cairn::cli::spin_briefly(argv);
  return cairn::cli::run_command_line(argc, argv);
}
