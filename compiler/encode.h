// The last step of assembly: the procedures that `main` reaches, one after the other, then the data
// that they mention; labels and handles become numbers. Specification: docs/language.md, "Image".
#pragma once

#include "compiler/lower.h"
#include "compiler/source_map.h"
#include "vm/program.h"

namespace cairn {

// Encodes `main` and what it calls, all lowered without errors. Numbers that are no felts are
// reported.
Program encode(LoweringContext& context, const Routine& main, const SourceManager& sources,
               SourceMap& map);

}  // namespace cairn
