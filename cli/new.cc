// `cairn new DIR`: a project to begin with.
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "cli/files.h"
#include "cli/session.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

struct ProjectFile {
  std::string_view name, text;
};
constexpr std::array<ProjectFile, 4> kFiles = {{
    {"main.cairn",
     R"(// The sum of two numbers, modulo p.
use std::words

input a: felt
input b: felt
output sum: felt

proc main {
  read a
  read b
  [ap] = a + b
  call words::pack([ap - 1], 0, 0, 0, 0, 0, 0, 0) -> result
  halt(result, 1)
}
)"},
    {"input.json", "{\"a\": 2, \"b\": 3}\n"},
    {"tests/main.json",
     R"({
  "program": "../main.cairn",
  "tests": [
    {"name": "a sum", "input": "../input.json", "output": {"sum": 5}},
    {"name": "wraps at p", "input": {"a": 2130706432, "b": 3}, "output": {"sum": 2}},
    {"name": "out of cost", "input": {"a": 2, "b": 3}, "limit": 4, "trap": "out of cost"}
  ]
}
)"},
    {"README.md",
     "# A Cairn program\n\n"
     "    cairn test\n"
     "    cairn run main.cairn -i input.json\n"
     "    cairn prove main.cairn -i input.json\n"
     "    cairn verify main.proof --program main.cairn --input input.json\n"},
}};

absl::StatusOr<Exit> create_project(const Session& session, const std::string& directory) {
  std::error_code error;
  if (std::filesystem::exists(directory, error)) {
    return invalid(concat(directory, ": this is there already; choose another name"));
  }
  if (!std::filesystem::create_directories(directory, error) ||
      !std::filesystem::create_directory(directory + "/tests", error)) {
    return no_resources(
        concat(directory, ": cannot be made (", error.message(), "); choose another place"));
  }
  for (const ProjectFile& file : kFiles) {
    absl::Status written = write_file(concat(directory, "/", file.name), file.text);
    if (written.ok()) continue;
    std::filesystem::remove_all(directory, error);  // half a project is none
    return written;
  }
  session.print({{"directory", directory}},
                concat("made ", directory, "; next: cd ", directory, " && cairn test\n"));
  return Exit::kAsAsked;
}

}  // namespace

void add_new(CLI::App& app, Session& session) {
  CLI::App* const command = add_command(app, session, "new", "a project to begin with");
  const auto directory = std::make_shared<std::string>();
  command->add_option("DIR", *directory, "directory to make")->required();
  command->callback([&session, directory] {
    session.command = [&session, directory] { return create_project(session, *directory); };
  });
}

}  // namespace cairn::cli
