// Decoding: one row is one instruction of one code region, however often it runs there.
//
// A row reads its code word, takes the opcode apart (15 kind + 5 x mode + y mode, each part
// one-hot), checks that the instruction is legal where it stands, and answers the cpu's fetch in a
// normal form: flags, signed offsets, and an imm that is the kind's number where the cpu asks a
// coprocessor. An illegal instruction has no row here; `faults` answers for it.
//
// Legal: a used offset o is least <= o <= Z by two ranges, o - least and Z - o, neither of which
// can hold for a number outside. A target is `last`, which is near above `origin` and near below
// hi: for jumps and calls last = pc + imm and origin = lo; for jump_table last = pc + b is the last
// entry and origin = pc. All of lo, hi and pc are below 2^26 (a region's words and the code word
// exist), so nothing wraps: lo <= pc + imm < hi, and b >= 0 with pc + 1 + b <= hi.
// pc < hi is checked, for the cpu meets the end of code at pc = hi. pc >= lo needs no check: it
// holds in every state that the machine reaches, so a row that breaks it is never asked for.
//
// Cells free: in padding rows, whatever no constraint without a kind touches; `a`, `b`, `imm` are
// tied to the word in every row; `last` and `origin` where the kind has no target.
// Specification: docs/tables.md (decode), docs/machine.md (Instructions).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/cpu.h"
#include "air/kinds.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/instructions.h"

namespace cairn {

struct DecodeTable {
  static constexpr std::string_view kName = "decode";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    KindFlags<T> kind;  // all zero: padding
    // The modes as the opcode has them.
    T x_ap, x_arg, x_local;
    T y_ap, y_arg, y_local, y_immediate, y_deref;
    T base, lo, hi;  // the region
    T pc, handle, half;
    std::array<T, 8> word;
    T a, b, imm;  // the half's other fields
    // What is fetched: the modes, x_arg and y_arg left out; offsets with sign; imm.
    T fetch_x_ap, fetch_x_local;
    T fetch_y_ap, fetch_y_local, fetch_y_immediate, fetch_y_deref;
    T fetch_a, fetch_b, fetch_imm;
    T origin, last;
    T count;  // of fetches
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void DecodeTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };
  const auto is = [&](Kind k) CAIRN_INLINE_LAMBDA { return now.kind[kind_index(k)]; };
  const E page = number(kZeroPage);

  // One kind or none, and with it one mode of each operand.
  assert_kinds(air, now.kind);
  assert_bool(air, "x_ap is a bit", now.x_ap);
  assert_bool(air, "x_arg is a bit", now.x_arg);
  assert_bool(air, "x_local is a bit", now.x_local);
  assert_bool(air, "y_ap is a bit", now.y_ap);
  assert_bool(air, "y_arg is a bit", now.y_arg);
  assert_bool(air, "y_local is a bit", now.y_local);
  assert_bool(air, "y_immediate is a bit", now.y_immediate);
  assert_bool(air, "y_deref is a bit", now.y_deref);
  assert_bool(air, "half is a bit", now.half);
  const E real = any_kind(now.kind, [](const InstructionInfo&) { return true; });
  air.assert_zero("one mode of x", now.x_ap + now.x_arg + now.x_local - real);
  air.assert_zero("one mode of y",
                  now.y_ap + now.y_arg + now.y_local + now.y_immediate + now.y_deref - real);

  // The fields, from the half of the word.
  const auto field = [&](size_t i) CAIRN_INLINE_LAMBDA {
    return now.word[i] + now.half * (now.word[i + 4] - now.word[i]);
  };
  air.assert_zero("pc is a half of its word", now.pc - now.handle - now.handle - now.half);
  const E opcode = number(15) * kind_number(now.kind, [](const InstructionInfo&) { return true; }) +
                   number(5) * (now.x_arg + now.x_local + now.x_local) + now.y_arg +
                   number(2) * now.y_local + number(3) * now.y_immediate + number(4) * now.y_deref;
  air.assert_zero("opcode", opcode - field(0));
  air.assert_zero("a", now.a - field(1));
  air.assert_zero("b", now.b - field(2));
  air.assert_zero("imm", now.imm - field(3));

  // The normal form. `ret` reads its frame, `jump` compares [ap - 1] with itself, `call` has the
  // cell [ap + 1] for y; another kind's unused x is [ap - 1], its unused y 0.
  const E uses_x = any_kind(now.kind, [](const InstructionInfo& k) { return k.uses_x; });
  const E uses_y = any_kind(now.kind, [](const InstructionInfo& k) { return k.uses_y; });
  const E ret = is(Kind::kRet);
  const E& jump = is(Kind::kJump);
  const E& call = is(Kind::kCall);
  const E idle_x = real - uses_x - ret;
  air.assert_zero("fetched x_ap", now.fetch_x_ap - uses_x * now.x_ap - idle_x);
  air.assert_zero("fetched x_local", now.fetch_x_local - uses_x * now.x_local);
  air.assert_zero("fetched y_ap", now.fetch_y_ap - uses_y * now.y_ap - jump - call);
  air.assert_zero("fetched y_local", now.fetch_y_local - uses_y * now.y_local);
  air.assert_zero("fetched y_immediate", now.fetch_y_immediate - uses_y * now.y_immediate -
                                             (real - uses_y - ret - jump - call));
  air.assert_zero("fetched y_deref", now.fetch_y_deref - uses_y * now.y_deref);
  air.assert_zero("fetched a", now.fetch_a - uses_x * now.a * (now.x_local + now.x_local - one) +
                                   idle_x + ret + ret);
  air.assert_zero("fetched b", now.fetch_b -
                                   uses_y * now.b * (one - number(2) * (now.y_ap + now.y_arg)) -
                                   is(Kind::kJumpTable) * now.b + ret + jump - call);
  const E uses_imm =
      any_kind(now.kind, [](const InstructionInfo& k) { return k.imm != Imm::kUnused; });
  air.assert_zero("fetched imm",
                  now.fetch_imm - uses_imm * now.imm - kind_number(now.kind, asks_coprocessor));

  // Legality.
  air.assert_zero("only add loads", uses_y * now.y_deref * (one - is(Kind::kAdd)));
  const E jumps = any_kind(now.kind, has_target);
  const E has_last = jumps + is(Kind::kJumpTable);
  air.assert_zero("last target",
                  has_last * (now.last - now.pc) - jumps * now.imm - is(Kind::kJumpTable) * now.b);
  air.assert_zero("origin", has_last * now.origin - jumps * now.lo - is(Kind::kJumpTable) * now.pc);
  air.assert_zero("padding is not fetched", now.count * (one - real));

  // The flags of the cpu, in its order.
  const E flags = [&]() CAIRN_INLINE_LAMBDA {
    CpuFlags<E> f{
        now.fetch_x_ap,
        now.fetch_x_local,
        now.fetch_y_ap,
        now.fetch_y_local,
        now.fetch_y_immediate,
        now.fetch_y_deref,
        is(Kind::kAdd),
        is(Kind::kMul),
        is(Kind::kSub),
        is(Kind::kDiv),
        is(Kind::kAssert),
        is(Kind::kJump) + is(Kind::kJumpEq),
        is(Kind::kJumpNe),
        is(Kind::kCall),
        is(Kind::kRet),
        is(Kind::kExec),
        any_kind(now.kind, [](const InstructionInfo& k) { return k.unit == Unit::kCoprocessor; }),
        any_kind(now.kind,
                 [](const InstructionInfo& k) { return k.unit == Unit::kCoprocessorQuiet; })};
    const auto bits = std::bit_cast<std::array<E, kCpuFlags>>(f);
    E sum = bits[0];
    for (size_t i = 1; i < kCpuFlags; ++i) sum = sum + number(1u << i) * bits[i];
    return sum;
  }();

  air.provide("fetch", Bus::kFetch,
              std::array<E, 6>{now.base, now.pc, flags, now.fetch_a, now.fetch_b, now.fetch_imm},
              now.count);
  air.lookup("code word", Bus::kWord,
             std::array<E, 9>{now.handle, now.word[0], now.word[1], now.word[2], now.word[3],
                              now.word[4], now.word[5], now.word[6], now.word[7]},
             real);
  air.lookup("region", Bus::kRegion, std::array<E, 3>{now.base, now.lo, now.hi}, real);
  look_up_near(air, "pc below hi", now.hi - one - now.pc, real);
  air.lookup("a is at least its least", Bus::kRange, std::array<E, 1>{now.a - one + now.x_local},
             uses_x);
  air.lookup("a is at most Z", Bus::kRange, std::array<E, 1>{page - now.a}, uses_x);
  const E checks_y = uses_y * (one - now.y_immediate);
  air.lookup("b is at least its least", Bus::kRange,
             std::array<E, 1>{now.b - one + now.y_local + (page + one) * now.y_deref}, checks_y);
  air.lookup("b is at most Z", Bus::kRange, std::array<E, 1>{page - now.b}, checks_y);
  look_up_near(air, "target from origin on", now.last - now.origin, has_last);
  look_up_near(air, "target below hi", now.hi - one - now.last, has_last);
}

static_assert(shape_of<DecodeTable>().valid());

}  // namespace cairn
