// The tools: ledger, checker and builder of tables.
#include "air/check.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

#include "air/build.h"
#include "air/tables.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

TEST_CASE("the ledger counts what is asked, and gives rows to what is far") {
  Ledger ledger(10, 4);
  ledger.read_felt(9);
  ledger.read_felt(9, 2);
  ledger.read_word(3);
  ledger.range(Felt(7));
  ledger.near(Felt(65535));
  ledger.near(Felt(65536));
  ledger.near(Felt(65536));
  ledger.near_fails(Felt(-1), Felt(5));
  ledger.less(Felt(3), Felt(2));
  CHECK(ledger.felt_counts()[9] == 3);
  CHECK(ledger.word_counts()[3] == 1);
  CHECK(ledger.range_counts()[7] == 1);
  CHECK(ledger.near_counts()[65535] == 1);
  const std::vector<BoundsRow> rows = ledger.bounds();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].kind == BoundsRow::Kind::kNear);
  CHECK(rows[0].count == 2);
  CHECK(rows[1].kind == BoundsRow::Kind::kNearFails);
  CHECK(rows[1].a == Felt(-1));
  CHECK(rows[1].b == Felt(5));
  CHECK(rows[2].kind == BoundsRow::Kind::kLess);
}

CheckedRun small_run() {
  return CheckedRun(traced({push(0), on_top(Kind::kHash, 1), push(0), halt()}));
}

TEST_CASE("the tables are in order, and absent where nothing needs them") {
  CheckedRun run = small_run();
  REQUIRE(run.tables.size() == kTables);
  CHECK(run.tables.front().name == "cpu");
  CHECK(run.tables.back().name == "range");
  CHECK(run.table("cpu").rows == 4);
  CHECK(run.table("cpu").matrix.height() == 8);
  CHECK(run.table("range").matrix.height() == 1u << 16);
  CHECK(run.table("zero_page").matrix.height() == 1024);
  for (const char* absent : {"faults", "advice", "pack", "climbs", "checks", "integer", "bitwise",
                             "horner", "horner_words"}) {
    CHECK_FALSE(run.table(absent).is_present());
  }
  CHECK(run.report().ok());
  CHECK(run.report().text() == "all constraints hold, all buses balance\n");
}

TEST_CASE("a broken constraint is named with its table and row") {
  CheckedRun run = small_run();
  run.table("regions").matrix.at(3, 1) = Felt(2);
  const CheckReport report = run.report();
  CHECK_FALSE(report.ok());
  CHECK(report.has_failure("regions", "is_exec is a bit"));
  CHECK_FALSE(report.has_failure("regions", "popped is a bit"));
  CHECK(report.text().find("regions row 3: is_exec is a bit") != std::string::npos);
}

TEST_CASE("an unbalanced message is named with its senders") {
  CheckedRun run = small_run();
  SECTION("a public term too many") {
    run.messages.push_back(
        bus_message(Bus::kRegion, std::array{Felt(1), Felt(2), Felt(3)}, Felt::one()));
    const CheckReport report = run.report();
    REQUIRE(report.imbalances.size() == 1);
    CHECK(report.failures.empty());
    CHECK(report.text().find("region (1, 2, 3, 0...) net +1") != std::string::npos);
    CHECK(report.imbalances[0].contributors ==
          std::vector<std::string>{"verifier row 0: public (+1)"});
  }
  SECTION("a table that is missing") {
    run.table("spans").matrix = ColumnMatrix();
    const CheckReport report = run.report();
    CHECK(report.failures.empty());
    CHECK(report.text(100).find("cpu row 7: coprocessor (+1)") != std::string::npos);
  }
}

}  // namespace
}  // namespace cairn::test
