// From a source file to a program: the whole assembler in one call. Specification:
// docs/language.md.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>

#include "compiler/diagnostics.h"
#include "compiler/interface.h"
#include "compiler/source.h"
#include "compiler/source_map.h"
#include "vm/program.h"

namespace cairn {

struct Assembly {
  Program program;  // its source_map field holds `source_map` and `interface`, encoded
  SourceMap source_map;
  Interface interface;
};

// Assembles the file with all that it uses. Every error found is in `diagnostics`; nothing is
// returned if there is one. NotFound where the file itself cannot be read; InvalidArgument with the
// rendered diagnostics otherwise.
absl::StatusOr<Assembly> assemble(SourceManager& sources, const std::string& path,
                                  Diagnostics& diagnostics);
absl::StatusOr<Assembly> assemble(SourceManager& sources, const std::string& path);

}  // namespace cairn
