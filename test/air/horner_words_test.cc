// The words of horner: every cell is changed, and a prover who would leave out, add, join or turn
// words.
#include "air/horner_words.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "test/air/harness.h"
#include "test/air/horner_rows.h"
#include "test/air/run_tables.h"
#include "vm/extension.h"

namespace cairn::test {
namespace {

using Row = HornerWordsTable::Columns<Felt>;
using Names = std::set<std::string>;

bool is_padding(const Row& row) { return row.is_start + row.is_continued == Felt(); }

TEST_CASE("horner_words: no cell is free without a reason") {
  // With the table full, too, so that the first row follows a real one.
  for (const uint32_t last : {2u, 4u}) {
    RunTables run(
        horner_run({{20, 3, 30, 31}, {21, 1, 32, 33}, {22, 0, 9, 9}, {25, last, 34, 35}}));
    ColumnMatrix m = run.fill<HornerWordsTable>();
    REQUIRE(HornerWordsTable::rows(run.witness) == 4 + last);
    REQUIRE(m.height() == 8);
    require_valid<HornerWordsTable>(m, run.publics);
    const MutationReport report = mutate_cells<HornerWordsTable>(m, run.publics);
    constexpr auto c = columns_of<HornerWordsTable>();
    std::vector<size_t> multiplied = {c.felts[0], c.felts[1], c.felts[2],
                                      c.felts[4], c.felts[5], c.felts[6]};
    append_columns(multiplied, c.before);
    std::vector<FreeCells<HornerWordsTable>> free;
    if (last == 2) {
      free = {
          {"no message of a padding row holds them", {c.handle, c.left, c.wp}, is_padding},
          {"no message of a padding row holds them, and its point is 0", multiplied, is_padding}};
    }
    require_only_free<HornerWordsTable>(report, m, free);
    require_all_notice<HornerWordsTable>({report});
  }
}

// Rows of which the arithmetic is right and the control is not.
class Forgery {
 public:
  explicit Forgery(size_t height) : rows_(height) {}
  Row& operator[](size_t row) { return rows_[row]; }

  // `n` words from handle `first` on, with the result at `wp`; cut after `rows` rows. They go round
  // the end of the table.
  void words(size_t row, uint32_t first, uint32_t n, uint32_t wp, size_t rows) {
    for (size_t i = 0; i < rows; ++i) {
      Row& cells = rows_[(row + i) % rows_.size()];
      cells = Row{};
      (i == 0 ? cells.is_start : cells.is_continued) = Felt::one();
      cells.handle = Felt(first + i);
      cells.left = Felt(n) - Felt(i);
      cells.wp = Felt(wp);
      cells.point = {Felt(wp), Felt(3), Felt(5), Felt(7), Felt(11)};
      if (i == 0) cells.before = {Felt(9 * wp), Felt(8), Felt(7), Felt(6), Felt(5)};
      for (size_t k = 0; k < 8; ++k)
        cells.felts[k] = Felt(size_t{100} * first + size_t{13} * i + k * k);
    }
  }
  // Fills in the arithmetic, beginning at row `first`; then every failure. Elements go on, but for
  // the row `turned`.
  Names failing(size_t first = 0, size_t turned = SIZE_MAX) {
    for (size_t i = 0; i < rows_.size(); ++i) {
      const size_t r = (first + i) % rows_.size();
      Row& cells = rows_[r];
      if (cells.is_continued == Felt::one() && r != turned) {
        cells.before = rows_[(r + rows_.size() - 1) % rows_.size()].after;
      }
      const Ext point = Ext::from_coefficients(cells.point);
      Ext element = Ext::from_coefficients(cells.before);
      cells.square = (point * point).c;
      for (size_t k = 0; k < 8; ++k) {
        element = element * point + cells.felts[k];
        if (k == 3) cells.middle = element.c;
      }
      cells.after = element.c;
    }
    ColumnMatrix m(rows_.size(), kWidth<HornerWordsTable>);
    for (size_t r = 0; r < rows_.size(); ++r) {
      const auto cells = std::bit_cast<std::array<Felt, kWidth<HornerWordsTable>>>(rows_[r]);
      for (size_t c = 0; c < cells.size(); ++c) m.at(r, c) = cells[c];
    }
    Names names;
    for (size_t r = 0; r < m.height(); ++r) {
      names.merge(failures<HornerWordsTable>(m, r, PublicValues()));
    }
    return names;
  }

 private:
  std::vector<Row> rows_;
};

Names numbered(const std::string& name) {
  Names names;
  for (int i = 0; i < 5; ++i) names.insert(name + std::to_string(i));
  return names;
}

TEST_CASE("horner_words cannot be cut, joined, bypassed or turned") {
  Forgery forgery(16);
  forgery.words(0, 20, 4, 90, 4);
  forgery.words(4, 30, 3, 91, 3);
  SECTION("honest") {
    forgery.words(7, 20, 1, 92, 1);
    forgery.words(9, 40, 7, 93, 7);
    CHECK(forgery.failing().empty());
  }
  SECTION("around the end of the table, which changes nothing") {
    Forgery around(8);
    around.words(6, 20, 5, 90, 5);
    CHECK(around.failing(6).empty());
  }
  SECTION("cut short") {
    forgery[6] = Row{};
    CHECK(forgery.failing() == Names{"the end has one word to go"});
  }
  SECTION("cut short by the next one") {
    forgery.words(2, 30, 3, 92, 2);
    CHECK(forgery.failing() == Names{"the end has one word to go"});
  }
  SECTION("cut short by the end of the table") {
    forgery.words(13, 40, 4, 92, 3);
    CHECK(forgery.failing() == Names{"the end has one word to go"});
  }
  SECTION("too long") {
    forgery.words(7, 40, 2, 92, 3);
    CHECK(forgery.failing() == Names{"the end has one word to go"});
  }
  SECTION("no words in one row") {
    forgery.words(7, 40, 0, 92, 1);
    CHECK(forgery.failing() == Names{"the end has one word to go"});
  }
  SECTION("words that are not counted") {
    forgery.words(7, 40, 2, 92, 3);
    forgery[9].left = Felt(1);
    CHECK(forgery.failing() == Names{"one word less to go"});
  }
  SECTION("a word left out") {
    forgery[6].handle += Felt(1);
    CHECK(forgery.failing() == Names{"the next handle"});
  }
  SECTION("a word twice") {
    forgery[5].handle -= Felt(1);
    CHECK(forgery.failing() == Names{"the next handle"});
  }
  SECTION("continued out of nothing") {
    forgery.words(7, 40, 2, 92, 2);
    forgery[7] = Row{};
    forgery[8].point = {};  // as the row before has it
    forgery[8].wp = forgery[8].handle = {};
    CHECK(forgery.failing().count("only a word goes on") == 1);
  }
  SECTION("continued out of the last row of another one") {
    forgery.words(7, 33, 2, 91, 2);
    forgery[7].is_start = Felt();
    forgery[7].is_continued = Felt::one();
    CHECK(forgery.failing() == Names{"one word less to go"});
  }
  SECTION("a row of both") {
    forgery[5].is_start = Felt::one();
    CHECK(forgery.failing().count("start or continued") == 1);
  }
  SECTION("a start of two halves") {
    forgery[4].is_start = Felt(2).inverse();
    forgery[4].is_continued = Felt(2).inverse();
    const Names names = forgery.failing();
    CHECK(names.count("is_start is a bit") == 1);
    CHECK(names.count("is_continued is a bit") == 1);
  }
  SECTION("rows without a beginning") {
    Forgery ring(8);
    for (size_t r = 0; r < 8; ++r) {
      ring[r].is_continued = Felt::one();
      ring[r].left = Felt(20) - Felt(r);
    }
    CHECK(ring.failing().count("one word less to go") == 1);
  }
  SECTION("a result that goes elsewhere") {
    forgery[6].wp = Felt(99);
    CHECK(forgery.failing() == Names{"the same wp"});
  }
  SECTION("another point") {
    for (size_t i = 0; i < 5; ++i) {
      forgery[6].point = forgery[5].point;
      forgery[6].point[i] += Felt(1);
      CHECK(forgery.failing() == Names{"the same point, " + std::to_string(i)});
    }
  }
  SECTION("another element than the one before it left") {
    for (size_t i = 0; i < 5; ++i) {
      REQUIRE(forgery.failing().empty());
      forgery[6].before[i] += Felt(1);
      CHECK(forgery.failing(0, 6) == Names{"the element goes on, " + std::to_string(i)});
    }
  }
  SECTION("the element of the start again") {
    forgery[2].before = forgery[0].before;
    CHECK(forgery.failing(0, 2) == numbered("the element goes on, "));
  }
}

}  // namespace
}  // namespace cairn::test
