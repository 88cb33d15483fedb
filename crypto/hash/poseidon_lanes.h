// The fast form of the Poseidon permutation over any ring that Felt embeds in: elements, packed
// lanes, expressions of a table's constraints. Equal to poseidon_permute_plain. Many states at once
// are permuted in doubles (poseidon_doubles.h).
//
// Full rounds. The matrix is circulant, a cyclic convolution. Modulo x^16 - 1 = (x^8 - 1)(x^8 + 1)
// it splits into a cyclic and a negacyclic convolution of half the length, and so on: 86 products
// instead of 256.
//
// Partial rounds. Let M be the matrix, s_r the state before partial round r of R = 20, c_r its
// constants, x_r = (s_r + c_r)[0] the input of its only S-box and d_r = x_r^3 - x_r. Then s_{r+1} =
// M (s_r + c_r) + d_r M e_0. With w = M^R s_0, which costs nothing because the full round before
// multiplies by M^(R+1) instead of M,
//   x_r = row_0(M^(r-R)) w + k_r + sum over j < r of (M^(r-j))_00 d_j,
//   s_R = w + K + sum over j of d_j M^(R-j) e_0,
// where K = sum over j of M^(R-j) c_j joins the constants of the next full round.
#ifndef CAIRN_CRYPTO_HASH_POSEIDON_LANES_H_
#define CAIRN_CRYPTO_HASH_POSEIDON_LANES_H_

#include <array>
#include <cstddef>

#include "crypto/field/ext.h"
#include "crypto/field/felt.h"
#include "crypto/hash/poseidon.h"

namespace cairn::internal {

// The rows of the negacyclic convolutions of length 8, 4, 2, 1 and the last cyclic one, divided by
// the power of two that the splitting leaves out.
template <class T>
struct PoseidonCirculantOf {
  std::array<std::array<T, 8>, 8> negacyclic8;
  std::array<std::array<T, 4>, 4> negacyclic4;
  std::array<std::array<T, 2>, 2> negacyclic2;
  T negacyclic1;
  T cyclic1;
};
using PoseidonCirculant = PoseidonCirculantOf<Felt>;

struct PoseidonTables {
  PoseidonRoundConstants constants;  // K is in the first round after the partial ones
  PoseidonCirculant mds;             // M
  PoseidonCirculant last_mds;        // M^21, of the full round before the partial ones
  std::array<PoseidonState, kPoseidonPartialRounds> inputs;  // row_0(M^(r-R))
  std::array<Felt, kPoseidonPartialRounds> input_constants;  // k_r
  std::array<Felt, kPoseidonPartialRounds + 1> corners;      // (M^m)_00
  // [i][j] = (M^(R-j) e_0)[i]
  std::array<std::array<Felt, kPoseidonPartialRounds>, kPoseidonWidth> outputs;
};

PoseidonTables make_poseidon_tables();
// Computed on first use.
const PoseidonTables& poseidon_tables();

template <class P, size_t N>
CAIRN_INLINE constexpr void split(const std::array<P, 2 * N>& in, std::array<P, N>& sum,
                                  std::array<P, N>& difference) {
  for (size_t i = 0; i < N; ++i) {
    sum[i] = in[i] + in[i + N];
    difference[i] = in[i] - in[i + N];
  }
}

template <class P, size_t N>
CAIRN_INLINE constexpr std::array<P, 2 * N> join(const std::array<P, N>& cyclic,
                                                 const std::array<P, N>& negacyclic) {
  std::array<P, 2 * N> out;
  for (size_t i = 0; i < N; ++i) {
    out[i] = cyclic[i] + negacyclic[i];
    out[i + N] = cyclic[i] - negacyclic[i];
  }
  return out;
}

// The sum of terms[i] * factors[i], where P may be any ring that Felt embeds in.
template <class P, size_t N>
CAIRN_INLINE constexpr P combine(const std::array<P, N>& terms,
                                 const std::array<Felt, N>& factors) {
  if constexpr (requires { terms[0] * factors[0]; }) {
    return dot_product(terms, factors);
  } else {
    P sum = terms[0] * P(factors[0]);
    for (size_t i = 1; i < N; ++i) sum = sum + terms[i] * P(factors[i]);
    return sum;
  }
}

template <class P, size_t N>
CAIRN_INLINE constexpr std::array<P, N> multiply(const std::array<std::array<Felt, N>, N>& matrix,
                                                 const std::array<P, N>& in) {
  std::array<P, N> out;
  for (size_t i = 0; i < N; ++i) out[i] = combine(in, matrix[i]);
  return out;
}

template <class P>
CAIRN_INLINE constexpr void multiply_circulant(const PoseidonCirculant& matrix,
                                               std::array<P, kPoseidonWidth>& state) {
  std::array<P, 8> sum8, difference8;
  std::array<P, 4> sum4, difference4;
  std::array<P, 2> sum2, difference2;
  std::array<P, 1> sum1, difference1;
  split(state, sum8, difference8);
  split(sum8, sum4, difference4);
  split(sum4, sum2, difference2);
  split(sum2, sum1, difference1);
  const std::array<P, 1> cyclic1 = {sum1[0] * P(matrix.cyclic1)};
  const std::array<P, 1> negacyclic1 = {difference1[0] * P(matrix.negacyclic1)};
  const std::array<P, 2> cyclic2 = join(cyclic1, negacyclic1);
  const std::array<P, 4> cyclic4 = join(cyclic2, multiply(matrix.negacyclic2, difference2));
  const std::array<P, 8> cyclic8 = join(cyclic4, multiply(matrix.negacyclic4, difference4));
  state = join(cyclic8, multiply(matrix.negacyclic8, difference8));
}

template <class P>
CAIRN_INLINE void full_round(const PoseidonState& constants, const PoseidonCirculant& matrix,
                             std::array<P, kPoseidonWidth>& state) {
  for (size_t i = 0; i < kPoseidonWidth; ++i) state[i] = (state[i] + P(constants[i])).cube();
  multiply_circulant(matrix, state);
}

// x_r from w and d_0 ... d_(r-1), for r = round.
template <class P>
CAIRN_INLINE constexpr P partial_input(const PoseidonTables& tables,
                                       const std::array<P, kPoseidonWidth>& state,
                                       const std::array<P, kPoseidonPartialRounds>& deltas,
                                       size_t round) {
  if constexpr (requires { typename P::ProductSum; }) {
    typename P::ProductSum sum;
    for (size_t i = 0; i < kPoseidonWidth; i += 2) {
      add_products(sum, state[i], tables.inputs[round][i], state[i + 1],
                   tables.inputs[round][i + 1]);
    }
    for (size_t j = 0; j < round; ++j) add_product(sum, deltas[j], tables.corners[round - j]);
    return value_of(sum) + P(tables.input_constants[round]);
  } else {
    P sum = combine(state, tables.inputs[round]) + P(tables.input_constants[round]);
    for (size_t j = 0; j < round; ++j) sum = sum + deltas[j] * P(tables.corners[round - j]);
    return sum;
  }
}

// s_R without K, from w and d_0 ... d_(R-1), in place.
template <class P>
CAIRN_INLINE constexpr void add_deltas(const PoseidonTables& tables,
                                       const std::array<P, kPoseidonPartialRounds>& deltas,
                                       std::array<P, kPoseidonWidth>& state) {
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    state[i] = state[i] + combine(deltas, tables.outputs[i]);
  }
}

template <class P>
CAIRN_INLINE void partial_rounds(const PoseidonTables& tables,
                                 std::array<P, kPoseidonWidth>& state) {
  std::array<P, kPoseidonPartialRounds> deltas;
  for (size_t round = 0; round < kPoseidonPartialRounds; ++round) {
    const P input = partial_input(tables, state, deltas, round);
    deltas[round] = input.cube() - input;
  }
  add_deltas(tables, deltas, state);
}

template <class P>
CAIRN_INLINE void permute_lanes(const PoseidonTables& tables,
                                std::array<P, kPoseidonWidth>& state) {
  constexpr size_t kHalf = kPoseidonHalfFullRounds;
  for (size_t round = 0; round + 1 < kHalf; ++round) {
    full_round(tables.constants[round], tables.mds, state);
  }
  full_round(tables.constants[kHalf - 1], tables.last_mds, state);
  partial_rounds(tables, state);
  for (size_t round = kHalf + kPoseidonPartialRounds; round < kPoseidonRounds; ++round) {
    full_round(tables.constants[round], tables.mds, state);
  }
}

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_POSEIDON_LANES_H_
