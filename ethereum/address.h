// Addresses: their text with the checksum of EIP-55, and those of contracts before they exist
// (EIP-1014). Specification: EIP-55, EIP-1014, the Yellow Paper, section 7.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/hash/digest.h"
#include "ethereum/bytes.h"

namespace cairn::ethereum {

struct Address {
  std::array<uint8_t, 20> bytes{};
  friend constexpr auto operator<=>(const Address& a, const Address& b) = default;
};

// With the capitals of EIP-55.
std::string to_text(const Address& address);
// 0x and 40 digits. Digits of both cases must be those of EIP-55, which finds most typing errors.
std::optional<Address> parse_address(std::string_view text);

// The last 20 bytes of a hash.
Address address_of_hash(const Digest& hash);

// Of the contract that `creator` makes by CREATE2 with this salt and initialization code.
Address create2_address(const Address& creator, const Digest& salt,
                        std::span<const uint8_t> init_code);

}  // namespace cairn::ethereum
