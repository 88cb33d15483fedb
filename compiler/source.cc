// See source.h.
#include "compiler/source.h"

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "compiler/text.h"

namespace cairn {

FileId SourceManager::add(std::string path, std::string text) {
  const auto id = static_cast<FileId>(files_.size());
  File& file = files_.emplace_back();
  file.path = std::move(path);
  file.text = std::move(text);
  file.line_begins.push_back(0);
  for (size_t i = 0; i < file.text.size(); ++i) {
    if (file.text[i] == '\n') file.line_begins.push_back(static_cast<uint32_t>(i + 1));
  }
  by_path_.insert_or_assign(file.path, id);
  return id;
}

absl::StatusOr<FileId> SourceManager::load(const std::string& path) {
  if (const auto found = by_path_.find(path); found != by_path_.end()) return found->second;
  if (const std::string_view text = standard_library(path); !text.empty()) {
    return add(path, std::string(text));
  }
  std::error_code error;
  if (path.find('\0') != std::string::npos || !std::filesystem::is_regular_file(path, error)) {
    return absl::NotFoundError(concat("there is no file `", path, "`"));
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text;
  text.resize(kMaxSourceBytes + 1);
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(stream.gcount()));
  if (!stream.eof() && !stream.good()) {
    return absl::NotFoundError(concat("the file `", path, "` cannot be read"));
  }
  if (text.size() > kMaxSourceBytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the file `%s` is larger than the limit of %d bytes; split it into modules",
                        path, kMaxSourceBytes));
  }
  return add(path, std::move(text));
}

std::string_view SourceManager::text(Span span) const {
  return text(span.file).substr(span.begin, span.end - span.begin);
}

LineColumn SourceManager::locate(FileId file, uint32_t offset) const {
  const std::vector<uint32_t>& begins = files_[file].line_begins;
  const auto after = std::upper_bound(begins.begin(), begins.end(), offset);
  const auto line = static_cast<uint32_t>(after - begins.begin());
  return {line, offset - begins[line - 1] + 1};
}

std::string_view SourceManager::line(FileId file, uint32_t number) const {
  const File& source = files_[file];
  const uint32_t begin = source.line_begins[number - 1];
  const size_t end = std::min(source.text.find('\n', begin), source.text.size());
  std::string_view line = std::string_view(source.text).substr(begin, end - begin);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string SourceManager::place(Span span) const {
  const LineColumn at = locate(span.file, span.begin);
  return absl::StrFormat("%s:%d:%d", path(span.file), at.line, at.column);
}

}  // namespace cairn
