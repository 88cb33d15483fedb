// The instruction horner: one row is one element W[start], carried on by Horner's rule at the point
// W[point] over the felts of the words W[h .. h + n).
//
// The row reads its four cells (h, n, point, start) at x and proves that they lie below ap, that
// the range (h, n) of words exists, and that so do the words point and start, which it reads. What
// is done to the n words is left to horner_words, where they are n rows. Two messages say which,
// for all of it is too much for one: (wp, h, n, point) and (wp, start). Each real row answers a
// step of the cpu that appends the word wp, so no two have the same wp, and both messages are
// answered by one row over there. Where n is 0 nothing is asked, and the row itself appends start.
//
// It costs max(1, n); that n does not exceed the cost that is left follows from the statement, as
// in spans.h. A horner that is not so has a row in `faults`.
//
// The range exists: n is 0 or a number of rows, h is below 2^30, being 2^13 h_high and what is left
// of it, both below 2^16, and wp - n - h is below 2^26; as no sum of them reaches p, n <= wp and
// h <= wp - n over the integers. (To ask that h be near would take a row of bounds more, of which
// footprint.h counts six.) Not asked is that point and start are near: words are read at both.
//
// Free columns: base, which only the message holds; the upper felts of point and start, which the
// word bus fixes; h_high, where more than one leaves less than 2^16 of h; inverse where n is 0; in
// padding rows all but `real` and `is_empty`.
// Specification: docs/tables.md (horner), docs/machine.md (horner).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/operation.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/instructions.h"

namespace cairn {

struct HornerTable {
  static constexpr std::string_view kName = "horner";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T real;
    T x, ap, wp, base;
    T h, n, point, start;
    T h_high;             // in units of 2^13
    T is_empty, inverse;  // whether n is 0, and else 1 / n
    std::array<T, 8> point_word, start_word;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void HornerTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E zero{Felt()};
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };
  const E& real = now.real;
  const E& is_empty = now.is_empty;

  assert_bool(air, "real is a bit", real);
  air.assert_zero("n is 0 or has an inverse", real * (now.n * now.inverse - one + is_empty));
  air.assert_zero("empty means n is 0", is_empty * now.n);
  air.assert_zero("empty is real", is_empty * (one - real));

  air.provide("horner", Bus::kCoprocessor,
              std::array<E, 12>{kind_number<E>(Kind::kHorner), now.x, zero, now.wp, now.ap, now.wp,
                                now.base, one, one, one, now.n + is_empty, zero},
              real);
  const std::array<E, 8>& z = now.point_word;
  const std::array<E, 8>& a = now.start_word;
  const E has_words = real - is_empty;
  air.lookup("words", Bus::kHorner,
             std::array<E, 8>{now.wp, now.h, now.n, z[0], z[1], z[2], z[3], z[4]}, has_words);
  air.lookup("start", Bus::kHornerStart, std::array<E, 6>{now.wp, a[0], a[1], a[2], a[3], a[4]},
             has_words);
  air.lookup("append", Bus::kWord,
             std::array<E, 9>{now.wp, a[0], a[1], a[2], a[3], a[4], zero, zero, zero}, is_empty);
  air.lookup("read h", Bus::kFelt, std::array<E, 2>{now.x, now.h}, real);
  air.lookup("read n", Bus::kFelt, std::array<E, 2>{now.x + one, now.n}, real);
  air.lookup("read point", Bus::kFelt, std::array<E, 2>{now.x + number(2), now.point}, real);
  air.lookup("read start", Bus::kFelt, std::array<E, 2>{now.x + number(3), now.start}, real);
  air.lookup("the point's word", Bus::kWord, word_message(now.point, z), real);
  air.lookup("the start's word", Bus::kWord, word_message(now.start, a), real);
  look_up_near(air, "cells below ap", now.ap - number(kArgumentCells) - now.x, real);
  look_up_near(air, "point below wp", now.wp - one - now.point, real);
  look_up_near(air, "start below wp", now.wp - one - now.start, real);
  look_up_near(air, "the words exist", now.wp - now.n - now.h, real);
  air.lookup("the upper part of h", Bus::kRange, std::array<E, 1>{now.h_high}, real);
  air.lookup("the lower part of h", Bus::kRange,
             std::array<E, 1>{now.h - number(1u << 13) * now.h_high}, real);
}

static_assert(shape_of<HornerTable>().valid());

}  // namespace cairn
