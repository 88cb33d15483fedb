// The word log: one row holds two words of W, each with the number of times it is asked for.
//
// As with the felts, the handle is the row, so a word has one value. Free columns: the words, whose
// meaning comes from the image, the inputs and the appends that ask for them, and the counts, which
// the balance of the bus fixes. Words behind the log's end are zeros that nobody asks for.
// Specification: docs/tables.md (words), docs/machine.md (W).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct Witness;
class Ledger;

struct WordsTable {
  static constexpr std::string_view kName = "words";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 0;
  static constexpr size_t kWords = 2;

  template <class T>
  struct Columns {
    T counter;  // of the row; its words are 2 counter and 2 counter + 1
    std::array<std::array<T, 8>, kWords> values;
    std::array<T, kWords> counts;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  // After every table that asks for words.
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void WordsTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  air.assert_zero("the counter begins at 0", air.is_first_row() * now.counter);
  air.assert_zero("the counter counts",
                  air.is_transition() * (air.next().counter - now.counter - E(Felt::one())));
  constexpr std::array<std::string_view, kWords> kNames = {"word 0", "word 1"};
  const E first = E(Felt(kWords)) * now.counter;
  for (size_t i = 0; i < kWords; ++i) {
    const std::array<E, 8>& word = now.values[i];
    air.provide(kNames[i], Bus::kWord,
                std::array<E, 9>{first + E(Felt(i)), word[0], word[1], word[2], word[3], word[4],
                                 word[5], word[6], word[7]},
                now.counts[i]);
  }
}

static_assert(shape_of<WordsTable>().valid());

}  // namespace cairn
