// The search for proof-of-work nonces: see grind.h.
#include "stark/grind.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <limits>
#include <span>

#include "crypto/hash/blake3.h"
#include "crypto/hash/keccak.h"
#include "stark/parameters.h"

namespace cairn {
namespace {

constexpr uint64_t kBatch = 256;   // nonces tried by one call of `first_good`
constexpr uint64_t kRound = 1024;  // batches between two looks at the result
constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

// The smallest nonce, given first_good(from): the smallest good one in [from, from + kBatch) or
// kNone.
template <class FirstGood>
uint64_t search(FirstGood first_good) {
  for (uint64_t round = 0;; ++round) {
    std::atomic<uint64_t> best = kNone;
#pragma omp parallel for schedule(dynamic)
    for (uint64_t batch = 0; batch < kRound; ++batch) {
      const uint64_t from = (round * kRound + batch) * kBatch;
      if (best.load(std::memory_order_relaxed) < from) continue;
      uint64_t found = first_good(from);
      uint64_t known = best.load();
      while (found < known && !best.compare_exchange_weak(known, found)) {
      }
    }
    if (best != kNone) return best;
  }
}

// The same for a hash of kLanes messages at a time.
template <size_t kLanes, class HashLanes>
uint64_t find_in_lanes(const Digest& state, unsigned bits, HashLanes hash_lanes) {
  return search([&](uint64_t from) {
    std::array<std::array<uint8_t, kNonceMessageBytes>, kLanes> messages;
    std::array<const uint8_t*, kLanes> pointers;
    for (size_t lane = 0; lane < kLanes; ++lane) pointers[lane] = messages[lane].data();
    for (uint64_t nonce = from; nonce < from + kBatch; nonce += kLanes) {
      for (size_t lane = 0; lane < kLanes; ++lane) {
        messages[lane] = message_with_nonce(state, nonce + lane);
      }
      const std::array<Digest, kLanes> digests =
          hash_lanes(pointers, kNonceMessageBytes, active_backend());
      for (size_t lane = 0; lane < kLanes; ++lane) {
        if (is_good_digest(digests[lane], bits)) return nonce + lane;
      }
    }
    return kNone;
  });
}

}  // namespace

Digest byte_hash(HashKind kind, std::span<const uint8_t> message) {
  assert(kind != HashKind::kPoseidon);
  return kind == HashKind::kKeccak ? keccak256(message) : blake3(message);
}

std::array<uint8_t, kNonceMessageBytes> message_with_nonce(const Digest& state, uint64_t nonce) {
  std::array<uint8_t, kNonceMessageBytes> message;
  std::copy(state.bytes.begin(), state.bytes.end(), message.begin());
  for (size_t i = 0; i < 8; ++i) {
    message[state.bytes.size() + i] = static_cast<uint8_t>(nonce >> (8 * i));
  }
  return message;
}

bool is_good_digest(const Digest& digest, unsigned bits) {
  assert(bits <= 64);
  if (bits == 0) return true;
  uint64_t low = 0;
  for (size_t i = 0; i < 8; ++i) low |= uint64_t{digest.bytes[i]} << (8 * i);
  return low << (64 - bits) == 0;
}

uint64_t find_nonce(HashKind kind, const Digest& state, unsigned bits) {
  assert(bits <= kMaxGrindingBits);
  return kind == HashKind::kKeccak ? find_in_lanes<8>(state, bits, keccak256_x8)
                                   : find_in_lanes<16>(state, bits, blake3_x16);
}

PoseidonState poseidon_with_nonce(PoseidonState state, uint64_t nonce) {
  constexpr uint64_t kMask = (1u << 22) - 1;
  std::fill_n(state.begin(), kPoseidonWidth / 2, Felt());
  state[0] = Felt(nonce & kMask);
  state[1] = Felt(nonce >> 22 & kMask);
  state[2] = Felt(nonce >> 44);
  return state;
}

bool is_good_poseidon_state(const PoseidonState& permuted, unsigned bits) {
  assert(bits <= 48);
  const unsigned first = std::min(bits, 24u);
  for (const auto& [element, count] :
       {std::pair{permuted[0], first}, std::pair{permuted[1], bits - first}}) {
    if (count == 0) continue;
    const uint32_t number = element.value();
    if (number == Felt::kModulus - 1 || (number & ((uint32_t{1} << count) - 1)) != 0) return false;
  }
  return true;
}

uint64_t find_poseidon_nonce(const PoseidonState& state, unsigned bits) {
  assert(bits <= kMaxGrindingBits);
  return search([&](uint64_t from) {
    std::array<PoseidonState, kBatch> states;
    for (uint64_t i = 0; i < kBatch; ++i) states[i] = poseidon_with_nonce(state, from + i);
    poseidon_permute_many(states.data(), states.size());
    for (uint64_t i = 0; i < kBatch; ++i) {
      if (is_good_poseidon_state(states[i], bits)) return from + i;
    }
    return kNone;
  });
}

}  // namespace cairn
