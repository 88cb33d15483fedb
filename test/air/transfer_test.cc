// The tables of pack and unpack, of the instructions that compare, and of advice.

#include <vector>

#include "air/advice.h"
#include "air/checks.h"
#include "air/pack.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"
#include "vm/advice.h"

namespace cairn::test {
namespace {

// The coprocessor's messages of a table, by their entries.
template <class Table>
std::set<std::array<uint32_t, kMaxTuple>> answers(const ColumnMatrix& m,
                                                  const PublicValues& publics) {
  struct Sink {
    std::set<std::array<uint32_t, kMaxTuple>> tuples;
    void fail(std::string_view) {}
    void send(std::string_view, const BusMessage& message) {
      if (message.bus != Bus::kCoprocessor) return;
      REQUIRE(message.multiplicity == -Felt::one());
      std::array<uint32_t, kMaxTuple> tuple;
      for (size_t i = 0; i < kMaxTuple; ++i) tuple[i] = message.entries[i].value();
      REQUIRE(tuples.insert(tuple).second);
    }
  } sink;
  for (size_t r = 0; r < m.height(); ++r) evaluate_row<Table>(m, r, publics, sink);
  return sink.tuples;
}

constexpr uint32_t number(Kind kind) { return static_cast<uint32_t>(kind); }
constexpr uint32_t kZ = kZeroPage;

TEST_CASE("pack and unpack", "[air]") {
  const Word input = {Felt(1), Felt(2), Felt(3), Felt(4), Felt(5), Felt(6), Felt(7), -Felt(1)};
  // 0: [Z] = 4; unpack it to Z + 1 ...; [Z + 9] = Z + 1; pack the eight again.
  const std::vector<Instruction> code = {
      push(4),      on_top(Kind::kUnpack), push(kZ + 1), on_top(Kind::kPack),
      push(kZ + 3), on_top(Kind::kPack),   push(0),      halt()};
  RunTables run(traced(code, {input}));
  REQUIRE(run.trace.outcome.halted());
  REQUIRE(run.trace.words.size() == 7);
  CHECK(run.trace.words[5] == input);
  ColumnMatrix m = run.fill<PackTable>();
  REQUIRE(PackTable::rows(run.witness) == 3);
  require_valid<PackTable>(m, run.publics);
  CHECK(answers<PackTable>(m, run.publics) ==
        std::set<std::array<uint32_t, kMaxTuple>>{
            {number(Kind::kUnpack), 4, 0, 0, kZ + 1, 5, 0, 1, 8, 0, 1, 0},
            {number(Kind::kPack), kZ + 1, 0, 5, kZ + 10, 5, 0, 1, 1, 1, 1, 0},
            {number(Kind::kPack), kZ + 3, 0, 6, kZ + 12, 6, 0, 1, 1, 1, 1, 0}});
  for (uint32_t i = 0; i < 12; ++i) {
    INFO(i);  // appended by unpack, read by one pack, by both, by the second, not at all
    const uint32_t expected = (i >= 1 && i <= 8 ? 2 : 0) + (i >= 3 && i <= 10 ? 1 : 0);
    CHECK(run.ledger.felt_counts()[kZ + i] == expected);
  }
  CHECK(run.ledger.word_counts() == std::vector<uint32_t>{0, 0, 0, 0, 1, 1, 1});
  // wp - 1 - x; ap - 8 - x, where ap - 8 is the last that is in bounds.
  CHECK(run.ledger.near_counts()[0] == 1);
  CHECK(run.ledger.near_counts()[1] == 2);

  constexpr auto kColumns = columns_of<PackTable>();
  const MutationReport report = mutate_cells<PackTable>(m, run.publics);
  FreeCells<PackTable> padding{
      "no message holds them",
      {kColumns.x, kColumns.ap, kColumns.wp, kColumns.base},
      [](const PackTable::Columns<Felt>& row) { return row.is_pack + row.is_unpack == Felt(); }};
  append_columns(padding.columns, kColumns.values);
  require_only_free<PackTable>(report, m, {padding});
  require_all_notice<PackTable>({report});

  SECTION("the first address and handle that are out of bounds") {
    using Names = std::set<std::string>;
    const auto untrue = [&](size_t row) {
      return said_by_rows<PackTable>(m, row, run.publics).notices;
    };
    m.at(0, kColumns.x) = m.at(0, kColumns.first_cell) = m.at(0, kColumns.ap) - Felt(8);
    CHECK(untrue(0).empty());
    m.at(0, kColumns.x) = m.at(0, kColumns.first_cell) = m.at(0, kColumns.ap) - Felt(7);
    CHECK(untrue(0) == Names{"x in bounds"});
    m.at(2, kColumns.x) = m.at(2, kColumns.handle) = m.at(2, kColumns.wp) - Felt(1);
    CHECK(said_by_rows<PackTable>(m, 2, run.publics).notices.empty());
    m.at(2, kColumns.x) = m.at(2, kColumns.handle) = m.at(2, kColumns.wp);
    CHECK(untrue(2) == Names{"x in bounds"});
  }
}

TEST_CASE("less, assert_less and jump_table", "[air]") {
  const uint32_t big = Felt::kModulus - 1;
  const std::vector<Instruction> code = {push(3),   on_top(Kind::kLess, 4),
                                         push(big), on_top(Kind::kLess, 4),
                                         push(4),   on_top(Kind::kLess, 4),
                                         push(9),   on_top(Kind::kAssertLess, big),
                                         push(1),   make(Kind::kJumpTable, XMode::kAp, 1, Felt(2)),
                                         halt(),    push(0),
                                         halt()};
  RunTables run(traced(code));
  REQUIRE(run.trace.outcome.halted());
  ColumnMatrix m = run.fill<ChecksTable>();
  REQUIRE(ChecksTable::rows(run.witness) == 5);
  require_valid<ChecksTable>(m, run.publics);
  const uint32_t wp = run.trace.stop.wp;
  CHECK(answers<ChecksTable>(m, run.publics) ==
        std::set<std::array<uint32_t, kMaxTuple>>{
            {number(Kind::kLess), 3, 4, 1, kZ + 1, wp, 0, 1, 1, 0, 1, 0},
            {number(Kind::kLess), big, 4, 0, kZ + 3, wp, 0, 1, 1, 0, 1, 0},
            {number(Kind::kLess), 4, 4, 0, kZ + 5, wp, 0, 1, 1, 0, 1, 0},
            {number(Kind::kAssertLess), 9, big, 0, kZ + 7, wp, 0, 1, 0, 0, 1, 0},
            {number(Kind::kJumpTable), 1, 2, 0, kZ + 8, wp, 0, 2, 0, 0, 1, 0}});
  CHECK(run.ledger.bounds().size() == 5);

  constexpr auto kColumns = columns_of<ChecksTable>();
  const MutationReport report = mutate_cells<ChecksTable>(m, run.publics);
  require_only_free<ChecksTable>(report, m,
                                 {{"no message holds them",
                                   {kColumns.x, kColumns.y, kColumns.res, kColumns.ap, kColumns.wp,
                                    kColumns.base, kColumns.delta_pc},
                                   [](const ChecksTable::Columns<Felt>& row) {
                                     return row.is_less + row.is_assert_less + row.is_jump_table ==
                                            Felt();
                                   }}});
  require_all_notice<ChecksTable>({report});

  SECTION("what fails has no row") {
    // assert_less 9 < 9, and a jump_table past its end.
    for (const uint32_t row : {3u, 4u}) {
      m.at(row, kColumns.y) = m.at(row, kColumns.x);
      CHECK(said_by_rows<ChecksTable>(m, row, run.publics).notices ==
            std::set<std::string>{"comparison"});
      m.at(row, kColumns.res) = -Felt::one();  // makes the bit 0
      CHECK(said_by_rows<ChecksTable>(m, row, run.publics).notices ==
            std::set<std::string>{"only less has a result"});
      m.at(row, kColumns.res) = Felt();
      m.at(row, kColumns.y) += Felt(1);
    }
  }
}

TEST_CASE("advice is whatever it is, its handle is not", "[air]") {
  const Word word = {Felt(9), Felt(8), Felt(7)};
  AdviceList advice({Felt(77), -Felt(1)}, {word});
  RunTables run(traced(
      {push(6), make(Kind::kAdvice), make(Kind::kAdviceWord), make(Kind::kAdvice), push(0), halt()},
      {}, &advice));
  REQUIRE(run.trace.outcome.halted());
  ColumnMatrix m = run.fill<AdviceTable>();
  REQUIRE(AdviceTable::rows(run.witness) == 3);
  require_valid<AdviceTable>(m, run.publics);
  CHECK(answers<AdviceTable>(m, run.publics) ==
        std::set<std::array<uint32_t, kMaxTuple>>{
            {number(Kind::kAdvice), 6, 0, 77, kZ + 1, 3, 0, 1, 1, 0, 1, 0},
            {number(Kind::kAdviceWord), 77, 0, 3, kZ + 2, 3, 0, 1, 1, 1, 1, 0},
            {number(Kind::kAdvice), 3, 0, Felt::kModulus - 1, kZ + 3, 4, 0, 1, 1, 0, 1, 0}});
  CHECK(run.ledger.word_counts() == std::vector<uint32_t>{0, 0, 0, 1});

  constexpr auto kColumns = columns_of<AdviceTable>();
  const MutationReport report = mutate_cells<AdviceTable>(m, run.publics);
  const auto is_real = [](const AdviceTable::Columns<Felt>& row) {
    return row.is_felt + row.is_word == Felt::one();
  };
  FreeCells<AdviceTable> no_word{
      "only advice_word appends a word", {}, [](const auto& row) { return row.is_word == Felt(); }};
  append_columns(no_word.columns, kColumns.word);
  require_only_free<AdviceTable>(
      report, m,
      {{"no message holds them",
        {kColumns.x, kColumns.res, kColumns.ap, kColumns.wp, kColumns.base},
        [&](const auto& row) { return !is_real(row); }},
       no_word});
  require_all_notice<AdviceTable>({report});

  SECTION("a table without advice cannot stand") {
    ColumnMatrix empty = ColumnMatrix::zeros(8, kWidth<AdviceTable>);
    CHECK(failures<AdviceTable>(empty, 0, run.publics) ==
          std::set<std::string>{"the first row is real"});
    CHECK(failures<AdviceTable>(empty, 1, run.publics).empty());
  }
}

}  // namespace
}  // namespace cairn::test
