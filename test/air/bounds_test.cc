// The table of comparisons: for every pair of felts there is exactly one answer.
#include "air/bounds.h"

#include <set>
#include <vector>

#include "test/air/harness.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

using Row = BoundsTable::Columns<Felt>;

// What fails in a row by itself: constraints, and ranges that are none.
std::set<std::string> wrong_in(const Row& row) {
  const auto cells = std::bit_cast<std::array<Felt, kWidth<BoundsTable>>>(row);
  const PublicValues publics;
  RowsSaid said;
  RowEvaluator<BoundsTable, RowsSaid> air(cells, cells, false, false, publics, said);
  BoundsTable::constrain(air);
  return said.notices;
}

// Numbers around every place where a limb or a comparison turns.
std::vector<Felt> corners() {
  std::set<uint32_t> values;
  constexpr uint32_t kP = Felt::kModulus;
  for (const uint32_t v : {0u, 1u << 15, 1u << 16, 1u << 24, kNearLimit, 1u << 30, kP / 2,
                           kP - (1u << 16), kP - (1u << 24), kP - 1}) {
    for (const int delta : {-2, -1, 0, 1, 2}) {
      const int64_t value = int64_t{v} + delta;
      if (value >= 0 && value < int64_t{kP}) values.insert(static_cast<uint32_t>(value));
    }
  }
  std::vector<Felt> felts;
  for (const uint32_t v : values) felts.push_back(Felt(v));
  return felts;
}

// Every way to write v as two limbs of 16 bits: v, v + p, v + 2p as far as they fit.
std::vector<uint32_t> writings(Felt v) {
  std::vector<uint32_t> out;
  for (uint64_t n = v.value(); n < uint64_t{1} << 32; n += Felt::kModulus) {
    out.push_back(static_cast<uint32_t>(n));
  }
  return out;
}

TEST_CASE("every pair of felts has exactly one answer", "[air]") {
  size_t tried = 0;
  for (const Felt a : corners()) {
    for (const Felt b : corners()) {
      size_t answers = 0;
      // The equations of a and b leave a prover these choices and no other: the bit, how the
      // smaller number and the difference are written, the carry; the inverse only ever helps.
      for (const uint32_t bit : {0u, 1u}) {
        const Felt small = bit == 1 ? a : b;
        const Felt difference = bit == 1 ? b - a - Felt::one() : a - b;
        for (const uint32_t s : writings(small)) {
          for (const uint32_t d : writings(difference)) {
            for (const uint32_t carry : {0u, 1u}) {
              Row row{};
              row.a = a;
              row.b = b;
              row.bit = Felt(bit);
              row.small_low = Felt(s & 0xffff);
              row.small_high = Felt(s >> 16);
              row.difference_low = Felt(d & 0xffff);
              row.difference_high = Felt(d >> 16);
              row.carry = Felt(carry);
              row.inverse = (Felt(0x7f00) - Felt(s >> 16) - Felt(d >> 16) - Felt(carry)).inverse();
              row.near_bound = bit == 1 ? Felt() : b;
              ++tried;
              if (!wrong_in(row).empty()) continue;
              ++answers;
              CHECK(bit == (a.value() < b.value() ? 1 : 0));
            }
          }
        }
      }
      INFO(a.value() << " and " << b.value());
      REQUIRE(answers == 1);
      REQUIRE(wrong_in(BoundsTable::compare(a, b)).empty());
      REQUIRE(BoundsTable::compare(a, b).bit == Felt(a.value() < b.value() ? 1 : 0));
    }
  }
  CHECK(tried > 8 * corners().size() * corners().size());
}

TEST_CASE("a comparison names what is wrong with it", "[air]") {
  using Names = std::set<std::string>;
  const Felt p_minus_1 = -Felt::one();
  SECTION("p - 1 is canonical, its limbs plus one are not") {
    Row row = BoundsTable::compare(p_minus_1, Felt());
    CHECK(wrong_in(row).empty());
    row.difference_low = Felt(1);
    CHECK(wrong_in(row) == Names{"a", "the larger number is canonical"});
  }
  SECTION("0 is not p") {
    // 0 >= 1 as p >= 1: the difference is p - 1, the larger number p.
    Row row{};
    row.b = Felt(1);
    row.small_low = Felt(1);
    row.difference_high = Felt(0x7f00);
    row.near_bound = row.b;
    CHECK(wrong_in(row) == Names{"the larger number is canonical"});
  }
  SECTION("a number is not below itself") {
    // The difference is -1 and no range.
    Row row = BoundsTable::compare(Felt(5), Felt(5));
    row.bit = Felt(1);
    row.near_bound = Felt();
    row.difference_low = -Felt(1);
    CHECK(wrong_in(row) == Names{"range of difference_low"});
  }
  SECTION("near is about 2^26 only") {
    Row row = BoundsTable::compare(Felt(5), Felt(kNearLimit + 1));
    row.less_count = Felt(1);
    CHECK(wrong_in(row).empty());
    row.near_count = Felt(1);
    CHECK(wrong_in(row) == Names{"near means below 2^26"});
  }
  SECTION("near of 2^26 fails against every bound up to it") {
    Row row = BoundsTable::compare(Felt(kNearLimit), Felt(kNearLimit));
    row.near_count = Felt(1);
    CHECK(wrong_in(row).empty());
    CHECK(row.bit == Felt());
    row.near_bound = Felt();
    CHECK(wrong_in(row) == Names{"near_bound"});
  }
  SECTION("bits are bits") {
    Row row = BoundsTable::compare(Felt(3), Felt(7));
    row.bit = Felt(2);
    CHECK(wrong_in(row).count("bit is a bit") == 1);
    row = BoundsTable::compare(Felt(3), Felt(7));
    row.carry = Felt(2);
    CHECK(wrong_in(row).count("carry is a bit") == 1);
  }
}

TEST_CASE("bounds holds what the ledger was asked", "[air]") {
  RunTables run(traced({push(0), halt()}));
  run.ledger.near(Felt(1 << 16));
  run.ledger.near(Felt(1 << 16));
  run.ledger.near(Felt(kNearLimit - 1));
  run.ledger.near_fails(-Felt(1), Felt(5000));
  run.ledger.less(Felt(3), Felt(2));
  run.ledger.less(Felt(0x12345), Felt(0x23456));
  run.ledger.less(-Felt(2), -Felt(1));
  run.ledger.less(Felt(), -Felt(1));
  ColumnMatrix m = run.fill<BoundsTable>();
  REQUIRE(m.height() == 8);
  require_valid<BoundsTable>(m, run.publics);

  // Every lookup is in the ledger, padding included, and every answer was asked for.
  std::vector<uint32_t> ranges(1 << 16);
  std::map<std::pair<Bus, std::array<uint32_t, 3>>, uint32_t> answers;
  struct Sink {
    std::vector<uint32_t>& ranges;
    std::map<std::pair<Bus, std::array<uint32_t, 3>>, uint32_t>& answers;
    void fail(std::string_view) {}
    void send(std::string_view, const BusMessage& message) {
      if (message.bus == Bus::kRange) {
        ++ranges[message.entries[0].value()];
      } else {
        const std::array<uint32_t, 3> tuple = {
            message.entries[0].value(), message.entries[1].value(), message.entries[2].value()};
        answers[{message.bus, tuple}] += (-message.multiplicity).value();
      }
    }
  } sink{ranges, answers};
  for (size_t r = 0; r < m.height(); ++r) evaluate_row<BoundsTable>(m, r, run.publics, sink);
  CHECK(ranges == run.ledger.range_counts());
  constexpr uint32_t kP = Felt::kModulus;
  const std::map<std::pair<Bus, std::array<uint32_t, 3>>, uint32_t> expected = {
      {{Bus::kNear, {1 << 16, 0, 1}}, 2},       {{Bus::kNear, {kNearLimit - 1, 0, 1}}, 1},
      {{Bus::kNear, {kP - 1, 5000, 0}}, 1},     {{Bus::kLess, {3, 2, 0}}, 1},
      {{Bus::kLess, {0x12345, 0x23456, 1}}, 1}, {{Bus::kLess, {kP - 2, kP - 1, 1}}, 1},
      {{Bus::kLess, {0, kP - 1, 1}}, 1},
  };
  CHECK(answers == expected);

  const MutationReport report = mutate_cells<BoundsTable>(m, run.publics);
  constexpr auto kColumns = columns_of<BoundsTable>();
  const auto near_is_true = [](const Row& row) {
    return row.bit == Felt() || row.b == Felt(kNearLimit);
  };
  const auto larger = [](const Row& row) {
    return row.bit == Felt::one() ? row.b.value() : row.a.value();
  };
  require_only_free<BoundsTable>(
      report, m,
      {{"the balance of the bus fixes a count",
        {kColumns.less_count},
        [](const Row&) { return true; }},
       {"the balance of the bus fixes a count", {kColumns.near_count}, near_is_true},
       {"nothing to prove with the inverse", {kColumns.inverse}, [&](const Row& row) {
          return (larger(row) & 0xffff) == 0;
        }}});
  // Only the balance of the bus notices an answer.
  require_all_notice<BoundsTable>({report}, {"less"});
}

}  // namespace
}  // namespace cairn::test
