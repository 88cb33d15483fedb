// From an instruction back to the source: its statement, its procedure and the macros it was
// expanded from; so that a trap, a profile or a trace names a line and never a bare pc. It travels
// in the `.program` file together with the interface, beside the image, and is no part of the
// digest. Specification: docs/language.md, "Source map".
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/interface.h"
#include "crypto/field/felt.h"

namespace cairn {

// A statement, by value: nothing here needs the sources. Lines and columns count from 1.
struct Location {
  uint32_t file = 0;  // index into SourceMap::files
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t width = 0;   // of the statement on that line, in bytes
  uint32_t text = 0;    // index into SourceMap::texts: the source line
  uint32_t parent = 0;  // the location of the macro call that it comes from; 0 is none
};

struct SourceMap {
  std::vector<std::string> files;
  std::vector<std::string> texts;
  std::vector<std::string> procedures;  // "module::name", or "name" in the main file
  std::vector<Location> locations;      // [0] is none
  std::vector<uint32_t> location_of;    // by instruction index
  std::vector<uint32_t> procedure_of;   // by instruction index

  // Nullptr for an instruction that has no source (data, padding, code received as data).
  const Location* find(uint32_t pc) const;
  std::string_view procedure(uint32_t pc) const;  // "?" where there is none
  // "path:line:column"
  std::string place(const Location& location) const;
  // "path:line:column: kind: message", the source line with carets, then the macro calls.
  std::string excerpt(uint32_t pc, std::string_view kind, std::string_view message) const;
};

// One frame of a call stack, innermost first: the instruction, or the call that has not returned.
struct StackFrame {
  uint32_t pc = 0;
  uint32_t fp = 0;
};

// Follows the frames from (pc, fp) through the felt log; at most `limit` frames, and none beyond
// what the log can hold, whatever it holds.
std::vector<StackFrame> call_stack(std::span<const Felt> felts, uint32_t pc, uint32_t fp,
                                   size_t limit = 64);

// Map and interface as text for Program::source_map, and back (InvalidArgument).
std::string encode_source_map(const SourceMap& map, const Interface& interface);
absl::Status decode_source_map(std::string_view text, SourceMap& map, Interface& interface);

}  // namespace cairn
