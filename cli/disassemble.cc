// `cairn disassemble`: the words of a program as a source that assembles to the same words.
#include "compiler/disassemble.h"

#include <memory>
#include <string>

#include "cli/files.h"
#include "cli/program_file.h"
#include "cli/session.h"
#include "cli/values.h"

namespace cairn::cli {
namespace {

struct Options {
  std::string file;
  std::string output;
};

absl::StatusOr<Exit> disassemble_file(const Session& session, const Options& options) {
  const absl::StatusOr<LoadedProgram> loaded = load_program_file(options.file);
  if (!loaded.ok()) return loaded.status();
  const SourceMap& map = loaded->source_map;
  const std::string text = disassemble(loaded->program, map.files.empty() ? nullptr : &map);
  Json json = {{"program", word_text(loaded->program.digest())}};
  if (options.output.empty()) {
    json["source"] = text;
    session.print(json, text);
    return Exit::kAsAsked;
  }
  absl::Status written = write_file(options.output, text);
  if (!written.ok()) return written;
  json["output"] = options.output;
  session.print(json, "");
  return Exit::kAsAsked;
}

}  // namespace

void add_disassemble(CLI::App& app, Session& session) {
  CLI::App* const command = add_command(app, session, "disassemble",
                                        "a program as a source that assembles to the same words");
  const auto options = std::make_shared<Options>();
  command->add_option("FILE", options->file, "program image, or source (.cairn)")->required();
  command->add_option("-o,--output", options->output, "source file to write (stdout)");
  command->callback([&session, options] {
    session.command = [&session, options] { return disassemble_file(session, *options); };
  });
}

}  // namespace cairn::cli
