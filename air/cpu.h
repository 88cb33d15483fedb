// The cpu: one row is one step, and the last row of the run is the stop row.
//
// Why nothing can be forged: the fetch message fixes flags, offsets and immediate; the addresses
// and values follow from the registers and the felt log; the next row's registers follow from this
// row's. A run stops in exactly one row, and for each kind of end the public selectors demand its
// witness in that row; a row that does not stop proves that it has no fault.
// Cells free in some rows, harmlessly, because no constraint or message reads them there: `inverse`
// where `equal` is 1; `res` where nothing is appended or answered; in padding rows everything but
// the flags, as long as the addresses agree with their definition.
// Specification: docs/tables.md (cpu), docs/machine.md.
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

// What `flags` is on the fetch bus for the two things that are fetched but not executed.
inline constexpr uint32_t kIllegalFlags = 1u << 20;
inline constexpr uint32_t kEndOfCodeFlags = (1u << 20) + 1;

// The flag columns, in the order of their bits in `flags`.
template <class T>
struct CpuFlags {
  T x_ap, x_local;                        // else the argument mode
  T y_ap, y_local, y_immediate, y_deref;  // else the argument mode
  T add, mul, sub, div, assert_equal;
  T jump, jump_eq, jump_ne, jump_table, call, ret, exec;
  T coprocessor;        // appends res
  T coprocessor_quiet;  // appends nothing through the cpu
};
inline constexpr size_t kCpuFlags = sizeof(CpuFlags<uint8_t>);
inline constexpr size_t kCpuModeFlags = 6;

struct CpuTable {
  static constexpr std::string_view kName = "cpu";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T pc, fp, ap, wp, base, cost;
    T a, b, imm;
    CpuFlags<T> flags;
    T address_x, x;
    T address_y, y;
    T res;
    T inverse, equal;  // whether the difference that matters to the kind is zero
    T stop;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

// By what ap, wp and cost seem to grow in the stop row: the table that answers a coprocessor's end
// (spans, faults) leaves them free and fills them with this.
struct EndDeltas {
  Felt ap, wp, cost;
};
EndDeltas end_deltas(const Witness& witness);

template <AirBuilder B>
CAIRN_INLINE constexpr void CpuTable::constrain(B& air) {
  using E = typename B::Expr;
  using enum PublicValue;
  const auto& now = air.now();
  const auto& next = air.next();
  const auto& is = now.flags;
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };

  // Flags: booleans, at most one kind, and no mode without a kind.
  const std::array<E, kCpuFlags> bits = std::bit_cast<std::array<E, kCpuFlags>>(is);
  constexpr std::array<std::string_view, kCpuFlags> kBooleans = {
      "x_ap is a bit",        "x_local is a bit",
      "y_ap is a bit",        "y_local is a bit",
      "y_immediate is a bit", "y_deref is a bit",
      "add is a bit",         "mul is a bit",
      "sub is a bit",         "div is a bit",
      "assert is a bit",      "jump is a bit",
      "jump_eq is a bit",     "jump_ne is a bit",
      "jump_table is a bit",  "call is a bit",
      "ret is a bit",         "exec is a bit",
      "coprocessor is a bit", "coprocessor_quiet is a bit"};
  E flags(Felt{});
  unroll<kCpuFlags>([&](auto i) CAIRN_INLINE_LAMBDA {
    assert_bool(air, kBooleans[i], bits[i]);
    flags = flags + flags + bits[kCpuFlags - 1 - i];
  });
  E fetched = bits[kCpuModeFlags];
  for (size_t i = kCpuModeFlags + 1; i < kCpuFlags; ++i) fetched = fetched + bits[i];
  const auto of_is = [&](const CpuFlags<E>& f) CAIRN_INLINE_LAMBDA {
    const std::array<E, kCpuFlags> all = std::bit_cast<std::array<E, kCpuFlags>>(f);
    E sum = all[kCpuModeFlags];
    for (size_t i = kCpuModeFlags + 1; i < kCpuFlags; ++i) sum = sum + all[i];
    return sum;
  };
  assert_bool(air, "at most one kind", fetched);
  // On the fetch bus a mode without a kind would turn the end of the code into an illegal
  // instruction, or ask for comparisons in the padding.
  const E idle = one - fetched;
  air.assert_zero("x_ap needs a kind", idle * is.x_ap);
  air.assert_zero("x_local needs a kind", idle * is.x_local);
  air.assert_zero("y_ap needs a kind", idle * is.y_ap);
  air.assert_zero("y_local needs a kind", idle * is.y_local);
  air.assert_zero("y_immediate needs a kind", idle * is.y_immediate);
  air.assert_zero("y_deref needs a kind", idle * is.y_deref);

  // Where the run begins, goes on, and stops.
  const E stop = now.stop;
  const E runs_on = fetched * (one - stop);
  const E live = fetched + stop - fetched * stop;
  const E next_fetched = of_is(next.flags);
  assert_bool(air, "stop is a bit", stop);
  air.assert_zero("the run has a first row", air.is_first_row() * (one - live));
  air.assert_zero(
      "live rows are contiguous",
      air.is_transition() * (next_fetched + next.stop - next_fetched * next.stop - runs_on));
  air.assert_zero("the run stops", air.is_last_row() * runs_on);
  air.assert_zero("first pc", air.is_first_row() * (now.pc - air.public_value(kFirstPc)));
  air.assert_zero("first fp", air.is_first_row() * (now.fp - number(kZeroPage)));
  air.assert_zero("first ap", air.is_first_row() * (now.ap - number(kZeroPage)));
  air.assert_zero("first wp", air.is_first_row() * (now.wp - air.public_value(kFirstWp)));
  air.assert_zero("first base", air.is_first_row() * now.base);
  air.assert_zero("first cost", air.is_first_row() * now.cost);

  // Operands. Unused ones are harmless reads or immediates (decode normalises them).
  const E frame = now.ap - now.fp;
  air.assert_zero("address of x", now.address_x - now.a - now.fp - is.x_ap * frame);
  air.assert_zero("address of y",
                  now.address_y - now.b - now.fp - is.y_ap * frame - is.y_deref * (now.x - now.fp));
  air.assert_zero("y is the immediate", is.y_immediate * (now.y - now.b));

  // What the kinds append. A load is an add that drops its pointer.
  air.assert_zero("add", is.add * (now.res - now.x * (one - is.y_deref) - now.y - now.imm));
  air.assert_zero("mul", is.mul * (now.res - now.x * now.y - now.imm));
  air.assert_zero("sub", is.sub * (now.res - now.x + now.y));
  // With y = 0 the row is a fault, and x - x keeps it satisfiable.
  air.assert_zero("div", is.div * (now.res * now.y - now.x * (one - now.equal)));
  air.assert_zero("saved fp", (is.call + is.exec) * (now.res - now.fp));

  // equal = (difference is zero), proven either way.
  const E difference =
      (one - is.div - is.ret) * (now.x - now.y) + is.div * now.y + is.ret * (now.fp - now.base);
  air.assert_zero("not equal has an inverse", difference * now.inverse - one + now.equal);
  air.assert_zero("equal is zero", difference * now.equal);

  // Faults of the cpu's own kinds, in a row that goes on.
  air.assert_zero("assert holds", is.assert_equal * (one - stop) * (one - now.equal));
  air.assert_zero("no division by zero", is.div * (one - stop) * now.equal);

  // The stop row: each kind of end demands its witness.
  const E end_x = stop * air.public_value(kEndBoundsX);
  const E end_y = stop * air.public_value(kEndBoundsY);
  const E end_unfetched = stop * (air.public_value(kEndIllegal) + air.public_value(kEndOfCode));
  const E end_coprocessor = stop * air.public_value(kEndCoprocessor);
  air.assert_zero("stop pc", stop * (now.pc - air.public_value(kStopPc)));
  air.assert_zero("stop cost", stop * (now.cost - air.public_value(kStopCost)));
  air.assert_zero("stop ap", stop * (now.ap - air.public_value(kStopAp)));
  const E end_assert = stop * air.public_value(kEndAssert);
  air.assert_zero("an assert trap is an assert", end_assert * (one - is.assert_equal));
  air.assert_zero("an assert trap fails", end_assert * now.equal);
  const E end_division = stop * air.public_value(kEndDivision);
  air.assert_zero("a division trap is a div", end_division * (one - is.div));
  air.assert_zero("a division trap is by zero", end_division * (one - now.equal));
  air.assert_zero("a bounds trap of x has a local x", end_x * (one - is.x_local));
  air.assert_zero("a bounds trap of y has an address", end_y * (one - is.y_local - is.y_deref));
  air.assert_zero("nothing is executed",
                  (end_unfetched + stop * air.public_value(kEndOutOfCost)) * fetched);
  const E asks = is.coprocessor + is.coprocessor_quiet + is.exec + is.jump_table;
  air.assert_zero("a coprocessor's end is a coprocessor's", end_coprocessor * (one - asks));

  // The next row. After the stop row only pc and base are demanded, for want of degree, and the
  // padding complies; what coprocessors change is in their message.
  const E goes = air.is_transition();
  const E goes_on = goes * (one - stop);
  const E quiet_cost = fetched - is.coprocessor - is.coprocessor_quiet;
  const E jumps = is.jump + is.call + is.jump_eq * now.equal + is.jump_ne * (one - now.equal);
  air.assert_zero("next pc",
                  goes * ((fetched - is.exec - is.ret) * (next.pc - now.pc - one) -
                          jumps * (now.imm - one) - is.jump_table * now.x +
                          is.exec * (next.pc - number(2) * now.x) + is.ret * (next.pc - now.y)));
  air.assert_zero(
      "next fp", goes_on * ((fetched - is.call - is.exec - is.ret) * (next.fp - now.fp) +
                            is.call * (next.fp - now.ap - number(2)) +
                            is.exec * (next.fp - now.ap - number(5)) + is.ret * (next.fp - now.x)));
  air.assert_zero("next ap", goes_on * (quiet_cost * (next.ap - now.ap) - is.add - is.mul - is.sub -
                                        is.div - number(2) * is.call - number(5) * is.exec));
  air.assert_zero("next wp", goes_on * (quiet_cost * (next.wp - now.wp)));
  air.assert_zero("next cost", goes_on * (quiet_cost * (next.cost - now.cost - one)));
  air.assert_zero("next base", goes * ((fetched - is.exec) * (next.base - now.base) +
                                       is.exec * (next.base - now.ap - number(5)) -
                                       is.ret * now.equal * (now.res - now.base)));

  // Messages. The slots are paired as they stand.
  const E in_x = one - end_x;
  const E in_bounds = one - end_x - end_y;
  const E appends = is.add + is.mul + is.sub + is.div + is.call + is.exec + is.coprocessor;
  const E ap_limit = air.public_value(kStopAp);
  air.lookup(
      "fetch", Bus::kFetch,
      std::array<E, 6>{now.base, now.pc,
                       flags + stop * (air.public_value(kEndIllegal) * number(kIllegalFlags) +
                                       air.public_value(kEndOfCode) * number(kEndOfCodeFlags)),
                       now.a, now.b, now.imm},
      fetched + end_unfetched);
  air.lookup("read x", Bus::kFelt, std::array<E, 2>{now.address_x, now.x}, fetched * in_x);
  air.lookup("read y", Bus::kFelt, std::array<E, 2>{now.address_y, now.y},
             (fetched - is.y_immediate) * in_bounds);
  air.lookup("append", Bus::kFelt, std::array<E, 2>{now.ap + number(3) * is.exec, now.res},
             appends * (one - stop));
  air.lookup("append return pc", Bus::kFelt,
             std::array<E, 2>{now.ap + one + number(3) * is.exec, now.pc + one},
             (is.call + is.exec) * (one - stop));
  air.lookup("x below ap", Bus::kNear,
             std::array<E, 3>{now.ap - one - now.address_x, end_x * ap_limit, in_x}, is.x_local);
  air.lookup("y below ap", Bus::kNear,
             std::array<E, 3>{now.ap - one - now.address_y, end_y * ap_limit, one - end_y},
             (is.y_local + is.y_deref) * in_x);
  air.lookup("coprocessor", Bus::kCoprocessor,
             std::array<E, 11>{now.imm, now.x, now.y, now.res, now.ap, now.wp, now.base,
                               next.ap - now.ap, next.wp - now.wp, next.cost - now.cost,
                               stop * air.public_value(kCoprocessorOutcome)},
             asks * in_bounds + is.ret * now.equal);
}

static_assert(shape_of<CpuTable>().valid());

}  // namespace cairn
