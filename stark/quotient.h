// The quotient: all constraints of a table, folded by powers of alpha, divided by the polynomial
// that vanishes on the trace domain. It is a polynomial of degree below 2N exactly if every
// constraint holds in every row; it is committed as two columns of the challenge field of N
// coefficients each, q = q_0 + X^N q_1. Specification: docs/protocol.md.
#pragma once

#include <span>
#include <vector>

#include "crypto/field/ext.h"
#include "crypto/field/matrix.h"
#include "stark/table_kernel.h"

namespace cairn {

// Columns of the challenge field to the quotient of a table.
inline constexpr size_t kQuotientChunks = 2;

// Points and selectors of the quotient domain of one height, 3 * K_(log_height + 1).
struct QuotientDomain {
  explicit QuotientDomain(unsigned log_height);
  unsigned log_height;
  std::vector<Felt> points;
  std::vector<Felt> is_first;
  std::array<Felt, 2> inverse_vanishing;
};

// The quotient's chunks, extended by 2^log_blowup: kExtColumns columns for each. main and aux are
// extended columns.
ColumnMatrix quotient_chunks(const TableKernel& table, const QuotientDomain& domain,
                             const ColumnMatrix& main, const ColumnMatrix& aux,
                             const FoldChallenges& challenges, unsigned log_blowup);

// The verifier's side, at a point outside every domain.
struct PointSelectors {
  PointSelectors(unsigned log_height, const Ext& point);
  Ext power;      // point^N
  Ext vanishing;  // power - 1
  Ext is_first, is_last, is_transition;
};

}  // namespace cairn
