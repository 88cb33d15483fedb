// The instructions over a range (h, n) of words, where the range exists: `halt` and `hash_range`.
//
// h, n and wp - n - h are near: below 2^26, so n <= wp and h <= wp - n over the integers. A range
// that is not so has a row in `faults`.
//
// hash_range leaves the hashing to the sponge bus, where n words are n permutations; its digest is
// the word wp, appended there. It costs max(1, n). That n does not exceed the cost that is left
// follows from the statement: cost only grows, by real rows, and the last one is within the limit.
//
// halt is answered with outcome 9, so that the run ends with it. Its (h, n) are the public output
// range, and the verifier itself reads these words and refuses n > 256 (air/statement.h), so
// neither is checked here; a run that must trap (output) cannot have a statement that says halted.
//
// Cells free: the deltas of a halt, which repeat the difference between the cpu's last row and its
// first; `inverse` where n is 0 and in a halt; everything but the
// flags in padding rows. Specification: docs/tables.md (spans), docs/machine.md.
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/instructions.h"
#include "vm/program.h"

namespace cairn {

struct Witness;
class Ledger;

struct SpansTable {
  static constexpr std::string_view kName = "spans";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T is_halt, is_hash;  // neither: padding
    T h, n, res, ap, wp, base;
    T delta_pc, delta_ap, delta_wp, delta_cost;
    T is_empty, inverse;  // whether n is 0, and else 1 / n
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void SpansTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };

  const E real = now.is_halt + now.is_hash;
  assert_bool(air, "is_halt is a bit", now.is_halt);
  assert_bool(air, "is_hash is a bit", now.is_hash);
  assert_bool(air, "at most one kind", real);

  air.assert_zero("output handle",
                  now.is_halt * (now.h - air.public_value(PublicValue::kOutputHandle)));
  air.assert_zero("output length",
                  now.is_halt * (now.n - air.public_value(PublicValue::kOutputLength)));
  air.assert_zero("halt has no result", now.is_halt * now.res);
  air.assert_zero("the result is the handle", now.is_hash * (now.res - now.wp));
  air.assert_zero("the next instruction follows", now.is_hash * (now.delta_pc - one));
  air.assert_zero("one cell is appended", now.is_hash * (now.delta_ap - one));
  air.assert_zero("one word is appended", now.is_hash * (now.delta_wp - one));
  air.assert_zero("n is 0 or has an inverse",
                  now.is_hash * (now.n * now.inverse - one + now.is_empty));
  air.assert_zero("empty means n is 0", now.is_hash * now.n * now.is_empty);
  air.assert_zero("cost", now.is_hash * (now.delta_cost - now.n - now.is_empty));

  air.provide(
      "halt or hash_range", Bus::kCoprocessor,
      std::array<E, 12>{number(static_cast<uint32_t>(Kind::kHalt)) * now.is_halt +
                            number(static_cast<uint32_t>(Kind::kHashRange)) * now.is_hash,
                        now.h, now.n, now.res, now.ap, now.wp, now.base, now.delta_pc, now.delta_ap,
                        now.delta_wp, now.delta_cost, number(kHaltedCode) * now.is_halt},
      real);
  air.lookup("sponge", Bus::kSponge, std::array<E, 4>{now.h, now.n, now.wp, number(kRangeDomain)},
             now.is_hash);
  look_up_near(air, "h is near", now.h, real);
  look_up_near(air, "n is near", now.n, real);
  look_up_near(air, "the words exist", now.wp - now.n - now.h, real);
}

static_assert(shape_of<SpansTable>().valid());

}  // namespace cairn
