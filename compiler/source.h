// Source files and places in them. A SourceManager owns the text of every file of one assembly, so
// that a Span (file and byte range) can be kept by all later stages and turned into line, column
// and text whenever something is reported. Files may be given as text (tests, the standard library,
// editors) or read from disk. Specification: docs/language.md.
#pragma once

#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cairn {

// The largest source file that is accepted, in bytes.
inline constexpr size_t kMaxSourceBytes = size_t{4} << 20;

using FileId = uint32_t;

// Bytes [begin, end) of a file.
struct Span {
  FileId file = 0;
  uint32_t begin = 0;
  uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

// From the beginning of `a` to the end of `b`, which lie in the same file.
inline Span join(Span a, Span b) { return {a.file, a.begin, b.end}; }

// Both count from 1; a column is a byte of the line.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

class SourceManager {
 public:
  // A file given as text; it hides a file of that path on disk.
  FileId add(std::string path, std::string text);
  // The file with this path: one added before, one of the standard library ("<std>/..."), or one
  // read from disk. NotFound where there is none, InvalidArgument where it is too large.
  absl::StatusOr<FileId> load(const std::string& path);

  std::string_view path(FileId file) const { return files_[file].path; }
  std::string_view text(FileId file) const { return files_[file].text; }
  std::string_view text(Span span) const;
  LineColumn locate(FileId file, uint32_t offset) const;
  // The line (counted from 1) without its line feed.
  std::string_view line(FileId file, uint32_t number) const;
  // "path:line:column" of the beginning of the span.
  std::string place(Span span) const;

 private:
  struct File {
    std::string path;
    std::string text;
    std::vector<uint32_t> line_begins;
  };

  std::deque<File> files_;  // a deque keeps text in place
  std::map<std::string, FileId, std::less<>> by_path_;
};

// The text of a module of the standard library, by its path ("<std>/words.cairn"); empty if there
// is none. The texts are compiled into the program.
std::string_view standard_library(std::string_view path);

}  // namespace cairn
