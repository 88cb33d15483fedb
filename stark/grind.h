// Proof of work before a challenge: the search for a nonce, and the test that a verifier repeats.
// Twenty bits are a million hashes, so the search runs over all threads and, where the hash has a
// form for several messages at once, over lanes. It always returns the smallest good nonce: proofs
// do not depend on the machine.
#ifndef CAIRN_STARK_GRIND_H_
#define CAIRN_STARK_GRIND_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/hash/hasher.h"
#include "crypto/hash/poseidon.h"

namespace cairn {

// The plain hash of a byte string, for byte hashes (not Poseidon).
Digest byte_hash(HashKind kind, std::span<const uint8_t> message);

inline constexpr size_t kNonceMessageBytes = sizeof(Digest) + 8;

// Byte hashes: what is hashed, state | nonce, in one block of either hash.
std::array<uint8_t, kNonceMessageBytes> message_with_nonce(const Digest& state, uint64_t nonce);
// Whether the first `bits` bits, lowest first in little-endian order, are zero. bits <= 64.
bool is_good_digest(const Digest& digest, unsigned bits);
// bits <= kMaxGrindingBits.
uint64_t find_nonce(HashKind kind, const Digest& state, unsigned bits);

// Poseidon: the state to permute, with three felts of 22 bits for the nonce in its rate.
PoseidonState poseidon_with_nonce(PoseidonState state, uint64_t nonce);
// Whether, after that permutation, the low 24 bits of the first felt and the low bits of the second
// are zero, `bits` bits in all. p - 1 counts as bad: a random state then passes with a probability
// of at most 2^-bits. bits <= 48.
bool is_good_poseidon_state(const PoseidonState& permuted, unsigned bits);
// bits <= kMaxGrindingBits.
uint64_t find_poseidon_nonce(const PoseidonState& state, unsigned bits);

}  // namespace cairn

#endif  // CAIRN_STARK_GRIND_H_
