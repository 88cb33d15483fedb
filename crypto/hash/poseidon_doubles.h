// The fast form of Poseidon (poseidon_lanes.h) in registers of doubles, for back ends that have
// them. Integers below 2^53 are exact in doubles, where one instruction multiplies and adds, and
// the matrix is small integers: its products need no reduction at all.
//
// A state is 16 integers, those of the elements times a factor that all 16 share, modulo p. Full
// rounds take the factor f to f^3, so it costs nothing: the tables hold the constants times it. It
// is 2^32 at the beginning, because lanes hold Montgomery numbers; M^21 makes it the f of the
// partial rounds with f^81 = 2^64, as the last step divides by 2^32 once more. d_r and x_r have
// none.
//
// Bounds. A cube is within +-(p / 2)(1 + 2^-12). The rows of M are positive and their sum is 371,
// so a round, with the constants of the next one, ends within +-186.1 p, which is below 2^38.6 and
// goes into the next cubes as it is. Factors of 31 bits are split into two digits: then w is a sum
// of 16 products, in multiples of 1/16 below 2^49, for the convolutions that a circulant is split
// into halve its entries four times, and the others are below 2^51.6. So all sums are exact.
#ifndef CAIRN_CRYPTO_HASH_POSEIDON_DOUBLES_H_
#define CAIRN_CRYPTO_HASH_POSEIDON_DOUBLES_H_

#include <array>
#include <cstddef>

#include "crypto/field/felt.h"
#include "crypto/hash/poseidon.h"
#include "crypto/hash/poseidon_lanes.h"

namespace cairn::internal {

// high * 2^16 + low, |low| <= 2^15, |high| <= 2^14.
struct PoseidonDigits {
  double high;
  double low;
};

// What is added to a product with a circulant, split like it.
struct PoseidonOffsets {
  std::array<double, 8> negacyclic8;
  std::array<double, 4> negacyclic4;
  std::array<double, 2> negacyclic2;
  std::array<double, 1> negacyclic1;
  std::array<double, 1> cyclic1;
};

// PoseidonTables with the factors in them. w has the constants of the full round after the partial
// ones in it too.
struct PoseidonDoublesTables {
  std::array<double, kPoseidonWidth> first_constants;
  PoseidonCirculantOf<double> mds;
  PoseidonCirculantOf<double> last_mds_high;  // the digits of M^21
  PoseidonCirculantOf<double> last_mds_low;
  // After each full round: the constants of the next full one.
  std::array<PoseidonOffsets, 2 * kPoseidonHalfFullRounds> offsets;
  std::array<double, kPoseidonPartialRounds> input_constants;
  // [r] = row_0(M^(r-R)), then (M^(r-j))_00 for j < r.
  std::array<std::array<PoseidonDigits, kPoseidonWidth + kPoseidonPartialRounds>,
             kPoseidonPartialRounds>
      inputs;
  std::array<std::array<PoseidonDigits, kPoseidonPartialRounds>, kPoseidonWidth> outputs;
};

PoseidonDoublesTables make_poseidon_doubles_tables(const PoseidonTables& felts);
// Computed on first use.
const PoseidonDoublesTables& poseidon_doubles_tables();

inline constexpr double kModulus = Felt::kModulus;

// Adding this rounds a number to an integer, or to a multiple of kUnit; then the sum still shows
// it.
template <int kUnit>
inline constexpr double kRounding = kUnit * 0x1.8p52;

// From q + kRounding: -q (p - 1), exact for |q| < 2^46 kUnit because p - 1 = 127 * 2^24.
template <int kUnit, class D>
CAIRN_INLINE D minus_most_of_multiple(const D& rounded) {
  return multiply_add(rounded, D(1 - kModulus), D(kRounding<kUnit> * (kModulus - 1)));
}

// a b mod p: first q = a b / p rounded, then a b - q (p - 1), exact, then that less q. It is within
// kUnit p / 2, and a little more where a b_over_p is large.
template <int kUnit, class D>
CAIRN_INLINE D multiply_modulo(const D& a, const D& b, const D& b_over_p) {
  const D rounded = multiply_add(a, b_over_p, D(kRounding<kUnit>));
  const D rest = multiply_add(a, b, minus_most_of_multiple<kUnit>(rounded));
  return rest - (rounded - D(kRounding<kUnit>));
}

// For |x| < 186.1 p. The quotient of the square may be above 2^46 and is rounded to even numbers.
template <class D>
CAIRN_INLINE D cube_modulo(const D& x) {
  const D x_over_p = multiply_add(x, D(1 / kModulus), D(0));
  return multiply_modulo<1>(multiply_modulo<2>(x, x, x_over_p), x, x_over_p);
}

// A sum of products by digits.
template <class D>
struct PoseidonDigitSums {
  D high;
  D low;

  CAIRN_INLINE void add(const D& x, const PoseidonDigits& factor) {
    high = multiply_add(x, D(factor.high), high);
    low = multiply_add(x, D(factor.low), low);
  }

  // high * 2^16 + low mod p, within +-p, because the quotient is rounded twice.
  CAIRN_INLINE D value() const {
    const D low_rounded = multiply_add(low, D(1 / kModulus), D(kRounding<1>));
    const D rounded = multiply_add(high, D(0x1p16 / kModulus), low_rounded);
    const D rest = multiply_add(high, D(0x1p16), minus_most_of_multiple<1>(rounded));
    return rest + (low - (rounded - D(kRounding<1>)));
  }
};

template <class D, size_t N>
CAIRN_INLINE std::array<D, N> multiply_and_add(const std::array<std::array<double, N>, N>& matrix,
                                               const std::array<D, N>& in,
                                               const std::array<double, N>& offsets) {
  std::array<D, N> out;
  for (size_t i = 0; i < N; ++i) {
    out[i] = D(offsets[i]);
    for (size_t j = 0; j < N; ++j) out[i] = multiply_add(in[j], D(matrix[i][j]), out[i]);
  }
  return out;
}

template <class D>
CAIRN_INLINE std::array<D, kPoseidonWidth> multiply_and_add(
    const PoseidonCirculantOf<double>& matrix, const std::array<D, kPoseidonWidth>& in,
    const PoseidonOffsets& offsets) {
  // The registers are for the state: factors are operands in memory, read anew by every product.
  // Compilers would rather copy them all to the stack, one vector each.
  asm volatile("" ::: "memory");
  std::array<D, 8> sum8, difference8;
  std::array<D, 4> sum4, difference4;
  std::array<D, 2> sum2, difference2;
  std::array<D, 1> sum1, difference1;
  split(in, sum8, difference8);
  split(sum8, sum4, difference4);
  split(sum4, sum2, difference2);
  split(sum2, sum1, difference1);
  const std::array<D, 1> cyclic1 = {
      multiply_add(sum1[0], D(matrix.cyclic1), D(offsets.cyclic1[0]))};
  const std::array<D, 1> negacyclic1 = {
      multiply_add(difference1[0], D(matrix.negacyclic1), D(offsets.negacyclic1[0]))};
  const auto cyclic2 = join(cyclic1, negacyclic1);
  const auto cyclic4 =
      join(cyclic2, multiply_and_add(matrix.negacyclic2, difference2, offsets.negacyclic2));
  const auto cyclic8 =
      join(cyclic4, multiply_and_add(matrix.negacyclic4, difference4, offsets.negacyclic4));
  return join(cyclic8, multiply_and_add(matrix.negacyclic8, difference8, offsets.negacyclic8));
}

template <class D>
CAIRN_INLINE void cube_all(std::array<D, kPoseidonWidth>& state) {
  for (size_t i = 0; i < kPoseidonWidth; ++i) state[i] = cube_modulo(state[i]);
}

// The rounds [begin, end) of the full ones, from the cubes on.
template <class D>
CAIRN_INLINE void full_rounds(const PoseidonDoublesTables& tables, size_t begin, size_t end,
                              std::array<D, kPoseidonWidth>& state) {
  for (size_t round = begin; round < end; ++round) {
    cube_all(state);
    state = multiply_and_add(tables.mds, state, tables.offsets[round]);
  }
}

// Both halves of the lanes.
template <class D>
using PoseidonPair = std::array<D, 2>;

// All up to w, of which it writes one half.
template <class D>
CAIRN_INLINE void first_rounds(const PoseidonDoublesTables& tables, size_t half,
                               std::array<D, kPoseidonWidth>& state, PoseidonPair<D>* w) {
  constexpr size_t kLast = kPoseidonHalfFullRounds - 1;
  full_rounds(tables, 0, kLast, state);
  cube_all(state);
  const auto high = multiply_and_add(tables.last_mds_high, state, PoseidonOffsets{});
  const auto low = multiply_and_add(tables.last_mds_low, state, tables.offsets[kLast]);
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    w[i][half] = PoseidonDigitSums<D>{high[i], low[i]}.value();
  }
}

// Sums for two rows of a matrix at a time, so that every term is loaded once for both rows and
// every factor once for both halves.
template <class D>
struct PoseidonRowSums {
  PoseidonDigitSums<D> sums[2][2];

  CAIRN_INLINE void add(size_t row, const PoseidonPair<D>& term, const PoseidonDigits& factor) {
    for (size_t half = 0; half < 2; ++half) sums[row][half].add(term[half], factor);
  }

  // The first `count` columns of two rows.
  template <size_t N>
  CAIRN_INLINE void add(const std::array<PoseidonDigits, N>* rows, const PoseidonPair<D>* terms,
                        size_t count) {
    for (size_t i = 0; i < count; ++i) {
      for (size_t row = 0; row < 2; ++row) add(row, terms[i], rows[row][i]);
    }
  }
};

// Writes s_R. `terms` are w and room for the deltas.
template <class D>
CAIRN_INLINE void partial_rounds(
    const PoseidonDoublesTables& tables,
    std::array<PoseidonPair<D>, kPoseidonWidth + kPoseidonPartialRounds>& terms,
    std::array<std::array<D, kPoseidonWidth>, 2>& state) {
  const D zero(0);
  PoseidonPair<D>* const deltas = terms.data() + kPoseidonWidth;
  for (size_t round = 0; round < kPoseidonPartialRounds; round += 2) {
    const D constant0(tables.input_constants[round]);
    const D constant1(tables.input_constants[round + 1]);
    PoseidonRowSums<D> inputs{
        {{{zero, constant0}, {zero, constant0}}, {{zero, constant1}, {zero, constant1}}}};
    inputs.add(&tables.inputs[round], terms.data(), kPoseidonWidth + round);
    for (size_t row = 0; row < 2; ++row) {
      if (row == 1) inputs.add(1, deltas[round], tables.inputs[round + 1][kPoseidonWidth + round]);
      for (size_t half = 0; half < 2; ++half) {
        const D input = inputs.sums[row][half].value();
        deltas[round + row][half] = cube_modulo(input) - input;
      }
    }
  }
  for (size_t i = 0; i < kPoseidonWidth; i += 2) {
    PoseidonRowSums<D> outputs{{{{zero, terms[i][0]}, {zero, terms[i][1]}},
                                {{zero, terms[i + 1][0]}, {zero, terms[i + 1][1]}}}};
    outputs.add(&tables.outputs[i], deltas, kPoseidonPartialRounds);
    for (size_t row = 0; row < 2; ++row) {
      for (size_t half = 0; half < 2; ++half) {
        state[half][i + row] = outputs.sums[row][half].value();
      }
    }
  }
}

// Nothing is only copied, from one array to another, in what follows: GCC does it in pieces of 128
// bits, and loads of whole registers wait for those.
template <class P>
CAIRN_INLINE void permute_doubles(const PoseidonDoublesTables& tables,
                                  std::array<P, kPoseidonWidth>& state) {
  using D = typename P::Doubles;
  constexpr size_t kHalf = kPoseidonHalfFullRounds;
  std::array<std::array<D, kPoseidonWidth>, 2> halves;
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    const std::array<D, 2> numbers = to_doubles(state[i]);
    const D constant(tables.first_constants[i]);
    for (size_t half = 0; half < 2; ++half) halves[half][i] = numbers[half] + constant;
  }
  std::array<PoseidonPair<D>, kPoseidonWidth + kPoseidonPartialRounds> terms;
  // One half at a time: its 16 registers are as many as there are, or half as many.
  for (size_t half = 0; half < 2; ++half) first_rounds(tables, half, halves[half], terms.data());
  partial_rounds(tables, terms, halves);
  for (std::array<D, kPoseidonWidth>& half : halves) full_rounds(tables, kHalf, 2 * kHalf, half);
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    state[i] = from_doubles(halves[0][i], halves[1][i]);
  }
}

}  // namespace cairn::internal

#endif  // CAIRN_CRYPTO_HASH_POSEIDON_DOUBLES_H_
