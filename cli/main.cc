// The command `cairn`: one subcommand is chosen, run, and its result becomes the exit code. Every
// error is one sentence on stderr. Specification: docs/cli.md.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <new>
#include <string>

#include "cairn_version.h"
#include "cli/session.h"

namespace cairn::cli {
namespace {

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
  add_completions(app, session);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    const CLI::App* chosen = &app;
    for (const CLI::App* command : app.get_subcommands()) chosen = command;
    const std::string name = chosen == &app ? "" : " " + chosen->get_name();
    return static_cast<int>(report_error(
        session, usage(std::string(error.what()) + "; see `cairn" + name + " --help`")));
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

int main(int argc, char** argv) { return cairn::cli::run_command_line(argc, argv); }
