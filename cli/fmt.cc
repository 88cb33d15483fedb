// `cairn fmt`: sources in the one layout that the formatter knows; with --check, whether they are.
#include <memory>
#include <string>
#include <vector>

#include "cli/files.h"
#include "cli/program_file.h"
#include "cli/session.h"
#include "compiler/format.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  bool check = false;
};

// Nothing is written before every file is known to be well-formed.
absl::StatusOr<Exit> format_files(const Session& session, const Options& options) {
  struct Change {
    std::string path, text;
  };
  std::vector<Change> changes;
  for (const std::string& path : options.files) {
    absl::StatusOr<std::string> text = read_source(path);
    if (!text.ok()) return text.status();
    SourceManager sources;
    const FileId file = sources.add(path, *text);
    absl::StatusOr<std::string> formatted = format_source(sources, file);
    if (!formatted.ok()) return invalid(std::string(formatted.status().message()));
    if (*formatted != *text) changes.push_back({path, *std::move(formatted)});
  }
  std::string text;
  Json changed = Json::array();
  for (const Change& change : changes) {
    if (!options.check) {
      absl::Status written = write_file(change.path, change.text);
      if (!written.ok()) return written;
    }
    append_all(text, options.check ? "not formatted: " : "formatted: ", change.path, "\n");
    changed.push_back(change.path);
  }
  session.print({{"files", options.files.size()}, {"changed", std::move(changed)}}, text);
  return options.check && !changes.empty() ? Exit::kInvalid : Exit::kAsAsked;
}

}  // namespace

void add_fmt(CLI::App& app, Session& session) {
  CLI::App* const command = add_command(app, session, "fmt", "lay out sources");
  const auto options = std::make_shared<Options>();
  command->add_option("FILE", options->files, "assembly sources (.cairn)")->required();
  command->add_flag("--check", options->check,
                    "write nothing; exit code 1 if a file is not formatted");
  command->callback([&session, options] {
    session.command = [&session, options] { return format_files(session, *options); };
  });
}

}  // namespace cairn::cli
