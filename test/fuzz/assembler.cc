// Source texts; see targets.h.
#include <string>

#include "compiler/assemble.h"
#include "compiler/disassemble.h"
#include "compiler/format.h"
#include "test/fuzz/targets.h"

namespace cairn::fuzz {
namespace {

constexpr const char* kPath = "fuzz.cairn";
// Longer images take the fuzzer too long to read again.
constexpr size_t kMaxWords = 1 << 12;

absl::StatusOr<Assembly> assemble_text(std::string text) {
  SourceManager sources;
  sources.add(kPath, std::move(text));
  return assemble(sources, kPath);
}

void check_diagnostics(const SourceManager& sources, const Diagnostics& diagnostics,
                       const absl::Status& status) {
  require(status.code() == absl::StatusCode::kInvalidArgument, "bad sources are InvalidArgument");
  require(status.message() == diagnostics.render(sources), "the status holds the diagnostics");
  require(diagnostics.count() > 0 && diagnostics.all().size() <= Diagnostics::kMaxKept,
          "what is wrong is said, but not without end");
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    require(!diagnostic.message.empty(), "every diagnostic has a message");
    require(diagnostic.span.begin <= diagnostic.span.end &&
                diagnostic.span.end <= sources.text(diagnostic.span.file).size(),
            "every diagnostic has a place in its file");
  }
}

void check_assembly(const Assembly& assembly) {
  const Program& program = assembly.program;
  require(assembly.source_map.location_of.size() <= program.code_end(),
          "the source map has no more instructions than the image");
  SourceMap map;
  Interface interface;
  require(decode_source_map(program.source_map, map, interface).ok(), "the source map decodes");
  require(encode_source_map(map, interface) == program.source_map,
          "the source map encodes as before");
  require(interface == assembly.interface, "the interface survives");
  const absl::StatusOr<Assembly> again = assemble_text(disassemble(program, &map));
  require(again.ok(), "what is disassembled assembles");
  require(again->program.image == program.image && again->program.entry == program.entry,
          "disassembly assembles to the same words");
}

void check_format(const std::string& text, const absl::StatusOr<Assembly>& assembly) {
  SourceManager sources;
  const absl::StatusOr<std::string> formatted = format_source(sources, sources.add(kPath, text));
  if (!formatted.ok()) {
    require(!assembly.ok(), "what assembles can be formatted");
    return;
  }
  require(format_source(sources, sources.add("again.cairn", *formatted)).value_or("") == *formatted,
          "formatting again changes nothing");
  if (!assembly.ok()) return;
  const absl::StatusOr<Assembly> again = assemble_text(*formatted);
  require(again.ok() && again->program.image == assembly->program.image,
          "a formatted source assembles to the same words");
}

}  // namespace

void check_assembler(Bytes bytes) {
  const std::string text(text_of(bytes).substr(0, kMaxSourceBytes));
  SourceManager sources;
  sources.add(kPath, text);
  Diagnostics diagnostics;
  const absl::StatusOr<Assembly> assembly = assemble(sources, kPath, diagnostics);
  require(assembly.ok() == diagnostics.ok(), "there is a program, or there are diagnostics");
  if (!assembly.ok()) check_diagnostics(sources, diagnostics, assembly.status());
  if (assembly.ok() && assembly->program.image.size() > kMaxWords) return;
  if (assembly.ok()) check_assembly(*assembly);
  check_format(text, assembly);
}

}  // namespace cairn::fuzz
