// Calls of contracts as bytes: the few shapes that Cairn's contracts have. Specification: the
// Solidity contract ABI.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "crypto/hash/digest.h"
#include "ethereum/address.h"
#include "ethereum/bytes.h"

namespace cairn::ethereum {

using Selector = std::array<uint8_t, 4>;
// Of "name(type,type)".
Selector selector(std::string_view signature);
// The topic of an event, likewise.
Digest topic(std::string_view signature);

// A call whose arguments are all `bytes`.
Bytes encode_call(std::string_view signature,
                  std::initializer_list<std::span<const uint8_t>> arguments);

// The address as a 32-byte word.
std::array<uint8_t, 32> to_word(const Address& address);

// One uint8, as what a call returned; nothing if it is anything else.
std::optional<uint8_t> decode_small(std::span<const uint8_t> returned);
// The uint8 of an error "name(uint8)" that a call reverted with.
std::optional<uint8_t> decode_small_error(std::string_view signature,
                                          std::span<const uint8_t> data);
// The text of a `revert("...")`, if it is one.
std::optional<std::string> decode_error_text(std::span<const uint8_t> data);

}  // namespace cairn::ethereum
