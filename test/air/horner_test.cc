// The table of horner: its rows, its cells, and what a forger cannot make it say. What is done to
// the words is in horner_words_test.cc.
#include "air/horner.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "air/build.h"
#include "air/horner_words.h"
#include "test/air/harness.h"
#include "test/air/horner_rows.h"
#include "test/air/run_tables.h"
#include "vm/extension.h"

namespace cairn::test {
namespace {

using Row = HornerTable::Columns<Felt>;
using Names = std::set<std::string>;

Names noticed(const Row& row) { return notices_alone<HornerTable>(row); }

CheckedRun checked(const std::vector<HornerCells>& horners) {
  CheckedRun run(horner_run(horners));
  REQUIRE(run.trace.outcome.halted());
  return run;
}

TEST_CASE("horner: all tables hold, over no word, one and many") {
  std::vector<HornerCells> horners;
  for (uint32_t n = 0; n <= 4; ++n) horners.push_back({50, n, 60, 66});
  horners.push_back({0, 30, 10, 30});   // code, at a word of it
  horners.push_back({40, 20, 55, 66});  // among its own words
  horners.push_back({9, 1, 9, 9});      // one word in every place
  horners.push_back({0, 0, 61, 61});
  const CheckedRun run = checked(horners);
  size_t wp = run.trace.program.image.size() + run.trace.inputs.size();
  for (const HornerCells& cells : horners) {
    const Ext point = extension_of(run.trace.words[cells.point]);
    Ext value = extension_of(run.trace.words[cells.start]);
    for (uint32_t i = 0; i < cells.n; ++i) {
      for (const Felt felt : run.trace.words[cells.h + i]) value = value * point + felt;
    }
    CHECK(run.trace.words[wp++] == word_of(value));
  }
  const CheckReport report = run.report();
  INFO(report.text());
  CHECK(report.ok());
}

TEST_CASE("horner: over no words alone there is no table of words") {
  CheckedRun run = checked({{30, 0, 2, 3}});
  CHECK(run.report().ok());
  CHECK(run.table("horner").matrix.height() == 8);
  CHECK(run.table("horner_words").matrix.height() == 0);
}

TEST_CASE("horner: no cell is free without a reason") {
  RunTables run(horner_run({{20, 5, 30, 31}, {21, 1, 32, 33}, {22, 0, 34, 35}}));
  ColumnMatrix m = run.fill<HornerTable>();
  REQUIRE(HornerTable::rows(run.witness) == 3);
  require_valid<HornerTable>(m, run.publics);
  const MutationReport report = mutate_cells<HornerTable>(m, run.publics);
  constexpr auto c = columns_of<HornerTable>();
  std::vector<size_t> padding = {c.x, c.ap,    c.wp,    c.base,   c.h,
                                 c.n, c.point, c.start, c.h_high, c.inverse};
  append_columns(padding, c.point_word);
  append_columns(padding, c.start_word);
  require_only_free<HornerTable>(
      report, m,
      {{"no message of a padding row holds them", padding,
        [](const Row& row) { return row.real == Felt(); }},
       {"0 has no inverse", {c.inverse}, [](const Row& row) { return row.is_empty != Felt(); }}});
  require_all_notice<HornerTable>({report});
}

TEST_CASE("horner: what traps has no row") {
  Row row{};
  row.real = Felt::one();
  row.ap = Felt(kZeroPage + 9);
  row.x = Felt(kZeroPage + 5);
  row.wp = Felt(50);
  row.point = row.start = Felt(49);
  row.h = Felt(47);
  const auto take = [&](Felt n) {
    row.n = n;
    row.inverse = n.inverse();
    row.is_empty = Felt(n == Felt() ? 1 : 0);
  };
  take(Felt(3));
  CHECK(noticed(row).empty());
  SECTION("cells above ap") {
    row.x += Felt(1);
    CHECK(noticed(row) == Names{"cells below ap"});
  }
  SECTION("a point above wp") {
    row.point = Felt(50);
    CHECK(noticed(row) == Names{"point below wp"});
  }
  SECTION("a start above wp") {
    row.start = Felt(50);
    CHECK(noticed(row) == Names{"start below wp"});
  }
  SECTION("words that end above wp") {
    row.h += Felt(1);
    CHECK(noticed(row) == Names{"the words exist"});
  }
  SECTION("no words at wp, above it and just below p") {
    take(Felt());
    row.h = row.wp;
    CHECK(noticed(row).empty());
    row.h = row.wp + Felt(1);
    CHECK(noticed(row) == Names{"the words exist"});
    // wp - h is near, and so nothing else refuses it.
    row.h = Felt(-1);
    CHECK(noticed(row) == Names{"the lower part of h"});
    row.h_high = Felt(-1) * Felt(1 << 13).inverse();
    CHECK(noticed(row) == Names{"the upper part of h"});
    row.h_high = Felt((1u << 16) - 1);
    CHECK(noticed(row) == Names{"the lower part of h"});
  }
  SECTION("words said to be none") {
    row.is_empty = Felt::one();
    CHECK(noticed(row) == Names{"n is 0 or has an inverse", "empty means n is 0"});
    row.inverse = Felt();
    CHECK(noticed(row) == Names{"empty means n is 0"});
  }
  SECTION("no words said to be some, which cost nothing") {
    take(Felt());
    row.is_empty = Felt();
    CHECK(noticed(row) == Names{"n is 0 or has an inverse"});
  }
  SECTION("an empty one without a step of the cpu") {
    take(Felt());
    row.real = Felt();
    CHECK(noticed(row) == Names{"empty is real"});
  }
}

// Both of an instruction's messages are answered by one row of its words.
TEST_CASE("horner: point and start are those of one instruction") {
  constexpr auto w = columns_of<HornerWordsTable>();
  CheckedRun run = checked({{30, 1, 40, 41}, {30, 1, 42, 43}});
  ColumnMatrix& words = run.table("horner_words").matrix;
  REQUIRE(run.report().ok());
  const auto exchange = [&](const auto& columns) {
    for (const size_t column : columns) std::swap(words.at(0, column), words.at(1, column));
  };
  // Two rows change what they know, and all that follows from it: all constraints hold.
  std::vector<size_t> arithmetic;
  SECTION("the whole computation, for the other one's wp") {
    append_columns(arithmetic, w.point);
    append_columns(arithmetic, w.square);
    append_columns(arithmetic, w.before);
    append_columns(arithmetic, w.middle);
    append_columns(arithmetic, w.after);
    exchange(arithmetic);
    const CheckReport report = run.report();
    CHECK(report.failures.empty());
    std::set<Bus> buses;
    for (const auto& imbalance : report.imbalances) buses.insert(imbalance.message.bus);
    CHECK(buses == std::set{Bus::kWord, Bus::kHorner, Bus::kHornerStart});
  }
  SECTION("the same, and the wps too: nothing but the order of rows") {
    append_columns(arithmetic, w.point);
    append_columns(arithmetic, w.square);
    append_columns(arithmetic, w.before);
    append_columns(arithmetic, w.middle);
    append_columns(arithmetic, w.after);
    arithmetic.push_back(w.wp);
    exchange(arithmetic);
    CHECK(run.report().ok());
  }
}

}  // namespace
}  // namespace cairn::test
