// The permutation Keccak-f[1600] over lanes of 64-bit integers, one state per lane. Source: FIPS
// 202, section 3.
#ifndef CAIRN_CRYPTO_HASH_KECCAK_LANES_H_
#define CAIRN_CRYPTO_HASH_KECCAK_LANES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "crypto/hash/lanes.h"

namespace cairn::internal {

inline constexpr size_t kKeccakRounds = 24;
inline constexpr size_t kKeccakRate = 136;  // bytes, of Keccak-256
inline constexpr size_t kKeccakRateLanes = kKeccakRate / 8;

// The state is indexed x + 5 y.
struct KeccakConstants {
  std::array<uint64_t, kKeccakRounds> rounds{};  // iota
  std::array<int, 25> rotations{};               // rho
  std::array<size_t, 25> targets{};              // pi: where lane i goes
};

inline constexpr KeccakConstants kKeccakConstants = [] {
  KeccakConstants constants;
  // The register x^8 + x^6 + x^5 + x^4 + 1 gives the bits 2^j - 1 of the round constants.
  uint8_t shift = 1;
  for (uint64_t& round : constants.rounds) {
    for (unsigned j = 0; j < 7; ++j) {
      if ((shift & 1) != 0) round |= uint64_t{1} << ((1u << j) - 1);
      shift = static_cast<uint8_t>((shift << 1) ^ ((shift >> 7) * 0x71));
    }
  }
  // Along the walk (x, y) -> (y, 2x + 3y), the rotations are the triangular numbers.
  size_t x = 1;
  size_t y = 0;
  for (int t = 0; t < 24; ++t) {
    constants.rotations[x + 5 * y] = (t + 1) * (t + 2) / 2 % 64;
    const size_t next = (2 * x + 3 * y) % 5;
    x = y;
    y = next;
  }
  for (size_t from_y = 0; from_y < 5; ++from_y) {
    for (size_t from_x = 0; from_x < 5; ++from_x) {
      constants.targets[from_x + 5 * from_y] = from_y + 5 * ((2 * from_x + 3 * from_y) % 5);
    }
  }
  return constants;
}();

// rho and pi of lane I, with theta's column mask.
template <size_t I, class L>
CAIRN_INLINE void keccak_move(const std::array<L, 25>& state, const std::array<L, 5>& mask,
                              std::array<L, 25>& moved) {
  const L lane = state[I] ^ mask[I % 5];
  if constexpr (kKeccakConstants.rotations[I] == 0) {
    moved[kKeccakConstants.targets[I]] = lane;
  } else {
    moved[kKeccakConstants.targets[I]] = rotate_left<kKeccakConstants.rotations[I]>(lane);
  }
}

template <class L, size_t... I>
CAIRN_INLINE void keccak_round(std::array<L, 25>& state, uint64_t constant,
                               std::index_sequence<I...>) {
  std::array<L, 5> parity;
  std::array<L, 5> mask;
  std::array<L, 25> moved;
  for (size_t x = 0; x < 5; ++x) {
    parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
  }
  for (size_t x = 0; x < 5; ++x) {
    mask[x] = parity[(x + 4) % 5] ^ rotate_left<1>(parity[(x + 1) % 5]);
  }
  (keccak_move<I>(state, mask, moved), ...);
  for (size_t y = 0; y < 25; y += 5) {
    for (size_t x = 0; x < 5; ++x) {
      state[x + y] = moved[x + y] ^ and_not(moved[(x + 1) % 5 + y], moved[(x + 2) % 5 + y]);
    }
  }
  state[0] = state[0] ^ L(constant);
}

template <class L>
CAIRN_INLINE void keccak_permute_lanes(std::array<L, 25>& state) {
  for (const uint64_t constant : kKeccakConstants.rounds) {
    keccak_round(state, constant, std::make_index_sequence<25>());
  }
}

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_KECCAK_LANES_H_
