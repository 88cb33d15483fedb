// The tables of word operations: integers, bitwise logic, the extension field.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "air/bitwise.h"
#include "air/build.h"
#include "air/extension.h"
#include "air/integer.h"
#include "air/multiply.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"
#include "vm/integer.h"

namespace cairn::test {
namespace {

constexpr Kind kOperations[] = {Kind::kIntAdd, Kind::kIntSub, Kind::kIntMul, Kind::kIntDiv,
                                Kind::kAnd,    Kind::kOr,     Kind::kXor,    Kind::kExtAdd,
                                Kind::kExtSub, Kind::kExtMul, Kind::kExtDiv};

std::vector<Word> operands() {
  const Uint128 top = Uint128{1} << 127;
  std::vector<Word> words;
  for (const Uint128 v :
       {Uint128{0}, Uint128{1}, Uint128{255}, Uint128{256}, Uint128{65535}, Uint128{65536}, top,
        top - 1, top + top - 1, (Uint128{0x0123456789abcdef} << 64) | 0xfedcba9876543210,
        Uint128{0xffff} << 112}) {
    words.push_back(word_of(v));
  }
  return words;
}

// Every operation on every pair of operands that does not trap, in one run.
Trace all_operations(const std::vector<Word>& words) {
  std::vector<Instruction> code;
  // The operands follow the code; their handles are known once its length is.
  const auto emit = [&](uint32_t first) {
    code.clear();
    for (uint32_t i = 0; i < words.size(); ++i) {
      for (uint32_t j = 0; j < words.size(); ++j) {
        for (const Kind kind : kOperations) {
          if (kind == Kind::kIntDiv && words[j] == Word{}) continue;
          const bool ext_zero = std::all_of(words[j].begin(), words[j].begin() + 5,
                                            [](Felt v) { return v == Felt(); });
          if (kind == Kind::kExtDiv && ext_zero) continue;
          code.push_back(make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(first + i)));
          code.push_back(on_top(kind, first + j));
        }
      }
    }
    code.push_back(push(0));
    code.push_back(halt());
  };
  emit(0);
  emit(static_cast<uint32_t>((code.size() + 1) / 2));
  return traced(code, words);
}

TEST_CASE("operations: all tables hold on all pairs of corner operands") {
  const Trace trace = all_operations(operands());
  REQUIRE(trace.outcome.halted());
  const Statement statement = statement_of(trace);
  const Hints hints = hints_of(trace);
  const PublicValues publics = public_values(statement, hints);
  const std::vector<BuiltTable> tables = build_tables(trace, publics);
  const CheckReport report = check_tables(tables, publics, public_messages(statement, hints));
  INFO(report.text());
  CHECK(report.ok());
}

// A run with one operation on the input words 3 and 4 of a program of three words.
Trace one(Kind kind, const Word& x, const Word& y) {
  return traced({push(3), on_top(kind, 4), push(0), halt(), push(0), push(0)}, {x, y});
}

const Word kX = {Felt(0x1234), Felt(0xffff), Felt(3), Felt(4),
                 Felt(5),      Felt(6),      Felt(7), Felt(0x8001)};
const Word kY = {Felt(0xfff1), Felt(2), Felt(0x8000), Felt(9), Felt(1), Felt(0), Felt(77), Felt(1)};

template <class Table>
void require_caught(const std::vector<FreeCells<Table>>& free) {
  std::vector<std::unique_ptr<RunTables>> runs;
  std::vector<ColumnMatrix> matrices;
  std::vector<MutationReport> reports;
  for (const Kind kind : Table::kKinds) {
    INFO(info(kind).name);
    runs.push_back(std::make_unique<RunTables>(one(kind, kX, kY)));
    REQUIRE(runs.back()->trace.outcome.halted());
    matrices.push_back(runs.back()->template fill<Table>());
    require_valid<Table>(matrices.back(), runs.back()->publics);
    reports.push_back(mutate_cells<Table>(matrices.back(), runs.back()->publics));
  }
  std::vector<MutatedTable> tables;
  for (size_t i = 0; i < reports.size(); ++i) tables.push_back({reports[i], matrices[i]});
  require_only_free<Table>(tables, free);
  require_all_notice<Table>(reports);
}

TEST_CASE("integer: no cell is free without a reason") {
  constexpr auto c = columns_of<IntegerTable>();
  using Row = IntegerTable::Columns<Felt>;
  require_caught<IntegerTable>(
      {{"padding sends nothing", {c.at.x, c.at.y, c.at.ap, c.at.wp, c.at.base}, [](const Row& row) {
          return row.is_add + row.is_sub == Felt();
        }}});
}

TEST_CASE("multiply: no cell is free without a reason") {
  constexpr auto c = columns_of<MultiplyTable>();
  using Row = MultiplyTable::Columns<Felt>;
  std::vector<size_t> of_quotients(c.slack.begin(), c.slack.end());
  std::vector<size_t> padding = {c.at.x, c.at.y, c.at.ap, c.at.wp, c.at.base};
  padding.insert(padding.end(), c.slack.begin(), c.slack.end());
  padding.insert(padding.end(), c.u.begin(), c.u.end());
  padding.insert(padding.end(), c.v.begin(), c.v.end());
  padding.insert(padding.end(), c.second.begin(), c.second.end());
  of_quotients.insert(of_quotients.end(), c.borrows.begin(), c.borrows.end());
  padding.insert(padding.end(), c.borrows.begin(), c.borrows.end());
  require_caught<MultiplyTable>({{"a product has no slack", of_quotients,
                                  [](const Row& row) { return row.is_mul != Felt(); }},
                                 {"padding sends nothing", padding, [](const Row& row) {
                                    return row.is_mul + row.is_div == Felt();
                                  }}});
}

TEST_CASE("bitwise: no cell is free without a reason") {
  constexpr auto c = columns_of<BitwiseTable>();
  using Row = BitwiseTable::Columns<Felt>;
  std::vector<size_t> padding = {c.at.x, c.at.y, c.at.ap, c.at.wp, c.at.base};
  padding.insert(padding.end(), c.x_bits.begin(), c.x_bits.end());
  padding.insert(padding.end(), c.y_bits.begin(), c.y_bits.end());
  require_caught<BitwiseTable>({{"padding sends nothing", padding, [](const Row& row) {
                                   return row.is_and + row.is_or + row.is_xor == Felt();
                                 }}});
}

TEST_CASE("extension: no cell is free without a reason") {
  constexpr auto c = columns_of<ExtensionTable>();
  using Row = ExtensionTable::Columns<Felt>;
  const std::vector<size_t> inverse(c.inverse.begin(), c.inverse.end());
  std::vector<size_t> padding = {c.at.x, c.at.y, c.at.ap, c.at.wp, c.at.base};
  padding.insert(padding.end(), c.x.begin(), c.x.end());
  padding.insert(padding.end(), c.y.begin(), c.y.end());
  padding.insert(padding.end(), c.result.begin(), c.result.end());
  require_caught<ExtensionTable>(
      {{"only a division needs it", inverse, [](const Row& row) { return row.is_div == Felt(); }},
       {"padding sends nothing", padding, [](const Row& row) {
          return row.is_add + row.is_sub + row.is_mul + row.is_div == Felt();
        }}});
}

// Whether some constraint or comparison of the row fails.
template <class Table>
bool caught(const ColumnMatrix& m, const PublicValues& publics) {
  RowsSaid said;
  evaluate_row<Table>(m, 0, publics, said);
  return !said.notices.empty();
}

TEST_CASE("int_mul: a carry that wraps around p is caught") {
  // P_0 + 256 P_1 + p = low + 2^16 carry' with another low limb and carry.
  RunTables run(one(Kind::kIntMul, kX, kY));
  ColumnMatrix m = run.fill<MultiplyTable>();
  constexpr auto c = columns_of<MultiplyTable>();
  const uint64_t sum = m.at(0, c.low[0]).value() + (uint64_t{m.at(0, c.carries[0]).value()} << 16);
  const uint64_t wrapped = sum + Felt::kModulus;
  REQUIRE(wrapped >> 16 < 1 << 16);  // the carry is still a 16-bit limb: only its bound helps
  m.at(0, c.low[0]) = Felt(static_cast<uint32_t>(wrapped & 0xffff));
  m.at(0, c.carries[0]) = Felt(static_cast<uint32_t>(wrapped >> 16));
  RowsSaid said;
  evaluate_row<MultiplyTable>(m, 0, run.publics, said);
  CHECK(said.notices.contains("range of 4 carry, 0"));
  CHECK_FALSE(said.notices.contains("product, limb 0"));
}

TEST_CASE("int_div: quotient and remainder are the only ones") {
  // (q - 1) and r + v satisfy the product, but not r < v.
  RunTables run(one(Kind::kIntDiv, word_of(1000), word_of(7)));
  ColumnMatrix m = run.fill<MultiplyTable>();
  constexpr auto c = columns_of<MultiplyTable>();
  REQUIRE_FALSE(caught<MultiplyTable>(m, run.publics));
  m.at(0, c.u[0]) -= Felt::one();
  m.at(0, c.second[0]) += Felt(7);
  CHECK(caught<MultiplyTable>(m, run.publics));
  m.at(0, c.slack[0]) -= Felt(7);  // v - r - 1 < 0: no limb
  RowsSaid said;
  evaluate_row<MultiplyTable>(m, 0, run.publics, said);
  CHECK(said.notices.contains("range of slack, 0"));
}

TEST_CASE("ext_div: a quotient by zero has no row") {
  RunTables run(one(Kind::kExtDiv, Word{}, kY));
  ColumnMatrix m = run.fill<ExtensionTable>();
  constexpr auto c = columns_of<ExtensionTable>();
  for (const size_t column : c.y) m.at(0, column) = Felt();
  RowsSaid said;
  evaluate_row<ExtensionTable>(m, 0, run.publics, said);
  CHECK(said.notices.contains("inverse, 0"));
}

}  // namespace
}  // namespace cairn::test
