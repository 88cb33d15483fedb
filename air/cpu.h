// The cpu: one row is one step, and the last row of the table is the stop row. The rows before the
// first step are idle: they have no kind and change no register.
//
// Why nothing can be forged: the fetch message fixes flags, offsets and immediate; the addresses
// and values follow from the registers and the felt log; the next row's registers follow from this
// row's. A run stops in the last row and nowhere else, and for each kind of end the public
// selectors demand its witness there; every other row proves that it has no fault. An idle row
// anywhere says nothing and leaves everything as it is.
// Cells free in some rows, harmlessly, because no constraint or message reads them there: `res`
// where nothing is appended, answered or inverted; `equal` where nothing is compared; address_y of
// an immediate; `imm` of a div by zero; operands that are out of bounds, in the stop row; in idle
// rows everything but the registers, the kinds and y_immediate: a mode set there can only ask for
// what is true. Specification: docs/tables.md (cpu), docs/machine.md.
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/instructions.h"

namespace cairn {

struct Decoded;
struct Witness;
class Ledger;

// What `flags` is on the fetch bus for the two things that are fetched but not executed.
inline constexpr uint32_t kIllegalFlags = 1u << 20;
inline constexpr uint32_t kEndOfCodeFlags = 1u << 21;

// The flag columns, in the order of their bits in `flags`.
template <class T>
struct CpuFlags {
  T x_ap, x_local;                        // else the argument mode
  T y_ap, y_local, y_immediate, y_deref;  // else the argument mode
  T add, mul, sub, div, assert_equal;
  T jump_eq, jump_ne, call, ret, exec;
  T coprocessor;        // appends res
  T coprocessor_quiet;  // appends nothing through the cpu
};
inline constexpr size_t kCpuFlags = sizeof(CpuFlags<uint8_t>);
inline constexpr size_t kCpuModeFlags = 6;

// What the fetch bus says of a decoded instruction, its normal form: decode sends it, the cpu's
// rows follow it.
struct Fetched {
  Felt a, b, imm;
  CpuFlags<Felt> flags{};
};
Fetched fetched_form(const Decoded& decoded);

struct CpuTable {
  static constexpr std::string_view kName = "cpu";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T pc, fp, ap, wp, base, cost;
    T imm;  // of a div, the divisor's inverse
    CpuFlags<T> flags;
    T address_x, x;
    T address_y, y;
    T res;    // of a comparison, the difference's inverse
    T equal;  // whether the difference that matters to the kind is zero
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

// By what pc, ap, wp and cost seem to grow in the stop row, which the first row follows: the table
// that answers a coprocessor's end (spans, faults) leaves them free and fills them with this.
struct EndDeltas {
  Felt pc, ap, wp, cost;
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

  // Flags: booleans, at most one kind.
  const std::array<E, kCpuFlags> bits = std::bit_cast<std::array<E, kCpuFlags>>(is);
  constexpr std::array<std::string_view, kCpuFlags> kBooleans = {
      "x_ap is a bit",    "x_local is a bit",     "y_ap is a bit",
      "y_local is a bit", "y_immediate is a bit", "y_deref is a bit",
      "add is a bit",     "mul is a bit",         "sub is a bit",
      "div is a bit",     "assert is a bit",      "jump_eq is a bit",
      "jump_ne is a bit", "call is a bit",        "ret is a bit",
      "exec is a bit",    "coprocessor is a bit", "coprocessor_quiet is a bit"};
  E flags(Felt{});
  unroll<kCpuFlags>([&](auto i) CAIRN_INLINE_LAMBDA {
    assert_bool(air, kBooleans[i], bits[i]);
    flags = flags + flags + bits[kCpuFlags - 1 - i];
  });
  E fetched = bits[kCpuModeFlags];
  for (size_t i = kCpuModeFlags + 1; i < kCpuFlags; ++i) fetched = fetched + bits[i];
  assert_bool(air, "at most one kind", fetched);
  // An idle row would answer a read of y.
  air.assert_zero("y_immediate needs a kind", (one - fetched) * is.y_immediate);

  // Where the run begins.
  air.assert_zero("first pc", air.is_first_row() * (now.pc - air.public_value(kFirstPc)));
  air.assert_zero("first fp", air.is_first_row() * (now.fp - number(kZeroPage)));
  air.assert_zero("first ap", air.is_first_row() * (now.ap - number(kZeroPage)));
  air.assert_zero("first wp", air.is_first_row() * (now.wp - air.public_value(kFirstWp)));
  air.assert_zero("first base", air.is_first_row() * now.base);
  air.assert_zero("first cost", air.is_first_row() * now.cost);

  // What the kinds append. A load is an add that drops its pointer. A call writes the return pc
  // as its operand y, the cell above ap.
  air.assert_zero("add", is.add * (now.res - now.x * (one - is.y_deref) - now.y - now.imm));
  air.assert_zero("mul", is.mul * (now.res - now.x * now.y - now.imm));
  air.assert_zero("sub", is.sub * (now.res - now.x + now.y));
  // With y = 0 the row is a fault, and x - x keeps it satisfiable.
  air.assert_zero("div", is.div * (now.res * now.y - now.x * (one - now.equal)));
  air.assert_zero("saved fp", (is.call + is.exec) * (now.res - now.fp));
  air.assert_zero("return pc", is.call * (now.y - now.pc - one));

  // equal = (difference is zero), proven either way: x - y, the divisor y, or fp - base.
  const E compares = is.assert_equal + is.jump_eq + is.jump_ne;
  const E difference = compares * (now.x - now.y) + is.ret * (now.fp - now.base);
  air.assert_zero("not equal has an inverse", difference * now.res + is.div * now.y * now.imm -
                                                  (compares + is.ret + is.div) * (one - now.equal));
  air.assert_zero("equal is zero", (difference + is.div * now.y) * now.equal);

  // Faults of the cpu's own kinds, in a row that goes on.
  const E goes_on = air.is_transition();
  air.assert_zero("assert holds", goes_on * is.assert_equal * (one - now.equal));
  air.assert_zero("no division by zero", goes_on * is.div * now.equal);

  // The stop row: each kind of end demands its witness.
  const E stop = air.is_last_row();
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
  air.assert_zero("a bounds trap of x has a local x", end_x * (one - fetched * is.x_local));
  air.assert_zero("a bounds trap of y has an address",
                  end_y * (one - fetched * (is.y_local + is.y_deref)));
  air.assert_zero("nothing is executed",
                  (end_unfetched + stop * air.public_value(kEndOutOfCost)) * fetched);
  const E answered = is.coprocessor + is.coprocessor_quiet;
  const E asks = answered + is.exec;
  air.assert_zero("a coprocessor's end is a coprocessor's", end_coprocessor * (one - asks));

  // The next row. What coprocessors change is in their message.
  const E arithmetic = is.add + is.mul + is.sub + is.div;
  const E jump = now.imm - one;
  air.assert_zero("next pc",
                  goes_on * ((one - answered - is.exec - is.ret) * (next.pc - now.pc) - arithmetic -
                             compares - is.call * now.imm - is.jump_eq * now.equal * jump -
                             is.jump_ne * (one - now.equal) * jump +
                             is.exec * (next.pc - now.x - now.x) + is.ret * (next.pc - now.y)));
  air.assert_zero(
      "next fp", goes_on * ((one - is.call - is.exec - is.ret) * (next.fp - now.fp) +
                            is.call * (next.fp - now.ap - number(2)) +
                            is.exec * (next.fp - now.ap - number(5)) + is.ret * (next.fp - now.x)));
  air.assert_zero("next ap", goes_on * ((one - answered) * (next.ap - now.ap) - arithmetic -
                                        number(2) * is.call - number(5) * is.exec));
  air.assert_zero("next wp", goes_on * ((one - answered) * (next.wp - now.wp)));
  air.assert_zero("next cost",
                  goes_on * ((one - answered) * (next.cost - now.cost) - fetched + answered));
  air.assert_zero("next base", goes_on * ((one - is.exec) * (next.base - now.base) +
                                          is.exec * (next.base - now.ap - number(5)) -
                                          is.ret * now.equal * (now.res - now.base)));

  // Messages. The slots are paired as they stand; the last has a column to itself, and so entries
  // of degree 2: the offsets, from the addresses that they lead to. (A call's and a ret's y is at
  // an offset, too.)
  const E in_x = one - end_x;
  const E in_bounds = one - end_x - end_y;
  const E appends = arithmetic + is.call + is.exec + is.coprocessor;
  const E ap_limit = air.public_value(kStopAp);
  const E frame = now.ap - now.fp;
  air.lookup("read x", Bus::kFelt, std::array<E, 2>{now.address_x, now.x}, fetched * in_x);
  air.lookup("read y", Bus::kFelt, std::array<E, 2>{now.address_y, now.y},
             (fetched - is.y_immediate) * in_bounds);
  air.lookup("append", Bus::kFelt, std::array<E, 2>{now.ap + number(3) * is.exec, now.res},
             appends * (one - stop));
  air.lookup("coprocessor", Bus::kCoprocessor,
             std::array<E, 12>{now.imm, now.x, now.y, now.res, now.ap, now.wp, now.base,
                               next.pc - now.pc, next.ap - now.ap, next.wp - now.wp,
                               next.cost - now.cost, stop * air.public_value(kCoprocessorOutcome)},
             asks * in_bounds + is.ret * now.equal);
  air.lookup("x below ap", Bus::kNear,
             std::array<E, 3>{now.ap - one - now.address_x, end_x * ap_limit, in_x}, is.x_local);
  air.lookup("y below ap", Bus::kNear,
             std::array<E, 3>{now.ap - one - now.address_y, end_y * ap_limit, one - end_y},
             (is.y_local + is.y_deref) * in_x);
  air.lookup(
      "fetch", Bus::kFetch,
      std::array<E, 6>{now.base, now.pc,
                       flags + stop * (air.public_value(kEndIllegal) * number(kIllegalFlags) +
                                       air.public_value(kEndOfCode) * number(kEndOfCodeFlags)),
                       now.address_x - now.fp - is.x_ap * frame,
                       (one - is.y_immediate) * (now.address_y - now.fp) + is.y_immediate * now.y -
                           is.y_ap * frame - is.y_deref * (now.x - now.fp),
                       (one - is.div) * now.imm},
      fetched + end_unfetched);
}

static_assert(shape_of<CpuTable>().valid());

}  // namespace cairn
