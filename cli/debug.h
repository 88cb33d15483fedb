// `cairn run --debug`: looks at a run from any of its steps. The run is over before the first
// command, so it can be walked in both directions. Specification: docs/cli.md, "Debugging".
#pragma once

#include "cli/program_file.h"
#include "vm/trace.h"

namespace cairn::cli {

// Reads commands from stdin until `quit` or its end, and answers on stdout. A prompt is shown where
// stdin is a terminal.
void debug(const LoadedProgram& loaded, const Trace& trace);

}  // namespace cairn::cli
