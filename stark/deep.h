// Openings outside the domain, and the DEEP codeword that proves them.
//
// A column's polynomial f is opened at a point z of the challenge field by the barycentric formula
// over the first 2^n positions of its extension, the coset 3 * K_n:
//   f(z) = (z^N - 3^N) / (N 3^N) * sum over x of f(x) x / (z - x),   N = 2^n.
// All openings of one height are batched to the one function
//   sum over points z of (F_z(x) - F_z(z)) / (x - z),   F_z = sum over columns of coefficient * f.
// It has degree below N - 1, so it too is computed on those first 2^n positions only and then
// extended: five columns are transformed, instead of arithmetic on the blown-up domain.
// Specification: docs/protocol.md.
#ifndef CAIRN_STARK_DEEP_H_
#define CAIRN_STARK_DEEP_H_

#include <cstddef>
#include <span>
#include <vector>

#include "crypto/field/ext.h"
#include "crypto/field/felt.h"
#include "crypto/field/matrix.h"
#include "stark/domain.h"

namespace cairn {

// 1 / (z - x) for the points x of 3 * K_n in bit-reversed order: what both halves of this file
// divide by. z must not be one of the points (the protocol draws another then).
class PointInverses {
 public:
  PointInverses(unsigned log_height, const Ext& z);

  unsigned log_height() const { return log_height_; }
  const Ext& z() const { return z_; }
  // 2^log_height rows, one extension column.
  const ColumnMatrix& inverses() const { return inverses_; }

 private:
  unsigned log_height_;
  Ext z_;
  ColumnMatrix inverses_;
};

// The values at z of all columns of an extended matrix, whose height is 2^(log_height + b) for some
// b: one element per base column. (An extension column's value is the sum of X^k times its k-th.)
std::vector<Ext> evaluate_at(const ColumnMatrix& extended, const PointInverses& point);
// The same for a choice of columns, of at least 2^log_height elements each.
std::vector<Ext> evaluate_at(std::span<const Felt* const> columns, const PointInverses& point);

// One function of a batch: a column of an extended matrix, at least 2^log_height elements, and its
// coefficient.
struct DeepFunction {
  const Felt* column;
  Ext coefficient;
};

// What is opened at one point: `value` is the sum of coefficient times opened value, F_z(z).
struct DeepTerm {
  const PointInverses* point;
  std::vector<DeepFunction> functions;
  Ext value;
};

// The codeword of one height on its whole extended domain, bit-reversed: 2^(log_height +
// log_blowup) rows, one extension column.
ColumnMatrix deep_codeword(unsigned log_height, unsigned log_blowup,
                           std::span<const DeepTerm> terms);

// The verifier's side of one term at one position x: `combination` is F_z(x), from opened rows.
// x must differ from z.
inline Ext deep_quotient(Felt x, const Ext& z, const Ext& combination, const Ext& value) {
  return (combination - value) * (Ext(x) - z).inverse();
}

// sum of coefficients[k] * values[k]; the sizes must agree.
Ext combine(std::span<const Ext> coefficients, std::span<const Felt> values);
Ext combine(std::span<const Ext> coefficients, std::span<const Ext> values);

}  // namespace cairn

#endif  // CAIRN_STARK_DEEP_H_
