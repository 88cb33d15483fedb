// Exit codes, results and errors of commands; see session.h.
#include "cli/session.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "cli/style.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

void write_json(const Json& value) {
  // File names and sources may hold any bytes; what is no UTF-8 is replaced rather than refused.
  const std::string text = value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace

void Session::print(const Json& result, std::string_view text) const {
  if (json) {
    write_json(result);
  } else if (!quiet) {
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  std::fflush(stdout);
}

absl::Status invalid(const std::string& sentence) { return absl::InvalidArgumentError(sentence); }
absl::Status usage(const std::string& sentence) { return absl::OutOfRangeError(sentence); }
absl::Status no_resources(const std::string& sentence) {
  return absl::ResourceExhaustedError(sentence);
}

Exit exit_code(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return Exit::kAsAsked;
    case absl::StatusCode::kOutOfRange:
      return Exit::kUsage;
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
      return Exit::kResources;
    default:
      return Exit::kInvalid;
  }
}

Exit report_error(const Session& session, const absl::Status& status) {
  const Exit code = exit_code(status);
  std::string message(status.message());
  if (session.json) {
    write_json({{"error", message}, {"exit_code", static_cast<int>(code)}});
  }
  std::fflush(stdout);
  // Diagnostics of the assembler are blocks of their own and say "error" themselves.
  const bool is_block = message.find('\n') != std::string::npos;
  if (!message.empty() && message.back() != '\n') message += '\n';
  const std::string text =
      is_block ? message : concat(paint(STDERR_FILENO, Paint::kBad, "cairn:"), " ", message);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return code;
}

CLI::App* add_command(CLI::App& app, Session& session, std::string name, std::string description) {
  CLI::App* const command = app.add_subcommand(std::move(name), std::move(description));
  command->add_flag("--json", session.json, "the result as JSON on stdout")->envname("CAIRN_JSON");
  command->add_flag("--quiet,-q", session.quiet, "no text and no progress, only errors")
      ->envname("CAIRN_QUIET");
  return command;
}

}  // namespace cairn::cli
