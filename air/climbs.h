// The instruction climb: one row is one path, from a word to its root over up to 24 levels.
//
// The row reads the four cells (node, index, siblings, n) at x and proves that they lie below ap,
// that the node and the range (siblings, n) of words exist, and that 1 <= n <= 24. The hashing is
// left to the climb bus, where n levels are n permutations (poseidon.h), which begin with the
// handles of the two words of the lowest level; that each lies where bit 0 of the index says is
// proven here. That the bits are those of the index, and so that index < 2^n, is proven there; as
// they are at most 24, no other bits make the same felt.
//
// It costs n; that n does not exceed the cost that is left follows from the statement, as in
// spans.h. A climb that is not so has a row in `faults`.
//
// Not asked: that node and siblings are near, and that bit is a bit. A row of poseidon reads the
// words at both, which exist for handles below 2^26 only; and its bit is a bit, equal to this one.
// Free columns: base, which only the message holds; in padding rows all but `real` and what `left`
// follows from. Specification: docs/tables.md (climbs), docs/machine.md (climb).
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

struct ClimbsTable {
  static constexpr std::string_view kName = "climbs";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T real;
    T x, ap, wp, base;
    T node, index, siblings, n;
    T bit;   // 0 of the index
    T left;  // the node's handle, or the first sibling's where bit is set
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void ClimbsTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E zero{Felt()};
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };
  const E& real = now.real;

  assert_bool(air, "real is a bit", real);
  air.assert_zero("left", now.left - now.node - now.bit * (now.siblings - now.node));
  const E right = now.node + now.siblings - now.left;

  air.provide("climb", Bus::kCoprocessor,
              std::array<E, 12>{number(static_cast<uint32_t>(Kind::kClimb)), now.x, zero, now.wp,
                                now.ap, now.wp, now.base, one, one, one, now.n, zero},
              real);
  air.lookup("path", Bus::kClimb,
             std::array<E, 6>{now.left, right, now.wp, now.index, now.n, now.bit}, real);
  air.lookup("read node", Bus::kFelt, std::array<E, 2>{now.x, now.node}, real);
  air.lookup("read index", Bus::kFelt, std::array<E, 2>{now.x + one, now.index}, real);
  air.lookup("read siblings", Bus::kFelt, std::array<E, 2>{now.x + number(2), now.siblings}, real);
  air.lookup("read n", Bus::kFelt, std::array<E, 2>{now.x + number(3), now.n}, real);
  look_up_near(air, "cells below ap", now.ap - number(4) - now.x, real);
  look_up_near(air, "node below wp", now.wp - one - now.node, real);
  look_up_near(air, "the siblings exist", now.wp - now.n - now.siblings, real);
  air.lookup("n is at least 1", Bus::kRange, std::array<E, 1>{now.n - one}, real);
  air.lookup("n is at most 24", Bus::kRange, std::array<E, 1>{number(kMaxClimb) - now.n}, real);
}

static_assert(shape_of<ClimbsTable>().valid());

}  // namespace cairn
