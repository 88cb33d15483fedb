// Pieces of Solidity text: see solidity.h.
#include "bridge/generate/solidity.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"

namespace cairn::bridge {

std::string hexadecimal(std::span<const uint8_t> bytes) {
  return absl::BytesToHexString({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string hex_literal(std::span<const uint8_t> bytes) {
  return absl::StrFormat("hex\"%s\"", hexadecimal(bytes));
}

std::string hex_lines(std::span<const uint8_t> bytes) {
  constexpr size_t kLine = 48;
  std::string text;
  for (size_t first = 0; first < bytes.size(); first += kLine) {
    const std::span<const uint8_t> line =
        bytes.subspan(first, std::min(kLine, bytes.size() - first));
    absl::StrAppendFormat(&text, "\n            %s", hex_literal(line));
  }
  return text;
}

void append(std::vector<uint8_t>& to, uint64_t number, unsigned bytes) {
  while (bytes-- > 0) to.push_back(static_cast<uint8_t>(number >> (8 * bytes)));
}

}  // namespace cairn::bridge
