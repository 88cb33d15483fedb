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

// One half of four mixing functions, on the columns of the state or on its diagonals. Step by step
// for all four: each is one chain of dependent operations, and together they fill the processor.
template <size_t Round, bool Diagonal, bool Second, class L>
CAIRN_INLINE void blake3_half_mix(std::array<L, 16>& v, const L* block) {
  constexpr size_t kTurn = Diagonal ? 1 : 0;
  constexpr auto kB = [](size_t i) { return 4 + (i + kTurn) % 4; };
  constexpr auto kC = [](size_t i) { return 8 + (i + 2 * kTurn) % 4; };
  constexpr auto kD = [](size_t i) { return 12 + (i + 3 * kTurn) % 4; };
  unroll<4>([&](auto i) CAIRN_INLINE_LAMBDA {
    v[i] = v[i] + block[kBlake3Schedule[Round][8 * kTurn + 2 * i + (Second ? 1 : 0)]] + v[kB(i)];
  });
  unroll<4>([&](auto i)
                CAIRN_INLINE_LAMBDA { v[kD(i)] = rotate_left<Second ? 24 : 16>(v[kD(i)] ^ v[i]); });
  unroll<4>([&](auto i) CAIRN_INLINE_LAMBDA { v[kC(i)] = v[kC(i)] + v[kD(i)]; });
  unroll<4>([&](auto i) CAIRN_INLINE_LAMBDA {
    v[kB(i)] = rotate_left<Second ? 25 : 20>(v[kB(i)] ^ v[kC(i)]);
  });
}

// The chaining value after one block of 16 words.
template <class L>
CAIRN_INLINE std::array<L, 8> blake3_compress(const std::array<L, 8>& chain, const L* block,
                                              uint64_t counter, size_t block_size, uint32_t flags) {
  std::array<L, 16> v;
  unroll<8>([&](auto i) CAIRN_INLINE_LAMBDA { v[i] = chain[i]; });
  unroll<4>([&](auto i) CAIRN_INLINE_LAMBDA { v[8 + i] = L(kBlake3Iv[i]); });
  v[12] = L(static_cast<uint32_t>(counter));
  v[13] = L(static_cast<uint32_t>(counter >> 32));
  v[14] = L(static_cast<uint32_t>(block_size));
  v[15] = L(flags);
  unroll<kBlake3Rounds>([&](auto round) CAIRN_INLINE_LAMBDA {
    // The registers are for the state: words of the block are operands in memory, read anew by
    // every round. Compilers would rather keep some of them, and spill the state.
    asm volatile("" ::: "memory");
    blake3_half_mix<round, false, false>(v, block);
    blake3_half_mix<round, false, true>(v, block);
    blake3_half_mix<round, true, false>(v, block);
    blake3_half_mix<round, true, true>(v, block);
  });
  std::array<L, 8> result;
  unroll<8>([&](auto i) CAIRN_INLINE_LAMBDA { result[i] = v[i] ^ v[i + 8]; });
  return result;
}

// The digest (in words) of messages of `length` bytes. read_block(offset, size, buffer) is where
// the 16 words of the `size` bytes from `offset` on lie, zero beyond them: in the buffer or
// elsewhere.
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
      uint32_t flags = mode;
      if (offset == begin) flags |= kBlake3ChunkStart;
      if (offset + size == end) flags |= kBlake3ChunkEnd;
      if (offset + size == end && chunks == 1) flags |= kBlake3Root;
      chain = blake3_compress(chain, read_block(offset, size, block.data()), chunk, size, flags);
      offset += size;
    } while (offset < end);

    for (size_t count = chunk + 1; depth > 0 && (last_chunk || count % 2 == 0); count /= 2) {
      --depth;
      for (size_t i = 0; i < 8; ++i) {
        block[i] = stack[depth][i];
        block[i + 8] = chain[i];
      }
      const uint32_t root = last_chunk && depth == 0 ? kBlake3Root : 0;
      chain =
          blake3_compress(key_lanes, block.data(), 0, kBlake3Block, mode | kBlake3Parent | root);
    }
    if (!last_chunk) stack[depth++] = chain;
  }
  return chain;
}

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_BLAKE3_LANES_H_
