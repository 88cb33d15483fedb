// The one way to lay out a source: two spaces for the lines of a body, labels at the margin, spaces
// around operators, comments of neighbouring lines in one column, no two empty lines. Lines stay
// lines, and the tokens stay the same. Specification: docs/language.md, "Layout".
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "compiler/source.h"

namespace cairn {

// The formatted text of a file of `sources`; formatting it again changes nothing. InvalidArgument,
// with the rendered diagnostics, if the file has errors that a parser finds.
absl::StatusOr<std::string> format_source(const SourceManager& sources, FileId file);

}  // namespace cairn
