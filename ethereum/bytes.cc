// Hexadecimal and words; see bytes.h.
#include "ethereum/bytes.h"

#include <algorithm>
#include <limits>

#include "absl/strings/escaping.h"

namespace cairn::ethereum {
namespace {

std::optional<uint8_t> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::string to_hex(std::span<const uint8_t> bytes) {
  return "0x" + absl::BytesToHexString({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (!text.starts_with("0x") || text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 2; i < text.size(); i += 2) {
    const std::optional<uint8_t> high = digit(text[i]);
    const std::optional<uint8_t> low = digit(text[i + 1]);
    if (!high.has_value() || !low.has_value()) return std::nullopt;
    bytes.push_back(static_cast<uint8_t>(*high << 4 | *low));
  }
  return bytes;
}

std::string to_quantity(const Amount& number) {
  const std::string text = to_hex(to_word(number));
  const size_t first = text.find_first_not_of('0', 2);
  return first == std::string::npos ? "0x0" : "0x" + text.substr(first);
}

std::optional<Amount> from_quantity(std::string_view text) {
  if (!text.starts_with("0x") || text.size() < 3 || text.size() > 66) return std::nullopt;
  Amount number = 0;
  for (const char c : text.substr(2)) {
    const std::optional<uint8_t> value = digit(c);
    if (!value.has_value()) return std::nullopt;
    number = (number << 4) | *value;
  }
  return number;
}

std::optional<uint64_t> from_small_quantity(std::string_view text) {
  const std::optional<Amount> number = from_quantity(text);
  if (!number.has_value() || *number > std::numeric_limits<uint64_t>::max()) return std::nullopt;
  return static_cast<uint64_t>(*number);
}

std::optional<Digest> digest_from_hex(std::string_view text) {
  const std::optional<Bytes> bytes = from_hex(text);
  if (!bytes.has_value() || bytes->size() != 32) return std::nullopt;
  Digest digest;
  std::copy(bytes->begin(), bytes->end(), digest.bytes.begin());
  return digest;
}

std::array<uint8_t, 32> to_word(const Amount& number) {
  std::array<uint8_t, 32> word{};
  Amount rest = number;
  for (size_t i = 32; i-- > 0; rest >>= 8) word[i] = static_cast<uint8_t>(rest & 0xff);
  return word;
}

Amount from_word(std::span<const uint8_t, 32> word) {
  Amount number = 0;
  for (const uint8_t byte : word) number = (number << 8) | byte;
  return number;
}

}  // namespace cairn::ethereum
