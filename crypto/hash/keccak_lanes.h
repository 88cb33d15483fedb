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
  std::array<size_t, 25> sources{};              // pi: where lane i comes from
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
      constants.sources[from_y + 5 * ((2 * from_x + 3 * from_y) % 5)] = from_x + 5 * from_y;
    }
  }
  return constants;
}();

// One round. `parity` is of the columns of `from` before it, of those of `to` after it. Row by row
// of the result, so that few lanes are needed in registers at once.
template <class L>
CAIRN_INLINE void keccak_round(const std::array<L, 25>& from, std::array<L, 25>& to,
                               std::array<L, 5>& parity, uint64_t constant) {
  std::array<L, 5> mask;
  unroll<5>([&](auto x) CAIRN_INLINE_LAMBDA {
    mask[x] = parity[(x + 4) % 5] ^ rotate_left<1>(parity[(x + 1) % 5]);
  });
  unroll<5>([&](auto y) CAIRN_INLINE_LAMBDA {
    std::array<L, 5> moved;
    unroll<5>([&](auto x) CAIRN_INLINE_LAMBDA {
      constexpr size_t kSource = kKeccakConstants.sources[x + 5 * y];
      constexpr int kRotation = kKeccakConstants.rotations[kSource];
      moved[x] = from[kSource] ^ mask[kSource % 5];
      if constexpr (kRotation != 0) moved[x] = rotate_left<kRotation>(moved[x]);
    });
    unroll<5>([&](auto x) CAIRN_INLINE_LAMBDA {
      L lane = moved[x] ^ and_not(moved[(x + 1) % 5], moved[(x + 2) % 5]);
      if constexpr (x + 5 * y == 0) lane = lane ^ L(constant);
      to[x + 5 * y] = lane;
      if constexpr (y == 0) {
        parity[x] = lane;
      } else {
        parity[x] = parity[x] ^ lane;
      }
    });
  });
}

template <class L>
CAIRN_INLINE void keccak_permute_lanes(std::array<L, 25>& state) {
  std::array<L, 5> parity;
  unroll<5>([&](auto x) CAIRN_INLINE_LAMBDA {
    parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
  });
  std::array<L, 25> other;
  for (size_t round = 0; round < kKeccakRounds; round += 2) {
    keccak_round(state, other, parity, kKeccakConstants.rounds[round]);
    keccak_round(other, state, parity, kKeccakConstants.rounds[round + 1]);
  }
}

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_KECCAK_LANES_H_
