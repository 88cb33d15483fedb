// `cairn build`: a source to a program image, and its digest.
#include <memory>
#include <string>

#include "cli/files.h"
#include "cli/program_file.h"
#include "cli/session.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

struct Options {
  std::string file;
  std::string output;
};

absl::StatusOr<Exit> build(const Session& session, const Options& options) {
  const absl::StatusOr<LoadedProgram> loaded = load_program_file(options.file);
  if (!loaded.ok()) return loaded.status();
  if (!loaded->is_source) {
    return invalid(concat(options.file, ": this is already a program image; give its source"));
  }
  const std::string output =
      options.output.empty() ? with_extension(options.file, ".program") : options.output;
  const absl::StatusOr<std::string> bytes = encode_program(loaded->program);
  if (!bytes.ok()) {
    return invalid(concat(options.file, ": ", std::string(bytes.status().message())));
  }
  absl::Status written = write_file(output, *bytes);
  if (!written.ok()) return written;

  const std::string digest = word_text(loaded->program.digest());
  std::string text;
  append_all(text, "program   ", digest, "\n");
  append_all(text, "image     ", count_text(loaded->program.length(), "word"), ", ", output, "\n");
  session.print({{"program", digest},
                 {"words", loaded->program.length()},
                 {"entry", loaded->program.entry},
                 {"output", output},
                 {"bytes", bytes->size()}},
                text);
  return Exit::kAsAsked;
}

}  // namespace

void add_build(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "build", "assemble a source; prints the program's digest");
  const auto options = std::make_shared<Options>();
  command->add_option("FILE", options->file, "assembly source (.cairn)")->required();
  command->add_option("-o,--output", options->output, "program image (beside the source)");
  command->callback([&session, options] {
    session.command = [&session, options] { return build(session, *options); };
  });
}

}  // namespace cairn::cli
