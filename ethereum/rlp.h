// Recursive Length Prefix, the encoding of transactions: writing only. Specification: the Ethereum
// Yellow Paper, appendix B.
#pragma once

#include <cstdint>
#include <span>

#include "ethereum/bytes.h"

namespace cairn::ethereum {

Bytes rlp_string(std::span<const uint8_t> bytes);
// The shortest big-endian bytes of a number; 0 is the empty string.
Bytes rlp_number(const Amount& number);

// A list from the encodings of its items.
class RlpList {
 public:
  RlpList& string(std::span<const uint8_t> bytes);
  RlpList& number(const Amount& number);
  RlpList& list(const RlpList& inner);
  Bytes encoded() const;

 private:
  Bytes items_;
};

}  // namespace cairn::ethereum
