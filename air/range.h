// The numbers below 2^16, each with the number of times it is asked for. A number is the row, so
// only numbers below 2^16 are provided; the height is fixed. Free columns: the two counts, which
// the balance of the buses fixes. Specification: docs/tables.md (range, bounds).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct Witness;
class Ledger;

struct RangeTable {
  static constexpr std::string_view kName = "range";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 16;

  template <class T>
  struct Columns {
    T counter;
    T range_count;  // asked for as range (counter)
    T near_count;   // asked for as near (counter, 0, 1)
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  // After every table that asks for ranges, bounds included.
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void RangeTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E one(Felt::one());
  air.assert_zero("the counter begins at 0", air.is_first_row() * now.counter);
  air.assert_zero("the counter counts",
                  air.is_transition() * (air.next().counter - now.counter - one));
  air.provide("range", Bus::kRange, std::array<E, 1>{now.counter}, now.range_count);
  air.provide("near", Bus::kNear, std::array<E, 3>{now.counter, E(Felt()), one}, now.near_count);
}

static_assert(shape_of<RangeTable>().valid());

}  // namespace cairn
