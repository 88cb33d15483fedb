// The quotient of a height: all constraints of its tables, folded by powers of alpha, divided by
// the polynomial that vanishes on the trace domain. It is a polynomial of degree below 2N exactly
// if every constraint holds in every row; it is committed as two columns of the challenge field of
// N coefficients each, q = q_0 + X^N q_1. Specification: docs/protocol.md.
#pragma once

#include <array>
#include <span>

#include "crypto/field/ext.h"
#include "crypto/field/matrix.h"
#include "stark/table_kernel.h"

namespace cairn {

// Columns to the quotient of a height: of the challenge field, and of the base field.
inline constexpr size_t kQuotientChunks = 2;
inline constexpr size_t kQuotientColumns = kQuotientChunks * kExtColumns;

// Points and selectors of the quotient domain of one height, 3 * K_(log_height + 1).
struct QuotientDomain {
  explicit QuotientDomain(unsigned log_height);
  unsigned log_height;
  ColumnMatrix points;    // one column
  ColumnMatrix is_first;  // one column
  std::array<Felt, 2> inverse_vanishing;
};

// A table of the height, with its extended columns.
struct QuotientPart {
  const TableKernel* table;
  const ColumnMatrix* main;
  const ColumnMatrix* aux;
  FoldChallenges challenges;
};

// The quotient's coefficients: 2^(log_height + 1) rows, one column of the challenge field.
ColumnMatrix quotient_coefficients(std::span<const QuotientPart> parts, unsigned log_height);

// The verifier's side, at a point outside every domain.
struct PointSelectors {
  PointSelectors(unsigned log_height, const Ext& point);
  Ext power;      // point^N
  Ext vanishing;  // power - 1
  Ext is_first, is_last, is_transition;
};

}  // namespace cairn
