// What every hash function returns.
#ifndef CAIRN_CRYPTO_HASH_DIGEST_H_
#define CAIRN_CRYPTO_HASH_DIGEST_H_

#include <array>
#include <compare>
#include <cstdint>

namespace cairn {

struct Digest {
  std::array<uint8_t, 32> bytes{};

  friend constexpr auto operator<=>(const Digest& a, const Digest& b) = default;
};

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_DIGEST_H_
