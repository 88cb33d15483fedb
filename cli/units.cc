// Numbers with units; see units.h.
#include "cli/units.h"

#include <array>
#include <charconv>
#include <limits>

#include "absl/strings/str_format.h"
#include "cli/session.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

template <class T>
struct Unit {
  std::string_view name;
  T factor;
};

constexpr std::array<Unit<uint64_t>, 7> kSizes = {{{"B", 1},
                                                   {"kB", 1000},
                                                   {"MB", 1000000},
                                                   {"GB", 1000000000},
                                                   {"KiB", 1 << 10},
                                                   {"MiB", 1 << 20},
                                                   {"GiB", 1 << 30}}};
constexpr std::array<Unit<double>, 4> kDurations = {
    {{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"min", 60}}};

// The number before the unit; `unit` gets the rest.
absl::StatusOr<uint64_t> split(std::string_view text, std::string_view example,
                               std::string_view& unit) {
  size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  unit = text.substr(digits);
  uint64_t number = 0;
  const char* const first = text.data();
  if (std::from_chars(first, first + digits, number).ec != std::errc()) {
    return usage(concat("\"", text, "\" is not a whole number with a unit, such as ", example));
  }
  return number;
}

}  // namespace

absl::StatusOr<uint64_t> parse_size(std::string_view text) {
  std::string_view name;
  const absl::StatusOr<uint64_t> number = split(text, "64MiB", name);
  if (!number.ok()) return number.status();
  for (const Unit<uint64_t>& unit : kSizes) {
    if (unit.name != name) continue;
    if (*number > std::numeric_limits<uint64_t>::max() / unit.factor) {
      return usage(concat("\"", text, "\" is larger than any size"));
    }
    return *number * unit.factor;
  }
  return usage(concat("\"", text, "\" needs a unit (B, kB, MB, GB, KiB, MiB, GiB), such as 64MiB"));
}

absl::StatusOr<double> parse_duration(std::string_view text) {
  std::string_view name;
  const absl::StatusOr<uint64_t> number = split(text, "500ms", name);
  if (!number.ok()) return number.status();
  for (const Unit<double>& unit : kDurations) {
    if (unit.name == name) return static_cast<double>(*number) * unit.factor;
  }
  return usage(concat("\"", text, "\" needs a unit (us, ms, s, min), such as 500ms"));
}

std::string bytes_text(uint64_t bytes) {
  constexpr std::array<std::string_view, 5> kNames = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kNames.size(); ++unit) value /= 1024;
  if (unit == 0) return concat(bytes, " ", kNames[0]);
  return absl::StrFormat("%.1f %s", value, kNames[unit]);
}

std::string seconds_text(double seconds) {
  if (seconds < 1e-3) return absl::StrFormat("%.1f us", seconds * 1e6);
  if (seconds < 1) return absl::StrFormat("%.1f ms", seconds * 1e3);
  if (seconds < 120) return absl::StrFormat("%.2f s", seconds);
  return absl::StrFormat("%.1f min", seconds / 60);
}

std::string rate_text(double per_second) {
  if (per_second < 1e3) return absl::StrFormat("%.1f", per_second);
  if (per_second < 1e6) return absl::StrFormat("%.1f k", per_second / 1e3);
  if (per_second < 1e9) return absl::StrFormat("%.1f M", per_second / 1e6);
  return absl::StrFormat("%.2f G", per_second / 1e9);
}

std::string number_text(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string count_text(uint64_t number, std::string_view noun) {
  return concat(number_text(number), " ", noun, number == 1 ? "" : "s");
}

}  // namespace cairn::cli
