// Numbers with units, both ways: what options need ("64MiB", "500ms") and what people read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace cairn::cli {

// "64MiB", "2GB": a whole number and a unit, which may not be left out (B, kB, MB, GB, KiB, MiB,
// GiB). The error is a sentence that begins with the text.
absl::StatusOr<uint64_t> parse_size(std::string_view text);
// "2s", "500ms", "1min": likewise, in seconds.
absl::StatusOr<double> parse_duration(std::string_view text);

std::string bytes_text(uint64_t bytes);    // "1.5 MiB"
std::string seconds_text(double seconds);  // "12.3 ms"
std::string rate_text(double per_second);  // "1.2 M"
std::string number_text(uint64_t number);  // "1,048,576"
// A number that is 1 has its noun in the singular: "1 word", "2 words".
std::string count_text(uint64_t number, std::string_view noun);

}  // namespace cairn::cli
