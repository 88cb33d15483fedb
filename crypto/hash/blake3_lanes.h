// BLAKE3 over lanes of 32-bit integers, one message per lane, all of one length. Source: the BLAKE3
// specification (O'Connor, Aumasson, Neves, Wilcox-O'Hearn), section 2.
#ifndef CAIRN_CRYPTO_HASH_BLAKE3_LANES_H_
#define CAIRN_CRYPTO_HASH_BLAKE3_LANES_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/hash/lanes.h"

namespace cairn::internal {

inline constexpr size_t kBlake3Block = 64;    // bytes
inline constexpr size_t kBlake3Chunk = 1024;  // bytes

inline constexpr uint32_t kBlake3ChunkStart = 1;
inline constexpr uint32_t kBlake3ChunkEnd = 2;
inline constexpr uint32_t kBlake3Parent = 4;
inline constexpr uint32_t kBlake3Root = 8;
inline constexpr uint32_t kBlake3KeyedHash = 16;

// The initial value, that of SHA-256; the key of unkeyed hashing.
inline constexpr std::array<uint32_t, 8> kBlake3Iv = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

inline constexpr size_t kBlake3Rounds = 7;

// The order in which each round takes the message words.
inline constexpr std::array<std::array<size_t, 16>, kBlake3Rounds> kBlake3Schedule = [] {
  constexpr std::array<size_t, 16> kPermutation = {2, 6,  3,  10, 7, 0,  4,  13,
                                                   1, 11, 12, 5,  9, 14, 15, 8};
  std::array<std::array<size_t, 16>, kBlake3Rounds> schedule{};
  for (size_t i = 0; i < 16; ++i) schedule[0][i] = i;
  for (size_t round = 1; round < kBlake3Rounds; ++round) {
    for (size_t i = 0; i < 16; ++i) schedule[round][i] = schedule[round - 1][kPermutation[i]];
  }
  return schedule;
}();

template <class L>
CAIRN_INLINE void blake3_mix(L& a, L& b, L& c, L& d, const L& x, const L& y) {
  a = a + b + x;
  d = rotate_left<16>(d ^ a);
  c = c + d;
  b = rotate_left<20>(b ^ c);
  a = a + b + y;
  d = rotate_left<24>(d ^ a);
  c = c + d;
  b = rotate_left<25>(b ^ c);
}

// The chaining value after one block.
template <class L>
CAIRN_INLINE std::array<L, 8> blake3_compress(const std::array<L, 8>& chain,
                                              const std::array<L, 16>& block, uint64_t counter,
                                              size_t block_size, uint32_t flags) {
  std::array<L, 16> v;
  unroll<8>([&](auto i) CAIRN_INLINE_LAMBDA { v[i] = chain[i]; });
  unroll<4>([&](auto i) CAIRN_INLINE_LAMBDA { v[8 + i] = L(kBlake3Iv[i]); });
  v[12] = L(static_cast<uint32_t>(counter));
  v[13] = L(static_cast<uint32_t>(counter >> 32));
  v[14] = L(static_cast<uint32_t>(block_size));
  v[15] = L(flags);
  unroll<kBlake3Rounds>([&](auto round) CAIRN_INLINE_LAMBDA {
    constexpr std::array<size_t, 16> s = kBlake3Schedule[round];
    blake3_mix(v[0], v[4], v[8], v[12], block[s[0]], block[s[1]]);
    blake3_mix(v[1], v[5], v[9], v[13], block[s[2]], block[s[3]]);
    blake3_mix(v[2], v[6], v[10], v[14], block[s[4]], block[s[5]]);
    blake3_mix(v[3], v[7], v[11], v[15], block[s[6]], block[s[7]]);
    blake3_mix(v[0], v[5], v[10], v[15], block[s[8]], block[s[9]]);
    blake3_mix(v[1], v[6], v[11], v[12], block[s[10]], block[s[11]]);
    blake3_mix(v[2], v[7], v[8], v[13], block[s[12]], block[s[13]]);
    blake3_mix(v[3], v[4], v[9], v[14], block[s[14]], block[s[15]]);
  });
  std::array<L, 8> result;
  unroll<8>([&](auto i) CAIRN_INLINE_LAMBDA { result[i] = v[i] ^ v[i + 8]; });
  return result;
}

// The digest (in words) of messages of `length` bytes. read_block(offset, size, block) sets the 16
// words of the `size` bytes from `offset` on, zero beyond them.
template <class L, class ReadBlock>
CAIRN_INLINE std::array<L, 8> blake3_hash_lanes(const std::array<uint32_t, 8>& key, uint32_t mode,
                                                size_t length, const ReadBlock& read_block) {
  std::array<L, 8> key_lanes;
  for (size_t i = 0; i < 8; ++i) key_lanes[i] = L(key[i]);

  const size_t chunks = length == 0 ? 1 : (length - 1) / kBlake3Chunk + 1;
  // The roots of complete subtrees of chunks so far, one for every set bit in their number.
  std::array<std::array<L, 8>, 54> stack;
  size_t depth = 0;
  std::array<L, 8> chain;
  std::array<L, 16> block;
  for (size_t chunk = 0; chunk < chunks; ++chunk) {
    const bool last_chunk = chunk + 1 == chunks;
    const size_t begin = chunk * kBlake3Chunk;
    const size_t end = last_chunk ? length : begin + kBlake3Chunk;
    chain = key_lanes;
    size_t offset = begin;
    do {
      const size_t size = std::min(end - offset, kBlake3Block);
      read_block(offset, size, block);
      uint32_t flags = mode;
      if (offset == begin) flags |= kBlake3ChunkStart;
      if (offset + size == end) flags |= kBlake3ChunkEnd;
      if (offset + size == end && chunks == 1) flags |= kBlake3Root;
      chain = blake3_compress(chain, block, chunk, size, flags);
      offset += size;
    } while (offset < end);

    for (size_t count = chunk + 1; depth > 0 && (last_chunk || count % 2 == 0); count /= 2) {
      --depth;
      for (size_t i = 0; i < 8; ++i) {
        block[i] = stack[depth][i];
        block[i + 8] = chain[i];
      }
      const uint32_t root = last_chunk && depth == 0 ? kBlake3Root : 0;
      chain = blake3_compress(key_lanes, block, 0, kBlake3Block, mode | kBlake3Parent | root);
    }
    if (!last_chunk) stack[depth++] = chain;
  }
  return chain;
}

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_BLAKE3_LANES_H_
