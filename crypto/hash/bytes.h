// Little-endian numbers in byte strings.
#ifndef CAIRN_CRYPTO_HASH_BYTES_H_
#define CAIRN_CRYPTO_HASH_BYTES_H_

#include <cstddef>
#include <cstdint>

#include "crypto/field/target.h"

namespace cairn {

template <class Integer>
CAIRN_INLINE constexpr Integer read_little_endian(const uint8_t* from) {
  Integer value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) value |= static_cast<Integer>(from[i]) << (8 * i);
  return value;
}

template <class Integer>
CAIRN_INLINE constexpr void write_little_endian(Integer value, uint8_t* to) {
  for (size_t i = 0; i < sizeof(Integer); ++i) to[i] = static_cast<uint8_t>(value >> (8 * i));
}

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_BYTES_H_
