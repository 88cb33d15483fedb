// Poseidon: the permutation of one state and of many, and the sponge. See poseidon.h; the fast
// forms are in poseidon_lanes.h and poseidon_doubles.h.
#include "crypto/hash/poseidon.h"

#include <cassert>
#include <concepts>

#include "crypto/field/dispatch.h"
#include "crypto/hash/poseidon_doubles.h"
#include "crypto/hash/poseidon_lanes.h"

namespace cairn {
namespace {

// Lane k of element i is element i of states[k]; `states` are P::kLanes.
template <class P>
CAIRN_INLINE void load_states(const PoseidonState* states, std::array<P, kPoseidonWidth>& lanes) {
  for (size_t begin = 0; begin < kPoseidonWidth; begin += P::kLanes) {
    P* const rows = lanes.data() + begin;
    for (size_t k = 0; k < P::kLanes; ++k) rows[k] = P::load(states[k].data() + begin);
    transpose(rows);
  }
}
template <class P>
CAIRN_INLINE void store_states(std::array<P, kPoseidonWidth>& lanes, PoseidonState* states) {
  for (size_t begin = 0; begin < kPoseidonWidth; begin += P::kLanes) {
    P* const rows = lanes.data() + begin;
    transpose(rows);
    for (size_t k = 0; k < P::kLanes; ++k) rows[k].store(states[k].data() + begin);
  }
}

// Permutes kLanes states at a time and returns how many it has done. Plain C++ is faster with one
// at a time.
struct PermuteMany {
  template <class P>
  CAIRN_INLINE size_t operator()(const internal::PoseidonDoublesTables& tables,
                                 PoseidonState* states, size_t count) const {
    size_t done = 0;
    if constexpr (!std::same_as<P, portable::PackedScalar>) {
      for (; done + P::kLanes <= count; done += P::kLanes) {
        std::array<P, kPoseidonWidth> lanes;
        load_states(states + done, lanes);
        internal::permute_doubles(tables, lanes);
        store_states(lanes, states + done);
      }
    }
    return done;
  }
};

}  // namespace

// Here, next to the permutation, so that it finds them at a fixed address.
namespace internal {
const PoseidonTables& poseidon_tables() {
  static const PoseidonTables tables = make_poseidon_tables();
  return tables;
}
const PoseidonDoublesTables& poseidon_doubles_tables() {
  static const PoseidonDoublesTables tables = make_poseidon_doubles_tables(poseidon_tables());
  return tables;
}
}  // namespace internal

void poseidon_permute(PoseidonState& state) {
  internal::permute_lanes(internal::poseidon_tables(), state);
}

void poseidon_permute_many(PoseidonState* states, size_t count, Backend backend) {
  const size_t done =
      dispatch_to(backend, PermuteMany{}, internal::poseidon_doubles_tables(), states, count);
  for (size_t i = done; i < count; ++i) poseidon_permute(states[i]);
}

Word poseidon_compress(const Word& a, const Word& b) {
  PoseidonState state;
  for (size_t i = 0; i < a.size(); ++i) {
    state[i] = a[i];
    state[i + a.size()] = b[i];
  }
  poseidon_permute(state);
  Word result;
  for (size_t i = 0; i < a.size(); ++i) result[i] = state[i] + a[i];
  return result;
}

PoseidonSponge::PoseidonSponge(Felt domain, uint32_t length) : missing_(length) {
  assert(length < Felt::kModulus);
  state_[8] = domain;
  state_[9] = Felt(length);
}

void PoseidonSponge::absorb(const Word& word) {
  assert(missing_ > 0);
  --missing_;
  for (size_t i = 0; i < word.size(); ++i) state_[i] = word[i];
  poseidon_permute(state_);
  permuted_ = true;
}

Word PoseidonSponge::digest() {
  assert(missing_ == 0);
  if (!permuted_) poseidon_permute(state_);
  permuted_ = true;
  Word result;
  for (size_t i = 0; i < result.size(); ++i) result[i] = state_[i];
  return result;
}

Word poseidon_hash_words(Felt domain, std::span<const Word> words) {
  PoseidonSponge sponge(domain, static_cast<uint32_t>(words.size()));
  for (const Word& word : words) sponge.absorb(word);
  return sponge.digest();
}

}  // namespace cairn
