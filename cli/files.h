// Reading and writing whole files. Every error is one sentence that names the file and what to do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace cairn::cli {

// The bytes of a file of at most `max_bytes`. `what` names its kind in messages ("proof").
absl::StatusOr<std::string> read_file(const std::string& path, std::string_view what,
                                      size_t max_bytes);

// Whether a file could be written there, found out before hours of work are spent on its content.
absl::Status check_writable(const std::string& path);

// Writes a whole file or nothing: it is written beside its place and moved there when complete.
// What is there and is no ordinary file (/dev/null, a pipe) is written to directly.
absl::Status write_file(const std::string& path, std::string_view bytes);

// The path with another extension: "dir/x.cairn" and ".proof" to "dir/x.proof".
std::string with_extension(const std::string& path, std::string_view extension);

}  // namespace cairn::cli
