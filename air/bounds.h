// Comparisons of felts as numbers, proven either way: one row is one pair.
//
// A row holds the smaller number s and the difference d in limbs of 16 bits, each asked of `range`,
// and bit = [a < b]. The larger one, s + d + bit over the integers, is put together with a carry;
// its low limb and 0x7f00 minus its high limb are ranges, and with a high limb of 0x7f00 the low
// one is 0. So it is at most 0x7f000000 = p - 1, both numbers are the canonical ones, and
//   bit = 1: a = s, b = s + d + 1;   bit = 0: a = s + d, b = s.
// A pair of felts therefore has exactly one bit. The sum of limbs stays below 2^18, so no equation
// above wraps around p.
//
// near (v, 0, 1) is the comparison of v with 2^26; near (v, bound, 0) the one of v with bound.
// Free columns: the counts, which the balance of the buses fixes (a row that proves near of v <
// 2^16 too is harmless); `inverse` where the high limb is 0x7f00, or the low one 0. The ranges are
// asked for in padding rows as well, which compare 0 with 0. Specification: docs/tables.md
// (bounds).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct Witness;
class Ledger;

// near (v, 0, 1) says that v is below this.
inline constexpr uint32_t kNearLimit = 1u << 26;

struct BoundsTable {
  static constexpr std::string_view kName = "bounds";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T a, b, bit;
    T small_low, small_high;  // of the smaller number
    T difference_low, difference_high;
    T carry;       // of small_low + difference_low + bit
    T inverse;     // of 0x7f00 - the high limb of the larger number
    T near_bound;  // b where bit is 0, else 0
    T less_count;  // asked for as less (a, b, bit)
    T near_count;  // asked for as near (a, near_bound, bit)
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Ledger& ledger);
  // After every table that compares, and before `range`.
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
  // The row that compares a with b, its counts zero. Free of any ledger, for tests too.
  static Columns<Felt> compare(Felt a, Felt b);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void BoundsTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E one(Felt::one());
  const E limb(Felt(1u << 16));
  const E top(Felt((Felt::kModulus - 1) >> 16));
  static_assert((Felt::kModulus - 1) % (1u << 16) == 0);

  assert_bool(air, "bit is a bit", now.bit);
  assert_bool(air, "carry is a bit", now.carry);
  const E small = now.small_low + limb * now.small_high;
  const E difference = now.difference_low + limb * now.difference_high;
  air.assert_zero("a", now.a - small - (one - now.bit) * difference);
  air.assert_zero("b", now.b - small - now.bit * (difference + one));
  const E large_low = now.small_low + now.difference_low + now.bit - limb * now.carry;
  const E below_top = top - now.small_high - now.difference_high - now.carry;
  air.assert_zero("the larger number is canonical", large_low * (one - below_top * now.inverse));
  air.assert_zero("near_bound", now.near_bound - (one - now.bit) * now.b);
  air.assert_zero("near means below 2^26",
                  now.near_count * now.bit * (now.b - E(Felt(kNearLimit))));

  air.lookup("range of small_low", Bus::kRange, std::array<E, 1>{now.small_low}, one);
  air.lookup("range of small_high", Bus::kRange, std::array<E, 1>{now.small_high}, one);
  air.lookup("range of difference_low", Bus::kRange, std::array<E, 1>{now.difference_low}, one);
  air.lookup("range of difference_high", Bus::kRange, std::array<E, 1>{now.difference_high}, one);
  air.lookup("range of the larger low limb", Bus::kRange, std::array<E, 1>{large_low}, one);
  air.lookup("range below the top", Bus::kRange, std::array<E, 1>{below_top}, one);
  air.provide("less", Bus::kLess, std::array<E, 3>{now.a, now.b, now.bit}, now.less_count);
  air.provide("near", Bus::kNear, std::array<E, 3>{now.a, now.near_bound, now.bit}, now.near_count);
}

static_assert(shape_of<BoundsTable>().valid());

}  // namespace cairn
