// The kernels of hasher.cc: as many rows or pairs at a time as there are lanes, one in each.
// Columns are contiguous, so the rows of one column are one packed load.
#ifndef CAIRN_CRYPTO_HASH_HASHER_LANES_H_
#define CAIRN_CRYPTO_HASH_HASHER_LANES_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/field/packed.h"
#include "crypto/hash/blake3_lanes.h"
#include "crypto/hash/bytes.h"
#include "crypto/hash/hasher.h"
#include "crypto/hash/keccak_lanes.h"
#include "crypto/hash/lanes.h"
#include "crypto/hash/poseidon_doubles.h"

namespace cairn::internal {

inline constexpr uint8_t kKeccakLeafEnd = 0x01;

// Separates the nodes of BLAKE3 trees from everything else.
inline constexpr std::array<uint8_t, 32> kNodeKey = {'c', 'a', 'i', 'r', 'n', ' ', 'm', 'e', 'r',
                                                     'k', 'l', 'e', ' ', 'n', 'o', 'd', 'e'};

inline constexpr std::array<uint32_t, 8> kNodeKeyWords = [] {
  std::array<uint32_t, 8> words{};
  for (size_t i = 0; i < 8; ++i) words[i] = read_little_endian<uint32_t>(&kNodeKey[4 * i]);
  return words;
}();

// The words of P::kLanes digests: word i of each in the lanes of words[i].
template <class P>
using DigestWords = std::array<typename LanesOf<P>::U32, 8>;

template <class P>
CAIRN_INLINE void write_digests(const DigestWords<P>& words, Digest* digests) {
  store_words(words.data(), digests->bytes.data(), sizeof(Digest));
}

// BLAKE3 of P::kLanes messages of `count` words, which are followed by zeros up to a whole block.
template <class P>
CAIRN_INLINE DigestWords<P> blake3_words(const std::array<uint32_t, 8>& key, uint32_t mode,
                                         const typename LanesOf<P>::U32* words, size_t count) {
  using L = typename LanesOf<P>::U32;
  return blake3_hash_lanes<L>(key, mode, 4 * count,
                              [words](size_t offset, size_t, L*)
                                  CAIRN_INLINE_LAMBDA { return words + offset / 4; });
}

// Keccak-256 of P::kLanes messages of `count` words and the bytes of `tail`, which ends with the
// padding's first byte.
template <class P>
CAIRN_INLINE DigestWords<P> keccak_words(const typename LanesOf<P>::U32* words, size_t count,
                                         uint32_t tail) {
  using U32 = typename LanesOf<P>::U32;
  using U64 = typename LanesOf<P>::U64;
  constexpr size_t kRateWords = kKeccakRate / 4;
  std::array<std::array<U64, 25>, 2> states{};
  bool last = false;
  for (size_t begin = 0; !last; begin += kRateWords) {
    last = count - begin < kRateWords;
    const size_t size = last ? count - begin : kRateWords;
    for (size_t i = 0; i < (size + 1) / 2; ++i) {
      const U32 high = 2 * i + 1 < size ? words[begin + 2 * i + 1] : U32(0);
      std::array<U64, 2> numbers;
      interleave(words[begin + 2 * i], high, numbers);
      for (size_t half = 0; half < 2; ++half) states[half][i] = states[half][i] ^ numbers[half];
    }
    for (std::array<U64, 25>& state : states) {
      if (last) {
        state[size / 2] = state[size / 2] ^ U64(uint64_t{tail} << (32 * (size % 2)));
        state[kKeccakRateLanes - 1] = state[kKeccakRateLanes - 1] ^ U64(uint64_t{0x80} << 56);
      }
      keccak_permute_lanes(state);
    }
  }
  DigestWords<P> digest;
  for (size_t i = 0; i < 4; ++i) {
    deinterleave({states[0][i], states[1][i]}, digest[2 * i], digest[2 * i + 1]);
  }
  return digest;
}

template <class P>
CAIRN_INLINE DigestWords<P> canonical_words(const std::array<P, kPoseidonWidth>& state) {
  DigestWords<P> words;
  for (size_t i = 0; i < 8; ++i) state[i].store_canonical(words[i].lanes.data());
  return words;
}

template <class P>
CAIRN_INLINE DigestWords<P> poseidon_rows(std::span<const Felt* const> columns, size_t row) {
  const PoseidonDoublesTables& tables = poseidon_doubles_tables();
  const size_t width = columns.size();
  const size_t length = (width + 7) / 8;
  std::array<P, kPoseidonWidth> state{};
  state[8] = P(Felt(kPoseidonLeafDomain + width));
  state[9] = P(Felt(length));
  size_t begin = 0;
  do {
    for (size_t i = 0; i < 8; ++i) {
      state[i] = begin + i < width ? P::load(columns[begin + i] + row) : P();
    }
    permute_doubles(tables, state);
    begin += 8;
  } while (begin < width);
  return canonical_words(state);
}

template <class P>
CAIRN_INLINE DigestWords<P> poseidon_pairs(
    const std::array<typename LanesOf<P>::U32, kPoseidonWidth>& pair) {
  std::array<P, kPoseidonWidth> state;
  for (size_t i = 0; i < kPoseidonWidth; ++i) state[i] = P::from_numbers(pair[i].lanes.data());
  const std::array<P, kPoseidonWidth> input = state;
  permute_doubles(poseidon_doubles_tables(), state);
  for (size_t i = 0; i < 8; ++i) state[i] += input[i];
  return canonical_words(state);
}

// Rows are hashed in tiles, a few lines of every column: columns are often a power of two apart,
// and then the lines of one row fight for the same places in the caches, and no one fetches them
// ahead.
inline constexpr size_t kTileRows = 64;

struct alignas(64) TileLine {
  std::array<std::byte, 64> bytes;
};

// Columns of a tile: whole blocks of BLAKE3, which has one also for no column.
constexpr size_t tile_width(size_t width) { return (std::max<size_t>(width, 1) + 15) / 16 * 16; }
constexpr size_t tile_lines(size_t width) {
  return kTileRows * tile_width(width) * sizeof(Felt) / sizeof(TileLine);
}

// Both return how many they have done: a multiple of the lanes, none without lanes.
struct HashRows {
  // `tile` has tile_lines(columns.size()) lines.
  template <class P>
  CAIRN_INLINE size_t operator()(HashKind kind, std::span<const Felt* const> columns,
                                 size_t first_row, size_t rows, TileLine* tile,
                                 Digest* leaves) const {
    size_t done = 0;
    if constexpr (HasIntegerLanes<P>) {
      using U32 = typename LanesOf<P>::U32;
      static_assert(kTileRows % P::kLanes == 0 && alignof(U32) <= alignof(TileLine));
      auto* const numbers = reinterpret_cast<U32*>(tile);
      const size_t width = tile_width(columns.size());
      while (done + P::kLanes <= rows) {
        const size_t groups = std::min(kTileRows, rows - done) / P::kLanes;
        if (kind != HashKind::kPoseidon) read_tile<P>(columns, first_row + done, groups, numbers);
        for (size_t group = 0; group < groups; ++group, done += P::kLanes) {
          prefetch(columns, first_row + done + kTileRows);
          const U32* const row = numbers + group * width;
          DigestWords<P> leaf;
          if (kind == HashKind::kBlake3) {
            leaf = blake3_words<P>(kBlake3Iv, 0, row, columns.size());
          } else if (kind == HashKind::kKeccak) {
            leaf = keccak_words<P>(row, columns.size(), kKeccakLeafEnd | 0x0100);
          } else {
            leaf = poseidon_rows<P>(columns, first_row + done);
          }
          write_digests<P>(leaf, leaves + done);
        }
      }
    }
    return done;
  }

 private:
  // Asks memory for rows of the next tile: columns are too many streams to be foreseen.
  CAIRN_INLINE static void prefetch(std::span<const Felt* const> columns, size_t row) {
    for (const Felt* const column : columns) __builtin_prefetch(column + row, 0, 2);
  }
  // The canonical numbers of `groups` times P::kLanes rows: group by group, in each column by
  // column, zeros after the last one.
  template <class P>
  CAIRN_INLINE static void read_tile(std::span<const Felt* const> columns, size_t row,
                                     size_t groups, typename LanesOf<P>::U32* tile) {
    using U32 = typename LanesOf<P>::U32;
    const size_t width = tile_width(columns.size());
    for (size_t i = 0; i < width; ++i) {
      for (size_t group = 0; group < groups; ++group) {
        U32& numbers = tile[group * width + i];
        if (i < columns.size()) {
          P::load(columns[i] + row + group * P::kLanes).store_canonical(numbers.lanes.data());
        } else {
          numbers = U32(0);
        }
      }
    }
  }
};

struct HashPairs {
  template <class P>
  CAIRN_INLINE size_t operator()(HashKind kind, const Digest* children, size_t pairs,
                                 Digest* nodes) const {
    size_t done = 0;
    if constexpr (HasIntegerLanes<P>) {
      using U32 = typename LanesOf<P>::U32;
      for (; done + P::kLanes <= pairs; done += P::kLanes) {
        std::array<U32, 16> pair;
        for (size_t side = 0; side < 2; ++side) {
          load_words(children[2 * done + side].bytes.data(), 2 * sizeof(Digest),
                     pair.data() + 8 * side);
        }
        DigestWords<P> node;
        if (kind == HashKind::kBlake3) {
          node = blake3_words<P>(kNodeKeyWords, kBlake3KeyedHash, pair.data(), pair.size());
        } else if (kind == HashKind::kKeccak) {
          node = keccak_words<P>(pair.data(), pair.size(), 0x01);
        } else {
          node = poseidon_pairs<P>(pair);
        }
        write_digests<P>(node, nodes + done);
      }
    }
    return done;
  }
};

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_HASHER_LANES_H_
