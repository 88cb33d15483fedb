// The tables of the logs and of the ranges: felts, words, zero_page, range.
#include "air/felts.h"
#include "air/range.h"
#include "air/words.h"
#include "air/zero_page.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

Trace small_run() {
  return traced({push(5), push(7), on_top(Kind::kMul, 3), push(0), halt()}, {Word{Felt(1)}});
}

TEST_CASE("zero_page asks for every zero below the root frame", "[air]") {
  RunTables run(small_run());
  ColumnMatrix m = run.fill<ZeroPageTable>();
  REQUIRE(m.height() == 1024);
  require_valid<ZeroPageTable>(m, run.publics);
  for (uint32_t a = 0; a < run.trace.felts.size(); ++a) {
    REQUIRE(run.ledger.felt_counts()[a] == (a < kZeroPage - 2 ? 1 : 0));
  }
  const auto last = said_by_rows<ZeroPageTable>(m, 1023, run.publics);
  CHECK(last.messages.size() == 2 + 4);  // with the row before

  const MutationReport report = mutate_cells<ZeroPageTable>(m, run.publics);
  require_only_free<ZeroPageTable>(report, m, {});
  require_all_notice<ZeroPageTable>({report});
}

TEST_CASE("felts holds the log once", "[air]") {
  RunTables run(small_run());
  run.ledger.read_felt(kZeroPage, 2);
  run.ledger.read_felt(0, 3);
  for (uint32_t i = 1; i < 8; ++i) run.ledger.read_felt(i);
  ColumnMatrix m = run.fill<FeltsTable>();
  REQUIRE(m.height() == 1024);
  require_valid<FeltsTable>(m, run.publics);
  const auto said = said_by_rows<FeltsTable>(m, kZeroPage / 8, run.publics);
  const RowsSaid::Key key{Bus::kFelt, {kZeroPage, 5}};
  REQUIRE(said.messages.count(key) == 1);
  CHECK(said.messages.at(key) == -Felt(2));

  const MutationReport report = mutate_cells<FeltsTable>(m, run.publics);
  constexpr auto kColumns = columns_of<FeltsTable>();
  std::vector<FreeCells<FeltsTable>> free;
  for (size_t i = 0; i < 8; ++i) {
    free.push_back({"nobody asks for the cell", {kColumns.values[i]}, [i](const auto& row) {
                      return row.counts[i] == Felt();
                    }});
  }
  require_only_free<FeltsTable>(report, m, free);
  require_all_notice<FeltsTable>({report});
}

TEST_CASE("words holds the log once", "[air]") {
  RunTables run(small_run());
  run.ledger.read_word(0, 2);
  run.ledger.read_word(run.trace.words.size() - 1);
  run.ledger.read_word(1);
  ColumnMatrix m = run.fill<WordsTable>();
  REQUIRE(m.height() == 8);
  require_valid<WordsTable>(m, run.publics);
  const MutationReport report = mutate_cells<WordsTable>(m, run.publics);
  constexpr auto kColumns = columns_of<WordsTable>();
  std::vector<FreeCells<WordsTable>> free;
  for (size_t i = 0; i < 2; ++i) {
    FreeCells<WordsTable> cells{
        "nobody asks for the word", {}, [i](const auto& row) { return row.counts[i] == Felt(); }};
    append_columns(cells.columns, kColumns.values[i]);
    free.push_back(cells);
  }
  require_only_free<WordsTable>(report, m, free);
  require_all_notice<WordsTable>({report});
}

TEST_CASE("range answers for what was asked", "[air]") {
  RunTables run(small_run());
  run.ledger.range(0, 3);
  run.ledger.range(65535);
  run.ledger.near(Felt(2));
  ColumnMatrix m = run.fill<RangeTable>();
  REQUIRE(m.height() == 65536);
  require_valid<RangeTable>(m, run.publics);
  const auto row_at = [&](size_t r) { return bind_columns<RangeTable>(row_of<RangeTable>(m, r)); };
  CHECK(row_at(0).range_count == Felt(3));
  CHECK(row_at(65535).range_count == Felt(1));
  CHECK(row_at(65535).counter == Felt(65535));
  CHECK(row_at(2).near_count == Felt(1));

  const MutationReport report = mutate_cells<RangeTable>(m, run.publics);
  constexpr auto kColumns = columns_of<RangeTable>();
  require_only_free<RangeTable>(report, m,
                                {{"the balance of the bus fixes a count",
                                  {kColumns.range_count, kColumns.near_count},
                                  [](const auto&) { return true; }}});
  // Answers: only the balance of the buses notices them.
  require_all_notice<RangeTable>({report}, {"range", "near"});
}

}  // namespace
}  // namespace cairn::test
