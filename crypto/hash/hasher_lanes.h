// The kernels of hasher.cc: eight rows or eight pairs at a time, one in each lane. Columns are
// contiguous, so eight rows of one column are one packed load.
#ifndef CAIRN_CRYPTO_HASH_HASHER_LANES_H_
#define CAIRN_CRYPTO_HASH_HASHER_LANES_H_

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
#include "crypto/hash/poseidon_lanes.h"

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

// Eight digests of eight 32-bit words, one digest per lane.
using DigestWords = std::array<std::array<uint32_t, 8>, 8>;

// words[i] of lane k becomes the i-th word of digests[k].
CAIRN_INLINE void write_digests(const DigestWords& words, Digest* digests) {
  for (size_t k = 0; k < 8; ++k) {
    for (size_t i = 0; i < 8; ++i) {
      write_little_endian(words[i][k], digests[k].bytes.data() + 4 * i);
    }
  }
}

// Canonical numbers of eight rows of one column.
template <class P>
CAIRN_INLINE typename LanesOf<P>::U32 load_numbers(const Felt* from) {
  typename LanesOf<P>::U32 numbers;
  P::load(from).store_canonical(numbers.lanes.data());
  return numbers;
}

// The numbers of eight rows of a matrix, by column.
template <class P>
struct RowNumbers {
  using L = typename LanesOf<P>::U32;

  std::span<const Felt* const> columns;
  size_t row;

  CAIRN_INLINE L operator[](size_t i) const {
    return i < columns.size() ? load_numbers<P>(columns[i] + row) : L();
  }
  CAIRN_INLINE void operator()(size_t offset, size_t, std::array<L, 16>& block) const {
    for (size_t i = 0; i < 16; ++i) block[i] = (*this)[offset / 4 + i];
  }
};

// The 32-bit words of eight pairs of digests, by position.
template <class L>
struct PairNumbers {
  const Digest* children;

  CAIRN_INLINE L operator[](size_t i) const {
    L numbers;
    for (size_t k = 0; k < 8; ++k) {
      numbers.lanes[k] =
          read_little_endian<uint32_t>(children[2 * k + i / 8].bytes.data() + 4 * (i % 8));
    }
    return numbers;
  }
  CAIRN_INLINE void operator()(size_t, size_t, std::array<L, 16>& block) const {
    for (size_t i = 0; i < 16; ++i) block[i] = (*this)[i];
  }
};

template <class L>
CAIRN_INLINE DigestWords to_words(const std::array<L, 8>& lanes) {
  DigestWords words;
  for (size_t i = 0; i < 8; ++i) words[i] = lanes[i].lanes;
  return words;
}

// Keccak-256 of eight messages of `count` 32-bit words and the bytes of `tail`, which ends with the
// padding's first byte.
template <class P, class Numbers>
CAIRN_INLINE DigestWords keccak_numbers(const Numbers& numbers, size_t count, uint32_t tail) {
  using U32 = typename LanesOf<P>::U32;
  using U64 = typename LanesOf<P>::U64;
  constexpr size_t kRateWords = kKeccakRate / 4;
  std::array<U64, 25> first{};
  std::array<U64, 25> second{};
  bool last = false;
  for (size_t begin = 0; !last; begin += kRateWords) {
    last = count - begin < kRateWords;
    const size_t size = last ? count - begin : kRateWords;
    for (size_t i = 0; i < (size + 1) / 2; ++i) {
      const U32 low = numbers[begin + 2 * i];
      const U32 high = 2 * i + 1 < size ? numbers[begin + 2 * i + 1] : U32();
      U64 low_lanes;
      U64 high_lanes;
      interleave(low, high, low_lanes, high_lanes);
      first[i] = first[i] ^ low_lanes;
      second[i] = second[i] ^ high_lanes;
    }
    if (last) {
      const U64 end(uint64_t{tail} << (32 * (size % 2)));
      const U64 final_bit(uint64_t{0x80} << 56);
      first[size / 2] = first[size / 2] ^ end;
      second[size / 2] = second[size / 2] ^ end;
      first[kKeccakRateLanes - 1] = first[kKeccakRateLanes - 1] ^ final_bit;
      second[kKeccakRateLanes - 1] = second[kKeccakRateLanes - 1] ^ final_bit;
    }
    for (std::array<U64, 25>* state : {&first, &second}) keccak_permute_lanes(*state);
  }
  DigestWords words;
  for (size_t i = 0; i < 4; ++i) {
    for (size_t k = 0; k < 4; ++k) {
      words[2 * i][kInterleaveFirst[k]] = static_cast<uint32_t>(first[i].lanes[k]);
      words[2 * i + 1][kInterleaveFirst[k]] = static_cast<uint32_t>(first[i].lanes[k] >> 32);
      words[2 * i][kInterleaveSecond[k]] = static_cast<uint32_t>(second[i].lanes[k]);
      words[2 * i + 1][kInterleaveSecond[k]] = static_cast<uint32_t>(second[i].lanes[k] >> 32);
    }
  }
  return words;
}

template <class P>
CAIRN_INLINE DigestWords canonical_words(const std::array<P, kPoseidonWidth>& state) {
  DigestWords words;
  for (size_t i = 0; i < 8; ++i) state[i].store_canonical(words[i].data());
  return words;
}

template <class P>
CAIRN_INLINE DigestWords poseidon_rows(std::span<const Felt* const> columns, size_t row) {
  const PoseidonTables& tables = poseidon_tables();
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
    permute_lanes(tables, state);
    begin += 8;
  } while (begin < width);
  return canonical_words(state);
}

template <class P>
CAIRN_INLINE DigestWords poseidon_pairs(const Digest* children) {
  std::array<P, kPoseidonWidth> state;
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    std::array<Felt, 8> column;
    for (size_t k = 0; k < 8; ++k) {
      column[k] =
          Felt(read_little_endian<uint32_t>(children[2 * k + i / 8].bytes.data() + 4 * (i % 8)));
    }
    state[i] = P::load(column.data());
  }
  const std::array<P, kPoseidonWidth> input = state;
  permute_lanes(poseidon_tables(), state);
  for (size_t i = 0; i < 8; ++i) state[i] += input[i];
  return canonical_words(state);
}

// Both return how many they have done: a multiple of eight, none without lanes.
struct HashRows {
  template <class P>
  CAIRN_INLINE size_t operator()(HashKind kind, std::span<const Felt* const> columns, size_t rows,
                                 Digest* leaves) const {
    size_t done = 0;
    if constexpr (HasIntegerLanes<P>) {
      using L = typename LanesOf<P>::U32;
      static_assert(P::kLanes == 8 && L::kLanes == 8);
      for (; done + 8 <= rows; done += 8) {
        const RowNumbers<P> numbers{columns, done};
        DigestWords words;
        if (kind == HashKind::kBlake3) {
          words = to_words(blake3_hash_lanes<L>(kBlake3Iv, 0, 4 * columns.size(), numbers));
        } else if (kind == HashKind::kKeccak) {
          words = keccak_numbers<P>(numbers, columns.size(), kKeccakLeafEnd | 0x0100);
        } else {
          words = poseidon_rows<P>(columns, done);
        }
        write_digests(words, leaves + done);
      }
    }
    return done;
  }
};

struct HashPairs {
  template <class P>
  CAIRN_INLINE size_t operator()(HashKind kind, const Digest* children, size_t pairs,
                                 Digest* nodes) const {
    size_t done = 0;
    if constexpr (HasIntegerLanes<P>) {
      using L = typename LanesOf<P>::U32;
      static_assert(P::kLanes == 8 && L::kLanes == 8);
      for (; done + 8 <= pairs; done += 8) {
        const PairNumbers<L> numbers{children + 2 * done};
        DigestWords words;
        if (kind == HashKind::kBlake3) {
          words = to_words(
              blake3_hash_lanes<L>(kNodeKeyWords, kBlake3KeyedHash, kBlake3Block, numbers));
        } else if (kind == HashKind::kKeccak) {
          words = keccak_numbers<P>(numbers, 16, 0x01);
        } else {
          words = poseidon_pairs<P>(children + 2 * done);
        }
        write_digests(words, nodes + done);
      }
    }
    return done;
  }
};

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_HASHER_LANES_H_
