// BLAKE3 with 32 bytes of output: commitments that only machines verify. Specification:
// docs/hashes.md.
#ifndef CAIRN_CRYPTO_HASH_BLAKE3_H_
#define CAIRN_CRYPTO_HASH_BLAKE3_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/field/backend.h"
#include "crypto/hash/digest.h"

namespace cairn {

Digest blake3(std::span<const uint8_t> message);

// keyed_hash of the specification.
Digest blake3_keyed(const std::array<uint8_t, 32>& key, std::span<const uint8_t> message);

// Messages of one length, in parallel lanes: as many as the widest back end takes at once.
std::array<Digest, 16> blake3_x16(const std::array<const uint8_t*, 16>& messages, size_t length,
                                  Backend backend = active_backend());

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_BLAKE3_H_
