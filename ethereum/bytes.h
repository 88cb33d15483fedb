// Bytes and 256-bit amounts as Ethereum writes them: hexadecimal with 0x, numbers without leading
// zeros ("quantities"), 32-byte big-endian words. Specification: the Ethereum JSON-RPC
// specification, "Hex value encoding".
#pragma once

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash/digest.h"

namespace cairn::ethereum {

using Bytes = std::vector<uint8_t>;
// Of wei, or any other number of a contract. Arithmetic is modulo 2^256.
using Amount = boost::multiprecision::uint256_t;

// "0x" and two digits to a byte.
std::string to_hex(std::span<const uint8_t> bytes);
// Nothing unless the text is 0x and an even number of digits.
std::optional<Bytes> from_hex(std::string_view text);

// "0x0", "0x1f": what JSON-RPC calls a quantity.
std::string to_quantity(const Amount& number);
// Nothing unless it is 0x and 1 to 64 digits. (Leading zeros are let pass: some endpoints send
// them.)
std::optional<Amount> from_quantity(std::string_view text);
// Likewise, and nothing if it does not fit 64 bits.
std::optional<uint64_t> from_small_quantity(std::string_view text);

std::optional<Digest> digest_from_hex(std::string_view text);

// Big-endian, 32 bytes.
std::array<uint8_t, 32> to_word(const Amount& number);
Amount from_word(std::span<const uint8_t, 32> word);

inline void append(Bytes& bytes, std::span<const uint8_t> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

}  // namespace cairn::ethereum
