// Poseidon, the original (ePrint 2019/458), over KoalaBear: width 16, S-box x^3, 4 + 20 + 4 rounds.
// It hashes whatever a proof must compute: program digests, the machine's hash instructions, Merkle
// trees of recursive proofs.
//
// A round adds 16 constants, raises to the third power all elements (full round) or the first
// (partial round), and multiplies by a circulant matrix. Specification: docs/hashes.md.
#ifndef CAIRN_CRYPTO_HASH_POSEIDON_H_
#define CAIRN_CRYPTO_HASH_POSEIDON_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/field/backend.h"
#include "crypto/field/felt.h"
#include "crypto/field/word.h"

namespace cairn {

inline constexpr size_t kPoseidonWidth = 16;
inline constexpr size_t kPoseidonHalfFullRounds = 4;  // at the beginning, and again at the end
inline constexpr size_t kPoseidonPartialRounds = 20;
inline constexpr size_t kPoseidonRounds = 2 * kPoseidonHalfFullRounds + kPoseidonPartialRounds;

using PoseidonState = std::array<Felt, kPoseidonWidth>;

constexpr bool is_full_poseidon_round(size_t round) {
  return round < kPoseidonHalfFullRounds ||
         round >= kPoseidonHalfFullRounds + kPoseidonPartialRounds;
}

// The first row of the circulant matrix: out[i] = sum over j of kPoseidonMds[(j - i) mod 16] *
// in[j].
inline constexpr std::array<uint32_t, kPoseidonWidth> kPoseidonMds = {
    1, 1, 51, 1, 11, 17, 2, 1, 101, 63, 15, 2, 67, 22, 13, 3};

// By round and position.
using PoseidonRoundConstants = std::array<PoseidonState, kPoseidonRounds>;
constexpr PoseidonRoundConstants poseidon_round_constants();

// The definition, round by round, over any ring that Felt embeds in: what the AIR constrains and
// the tests compare with.
template <class T>
constexpr void poseidon_multiply_mds(std::array<T, kPoseidonWidth>& state);
template <class T>
constexpr void poseidon_permute_plain(std::array<T, kPoseidonWidth>& state);

// The permutation.
void poseidon_permute(PoseidonState& state);

// `count` independent permutations in place, in parallel lanes.
void poseidon_permute_many(PoseidonState* states, size_t count, Backend backend = active_backend());

// Two words to one: the first half of P(a, b) + (a, b). The bare permutation could be inverted.
Word poseidon_compress(const Word& a, const Word& b);

// A sponge over a known number of words: rate 8, capacity 8, overwrite mode. The state begins as
// (0 x 8 | domain, length, 0 x 6); every word replaces the rate and is followed by one permutation;
// the digest is the rate. Zero words are hashed like one zero word, from which they differ by the
// length in the capacity. No message is a prefix of another in the same domain, since the length
// comes first.
class PoseidonSponge {
 public:
  // `length` words will follow. length < p.
  PoseidonSponge(Felt domain, uint32_t length);

  void absorb(const Word& word);

  // After exactly `length` words.
  Word digest();

 private:
  PoseidonState state_{};
  uint32_t missing_;
  bool permuted_ = false;
};

Word poseidon_hash_words(Felt domain, std::span<const Word> words);

namespace internal {
inline constexpr uint32_t kPoseidonNumbers[] = {
#include "crypto/hash/poseidon_constants.inc"
};
}  // namespace internal

constexpr PoseidonRoundConstants poseidon_round_constants() {
  PoseidonRoundConstants constants;
  for (size_t round = 0; round < kPoseidonRounds; ++round) {
    for (size_t i = 0; i < kPoseidonWidth; ++i) {
      constants[round][i] = Felt(internal::kPoseidonNumbers[round * kPoseidonWidth + i]);
    }
  }
  return constants;
}

template <class T>
constexpr void poseidon_multiply_mds(std::array<T, kPoseidonWidth>& state) {
  std::array<T, kPoseidonWidth> result{};
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    for (size_t j = 0; j < kPoseidonWidth; ++j) {
      const Felt entry(kPoseidonMds[(j + kPoseidonWidth - i) % kPoseidonWidth]);
      result[i] = result[i] + state[j] * T(entry);
    }
  }
  state = result;
}

template <class T>
constexpr void poseidon_permute_plain(std::array<T, kPoseidonWidth>& state) {
  constexpr PoseidonRoundConstants kConstants = poseidon_round_constants();
  for (size_t round = 0; round < kPoseidonRounds; ++round) {
    for (size_t i = 0; i < kPoseidonWidth; ++i) state[i] = state[i] + T(kConstants[round][i]);
    const size_t boxes = is_full_poseidon_round(round) ? kPoseidonWidth : 1;
    for (size_t i = 0; i < boxes; ++i) state[i] = state[i].cube();
    poseidon_multiply_mds(state);
  }
}

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_POSEIDON_H_
