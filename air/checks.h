// The instructions that compare: `less`, `assert_less` and the bound of `jump_table`. One row is
// one of them; the answer is the bounds table's.
//
// The bit of x < y is res for `less`; for the other two res is 0 and the bit 1, so the sum of res
// and their flags is the bit in every row. A jump_table goes x instructions further. A comparison
// that fails has no row here but one in `faults`. Free columns: ap, wp and base, which only the
// message holds; in padding rows all but the flags. Specification: docs/tables.md (checks),
// docs/machine.md (less, assert_less, jump_table).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/instructions.h"

namespace cairn {

struct Witness;
class Ledger;

struct ChecksTable {
  static constexpr std::string_view kName = "checks";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T is_less, is_assert_less, is_jump_table;
    T x, y, res, ap, wp, base;
    T delta_pc;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void ChecksTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E zero{Felt()};
  const E one(Felt::one());
  const auto kind = [](Kind k) CAIRN_INLINE_LAMBDA { return E(Felt(static_cast<uint32_t>(k))); };

  const E must_hold = now.is_assert_less + now.is_jump_table;
  const E is_real = now.is_less + must_hold;
  assert_bool(air, "is_less is a bit", now.is_less);
  assert_bool(air, "is_assert_less is a bit", now.is_assert_less);
  assert_bool(air, "is_jump_table is a bit", now.is_jump_table);
  assert_bool(air, "at most one kind", is_real);
  air.assert_zero("only less has a result", must_hold * now.res);
  air.assert_zero("delta_pc", is_real * (now.delta_pc - one) - now.is_jump_table * now.x);

  air.provide("less, assert_less or jump_table", Bus::kCoprocessor,
              std::array<E, 12>{kind(Kind::kLess) * now.is_less +
                                    kind(Kind::kAssertLess) * now.is_assert_less +
                                    kind(Kind::kJumpTable) * now.is_jump_table,
                                now.x, now.y, now.res, now.ap, now.wp, now.base, now.delta_pc,
                                now.is_less, zero, one, zero},
              is_real);
  air.lookup("comparison", Bus::kLess, std::array<E, 3>{now.x, now.y, now.res + must_hold},
             is_real);
}

static_assert(shape_of<ChecksTable>().valid());

}  // namespace cairn
