// The buses: auxiliary columns, the tables' sums, and the terms that the verifier adds.
//
// Every message contributes m / d, its signed multiplicity over its denominator (folder.h); over
// all tables and public messages these fractions add up to zero. A table's messages are paired two
// to an auxiliary column; all but the last hold the pair's sum, the last accumulates the sums of
// whole rows less S/N, so that it returns to its first value after the last row: no row is special,
// and the sum S that the proof states is forced. Its constant term is free, which is harmless for
// only differences are read; an honest prover starts it at zero. Specification: docs/protocol.md.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "air/message.h"
#include "crypto/field/ext.h"
#include "crypto/field/matrix.h"
#include "stark/table_kernel.h"

namespace cairn {

struct AuxiliaryColumns {
  ColumnMatrix columns;  // as many rows as the trace, 5 base columns to each of aux_columns()
  Ext sum;               // S
};
AuxiliaryColumns auxiliary_columns(const TableKernel& table, const ColumnMatrix& trace,
                                   const PublicValues& publics, const BusChallenges& challenges);

// The sum of the public messages; nothing if a denominator is zero.
std::optional<Ext> public_sum(std::span<const BusMessage> messages,
                              const BusChallenges& challenges);

// Replaces each of `lanes` <= 8 elements, stored as kExtColumns runs of that many coefficients, by
// its inverse. All of them become zero if one is: a denominator that is zero leaves its row without
// an honest proof, which happens with a probability of about 2^-120.
void invert_lanes(Felt* coefficients, size_t lanes);

}  // namespace cairn
