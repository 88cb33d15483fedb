// Advice: one row is one `advice` or one `advice_word`.
//
// The only results that a prover chooses: `res` of an advice, the word of an advice_word. The table
// is present exactly when the statement says that advice was used, and then its first row is real.
// Further free columns: x, the operand that the cpu sends although the kinds do not use it; ap and
// base, which only the message holds (wp too for an advice); in padding rows all but the flags.
// Specification: docs/tables.md (advice), docs/machine.md (advice, advice_word).
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

struct AdviceTable {
  static constexpr std::string_view kName = "advice";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T is_felt, is_word;
    T x, res, ap, wp, base;
    std::array<T, 8> word;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void AdviceTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E zero{Felt()};
  const E one(Felt::one());
  const auto kind = [](Kind k) CAIRN_INLINE_LAMBDA { return E(Felt(static_cast<uint32_t>(k))); };

  const E is_real = now.is_felt + now.is_word;
  assert_bool(air, "is_felt is a bit", now.is_felt);
  assert_bool(air, "is_word is a bit", now.is_word);
  assert_bool(air, "at most one kind", is_real);
  air.assert_zero("the first row is real", air.is_first_row() * (one - is_real));
  air.assert_zero("a word's result is its handle", now.is_word * (now.res - now.wp));

  air.provide("advice or advice_word", Bus::kCoprocessor,
              std::array<E, 12>{
                  kind(Kind::kAdvice) * now.is_felt + kind(Kind::kAdviceWord) * now.is_word, now.x,
                  zero, now.res, now.ap, now.wp, now.base, one, one, now.is_word, one, zero},
              is_real);
  air.lookup("append", Bus::kWord,
             std::array<E, 9>{now.wp, now.word[0], now.word[1], now.word[2], now.word[3],
                              now.word[4], now.word[5], now.word[6], now.word[7]},
             now.is_word);
}

static_assert(shape_of<AdviceTable>().valid());

}  // namespace cairn
