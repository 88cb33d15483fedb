// The words of horner: one row is one word, by whose eight felts c0, c1, ... an element acc of the
// extension field X^5 + X^2 - 1 = 0 is carried on at the point z: acc z + c0, that times z + c1,
// and so on.
//
// That is done four felts at a time: acc z^4 + c0 z^3 + c1 z^2 + c2 z + c3 has degree 3 in acc, z,
// the felts and a column for z^2, since z^4 = z^2 z^2 and z^3 = z^2 z. So one element lies between
// acc and the row's result.
//
// An instruction over n words is n rows. The first begins with what `horner` asks for: where its
// result goes (wp), the first handle, n, the point and the element to start with. Each further one
// takes over wp, the point and the result of the row before, with the next handle and one word less
// to go; the last has one word to go, and appends its result. A row that goes on is followed by a
// continuing row and only such a row is, also from the last row to the first, where nothing
// differs. So no instruction is cut, none is joined to another, and `left` counts down from n to 1
// in exactly n rows: it could only pass 0 in p > 2^24 rows. For the same reason not all rows can be
// continuing ones.
//
// That the words lie below wp is asked by `horner`; a row reads the word at its handle.
// Free columns: in padding rows handle, left and wp, which only messages hold. Their arithmetic
// holds as that of all rows, on numbers that nobody asked for; with z = 0 it leaves free acc and
// the felts that z multiplies. Specification: docs/tables.md (horner_words), docs/machine.md.
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/extension_product.h"
#include "air/names.h"
#include "air/operation.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct HornerWordsTable {
  static constexpr std::string_view kName = "horner_words";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  using Element = std::array<T, 5>;

  template <class T>
  struct Columns {
    T is_start, is_continued;  // of an instruction: its first row, a later one; neither: padding
    T handle, left;            // of the word; the number of words to go, with it
    T wp;                      // where the result goes
    Element<T> point, square;
    Element<T> before, middle, after;  // the word's first felt, between its halves, and its last
    std::array<T, 8> felts;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

namespace internal {
inline constexpr NumberedNames<5> kHornerSquareNames("square of the point, ");
inline constexpr NumberedNames<5> kHornerMiddleNames("first four felts, ");
inline constexpr NumberedNames<5> kHornerAfterNames("last four felts, ");
inline constexpr NumberedNames<5> kHornerPointNames("the same point, ");
inline constexpr NumberedNames<5> kHornerGoesOnNames("the element goes on, ");
}  // namespace internal

template <AirBuilder B>
CAIRN_INLINE constexpr void HornerWordsTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const auto& next = air.next();
  const E zero{Felt()};
  const E one(Felt::one());

  // Which words.
  const E real = now.is_start + now.is_continued;
  const E& goes_on = next.is_continued;
  const E ends = real - goes_on;
  assert_bool(air, "is_start is a bit", now.is_start);
  assert_bool(air, "is_continued is a bit", now.is_continued);
  assert_bool(air, "start or continued", real);
  air.assert_zero("only a word goes on", goes_on * (one - real));
  air.assert_zero("the end has one word to go", ends * (now.left - one));
  air.assert_zero("one word less to go", goes_on * (next.left - now.left + one));
  air.assert_zero("the next handle", goes_on * (next.handle - now.handle - one));
  air.assert_zero("the same wp", goes_on * (next.wp - now.wp));

  // What is done to them.
  const Element<E>& z = now.point;
  const Element<E>& z2 = now.square;
  const Element<E> square = extension_product(z, z);
  const Element<E> z3 = extension_product(z2, z);
  const Element<E> z4 = extension_product(z2, z2);
  const auto carry_on = [&](const Element<E>& element, size_t first) CAIRN_INLINE_LAMBDA {
    Element<E> result = extension_product(element, z4);
    for (size_t i = 0; i < 5; ++i) {
      result[i] = result[i] + now.felts[first] * z3[i] + now.felts[first + 1] * z2[i] +
                  now.felts[first + 2] * z[i];
    }
    result[0] = result[0] + now.felts[first + 3];
    return result;
  };
  const Element<E> middle = carry_on(now.before, 0);
  const Element<E> after = carry_on(now.middle, 4);
  for (size_t i = 0; i < 5; ++i) {
    air.assert_zero(internal::kHornerSquareNames[i], z2[i] - square[i]);
    air.assert_zero(internal::kHornerMiddleNames[i], now.middle[i] - middle[i]);
    air.assert_zero(internal::kHornerAfterNames[i], now.after[i] - after[i]);
    air.assert_zero(internal::kHornerPointNames[i], goes_on * (next.point[i] - z[i]));
    air.assert_zero(internal::kHornerGoesOnNames[i], goes_on * (next.before[i] - now.after[i]));
  }

  const Element<E>& a = now.before;
  air.provide("words", Bus::kHorner,
              std::array<E, 8>{now.wp, now.handle, now.left, z[0], z[1], z[2], z[3], z[4]},
              now.is_start);
  air.provide("start", Bus::kHornerStart, std::array<E, 6>{now.wp, a[0], a[1], a[2], a[3], a[4]},
              now.is_start);
  air.lookup("read", Bus::kWord, word_message(now.handle, now.felts), real);
  air.lookup("append", Bus::kWord,
             std::array<E, 9>{now.wp, now.after[0], now.after[1], now.after[2], now.after[3],
                              now.after[4], zero, zero, zero},
             ends);
}

static_assert(shape_of<HornerWordsTable>().valid());

}  // namespace cairn
