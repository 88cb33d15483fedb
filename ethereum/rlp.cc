// See rlp.h.
#include "ethereum/rlp.h"

#include <algorithm>

namespace cairn::ethereum {
namespace {

constexpr uint8_t kString = 0x80;
constexpr uint8_t kList = 0xc0;
constexpr size_t kShort = 55;  // the longest whose length fits the first byte

// The shortest big-endian bytes.
Bytes minimal(const Amount& number) {
  const std::array<uint8_t, 32> word = to_word(number);
  const auto first = std::find_if(word.begin(), word.end(), [](uint8_t byte) { return byte != 0; });
  return {first, word.end()};
}

Bytes prefixed(uint8_t kind, std::span<const uint8_t> payload) {
  Bytes out;
  out.reserve(payload.size() + 9);
  if (payload.size() <= kShort) {
    out.push_back(static_cast<uint8_t>(kind + payload.size()));
  } else {
    const Bytes length = minimal(payload.size());
    out.push_back(static_cast<uint8_t>(kind + kShort + length.size()));
    append(out, length);
  }
  append(out, payload);
  return out;
}

}  // namespace

Bytes rlp_string(std::span<const uint8_t> bytes) {
  if (bytes.size() == 1 && bytes[0] < kString) return {bytes[0]};
  return prefixed(kString, bytes);
}

Bytes rlp_number(const Amount& number) { return rlp_string(minimal(number)); }

RlpList& RlpList::string(std::span<const uint8_t> bytes) {
  append(items_, rlp_string(bytes));
  return *this;
}

RlpList& RlpList::number(const Amount& number) {
  append(items_, rlp_number(number));
  return *this;
}

RlpList& RlpList::list(const RlpList& inner) {
  append(items_, inner.encoded());
  return *this;
}

Bytes RlpList::encoded() const { return prefixed(kList, items_); }

}  // namespace cairn::ethereum
