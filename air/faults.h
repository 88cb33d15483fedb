// The fault that ends a run, where the cpu does not see it itself: an illegal instruction, or what
// a coprocessor, jump_table or exec traps with. Only the first row can be real, and the table is
// present only where there is such a fault.
//
// The row is exactly one case, and proves of it that the fault is there and that nothing of higher
// precedence is (docs/machine.md, Outcome):
//
//   illegal   the code word of pc, in its region, before hi, and one of
//     opcode      opcode - 15 is not below kOpcodeEnd - 15: less (opcode - 15, kOpcodeEnd - 15, 0)
//     x, y        a used offset o is not in least .. Z: less (o - least, Z + 1 - least, 0)
//     deref       a used y is deref, and the kind is not add
//     target      t = pc + imm is not in [lo, hi): less (t - lo, hi - lo, 0)
//     table       pc + 1 + b is above hi: less (b, hi - pc, 0)
//   bounds
//     handle x, y a handle h >= wp: near (wp - 1 - h, wp, 0)
//     length      of a range, n > wp: less (wp, n, 1)
//     span        of a range, n <= wp (both n and wp - n are near) and h > wp - n: less (.., h, 1)
//     cells       the k cells from x on are not all below ap, x > ap - k: less (ap - k, x, 1)
//     node        of a climb, node >= wp: near (wp - 1 - node, wp, 0)
//     point       of a horner, likewise; start too
//     jump_table  x >= b: less (x, y, 0)
//   out of cost   the range exists, and less (left, n, 1), left being what the statement leaves
//   output        the range exists, and less (256, n, 1)
//   range         assert_less: less (x, y, 0). Integers: both handles are in bounds, and a limb of
//                 one of the words is not below 2^16: less (limb, 2^16, 0). climb: nothing above,
//                 n <= left, less (left, n, 0), and one of
//     levels      n - 1 is not below 24: less (n - 1, 24, 0)
//     index       n is below 32, by its bits, and index >= 2^n: less (index, 2^n, 0); an n that is
//                 0 or above 24 is a fault of range anyhow
//   division      both handles are in bounds. int_div: all limbs of W[x] are ranges, W[y] is zero.
//                 ext_div: the first five felts of W[y] are zero.
//
// A handle h is in bounds: wp - 1 - h is near, and so is h, or else W[h] is read; a handle just
// below p is near wp, too, but neither near itself nor the handle of a word.
// A climb or horner has its arguments in the four cells at x, which a row of it reads into `word`,
// unless the case is that they are not there (`cells`), and proves to lie below ap. That its range
// exists includes its handles, too.
// Illegality reads no operand and comes before everything that does, so it excludes nothing. The
// numbers that the statements above subtract (wp, ap, lo, hi, pc, left) are the run's own, all
// below 2^26, so a difference that is negative is a number above 2^30.
//
// Cells free: what no message or equation of the row's case holds, and so all but the case flags,
// `real` and booleans in padding rows. Specification: docs/tables.md (faults).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "air/builder.h"
#include "air/cpu.h"
#include "air/kinds.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/coprocessor.h"
#include "vm/instructions.h"

namespace cairn {

// One flag for each case above.
template <class T>
struct FaultCases {
  T illegal_opcode, illegal_x, illegal_y, illegal_deref, illegal_target, illegal_table;
  T handle_x, handle_y, length, span, cells, node, point, start, jump_table;
  T out_of_cost, output;
  T limb, assert_less, levels, index;
  T int_div, ext_div;
};
inline constexpr size_t kFaultCases = sizeof(FaultCases<uint8_t>);

constexpr bool is_integer(const InstructionInfo& k) {
  return Kind::kIntAdd <= k.kind && k.kind <= Kind::kXor;
}
constexpr bool is_extension(const InstructionInfo& k) {
  return Kind::kExtAdd <= k.kind && k.kind <= Kind::kExtDiv;
}
constexpr bool takes_two_words(const InstructionInfo& k) {
  return k.kind == Kind::kHash || is_integer(k) || is_extension(k);
}
constexpr bool takes_range(const InstructionInfo& k) {
  return k.kind == Kind::kExec || k.kind == Kind::kHalt || k.kind == Kind::kHashRange ||
         has_arguments(k.kind);
}

struct FaultsTable {
  static constexpr std::string_view kName = "faults";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T real;
    FaultCases<T> cases;
    KindFlags<T> kind;  // all zero where the opcode is illegal
    // The modes in the opcode of an illegal instruction; else ap.
    T x_arg, x_local;
    T y_arg, y_local, y_immediate, y_deref;
    T base, pc, lo, hi;
    T second;  // the half of the code word; or that `word` is W[y], not W[x]
    T handle;
    std::array<T, 8> word;  // of code, or an operand; or the arguments of a climb or horner
    T opcode, a, b, imm;
    T x, y, res, ap, wp;
    T range_first, range_length;  // the range of words that the kind takes; else x and y
    T delta_pc, delta_ap, delta_wp, delta_cost;  // what the cpu's rows differ by
    std::array<T, 8> limb;                       // which limb of `word`
    std::array<T, 5> length_bits;                // of a climb's n, where its index is too large
    T low_power, power;  // 2 to the number of the low three bits, and of all
    T less_a, less_b;
    T near_first, near_bound, near_second;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void FaultsTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const auto& next = air.next();
  const FaultCases<E>& is = now.cases;
  const E zero{Felt()};
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };
  const auto reason = [](Reason r)
                          CAIRN_INLINE_LAMBDA { return E(Felt(static_cast<uint32_t>(r))); };
  const auto kind = [&](Kind k) CAIRN_INLINE_LAMBDA { return now.kind[kind_index(k)]; };
  const E page = number(kZeroPage);

  // One case, in the first row only.
  constexpr std::array<std::string_view, kFaultCases> kCaseIsABit = {"illegal_opcode is a bit",
                                                                     "illegal_x is a bit",
                                                                     "illegal_y is a bit",
                                                                     "illegal_deref is a bit",
                                                                     "illegal_target is a bit",
                                                                     "illegal_table is a bit",
                                                                     "handle_x is a bit",
                                                                     "handle_y is a bit",
                                                                     "length is a bit",
                                                                     "span is a bit",
                                                                     "cells is a bit",
                                                                     "node is a bit",
                                                                     "point is a bit",
                                                                     "start is a bit",
                                                                     "case jump_table is a bit",
                                                                     "out_of_cost is a bit",
                                                                     "output is a bit",
                                                                     "limb is a bit",
                                                                     "case assert_less is a bit",
                                                                     "levels is a bit",
                                                                     "index is a bit",
                                                                     "case int_div is a bit",
                                                                     "case ext_div is a bit"};
  const auto flags = std::bit_cast<std::array<E, kFaultCases>>(is);
  E sum = zero;
  for (size_t i = 0; i < kFaultCases; ++i) {
    assert_bool(air, kCaseIsABit[i], flags[i]);
    sum = sum + flags[i];
  }
  assert_bool(air, "real is a bit", now.real);
  air.assert_zero("one case", sum - now.real);
  air.assert_zero("only the first row is real", air.is_transition() * next.real);

  // The case is one of the row's kind.
  assert_kinds(air, now.kind);
  const auto of_kind = [&](std::string_view name, const E& flag, const E& kinds)
                           CAIRN_INLINE_LAMBDA { air.assert_zero(name, flag * (one - kinds)); };
  const E uses_x = any_kind(now.kind, [](const InstructionInfo& k) { return k.uses_x; });
  const E uses_y = any_kind(now.kind, [](const InstructionInfo& k) { return k.uses_y; });
  const E two_words = any_kind(now.kind, takes_two_words);
  const E range = any_kind(now.kind, takes_range);
  of_kind("illegal_x: the kind uses x", is.illegal_x, uses_x);
  of_kind("illegal_y: the kind uses y", is.illegal_y, uses_y);
  of_kind("illegal_deref: the kind uses y, and is not add", is.illegal_deref,
          uses_y - kind(Kind::kAdd));
  of_kind("illegal_target: the kind has a target", is.illegal_target,
          any_kind(now.kind, has_target));
  of_kind("illegal_table: the kind is jump_table", is.illegal_table, kind(Kind::kJumpTable));
  of_kind("handle_x: x is a handle", is.handle_x, two_words + kind(Kind::kUnpack));
  of_kind("handle_y: y is a handle", is.handle_y, two_words);
  of_kind("length: the kind takes a range", is.length, range);
  of_kind("span: the kind takes a range", is.span, range);
  const E& climb = kind(Kind::kClimb);
  const E& horner = kind(Kind::kHorner);
  of_kind("cells: the kind reads cells", is.cells, kind(Kind::kPack) + climb + horner);
  of_kind("node: the kind is climb", is.node, climb);
  of_kind("point: the kind is horner", is.point, horner);
  of_kind("start: the kind is horner", is.start, horner);
  of_kind("jump_table: the kind is jump_table", is.jump_table, kind(Kind::kJumpTable));
  of_kind("out_of_cost: the kind is hash_range, climb or horner", is.out_of_cost,
          kind(Kind::kHashRange) + climb + horner);
  of_kind("output: the kind is halt", is.output, kind(Kind::kHalt));
  of_kind("limb: the kind is of integers", is.limb, any_kind(now.kind, is_integer));
  of_kind("assert_less: the kind is assert_less", is.assert_less, kind(Kind::kAssertLess));
  of_kind("levels: the kind is climb", is.levels, climb);
  of_kind("index: the kind is climb", is.index, climb);
  of_kind("int_div: the kind is int_div", is.int_div, kind(Kind::kIntDiv));
  of_kind("ext_div: the kind is ext_div", is.ext_div, kind(Kind::kExtDiv));

  // The illegal instruction: its fields and modes.
  const E bad_operand = is.illegal_x + is.illegal_y + is.illegal_deref;
  const E bad_field = bad_operand + is.illegal_target + is.illegal_table;
  const E illegal = is.illegal_opcode + bad_field;
  assert_bool(air, "x_arg is a bit", now.x_arg);
  assert_bool(air, "x_local is a bit", now.x_local);
  assert_bool(air, "one mode of x", now.x_arg + now.x_local);
  assert_bool(air, "y_arg is a bit", now.y_arg);
  assert_bool(air, "y_local is a bit", now.y_local);
  assert_bool(air, "y_immediate is a bit", now.y_immediate);
  assert_bool(air, "y_deref is a bit", now.y_deref);
  assert_bool(air, "one mode of y", now.y_arg + now.y_local + now.y_immediate + now.y_deref);
  assert_bool(air, "second is a bit", now.second);
  const auto field = [&](size_t i) CAIRN_INLINE_LAMBDA {
    return now.word[i] + now.second * (now.word[i + 4] - now.word[i]);
  };
  air.assert_zero("pc is a half of its word",
                  illegal * (now.pc - now.handle - now.handle - now.second));
  air.assert_zero("opcode", illegal * (now.opcode - field(0)));
  air.assert_zero("a", illegal * (now.a - field(1)));
  air.assert_zero("b", illegal * (now.b - field(2)));
  air.assert_zero("imm", illegal * (now.imm - field(3)));
  const E parts = number(15) * kind_number(now.kind, [](const InstructionInfo&) { return true; }) +
                  number(5) * (now.x_arg + now.x_local + now.x_local) + now.y_arg +
                  number(2) * now.y_local + number(3) * now.y_immediate + number(4) * now.y_deref;
  air.assert_zero("parts of the opcode", bad_field * (now.opcode - parts));
  air.assert_zero("an immediate is no offset", is.illegal_y * now.y_immediate);
  air.assert_zero("illegal_deref: y is deref", is.illegal_deref * (one - now.y_deref));

  // Words as operands.
  const E has_words = is.limb + is.int_div + is.ext_div;
  const E bad_climb = is.levels + is.index;
  const E has_range = is.out_of_cost + is.output + bad_climb;
  const E bad_handle = is.handle_x + is.handle_y + is.node + is.point + is.start;
  air.assert_zero("word of x or y",
                  has_words * (now.handle - now.x - now.second * (now.y - now.x)));
  air.assert_zero("int_div: the word is W[x]", is.int_div * now.second);
  air.assert_zero("ext_div: the word is W[y]", is.ext_div * (one - now.second));
  constexpr std::array<std::string_view, 5> kDivisorIsZero = {
      "the divisor's first felt is zero", "the divisor's second felt is zero",
      "the divisor's third felt is zero", "the divisor's fourth felt is zero",
      "the divisor's fifth felt is zero"};
  for (size_t i = 0; i < kDivisorIsZero.size(); ++i) {
    air.assert_zero(kDivisorIsZero[i], is.ext_div * now.word[i]);
  }
  constexpr std::array<std::string_view, 8> kLimbIsABit = {
      "limb 0 is a bit", "limb 1 is a bit", "limb 2 is a bit", "limb 3 is a bit",
      "limb 4 is a bit", "limb 5 is a bit", "limb 6 is a bit", "limb 7 is a bit"};
  E limbs = zero;
  E limb = zero;
  for (size_t i = 0; i < 8; ++i) {
    assert_bool(air, kLimbIsABit[i], now.limb[i]);
    limbs = limbs + now.limb[i];
    limb = limb + now.limb[i] * now.word[i];
  }
  air.assert_zero("one limb", is.limb * (one - limbs));

  // Arguments: of a climb node, index, siblings, n; of a horner h, n, point, start.
  const E& node = now.word[0];
  const E& point = now.word[2];
  const E& start = now.word[3];
  const E reads_cells = (climb + horner) * (now.real - illegal - is.cells);
  air.assert_zero("range_first", now.range_first - now.x - climb * (now.word[2] - now.x) -
                                     horner * (now.word[0] - now.x));
  air.assert_zero("range_length", now.range_length - now.y - climb * (now.word[3] - now.y) -
                                      horner * (now.word[1] - now.y));
  constexpr std::array<std::string_view, 5> kLengthIsABit = {
      "length bit 0 is a bit", "length bit 1 is a bit", "length bit 2 is a bit",
      "length bit 3 is a bit", "length bit 4 is a bit"};
  E length = zero;
  for (size_t i = 0; i < 5; ++i) {
    assert_bool(air, kLengthIsABit[i], now.length_bits[i]);
    length = length + number(1u << i) * now.length_bits[i];
  }
  const auto factor = [&](size_t i) CAIRN_INLINE_LAMBDA {
    return one + number((1u << (1u << i)) - 1) * now.length_bits[i];
  };
  air.assert_zero("index: the bits of n", is.index * (now.range_length - length));
  air.assert_zero("low_power", now.low_power - factor(0) * factor(1) * factor(2));
  air.assert_zero("power", now.power - now.low_power * factor(3) * factor(4));

  // The comparisons that the case asks for.
  const E left = air.public_value(PublicValue::kLeft);
  const E deref_shift = (page + one) * now.y_deref;
  air.assert_zero(
      "less: first",
      (now.real - is.illegal_deref - bad_handle - is.int_div - is.ext_div) * now.less_a -
          is.illegal_opcode * (now.opcode - number(15)) -
          is.illegal_x * (now.a - one + now.x_local) -
          is.illegal_y * (now.b - one + now.y_local + deref_shift) -
          is.illegal_target * (now.pc + now.imm - now.lo) - is.illegal_table * now.b -
          is.length * now.wp - is.span * (now.wp - now.range_length) -
          is.cells * (now.ap - number(cells_at_x(Kind::kPack)) * kind(Kind::kPack) -
                      number(kArgumentCells) * (climb + horner)) -
          (is.jump_table + is.assert_less) * now.x - is.out_of_cost * left -
          is.output * number(kMaxOutputWords) - is.limb * limb -
          is.levels * (now.range_length - one) - is.index * now.word[1]);
  air.assert_zero(
      "less: second",
      (now.real - is.illegal_deref - bad_handle - is.int_div - is.ext_div) * now.less_b -
          is.illegal_opcode * number(kOpcodeEnd - 15) - is.illegal_x * (page + now.x_local) -
          is.illegal_y * (page + now.y_local + deref_shift) -
          is.illegal_target * (now.hi - now.lo) - is.illegal_table * (now.hi - now.pc) -
          (is.length + is.out_of_cost + is.output) * now.range_length -
          (is.jump_table + is.assert_less) * now.y - is.span * now.range_first - is.cells * now.x -
          is.limb * number(1u << 16) - is.levels * number(kMaxClimb) - is.index * now.power);
  const E less_bit = is.length + is.span + is.cells + is.out_of_cost + is.output;
  air.assert_zero("near: first",
                  (illegal + has_words + has_range + is.span + bad_handle) * now.near_first -
                      illegal * (now.hi - one - now.pc) - has_range * now.range_first -
                      is.span * (now.wp - now.range_length) -
                      (has_words + is.handle_x) * (now.wp - one - now.x) -
                      is.handle_y * (now.wp - one - now.y) - is.node * (now.wp - one - node) -
                      is.point * (now.wp - one - point) - is.start * (now.wp - one - start));
  air.assert_zero("near: bound",
                  (illegal + has_words + has_range + is.span + bad_handle) * now.near_bound -
                      bad_handle * now.wp);
  air.assert_zero("near: second", (has_words + has_range + is.span) * now.near_second -
                                      has_words * (now.wp - one - now.y) -
                                      (has_range + is.span) * now.range_length);

  // Messages.
  air.provide("illegal instruction", Bus::kFetch,
              std::array<E, 6>{now.base, now.pc, number(kIllegalFlags), zero, zero, zero}, illegal);
  air.provide(
      "trap", Bus::kCoprocessor,
      std::array<E, 12>{
          kind_number(now.kind, [](const InstructionInfo&) { return true; }), now.x, now.y, now.res,
          now.ap, now.wp, now.base, now.delta_pc, now.delta_ap, now.delta_wp, now.delta_cost,
          reason(Reason::kBounds) * (bad_handle + is.length + is.span + is.cells + is.jump_table) +
              reason(Reason::kOutOfCost) * is.out_of_cost + reason(Reason::kOutput) * is.output +
              reason(Reason::kRange) * (is.limb + is.assert_less + bad_climb) +
              reason(Reason::kDivision) * (is.int_div + is.ext_div)},
      now.real - illegal);
  air.lookup("region", Bus::kRegion, std::array<E, 3>{now.base, now.lo, now.hi}, illegal);
  air.lookup("word", Bus::kWord,
             std::array<E, 9>{now.handle, now.word[0], now.word[1], now.word[2], now.word[3],
                              now.word[4], now.word[5], now.word[6], now.word[7]},
             illegal + has_words);
  air.lookup("the divisor is zero", Bus::kWord,
             std::array<E, 9>{now.y, zero, zero, zero, zero, zero, zero, zero, zero}, is.int_div);
  air.lookup("less", Bus::kLess, std::array<E, 3>{now.less_a, now.less_b, less_bit},
             now.real - is.illegal_deref - bad_handle - is.int_div - is.ext_div);
  air.lookup("near", Bus::kNear, std::array<E, 3>{now.near_first, now.near_bound, one - bad_handle},
             illegal + has_words + has_range + is.span + bad_handle);
  look_up_near(air, "near too", now.near_second, has_words + has_range + is.span);
  look_up_near(air, "the words exist", now.wp - now.range_length - now.range_first, has_range);
  look_up_near(air, "the other word exists", now.x + now.y - now.handle, has_words);
  constexpr std::array<std::string_view, kArgumentCells> kArgument = {
      "first argument", "second argument", "third argument", "fourth argument"};
  for (size_t i = 0; i < kArgumentCells; ++i) {
    air.lookup(kArgument[i], Bus::kFelt, std::array<E, 2>{now.x + E(Felt(i)), now.word[i]},
               reads_cells);
  }
  look_up_near(air, "arguments below ap", now.ap - number(kArgumentCells) - now.x, reads_cells);
  const E node_exists = climb * is.out_of_cost + bad_climb;
  look_up_near(air, "node is near", node, node_exists);
  look_up_near(air, "node below wp", now.wp - one - node, node_exists);
  const E horner_exists = horner * is.out_of_cost;
  look_up_near(air, "point is near", point, horner_exists);
  look_up_near(air, "point below wp", now.wp - one - point, horner_exists);
  look_up_near(air, "start is near", start, horner_exists);
  look_up_near(air, "start below wp", now.wp - one - start, horner_exists);
  air.lookup("the cost is left", Bus::kLess, std::array<E, 3>{left, now.range_length, zero},
             bad_climb);
  constexpr std::array<std::string_view, 8> kDividendLimb = {
      "limb 0 of the dividend", "limb 1 of the dividend", "limb 2 of the dividend",
      "limb 3 of the dividend", "limb 4 of the dividend", "limb 5 of the dividend",
      "limb 6 of the dividend", "limb 7 of the dividend"};
  for (size_t i = 0; i < 8; ++i) {
    air.lookup(kDividendLimb[i], Bus::kRange, std::array<E, 1>{now.word[i]}, is.int_div);
  }
}

static_assert(shape_of<FaultsTable>().valid());

}  // namespace cairn
