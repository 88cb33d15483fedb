// Tokens to a FileAst, by recursive descent with one token of look-ahead (two for labels). After an
// error it goes on with the next statement or item, so that all errors are found in one run.
// Specification: docs/language.md, "Grammar".
#pragma once

#include "compiler/ast.h"
#include "compiler/diagnostics.h"

namespace cairn {

// Parses a file of `sources`; what has errors is left out of the result.
FileAst parse(const SourceManager& sources, FileId file, Diagnostics& diagnostics);

// The names that cannot be given to anything.
bool is_reserved(std::string_view name);

}  // namespace cairn
