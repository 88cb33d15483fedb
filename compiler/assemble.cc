// See assemble.h.
#include "compiler/assemble.h"

#include <absl/status/status.h>

#include <cstdint>
#include <string_view>
#include <utility>

#include "compiler/encode.h"
#include "compiler/lower.h"

namespace cairn {
namespace {

// Lowers every procedure, so that errors in those that nothing calls are found too.
void lower_all(LoweringContext& context) {
  for (const Module& module : context.modules.all()) {
    for (const Routine& routine : module.ast.routines) {
      if (!routine.is_macro) lower(context, routine);
    }
  }
}

const Routine* find_main(const Module& main, Diagnostics& diagnostics) {
  for (const Routine& routine : main.ast.routines) {
    if (routine.is_macro || routine.name.text != "main") continue;
    if (routine.inputs.empty() && routine.outputs.empty()) return &routine;
    diagnostics.error(routine.name.span, "`main` has neither arguments nor results",
                      "declare `input` and `output` at the top of the file");
    return nullptr;
  }
  diagnostics.error({main.ast.file, 0, 0}, "there is no `proc main`",
                    "the run begins there: add `proc main { ... }`");
  return nullptr;
}

}  // namespace

absl::StatusOr<Assembly> assemble(SourceManager& sources, const std::string& path,
                                  Diagnostics& diagnostics) {
  Modules modules(sources, diagnostics);
  std::string problem;
  const Module* main = modules.load(path, problem);
  if (main == nullptr) return absl::NotFoundError(problem);

  Assembly assembly;
  Constants constants(modules, diagnostics);
  assembly.interface = layout_interface(*main, constants, diagnostics);
  constants.evaluate_all();
  LoweringContext context{modules, constants, diagnostics, *main, assembly.interface};
  for (const Module& module : modules.all()) {
    for (const Routine& routine : module.ast.routines) context.owners[&routine] = &module;
  }
  const Routine* entry = find_main(*main, diagnostics);
  if (entry != nullptr) lower(context, *entry);
  lower_all(context);
  if (diagnostics.ok() && entry != nullptr) {
    assembly.program = encode(context, *entry, sources, assembly.source_map);
  }
  if (main->ast.entry.has_value()) {
    assembly.program.entry =
        static_cast<uint32_t>(constants
                                  .evaluate_plain(*main->ast.entry, *main, nullptr, 0,
                                                  int64_t{Felt::kModulus} - 1, "the entry")
                                  .value_or(0));
  }
  if (diagnostics.ok() && assembly.program.image.size() > kMaxImageWords) {
    diagnostics.error(entry->name.span, "the image has more words than a program may have");
  }
  if (!diagnostics.ok()) return absl::InvalidArgumentError(diagnostics.render(sources));
  assembly.program.source_map = encode_source_map(assembly.source_map, assembly.interface);
  return assembly;
}

absl::StatusOr<Assembly> assemble(SourceManager& sources, const std::string& path) {
  Diagnostics diagnostics;
  return assemble(sources, path, diagnostics);
}

}  // namespace cairn
