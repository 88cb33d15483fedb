// The FILE of every command: an assembly source or a program image, told apart by their first
// bytes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "compiler/interface.h"
#include "compiler/source_map.h"
#include "crypto/field/word.h"
#include "vm/program.h"

namespace cairn::cli {

struct LoadedProgram {
  Program program;
  SourceMap source_map;  // empty for an image without one
  Interface interface;
  bool is_source = false;
};

// Assembles or reads the file. The error of a source with errors is all of its diagnostics.
absl::StatusOr<LoadedProgram> load_program_file(const std::string& path);

// The text of an assembly source. What is no text, or is an image or a proof, is an error.
absl::StatusOr<std::string> read_source(const std::string& path);

// Whether this is meant as a program digest (written as any word, compiler/io.h), and not as the
// name of a file.
bool looks_like_digest(const std::string& text);
absl::StatusOr<Word> parse_digest(const std::string& text);

}  // namespace cairn::cli
