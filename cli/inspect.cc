// `cairn inspect`: what is in a proof (and what each part weighs), a program image or a source.
// Nothing is verified.
#include <array>
#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "cli/files.h"
#include "cli/program_file.h"
#include "cli/proof_file.h"
#include "cli/session.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/text.h"
#include "stark/run_proof.h"
#include "vm/decode.h"

namespace cairn::cli {
namespace {

absl::StatusOr<Exit> inspect_proof(const Session& session, const std::string& path) {
  const absl::StatusOr<ProofFile> file = read_proof_file(path);
  if (!file.ok()) return file.status();
  const absl::StatusOr<ProofParts> parts = read_parts(*file, path);
  if (!parts.ok()) return parts.status();

  std::string text = "a proof, not verified; it claims:\n";
  text += statement_text(file->statement, {});
  text += security_text(file->header.parameters, file->soundness);
  append_all(text, "size      ", bytes_text(file->bytes.size()), "\n");
  Json weights = Json::object();
  for (const ProofPart& part : list_parts(*parts)) {
    const double share = static_cast<double>(part.bytes) / static_cast<double>(file->bytes.size());
    text +=
        absl::StrFormat("  %-20s %12s %5.1f%%\n", part.name, bytes_text(part.bytes), 100 * share);
    weights[std::string(part.name)] = part.bytes;
  }
  Json tables = Json::object();
  text += "tables    height\n";
  const Air& air = machine_air();
  for (size_t i = 0; i < air.tables.size(); ++i) {
    const unsigned log_height = file->header.log_heights[i];
    if (log_height == 0) continue;
    text += absl::StrFormat("  %-20s 2^%d\n", air.tables[i].name, log_height);
    tables[std::string(air.tables[i].name)] = log_height;
  }
  session.print({{"kind", "proof"},
                 {"verified", false},
                 {"statement", statement_json(file->statement, {})},
                 {"security", security_json(file->header.parameters, file->soundness)},
                 {"bytes", file->bytes.size()},
                 {"parts", std::move(weights)},
                 {"log_heights", std::move(tables)}},
                text);
  return Exit::kAsAsked;
}

Json fields_json(const std::vector<Field>& fields, std::string_view title, std::string& text) {
  Json json = Json::array();
  for (const Field& field : fields) {
    append_all(text, title, field.name, ": ", field.is_word ? "word" : "felt",
               field.is_array ? "[]" : "", "\n");
    json.push_back({{"name", field.name}, {"word", field.is_word}, {"array", field.is_array}});
  }
  return json;
}

absl::StatusOr<Exit> inspect_program(const Session& session, const std::string& path) {
  const absl::StatusOr<LoadedProgram> loaded = load_program_file(path);
  if (!loaded.ok()) return loaded.status();
  const Program& program = loaded->program;
  std::array<uint32_t, kKinds> kinds{};
  for (uint32_t pc = 0; pc < program.code_end(); ++pc) {
    const auto opcode = decode(instruction_of(program.image[pc / 2], pc));
    ++kinds[opcode.has_value() ? static_cast<size_t>(opcode->kind) : 0];
  }
  std::string text;
  append_all(text, "program   ", word_text(program.digest()), "\n", "image     ",
             count_text(program.length(), "word"), ", entry ", program.entry, "\n");
  Json inputs = fields_json(loaded->interface.inputs, "input     ", text);
  Json outputs = fields_json(loaded->interface.outputs, "output    ", text);
  Json counts = Json::object();
  text += "half words by instruction; `illegal` ones are data or padding\n";
  for (size_t kind = 0; kind < kKinds; ++kind) {
    if (kinds[kind] == 0) continue;
    text += absl::StrFormat("  %-12s %10s\n", kInstructions[kind].name, number_text(kinds[kind]));
    counts[std::string(kInstructions[kind].name)] = kinds[kind];
  }
  session.print({{"kind", loaded->is_source ? "source" : "program"},
                 {"program", word_text(program.digest())},
                 {"words", program.length()},
                 {"entry", program.entry},
                 {"inputs", std::move(inputs)},
                 {"outputs", std::move(outputs)},
                 {"instructions", std::move(counts)}},
                text);
  return Exit::kAsAsked;
}

absl::StatusOr<Exit> inspect_file(const Session& session, const std::string& path) {
  const absl::StatusOr<std::string> bytes = read_file(path, "proof or program", size_t{1} << 29);
  if (!bytes.ok()) return bytes.status();
  return bytes->starts_with("CAIRNPRF") ? inspect_proof(session, path)
                                        : inspect_program(session, path);
}

}  // namespace

void add_inspect(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "inspect", "what is in a proof, a program image or a source");
  const auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "proof, program image or source")->required();
  command->callback([&session, file] {
    session.command = [&session, file] { return inspect_file(session, *file); };
  });
}

}  // namespace cairn::cli
