// Poseidon: the tables of its fast form, and the sponge. See poseidon.h and poseidon_lanes.h.
#include "crypto/hash/poseidon.h"

#include <cassert>
#include <concepts>

#include "crypto/field/dispatch.h"
#include "crypto/hash/poseidon_lanes.h"

namespace cairn {
namespace {

// A circulant matrix by its first column h: out[i] = sum over j of h[(i - j) mod 16] in[j]. Their
// product is the cyclic convolution of the columns.
using Column = PoseidonState;

Column multiply_columns(const Column& a, const Column& b) {
  Column product{};
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    for (size_t j = 0; j < kPoseidonWidth; ++j) {
      product[(i + j) % kPoseidonWidth] += a[i] * b[j];
    }
  }
  return product;
}

// The circulant matrix times a vector is a convolution too.
PoseidonState apply(const Column& matrix, const PoseidonState& vector) {
  return multiply_columns(matrix, vector);
}

Column identity() {
  Column column{};
  column[0] = Felt::one();
  return column;
}

Column mds_column() {
  Column column;
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    column[i] = Felt(kPoseidonMds[(kPoseidonWidth - i) % kPoseidonWidth]);
  }
  return column;
}

// The eigenvalues of a circulant are the values of its column at the 16th roots of unity; invert
// them there.
Column invert_column(const Column& column) {
  const Felt root = Felt::two_adic_generator(4);
  std::array<Felt, kPoseidonWidth> inverses;
  for (size_t k = 0; k < kPoseidonWidth; ++k) {
    Felt value;
    for (size_t i = 0; i < kPoseidonWidth; ++i) value += column[i] * root.pow(i * k);
    inverses[k] = value.inverse();
  }
  Column result;
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    for (size_t k = 0; k < kPoseidonWidth; ++k) {
      result[i] += inverses[k] * root.inverse().pow(i * k);
    }
    result[i] *= Felt(kPoseidonWidth).inverse();
  }
  return result;
}

// Splits the column into halves low +- high, each divided by two, and writes the rows of the
// negacyclic one.
template <size_t N>
std::array<Felt, N> split_column(const std::array<Felt, 2 * N>& column,
                                 std::array<std::array<Felt, N>, N>& negacyclic) {
  std::array<Felt, N> cyclic;
  std::array<Felt, N> difference;
  for (size_t i = 0; i < N; ++i) {
    cyclic[i] = (column[i] + column[i + N]).halved();
    difference[i] = (column[i] - column[i + N]).halved();
  }
  for (size_t i = 0; i < N; ++i) {
    for (size_t j = 0; j < N; ++j) {
      negacyclic[i][j] = j <= i ? difference[i - j] : -difference[N + i - j];
    }
  }
  return cyclic;
}

internal::PoseidonCirculant split_circulant(const Column& column) {
  internal::PoseidonCirculant matrix;
  std::array<std::array<Felt, 1>, 1> last;
  const auto cyclic8 = split_column<8>(column, matrix.negacyclic8);
  const auto cyclic4 = split_column<4>(cyclic8, matrix.negacyclic4);
  const auto cyclic2 = split_column<2>(cyclic4, matrix.negacyclic2);
  const auto cyclic1 = split_column<1>(cyclic2, last);
  matrix.negacyclic1 = last[0][0];
  matrix.cyclic1 = cyclic1[0];
  return matrix;
}

internal::PoseidonTables make_tables() {
  constexpr size_t kRounds = kPoseidonPartialRounds;
  constexpr size_t kFirst = kPoseidonHalfFullRounds;
  std::array<Column, kRounds + 2> powers;          // M^m
  std::array<Column, kRounds + 1> inverse_powers;  // M^-m
  powers[0] = inverse_powers[0] = identity();
  const Column inverse = invert_column(mds_column());
  for (size_t m = 1; m < powers.size(); ++m) {
    powers[m] = multiply_columns(powers[m - 1], mds_column());
  }
  for (size_t m = 1; m < inverse_powers.size(); ++m) {
    inverse_powers[m] = multiply_columns(inverse_powers[m - 1], inverse);
  }

  internal::PoseidonTables tables;
  tables.constants = poseidon_round_constants();
  tables.mds = split_circulant(powers[1]);
  tables.last_mds = split_circulant(powers[kRounds + 1]);
  PoseidonState offset{};  // K so far
  for (size_t round = 0; round < kRounds; ++round) {
    const Column& back = inverse_powers[kRounds - round];
    const PoseidonState& constants = tables.constants[kFirst + round];
    tables.input_constants[round] = apply(back, offset)[0] + constants[0];
    const PoseidonState shift = apply(powers[kRounds - round], constants);
    for (size_t i = 0; i < kPoseidonWidth; ++i) {
      tables.inputs[round][i] = back[(kPoseidonWidth - i) % kPoseidonWidth];
      tables.outputs[i][round] = powers[kRounds - round][i];
      offset[i] += shift[i];
    }
  }
  for (size_t m = 0; m <= kRounds; ++m) tables.corners[m] = powers[m][0];
  for (size_t i = 0; i < kPoseidonWidth; ++i) tables.constants[kFirst + kRounds][i] += offset[i];
  return tables;
}

// Permutes kLanes states at a time and returns how many it has done. Plain C++ is faster with one
// at a time.
struct PermuteMany {
  template <class P>
  CAIRN_INLINE size_t operator()(const internal::PoseidonTables& tables, PoseidonState* states,
                                 size_t count) const {
    size_t done = 0;
    if constexpr (std::same_as<P, portable::PackedScalar>) return done;
    for (; done + P::kLanes <= count; done += P::kLanes) {
      std::array<P, kPoseidonWidth> lanes;
      std::array<Felt, P::kLanes> column;
      for (size_t i = 0; i < kPoseidonWidth; ++i) {
        for (size_t k = 0; k < P::kLanes; ++k) column[k] = states[done + k][i];
        lanes[i] = P::load(column.data());
      }
      internal::permute_lanes(tables, lanes);
      for (size_t i = 0; i < kPoseidonWidth; ++i) {
        lanes[i].store(column.data());
        for (size_t k = 0; k < P::kLanes; ++k) states[done + k][i] = column[k];
      }
    }
    return done;
  }
};

}  // namespace

namespace internal {
const PoseidonTables& poseidon_tables() {
  static const PoseidonTables tables = make_tables();
  return tables;
}
}  // namespace internal

void poseidon_permute(PoseidonState& state) {
  internal::permute_lanes(internal::poseidon_tables(), state);
}

void poseidon_permute_many(PoseidonState* states, size_t count, Backend backend) {
  const size_t done =
      dispatch_to(backend, PermuteMany{}, internal::poseidon_tables(), states, count);
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
