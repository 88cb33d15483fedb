// What the assembler has to say about a source: every error of a run, each with its place, the
// source line with carets, notes (the path that leads there) and, where one is known, a fix.
// Specification: docs/language.md.
#pragma once

#include <string>
#include <vector>

#include "compiler/source.h"

namespace cairn {

struct Note {
  Span span;
  std::string message;
};

struct Diagnostic {
  Span span;
  std::string message;
  std::string help;  // a fix, or empty
  std::vector<Note> notes;
};

class Diagnostics {
 public:
  // More than this many errors are counted, not kept.
  static constexpr size_t kMaxKept = 100;

  // Reports an error; the reference is good until the next one and takes notes and help. An error
  // at a place that already has one is dropped: it is its consequence.
  Diagnostic& error(Span span, std::string message, std::string help = "");

  // Adds a note to every error but the first `known` ones that are kept.
  void add_note(size_t known, const Note& note);

  bool ok() const { return count_ == 0; }
  size_t count() const { return count_; }
  const std::vector<Diagnostic>& all() const { return kept_; }

  // All of them as text, in the order of files and lines.
  std::string render(const SourceManager& sources) const;

 private:
  std::vector<Diagnostic> kept_;
  Diagnostic dropped_;
  size_t count_ = 0;
};

// "path:line:column: kind: message", the source line, and carets under the span.
std::string render_excerpt(const SourceManager& sources, Span span, std::string_view kind,
                           std::string_view message);

// The candidate closest to a misspelt name, or empty if none is close.
std::string closest_name(std::string_view name, const std::vector<std::string_view>& candidates);

}  // namespace cairn
