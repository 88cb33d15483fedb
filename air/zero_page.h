// The zero page: asks for a zero in every cell of M below Z but the last two, which hold the root
// frame and are asked for by the verifier. Fixed height, one that every profile allows; the counter
// is the only column, so nothing is free. Specification: docs/tables.md (zero_page),
// docs/machine.md (M).
#pragma once

#include <array>
#include <bit>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/instructions.h"

namespace cairn {

struct Witness;
class Ledger;

struct ZeroPageTable {
  static constexpr std::string_view kName = "zero_page";
  static constexpr bool kAlways = true;
  static constexpr size_t kCells = 4;
  static constexpr unsigned kLogHeight = std::countr_zero(kZeroPage / kCells);
  static_assert(kCells << kLogHeight == kZeroPage);

  template <class T>
  struct Columns {
    T counter;  // of the row; its cells are 4 counter ... 4 counter + 3
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void ZeroPageTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E one(Felt::one());
  air.assert_zero("the counter begins at 0", air.is_first_row() * now.counter);
  air.assert_zero("the counter counts",
                  air.is_transition() * (air.next().counter - now.counter - one));
  constexpr std::array<std::string_view, kCells> kNames = {"cell 0", "cell 1", "cell 2", "cell 3"};
  const E first = E(Felt(kCells)) * now.counter;
  for (size_t i = 0; i < kCells; ++i) {
    air.lookup(kNames[i], Bus::kFelt, std::array<E, 2>{first + E(Felt(i)), E(Felt())},
               i < kCells - 2 ? one : one - air.is_last_row());
  }
}

static_assert(shape_of<ZeroPageTable>().valid());

}  // namespace cairn
