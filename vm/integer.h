// 128-bit integers in words: eight limbs of 16 bits, lowest first. Specification: docs/machine.md.
#ifndef CAIRN_VM_INTEGER_H_
#define CAIRN_VM_INTEGER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "crypto/field/word.h"

namespace cairn {

__extension__ typedef unsigned __int128 Uint128;

// Nothing when a limb is 2^16 or more.
inline std::optional<Uint128> integer_of(const Word& word) {
  Uint128 value = 0;
  for (size_t i = 0; i < word.size(); ++i) {
    const uint32_t limb = word[i].value();
    if (limb >> 16 != 0) return std::nullopt;
    value |= Uint128{limb} << (16 * i);
  }
  return value;
}

inline Word word_of(Uint128 value) {
  Word word;
  for (size_t i = 0; i < word.size(); ++i) word[i] = Felt(static_cast<uint16_t>(value >> (16 * i)));
  return word;
}

// The low and the high half of a product.
inline std::array<Uint128, 2> multiply_wide(Uint128 a, Uint128 b) {
  const auto low = [](Uint128 v) { return static_cast<uint64_t>(v); };
  const auto high = [](Uint128 v) { return static_cast<uint64_t>(v >> 64); };
  const Uint128 ll = Uint128{low(a)} * low(b);
  const Uint128 lh = Uint128{low(a)} * high(b);
  const Uint128 hl = Uint128{high(a)} * low(b);
  const Uint128 hh = Uint128{high(a)} * high(b);
  const Uint128 middle = Uint128{high(ll)} + low(lh) + low(hl);
  return {middle << 64 | low(ll), hh + high(lh) + high(hl) + high(middle)};
}

}  // namespace cairn

#endif  // CAIRN_VM_INTEGER_H_
