// The tables of the fast forms of Poseidon: for any ring (poseidon_lanes.h), and from those the
// ones for doubles (poseidon_doubles.h).
#include <cmath>

#include "crypto/hash/poseidon.h"
#include "crypto/hash/poseidon_doubles.h"
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

// M^exponent
Column power_of_mds(size_t exponent) {
  Column power = identity();
  for (size_t i = 0; i < exponent; ++i) power = multiply_columns(power, mds_column());
  return power;
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

Felt halved(Felt x) { return x.halved(); }
double halved(double x) { return x / 2; }

// Splits the column into halves low +- high, each divided by two; returns the sum.
template <class T, size_t N>
std::array<T, N> split_column(const std::array<T, 2 * N>& column, std::array<T, N>& difference) {
  std::array<T, N> sum;
  for (size_t i = 0; i < N; ++i) {
    sum[i] = halved(column[i] + column[i + N]);
    difference[i] = halved(column[i] - column[i + N]);
  }
  return sum;
}

// The rows of the negacyclic convolution.
template <class T, size_t N>
std::array<T, N> split_column(const std::array<T, 2 * N>& column,
                              std::array<std::array<T, N>, N>& negacyclic) {
  std::array<T, N> difference;
  const std::array<T, N> sum = split_column(column, difference);
  for (size_t i = 0; i < N; ++i) {
    for (size_t j = 0; j < N; ++j) {
      negacyclic[i][j] = j <= i ? difference[i - j] : -difference[N + i - j];
    }
  }
  return sum;
}

template <class T>
internal::PoseidonCirculantOf<T> split_circulant(const std::array<T, kPoseidonWidth>& column) {
  internal::PoseidonCirculantOf<T> matrix;
  std::array<std::array<T, 1>, 1> last;
  const auto cyclic8 = split_column(column, matrix.negacyclic8);
  const auto cyclic4 = split_column(cyclic8, matrix.negacyclic4);
  const auto cyclic2 = split_column(cyclic4, matrix.negacyclic2);
  const auto cyclic1 = split_column(cyclic2, last);
  matrix.negacyclic1 = last[0][0];
  matrix.cyclic1 = cyclic1[0];
  return matrix;
}

}  // namespace

namespace internal {

PoseidonTables make_poseidon_tables() {
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

  PoseidonTables tables;
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

}  // namespace internal

namespace {

// The residue between -p/2 and p/2.
double centered(Felt x) {
  const int64_t number = x.value();
  return static_cast<double>(number > Felt::kModulus / 2 ? number - Felt::kModulus : number);
}

internal::PoseidonDigits digits(Felt x) {
  const double number = centered(x);
  const double high = std::nearbyint(number / 0x1p16);
  return {high, number - high * 0x1p16};
}

// The constants times a factor.
internal::PoseidonOffsets split_offsets(const PoseidonState& constants, Felt factor) {
  std::array<double, kPoseidonWidth> numbers;
  for (size_t i = 0; i < kPoseidonWidth; ++i) numbers[i] = centered(constants[i] * factor);
  internal::PoseidonOffsets offsets;
  const auto cyclic8 = split_column(numbers, offsets.negacyclic8);
  const auto cyclic4 = split_column(cyclic8, offsets.negacyclic4);
  const auto cyclic2 = split_column(cyclic4, offsets.negacyclic2);
  offsets.cyclic1 = split_column(cyclic2, offsets.negacyclic1);
  return offsets;
}

Felt cube_root(Felt x) { return x.pow((2 * uint64_t{Felt::kModulus} - 1) / 3); }

}  // namespace

namespace internal {

PoseidonDoublesTables make_poseidon_doubles_tables(const PoseidonTables& felts) {
  constexpr size_t kHalf = kPoseidonHalfFullRounds;
  constexpr size_t kRounds = kPoseidonPartialRounds;
  PoseidonDoublesTables tables;
  const Column mds = mds_column();
  std::array<double, kPoseidonWidth> column;
  for (size_t i = 0; i < kPoseidonWidth; ++i) column[i] = centered(mds[i]);
  tables.mds = split_circulant(column);

  const Felt two_32(uint64_t{1} << 32);
  Felt factor = two_32;
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    tables.first_constants[i] = centered(felts.constants[0][i] * factor);
  }
  for (size_t round = 0; round + 1 < kHalf; ++round) {
    factor = factor.cube();
    tables.offsets[round] = split_offsets(felts.constants[round + 1], factor);
  }
  factor = factor.cube();

  Felt partial_factor = two_32.square();
  for (size_t i = 0; i < kHalf; ++i) partial_factor = cube_root(partial_factor);
  const Felt change = partial_factor * factor.inverse();
  std::array<double, kPoseidonWidth> high;
  std::array<double, kPoseidonWidth> low;
  const Column last_mds = power_of_mds(kRounds + 1);
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    const PoseidonDigits entry = digits(last_mds[i] * change);
    high[i] = entry.high;
    low[i] = entry.low;
  }
  tables.last_mds_high = split_circulant(high);
  tables.last_mds_low = split_circulant(low);

  const PoseidonState& next_constants = felts.constants[kHalf + kRounds];
  tables.offsets[kHalf - 1] = split_offsets(next_constants, partial_factor);
  for (size_t round = 0; round < kRounds; ++round) {
    Felt constant = felts.input_constants[round];
    for (size_t i = 0; i < kPoseidonWidth; ++i) {
      constant -= felts.inputs[round][i] * next_constants[i];
      tables.inputs[round][i] = digits(felts.inputs[round][i] * partial_factor.inverse());
      tables.outputs[i][round] = digits(felts.outputs[i][round] * partial_factor);
    }
    tables.input_constants[round] = centered(constant);
    for (size_t j = 0; j < round; ++j) {
      tables.inputs[round][kPoseidonWidth + j] = digits(felts.corners[round - j]);
    }
  }

  factor = partial_factor;
  for (size_t round = kHalf; round + 1 < 2 * kHalf; ++round) {
    factor = factor.cube();
    tables.offsets[round] = split_offsets(felts.constants[round + 1 + kRounds], factor);
  }
  tables.offsets[2 * kHalf - 1] = {};
  return tables;
}

}  // namespace internal
}  // namespace cairn
