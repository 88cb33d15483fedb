// The permutation Keccak-f[1600] over lanes of 64-bit integers, one state per lane. Source: FIPS
// 202, section 3.
#ifndef CAIRN_CRYPTO_HASH_KECCAK_LANES_H_
#define CAIRN_CRYPTO_HASH_KECCAK_LANES_H_

#include <array>
#include <cstddef>
#include <cstdint>

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

template <class L>
CAIRN_INLINE void keccak_round(std::array<L, 25>& state, uint64_t constant) {
  std::array<L, 5> parity;
  std::array<L, 5> mask;
  std::array<L, 25> moved;
  unroll<5>([&](auto x) CAIRN_INLINE_LAMBDA {
    parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
  });
  unroll<5>([&](auto x) CAIRN_INLINE_LAMBDA {
    mask[x] = parity[(x + 4) % 5] ^ rotate_left<1>(parity[(x + 1) % 5]);
  });
  unroll<25>([&](auto i) CAIRN_INLINE_LAMBDA {
    constexpr int kRotation = kKeccakConstants.rotations[i];
    const L lane = state[i] ^ mask[i % 5];
    if constexpr (kRotation == 0) {
      moved[kKeccakConstants.targets[i]] = lane;
    } else {
      moved[kKeccakConstants.targets[i]] = rotate_left<kRotation>(lane);
    }
  });
  unroll<25>([&](auto i) CAIRN_INLINE_LAMBDA {
    constexpr size_t kRow = i / 5 * 5;
    state[i] = moved[i] ^ and_not(moved[kRow + (i + 1) % 5], moved[kRow + (i + 2) % 5]);
  });
  state[0] = state[0] ^ L(constant);
}

template <class L>
CAIRN_INLINE void keccak_permute_lanes(std::array<L, 25>& state) {
  for (const uint64_t constant : kKeccakConstants.rounds) {
    keccak_round(state, constant);
  }
}

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_KECCAK_LANES_H_
