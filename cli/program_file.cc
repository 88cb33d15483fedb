// Programs from sources and images; see program_file.h.
#include "cli/program_file.h"

#include <string_view>

#include "cli/files.h"
#include "cli/session.h"
#include "compiler/assemble.h"
#include "compiler/io.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

constexpr std::string_view kImageMagic = "CAIRNPRG";
constexpr size_t kMaxImageBytes = size_t{kMaxImageWords} * 32 + kMaxSourceMapBytes + 1024;

absl::StatusOr<LoadedProgram> read_image(const std::string& path, std::string_view bytes) {
  absl::StatusOr<Program> program = decode_program(bytes);
  if (!program.ok()) {
    return invalid(concat(path, ": ", std::string(program.status().message()),
                          "; make it again with `cairn build`"));
  }
  LoadedProgram loaded;
  loaded.program = *std::move(program);
  if (!loaded.program.source_map.empty()) {
    const absl::Status map =
        decode_source_map(loaded.program.source_map, loaded.source_map, loaded.interface);
    if (!map.ok()) {
      return invalid(concat(path, ": the source map is damaged (", std::string(map.message()),
                            "); make it again with `cairn build`"));
    }
  }
  return loaded;
}

// Whether bytes that are no image may be a source.
absl::Status check_source(const std::string& path, std::string_view bytes) {
  if (bytes.starts_with("CAIRNPRF")) {
    return invalid(concat(path, ": this is a proof; give the program, its source or its image"));
  }
  if (bytes.find('\0') != std::string::npos) {
    return invalid(concat(path, ": this is neither an assembly source nor a program image; give ",
                          "one of them"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> read_source(const std::string& path) {
  absl::StatusOr<std::string> bytes = read_file(path, "source", kMaxSourceBytes);
  if (!bytes.ok()) return bytes;
  if (bytes->starts_with(kImageMagic)) {
    return invalid(concat(path, ": this is a program image; give its source"));
  }
  if (absl::Status status = check_source(path, *bytes); !status.ok()) return status;
  return bytes;
}

absl::StatusOr<LoadedProgram> load_program_file(const std::string& path) {
  const absl::StatusOr<std::string> bytes = read_file(path, "program", kMaxImageBytes);
  if (!bytes.ok()) return bytes.status();
  if (bytes->starts_with(kImageMagic)) return read_image(path, *bytes);
  if (absl::Status status = check_source(path, *bytes); !status.ok()) return status;
  SourceManager sources;
  absl::StatusOr<Assembly> assembly = assemble(sources, path);
  if (!assembly.ok()) return invalid(std::string(assembly.status().message()));
  LoadedProgram loaded;
  loaded.program = std::move(assembly->program);
  loaded.source_map = std::move(assembly->source_map);
  loaded.interface = std::move(assembly->interface);
  loaded.is_source = true;
  return loaded;
}

bool looks_like_digest(const std::string& text) {
  return text.starts_with("0x") && text.find_first_of("./") == std::string::npos;
}

absl::StatusOr<Word> parse_digest(const std::string& text) {
  absl::StatusOr<Word> digest = word_from_hex(text);
  if (!digest.ok()) {
    return usage(concat("\"", text, "\" is not a program digest, which is 0x and 64 hexadecimal ",
                        "digits (", std::string(digest.status().message()),
                        "); `cairn build FILE` prints it"));
  }
  return digest;
}

}  // namespace cairn::cli
