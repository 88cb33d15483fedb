// Keccak-256 as Ethereum uses it: rate 136, padding 0x01 ... 0x80 (FIPS 202 pads SHA3-256 with
// 0x06). It hashes whatever a contract must verify. Specification: docs/hashes.md.
#ifndef CAIRN_CRYPTO_HASH_KECCAK_H_
#define CAIRN_CRYPTO_HASH_KECCAK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/field/backend.h"
#include "crypto/hash/digest.h"

namespace cairn {

// Keccak-f[1600]; the state is indexed x + 5 y.
void keccak_permute(std::array<uint64_t, 25>& state);

Digest keccak256(std::span<const uint8_t> message);

// Messages of one length, in parallel lanes: as many as the widest back end takes at once.
std::array<Digest, 8> keccak256_x8(const std::array<const uint8_t*, 8>& messages, size_t length,
                                   Backend backend = active_backend());

// The same function over a message that comes in pieces.
class Keccak256 {
 public:
  void update(std::span<const uint8_t> piece);

  // The digest of all pieces so far. The object can go on afterwards.
  Digest digest() const;

 private:
  std::array<uint64_t, 25> state_{};
  size_t filled_ = 0;  // bytes of the rate already absorbed, below 136
};

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_KECCAK_H_
