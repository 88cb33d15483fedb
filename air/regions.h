// Code regions: one row is the program's, the first, or one that an `exec` entered.
//
// base, which names a region, is unique: 0 for the program, and ap + 5 of the exec for the others,
// where ap grows with every exec and a row is asked for by exactly one. So what the row says of its
// region (lo and hi, where its code ends, which region is outside) has one answer, and may be given
// any number of times; the counts need no constraint but that padding gives none.
//
// h, n and wp - n - h are near: below 2^26, so n <= wp and h <= wp - n over the integers, and the
// region's words exist. An exec with a range that is not so has no row here, but one in `faults`.
// The exec's saved base, lo, hi and pc + 1 are appended by this table, its fp by the cpu, which
// goes to pc = 2 h, so that the pc follows from how much it says that it grows. A row that is
// popped answers the `ret` with fp = base. That happens at most once, so one bit does; ret_x,
// ret_y, ret_ap, ret_wp and ret_delta_pc only repeat what the cpu asks, and are free elsewhere, as
// is everything of a padding row. Specification: docs/tables.md (regions), docs/machine.md.
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/cpu.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/instructions.h"

namespace cairn {

struct RegionsTable {
  static constexpr std::string_view kName = "regions";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T is_program, is_exec;  // neither: padding
    T base, h, n;
    T outer_base, outer_lo, outer_hi;
    T fp, wp;    // of the exec; its ap is base - 5
    T delta_pc;  // and its pc 2 h - delta_pc
    T popped;
    T ret_x, ret_y, ret_ap, ret_wp, ret_delta_pc;
    T count;      // of its lookups
    T end_count;  // of fetches at its end
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void RegionsTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const auto& next = air.next();
  const E zero{Felt()};
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };

  const E padding = one - now.is_program - now.is_exec;
  assert_bool(air, "is_exec is a bit", now.is_exec);
  assert_bool(air, "popped is a bit", now.popped);
  air.assert_zero("the first row is the program", air.is_first_row() * (one - now.is_program));
  air.assert_zero("the first row is no exec", air.is_first_row() * now.is_exec);
  air.assert_zero("no other row is the program", air.is_transition() * next.is_program);
  air.assert_zero("base of the program", now.is_program * now.base);
  air.assert_zero("the program begins at word 0", now.is_program * now.h);
  air.assert_zero("length of the program",
                  now.is_program * (now.n - air.public_value(PublicValue::kLength)));
  air.assert_zero("only an exec is popped", now.popped * (one - now.is_exec));
  air.assert_zero("padding is no region", padding * now.count);
  air.assert_zero("padding has no end", padding * now.end_count);

  const E lo = now.h + now.h;
  const E hi = lo + now.n + now.n;
  const E ap = now.base - number(5);
  const E is_exec = now.is_exec;
  air.provide("region", Bus::kRegion, std::array<E, 3>{now.base, lo, hi}, now.count);
  air.provide("end of code", Bus::kFetch,
              std::array<E, 6>{now.base, hi, number(kEndOfCodeFlags), zero, zero, zero},
              now.end_count);
  air.provide(
      "exec", Bus::kCoprocessor,
      std::array<E, 12>{number(static_cast<uint32_t>(Kind::kExec)), now.h, now.n, now.fp, ap,
                        now.wp, now.outer_base, now.delta_pc, number(5), zero, one, zero},
      is_exec);
  air.provide("ret", Bus::kCoprocessor,
              std::array<E, 12>{number(static_cast<uint32_t>(Kind::kRet)), now.ret_x, now.ret_y,
                                now.outer_base, now.ret_ap, now.ret_wp, now.base, now.ret_delta_pc,
                                zero, zero, one, zero},
              now.popped);
  air.lookup("outer region", Bus::kRegion,
             std::array<E, 3>{now.outer_base, now.outer_lo, now.outer_hi}, is_exec);
  air.lookup("append base", Bus::kFelt, std::array<E, 2>{ap, now.outer_base}, is_exec);
  air.lookup("append lo", Bus::kFelt, std::array<E, 2>{ap + one, now.outer_lo}, is_exec);
  air.lookup("append hi", Bus::kFelt, std::array<E, 2>{ap + number(2), now.outer_hi}, is_exec);
  air.lookup("append return pc", Bus::kFelt,
             std::array<E, 2>{ap + number(4), lo - now.delta_pc + one}, is_exec);
  look_up_near(air, "h is near", now.h, is_exec);
  look_up_near(air, "n is near", now.n, is_exec);
  look_up_near(air, "the words exist", now.wp - now.n - now.h, is_exec);
}

static_assert(shape_of<RegionsTable>().valid());

}  // namespace cairn
