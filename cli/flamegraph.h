// Where the committed elements of a run come from: a flame graph of its procedures, on top of each
// the tables that its own instructions fill. Padding belongs to nobody and is not shown.
#pragma once

#include <string>

#include "cli/program_file.h"
#include "vm/trace.h"

namespace cairn::cli {

// An SVG that needs nothing else.
std::string flamegraph(const LoadedProgram& loaded, const Trace& trace);

}  // namespace cairn::cli
