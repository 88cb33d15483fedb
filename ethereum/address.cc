// See address.h.
#include "ethereum/address.h"

#include <algorithm>
#include <cctype>

#include "crypto/hash/keccak.h"

namespace cairn::ethereum {

std::string to_text(const Address& address) {
  std::string text = to_hex(address.bytes);
  const std::span<const uint8_t> digits(reinterpret_cast<const uint8_t*>(text.data()) + 2, 40);
  const Digest hash = keccak256(digits);
  for (size_t i = 0; i < 40; ++i) {
    const unsigned nibble = i % 2 == 0 ? hash.bytes[i / 2] >> 4 : hash.bytes[i / 2] & 15;
    if (nibble >= 8) text[2 + i] = static_cast<char>(std::toupper(text[2 + i]));
  }
  return text;
}

std::optional<Address> parse_address(std::string_view text) {
  const std::optional<Bytes> bytes = from_hex(text);
  if (!bytes.has_value() || bytes->size() != 20) return std::nullopt;
  Address address;
  std::copy(bytes->begin(), bytes->end(), address.bytes.begin());
  const auto has = [&](auto is_case) {
    return std::any_of(text.begin() + 2, text.end(), [&](unsigned char c) { return is_case(c); });
  };
  const bool mixed = has([](int c) { return std::islower(c) != 0; }) &&
                     has([](int c) { return std::isupper(c) != 0; });
  if (mixed && to_text(address) != text) return std::nullopt;
  return address;
}

Address address_of_hash(const Digest& hash) {
  Address address;
  std::copy(hash.bytes.end() - 20, hash.bytes.end(), address.bytes.begin());
  return address;
}

Address create2_address(const Address& creator, const Digest& salt,
                        std::span<const uint8_t> init_code) {
  Bytes message = {0xff};
  append(message, creator.bytes);
  append(message, salt.bytes);
  append(message, keccak256(init_code).bytes);
  return address_of_hash(keccak256(message));
}

}  // namespace cairn::ethereum
