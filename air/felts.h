// The felt log: one row holds eight cells of M, each with the number of times it is asked for.
//
// The address is the row, so a cell has one value, whatever the prover writes; everything else
// about M (that a cell is appended once, and read only later) follows from who asks
// (docs/tables.md). Free columns: the values, whose meaning comes from the appends that ask for
// them, and the counts, which the balance of the bus fixes for every cell that is asked for. Cells
// behind the log's end are zeros that nobody asks for. Specification: docs/tables.md (felts),
// docs/machine.md (M).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct Witness;
class Ledger;

struct FeltsTable {
  static constexpr std::string_view kName = "felts";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 0;
  static constexpr size_t kCells = 8;

  template <class T>
  struct Columns {
    T counter;  // of the row; its cells are 8 counter ... 8 counter + 7
    std::array<T, kCells> values;
    std::array<T, kCells> counts;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  // At least the zero page's.
  static size_t rows(const Witness& witness);
  // After every table that asks for cells.
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void FeltsTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  air.assert_zero("the counter begins at 0", air.is_first_row() * now.counter);
  air.assert_zero("the counter counts",
                  air.is_transition() * (air.next().counter - now.counter - E(Felt::one())));
  constexpr std::array<std::string_view, kCells> kNames = {"cell 0", "cell 1", "cell 2", "cell 3",
                                                           "cell 4", "cell 5", "cell 6", "cell 7"};
  const E first = E(Felt(kCells)) * now.counter;
  for (size_t i = 0; i < kCells; ++i) {
    air.provide(kNames[i], Bus::kFelt, std::array<E, 2>{first + E(Felt(i)), now.values[i]},
                now.counts[i]);
  }
}

static_assert(shape_of<FeltsTable>().valid());

}  // namespace cairn
