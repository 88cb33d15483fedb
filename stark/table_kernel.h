// A table as the prover and the verifier see it: its shape and four functions, made from its
// columns and constraints by table_kernel_impl.h. Tables are compiled apart from each other and
// from the protocol, which runs over a list of them. Specification: docs/protocol.md.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "air/recorder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "stark/folder.h"

namespace cairn {

// Rows of the trace to evaluate messages in, 8 at a time.
struct MessageTask {
  const ColumnMatrix* trace = nullptr;
  const PublicValues* publics = nullptr;
  std::span<const MessageFactors> messages;  // not scaled
  // Out: column k of the challenge field (base columns 5k ...) gets the pair's fraction; the last
  // one gets the sum over all pairs of the row.
  ColumnMatrix* aux = nullptr;
};
// Rows to one call, and what a call needs to remember of each pair of messages.
inline constexpr size_t kMessageTileRows = 256;
inline constexpr size_t kScratchFelts = 3 * kExtColumns * kMessageTileRows;

// Positions of the quotient domain to fold constraints in, 8 at a time.
struct FoldTask {
  const ColumnMatrix* main = nullptr;  // extended; the first 2^(log_height + 1) positions are used
  const ColumnMatrix* aux = nullptr;
  unsigned log_height = 0;
  const Felt* points = nullptr;    // of all positions
  const Felt* is_first = nullptr;  // the selector at all positions
  const FoldChallenges* challenges = nullptr;
  std::array<Felt, 2> inverse_vanishing;  // on either half of the domain
  ColumnMatrix* out = nullptr;            // one extension column: the quotient
  bool adds = false;                      // to what is in `out`
};

// The values at zeta.
struct PointTask {
  std::span<const Ext> main_now;
  std::span<const Ext> main_next;  // full width; zero where it is not read
  std::span<const Ext> aux_now;    // elements of the challenge field
  Ext next_accumulator;
  Ext is_first, is_last, is_transition;
  const FoldChallenges* challenges = nullptr;
};

struct TableKernel {
  std::string_view name;
  TableShape shape;
  bool is_always_present = false;
  unsigned fixed_log_height = 0;  // 0: any
  // Columns read in the next row, ascending.
  std::vector<size_t> next_columns;

  // Rows first ... first + rows - 1, multiples of 8, at most kMessageTileRows; scratch holds
  // kScratchFelts for each pair.
  void (*evaluate_messages)(const MessageTask&, size_t first, size_t rows, Felt* scratch) = nullptr;
  // Positions first ... end - 1, multiples of 8.
  void (*fold_rows)(const FoldTask&, size_t first, size_t end) = nullptr;
  Ext (*fold_at_point)(const PointTask&) = nullptr;
  RecordedTable (*record)() = nullptr;

  size_t aux_columns() const { return shape.aux_columns(); }  // of the challenge field
  // Constraints that alpha folds.
  size_t constraints() const { return shape.constraints + aux_columns(); }
};

// Defined by CAIRN_TABLE_KERNEL(Table) in one file for each table.
template <class Table>
TableKernel table_kernel();

}  // namespace cairn
