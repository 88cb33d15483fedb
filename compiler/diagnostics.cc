// See diagnostics.h.
#include "compiler/diagnostics.h"

#include <absl/strings/str_format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "compiler/text.h"

namespace cairn {
namespace {

// Longer lines are cut around the span.
constexpr size_t kMaxExcerpt = 120;

// A control byte would move the carets, or the terminal.
std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    shown += c == '\t' ? ' ' : byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return shown;
}

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

Diagnostic& Diagnostics::error(Span span, std::string message, std::string help) {
  const bool repeated = std::any_of(kept_.begin(), kept_.end(),
                                    [&](const Diagnostic& other) { return other.span == span; });
  if (repeated) return dropped_ = Diagnostic{};
  ++count_;
  Diagnostic& slot = kept_.size() < kMaxKept ? kept_.emplace_back() : dropped_;
  return slot = Diagnostic{span, std::move(message), std::move(help), {}};
}

void Diagnostics::add_note(size_t known, const Note& note) {
  for (size_t i = known; i < kept_.size(); ++i) kept_[i].notes.push_back(note);
}

std::string render_excerpt(const SourceManager& sources, Span span, std::string_view kind,
                           std::string_view message) {
  const LineColumn at = sources.locate(span.file, span.begin);
  std::string_view line = sources.line(span.file, at.line);
  size_t column = std::min<size_t>(at.column - 1, line.size());
  size_t width = std::max<size_t>(span.end - span.begin, 1);
  if (line.size() > kMaxExcerpt) {
    const size_t cut = column > kMaxExcerpt / 2 ? column - kMaxExcerpt / 2 : 0;
    line = line.substr(cut, kMaxExcerpt);
    column -= cut;
  }
  width = std::max<size_t>(std::min(width, line.size() - std::min(column, line.size())), 1);
  return absl::StrFormat("%s: %s: %s\n%5d | %s\n      | %s%s\n", sources.place(span), kind, message,
                         at.line, printable(line), std::string(column, ' '),
                         std::string(width, '^'));
}

std::string Diagnostics::render(const SourceManager& sources) const {
  std::vector<const Diagnostic*> sorted;
  for (const Diagnostic& diagnostic : kept_) sorted.push_back(&diagnostic);
  // Those of one place stay in the order in which they were reported, that of kept_.
  std::sort(sorted.begin(), sorted.end(), [](const Diagnostic* a, const Diagnostic* b) {
    return std::tuple(a->span.file, a->span.begin, a) < std::tuple(b->span.file, b->span.begin, b);
  });
  std::string text;
  for (const Diagnostic* diagnostic : sorted) {
    append_all(text, render_excerpt(sources, diagnostic->span, "error", diagnostic->message));
    for (const Note& note : diagnostic->notes) {
      append_all(text, render_excerpt(sources, note.span, "note", note.message));
    }
    if (!diagnostic->help.empty()) append_all(text, "      = help: ", diagnostic->help, "\n");
  }
  if (count_ > kept_.size()) append_all(text, count_ - kept_.size(), " more errors\n");
  return text;
}

std::string closest_name(std::string_view name, const std::vector<std::string_view>& candidates) {
  constexpr size_t kLongest = 64;
  constexpr size_t kMost = 1000;
  std::string best;
  size_t best_distance = name.size() / 3 + 2;
  if (name.size() < 3 || name.size() > kLongest) return best;
  for (size_t i = 0; i < std::min(candidates.size(), kMost); ++i) {
    const std::string_view candidate = candidates[i];
    if (candidate.size() > kLongest || candidate == name) continue;
    const size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace cairn
