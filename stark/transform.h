// Number-theoretic transforms of whole matrices: from values to coefficients, and from either to
// the low-degree extension. Every extension comes out in bit-reversed row order (domain.h),
// straight from the transform: no pass only permutes. How it works and why it is fast:
// transform_passes.h.
//
// Columns are polynomials of degree below 2^n, n = log2(height); all sizes are powers of two and no
// domain exceeds 2^kMaxLogDomain (asserted: sizes come from the prover's own tables). Work is
// spread over OpenMP threads, by columns and, where columns are few, within a column.
#ifndef CAIRN_STARK_TRANSFORM_H_
#define CAIRN_STARK_TRANSFORM_H_

#include <cstddef>
#include <vector>

#include "crypto/field/backend.h"
#include "crypto/field/ext.h"
#include "crypto/field/felt.h"
#include "crypto/field/matrix.h"
#include "stark/domain.h"

namespace cairn {

// Where given values lie: row i at the point shift * w_n^i, or, when bit-reversed, at
// shift * w_n^bitrev(i).
struct RowLayout {
  bool is_bit_reversed = false;
  Felt shift = Felt::one();
};
inline constexpr RowLayout kTraceLayout{false, Felt::one()};
inline constexpr RowLayout kCosetLayout{true, kCosetShift};     // first rows of an extension
inline constexpr RowLayout kSubgroupLayout{true, Felt::one()};  // FRI's domains

// The values on 3 * K_(n + log_blowup), bit-reversed, of the polynomials with the given values on
// K_n: height << log_blowup rows, as many columns.
ColumnMatrix low_degree_extend(const ColumnMatrix& values, unsigned log_blowup,
                               RowLayout layout = kTraceLayout, Backend backend = active_backend());
// The same into columns first_column ... of a matrix of height << log_blowup rows.
void low_degree_extend_into(const ColumnMatrix& values, unsigned log_blowup, RowLayout layout,
                            ColumnMatrix& out, size_t first_column,
                            Backend backend = active_backend());

// Coefficients, lowest first: row m of a column is that of X^m.
ColumnMatrix interpolate(const ColumnMatrix& values, RowLayout layout = kTraceLayout);

// The values on shift * K_(n + log_blowup), bit-reversed, of polynomials given by coefficients.
ColumnMatrix evaluate(const ColumnMatrix& coefficients, unsigned log_blowup,
                      Felt shift = kCosetShift);

// The same of f_0, f_1, ... with f = sum of X^(k * chunk) f_k, for all columns f: 2^log_chunks
// polynomials each of height >> log_chunks coefficients; all columns of f_0 come first.
ColumnMatrix evaluate_chunks(const ColumnMatrix& coefficients, unsigned log_chunks,
                             unsigned log_blowup);

// One column of extension elements, as coefficients of the polynomial through values in the given
// layout. For FRI's final polynomial: small.
std::vector<Ext> interpolate_ext(const std::vector<Ext>& values, RowLayout layout);
// The value of a polynomial with the given coefficients, lowest first; zero for none.
Ext evaluate_polynomial(const std::vector<Ext>& coefficients, const Ext& point);

}  // namespace cairn

#endif  // CAIRN_STARK_TRANSFORM_H_
