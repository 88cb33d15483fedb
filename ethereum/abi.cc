// See abi.h.
#include "ethereum/abi.h"

#include <algorithm>

#include "crypto/hash/keccak.h"

namespace cairn::ethereum {
namespace {

constexpr size_t kWord = 32;

size_t padded(size_t size) { return (size + kWord - 1) / kWord * kWord; }

}  // namespace

Digest topic(std::string_view signature) {
  return keccak256({reinterpret_cast<const uint8_t*>(signature.data()), signature.size()});
}

Selector selector(std::string_view signature) {
  const Digest hash = topic(signature);
  return {hash.bytes[0], hash.bytes[1], hash.bytes[2], hash.bytes[3]};
}

Bytes encode_call(std::string_view signature,
                  std::initializer_list<std::span<const uint8_t>> arguments) {
  Bytes call;
  append(call, selector(signature));
  size_t offset = kWord * arguments.size();
  for (const auto& argument : arguments) {
    append(call, to_word(Amount(offset)));
    offset += kWord + padded(argument.size());
  }
  for (const auto& argument : arguments) {
    append(call, to_word(Amount(argument.size())));
    append(call, argument);
    call.resize(call.size() + padded(argument.size()) - argument.size());
  }
  return call;
}

std::array<uint8_t, 32> to_word(const Address& address) {
  std::array<uint8_t, 32> word{};
  std::copy(address.bytes.begin(), address.bytes.end(), word.begin() + 12);
  return word;
}

std::optional<uint8_t> decode_small(std::span<const uint8_t> returned) {
  if (returned.size() != kWord) return std::nullopt;
  const auto last = returned.end() - 1;
  if (std::any_of(returned.begin(), last, [](uint8_t byte) { return byte != 0; })) {
    return std::nullopt;
  }
  return *last;
}

std::optional<uint8_t> decode_small_error(std::string_view signature,
                                          std::span<const uint8_t> data) {
  const Selector wanted = selector(signature);
  if (data.size() < wanted.size() || !std::equal(wanted.begin(), wanted.end(), data.begin())) {
    return std::nullopt;
  }
  return decode_small(data.subspan(wanted.size()));
}

std::optional<std::string> decode_error_text(std::span<const uint8_t> data) {
  const Selector wanted = selector("Error(string)");
  if (data.size() < 4 + 2 * kWord || !std::equal(wanted.begin(), wanted.end(), data.begin())) {
    return std::nullopt;
  }
  const Amount length = from_word(data.subspan(4 + kWord).first<kWord>());
  const std::span<const uint8_t> rest = data.subspan(4 + 2 * kWord);
  if (length > rest.size()) return std::nullopt;
  std::string text;
  for (const uint8_t byte : rest.first(static_cast<size_t>(length))) {
    text += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '?';
  }
  return text;
}

}  // namespace cairn::ethereum
