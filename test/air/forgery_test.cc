// Word operations against a prover who fills a whole row anew: every equation of the row that he
// can make hold does, and the test names what he cannot. Changes of single cells are in
// operations_test.cc.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <utility>
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

using Names = std::set<std::string>;

// A run of one operation on two input words, at the handles 2 and 3.
Trace one(Kind kind, const Word& x, const Word& y) {
  return traced({push(2), on_top(kind, 3), push(0), halt()}, {x, y});
}

// What is wrong with the first row: constraints that fail and comparisons that are not true. What
// it sends to the memories is the forger's wish.
template <class Table>
Names wrong(const typename Table::template Columns<Felt>& row, const PublicValues& publics) {
  const auto cells = std::bit_cast<std::array<Felt, kWidth<Table>>>(row);
  RowsSaid said;
  RowEvaluator<Table, RowsSaid> air(cells, cells, true, false, publics, said);
  Table::constrain(air);
  return said.notices;
}

// The honest first row of an operation.
template <class Table>
typename Table::template Columns<Felt> honest(Kind kind, const Word& x, const Word& y) {
  RunTables run(one(kind, x, y));
  REQUIRE(run.trace.outcome.halted());
  const ColumnMatrix m = run.fill<Table>();
  const auto row = bind_columns<Table>(row_of<Table>(m, 0));
  REQUIRE(wrong<Table>(row, run.publics).empty());
  return row;
}

Uint128 random_integer(std::mt19937_64& random) {
  // Of every length, and often with limbs of zeros or ones.
  const Uint128 all = Uint128{random()} << 64 | random();
  const Uint128 v = all >> random() % 128;
  return random() % 4 == 0 ? ~v : v;
}

TEST_CASE("word operations: random operands, all tables hold") {
  std::mt19937_64 random(1);
  constexpr std::array kKinds = {Kind::kIntAdd, Kind::kIntSub, Kind::kIntMul, Kind::kIntDiv,
                                 Kind::kAnd,    Kind::kOr,     Kind::kXor,    Kind::kExtAdd,
                                 Kind::kExtSub, Kind::kExtMul, Kind::kExtDiv};
  constexpr uint32_t kPairs = 24;
  std::vector<Word> words;
  for (uint32_t i = 0; i < 2 * kPairs; ++i) words.push_back(word_of(random_integer(random) | 1));
  constexpr uint32_t kFirst = kPairs * kKinds.size() + 1;  // of the inputs
  std::vector<Instruction> code;
  for (uint32_t i = 0; i < kPairs; ++i) {
    for (const Kind kind : kKinds) {
      code.push_back(push(kFirst + 2 * i));
      code.push_back(on_top(kind, kFirst + 2 * i + 1));
    }
  }
  code.push_back(push(0));
  code.push_back(halt());
  const Trace trace = traced(code, words);
  REQUIRE(trace.outcome.halted());
  const Statement statement = statement_of(trace);
  const Hints hints = hints_of(trace);
  const PublicValues publics = public_values(statement, hints);
  const CheckReport report =
      check_tables(build_tables(trace, publics), publics, public_messages(statement, hints));
  INFO(report.text());
  CHECK(report.ok());
}

TEST_CASE("integer: every constraint and message notices a change") {
  std::vector<MutationReport> reports;
  for (const Kind kind : {Kind::kIntAdd, Kind::kIntSub}) {
    RunTables run(one(kind, word_of(~Uint128{0}), word_of(Uint128{1} << 127 | 0xffff)));
    ColumnMatrix m = run.fill<IntegerTable>();
    reports.push_back(mutate_cells<IntegerTable>(m, run.publics, 2));
  }
  require_all_notice<IntegerTable>(reports);
}

TEST_CASE("multiply: every constraint and message notices a change") {
  std::vector<MutationReport> reports;
  for (const Kind kind : {Kind::kIntMul, Kind::kIntDiv}) {
    RunTables run(one(kind, word_of(~Uint128{0} - 5), word_of(Uint128{0xffee} << 96 | 0xfffd)));
    ColumnMatrix m = run.fill<MultiplyTable>();
    reports.push_back(mutate_cells<MultiplyTable>(m, run.publics, 2));
  }
  require_all_notice<MultiplyTable>(reports);
}

TEST_CASE("bitwise: every constraint and message notices a change") {
  std::vector<MutationReport> reports;
  for (const Kind kind : {Kind::kAnd, Kind::kOr, Kind::kXor}) {
    RunTables run(one(kind, word_of(Uint128{0xf0f1} << 90), word_of(~Uint128{0} >> 9)));
    ColumnMatrix m = run.fill<BitwiseTable>();
    reports.push_back(mutate_cells<BitwiseTable>(m, run.publics, 2));
  }
  require_all_notice<BitwiseTable>(reports);
}

TEST_CASE("extension: every constraint and message notices a change") {
  std::vector<MutationReport> reports;
  Word x, y;
  for (uint32_t i = 0; i < 8; ++i) x[i] = -Felt(i + 3), y[i] = Felt(1000 * i + 1);
  for (const Kind kind : {Kind::kExtAdd, Kind::kExtSub, Kind::kExtMul, Kind::kExtDiv}) {
    RunTables run(one(kind, x, y));
    ColumnMatrix m = run.fill<ExtensionTable>();
    reports.push_back(mutate_cells<ExtensionTable>(m, run.publics, 2));
  }
  require_all_notice<ExtensionTable>(reports);
}

TEST_CASE("integer: forged sums and differences") {
  const PublicValues publics;
  const Word x = word_of(0xffff'8000), y = word_of(0x1'9000);
  SECTION("a limb of the sum of 2^16 and more, with the carry kept back") {
    auto row = honest<IntegerTable>(Kind::kIntAdd, x, y);
    REQUIRE(row.carries[0] == Felt::one());
    row.carries[0] = Felt();
    row.w[0] += Felt(1 << 16);
    row.w[1] -= Felt::one();
    CHECK(wrong<IntegerTable>(row, publics) == Names{"range of w, 0"});
  }
  SECTION("a carry that was not there") {
    auto row = honest<IntegerTable>(Kind::kIntAdd, x, y);
    REQUIRE(row.carries[3] == Felt());
    row.carries[3] = Felt::one();
    row.w[3] -= Felt(1 << 16);
    row.w[4] += Felt::one();
    CHECK(wrong<IntegerTable>(row, publics) == Names{"range of w, 3"});
  }
  SECTION("an operand with a limb of 2^16, which must trap") {
    auto row = honest<IntegerTable>(Kind::kIntAdd, x, y);
    REQUIRE(row.carries[2] == Felt());
    row.u[2] += Felt(1 << 16);
    row.carries[2] = Felt::one();
    row.w[3] += Felt::one();
    CHECK(wrong<IntegerTable>(row, publics) == Names{"range of u, 2"});
    row = honest<IntegerTable>(Kind::kIntSub, x, y);
    row.v[7] += Felt(1 << 16);
    row.carries[7] += Felt::one();
    CHECK(wrong<IntegerTable>(row, publics) == Names{"range of v, 7"});
  }
  SECTION("a difference instead of a sum") {
    auto row = honest<IntegerTable>(Kind::kIntSub, x, y);
    std::swap(row.is_add, row.is_sub);
    CHECK(wrong<IntegerTable>(row, publics) == Names{"u_handle", "w_handle"});
  }
  SECTION("carries that are no bits") {
    auto row = honest<IntegerTable>(Kind::kIntAdd, x, y);
    // 2^16 of a carry is 1 more in its limb.
    row.w[0] -= Felt::one();
    row.carries[0] += Felt(1 << 16).inverse();
    row.w[1] += Felt(1 << 16).inverse();
    CHECK(wrong<IntegerTable>(row, publics) == Names{"carry is a bit, 0", "range of w, 1"});
  }
}

// The relation's carries over the integers, for bytes u and v and whatever `low` and `second` are;
// false if they need a fraction, or if something is left over at the end.
bool set_carries(MultiplyTable::Columns<Felt>& row) {
  const bool is_div = row.is_div == Felt::one();
  int64_t carry = 0;
  for (size_t i = 0; i < 16; ++i) {
    int64_t sum = carry;
    for (size_t k = 2 * i; k < 2 * i + 2; ++k) {
      for (size_t j = k < 16 ? 0 : k - 15; j <= k && j < 16; ++j) {
        sum += int64_t{row.u[j].value()} * row.v[k - j].value() << 8 * (k % 2);
      }
    }
    if (i < 8) sum += (is_div ? row.second[i].value() : 0) - int64_t{row.low[i].value()};
    if (i >= 8 && !is_div) sum -= row.second[i - 8].value();
    if (i == 15) return sum == 0;
    if (sum % (1 << 16) != 0) return false;
    carry = sum >> 16;
    row.carries[i] = Felt(carry);
  }
  return false;
}

// slack = v - second - 1, modulo 2^128.
void set_slack(MultiplyTable::Columns<Felt>& row, Uint128 v, Uint128 remainder) {
  row.slack = word_of(v - remainder - 1);
  uint32_t borrow = 1;
  for (size_t i = 0; i < 7; ++i) {
    const auto limb = [&](Uint128 w) { return static_cast<uint32_t>(w >> 16 * i & 0xffff); };
    borrow = (limb(remainder) + row.slack[i].value() + borrow) >> 16;
    row.borrows[i] = Felt(borrow);
  }
}

std::array<Felt, 16> bytes_of(Uint128 v) {
  std::array<Felt, 16> bytes;
  for (size_t i = 0; i < 16; ++i) bytes[i] = Felt(static_cast<uint8_t>(v >> 8 * i));
  return bytes;
}

TEST_CASE("multiply: the carries of an honest row are those over the integers") {
  for (const Kind kind : {Kind::kIntMul, Kind::kIntDiv}) {
    const auto row = honest<MultiplyTable>(kind, word_of(~Uint128{0}), word_of(~Uint128{0} >> 1));
    auto again = row;
    again.carries.fill(Felt());
    REQUIRE(set_carries(again));
    CHECK(again.carries == row.carries);
  }
}

TEST_CASE("multiply: forged products") {
  const PublicValues publics;
  SECTION("a place that wraps around p, with limbs and carries of 16 bits") {
    // 2^16 * 32512 = p - 1: one more in a limb, and so many more in its carry and the next limb.
    const auto start = honest<MultiplyTable>(Kind::kIntMul, word_of(3), word_of(5));
    const Felt jump((Felt::kModulus - 1) >> 16);
    for (size_t i = 0; i < 7; ++i) {
      auto row = start;
      row.low[i] += Felt::one();
      row.carries[i] += jump;
      row.low[i + 1] += jump;
      CHECK(wrong<MultiplyTable>(row, publics) == Names{"range of 4 carry, " + std::to_string(i)});
    }
  }
  SECTION("a carry that is a fraction") {
    auto row = honest<MultiplyTable>(Kind::kIntMul, word_of(3), word_of(5));
    const Felt fraction = Felt(1 << 16).inverse();
    row.low[0] -= Felt::one();
    row.carries[0] += fraction;
    row.low[1] += fraction;
    CHECK(wrong<MultiplyTable>(row, publics) ==
          Names{"range of carry, 0", "range of 4 carry, 0", "range of low, 1"});
  }
  SECTION("a limb of 2^16 and more, with the carry kept back") {
    auto row = honest<MultiplyTable>(Kind::kIntMul, word_of(0xffff), word_of(0xffff));
    row.low[0] += Felt(1 << 16);
    row.low[1] -= Felt::one();
    REQUIRE(set_carries(row));
    CHECK(wrong<MultiplyTable>(row, publics) == Names{"range of low, 0"});
  }
  SECTION("an operand of other bytes") {
    // The same limb from a lower byte of 256 and more and a smaller upper one.
    auto row = honest<MultiplyTable>(Kind::kIntMul, word_of(0x1234), word_of(0x4321));
    row.u[0] += Felt(256);
    row.u[1] -= Felt::one();
    REQUIRE(set_carries(row));
    CHECK(wrong<MultiplyTable>(row, publics) == Names{"256 byte of u, 0"});
  }
  SECTION("an operand with a limb of 2^16, which must trap") {
    auto row = honest<MultiplyTable>(Kind::kIntMul, word_of(0), word_of(0x4321));
    row.u[1] = Felt(256);
    row.low = word_of(Uint128{0x4321} << 16);
    REQUIRE(set_carries(row));
    CHECK(wrong<MultiplyTable>(row, publics) == Names{"256 byte of u, 1"});
  }
  SECTION("without the high half") {
    auto row = honest<MultiplyTable>(Kind::kIntMul, word_of(~Uint128{0}), word_of(~Uint128{0}));
    row.second.fill(Felt());
    CHECK_FALSE(set_carries(row));
    CHECK(wrong<MultiplyTable>(row, publics).contains("product, limb 15"));
  }
}

TEST_CASE("multiply: forged quotients") {
  const PublicValues publics;
  const Uint128 x = Uint128{77} << 100 | 123456789, v = Uint128{5} << 70 | 99;
  const auto start = honest<MultiplyTable>(Kind::kIntDiv, word_of(x), word_of(v));
  const auto forge = [&](Uint128 quotient, Uint128 remainder) {
    auto row = start;
    row.u = bytes_of(quotient);
    row.second = word_of(remainder);
    set_slack(row, v, remainder);
    return row;
  };
  SECTION("the honest row again") {
    auto row = forge(x / v, x % v);
    REQUIRE(set_carries(row));
    CHECK(wrong<MultiplyTable>(row, publics).empty());
  }
  SECTION("a remainder that is not less than the divisor") {
    auto row = forge(x / v - 1, x % v + v);
    REQUIRE(set_carries(row));
    CHECK(wrong<MultiplyTable>(row, publics) == Names{"remainder below divisor, limb 7"});
    row.slack[7] -= Felt(1 << 16);  // without the borrow
    CHECK(wrong<MultiplyTable>(row, publics) == Names{"range of slack, 7"});
  }
  SECTION("a quotient of 0") {
    auto row = forge(0, x);
    REQUIRE(set_carries(row));
    CHECK(wrong<MultiplyTable>(row, publics) == Names{"remainder below divisor, limb 7"});
  }
  SECTION("a quotient modulo 2^128") {
    // v is odd, so something times v is x modulo 2^128.
    Uint128 inverse = 1;
    for (int i = 0; i < 7; ++i) inverse *= 2 - v * inverse;
    REQUIRE(v * inverse == 1);
    auto row = forge(x * inverse, 0);
    CHECK_FALSE(set_carries(row));
    const Names names = wrong<MultiplyTable>(row, publics);
    CHECK(names.contains("product, limb 8"));  // the high half is not 0
    for (const std::string& name : names) CHECK(name.starts_with("product, limb "));
  }
  SECTION("a division by zero: any quotient would do") {
    for (const Uint128 quotient : {Uint128{0}, Uint128{1}, ~Uint128{0}}) {
      auto row = forge(quotient, x);
      row.v = bytes_of(0);
      set_slack(row, 0, x);
      REQUIRE(set_carries(row));
      CHECK(wrong<MultiplyTable>(row, publics) == Names{"remainder below divisor, limb 7"});
    }
  }
  SECTION("a product instead of a quotient") {
    auto row = start;
    std::swap(row.is_mul, row.is_div);
    const Names names = wrong<MultiplyTable>(row, publics);
    CHECK(names.contains("u_handle"));
    CHECK(names.contains("low_handle"));
  }
}

TEST_CASE("bitwise: forged results") {
  const PublicValues publics;
  for (const Kind kind : {Kind::kAnd, Kind::kOr, Kind::kXor}) {
    // The same operand by a bit of 2 and none above it.
    auto row = honest<BitwiseTable>(kind, word_of(2), word_of(0));
    row.x_bits[0] = Felt(2);
    row.x_bits[1] = Felt();
    CHECK(wrong<BitwiseTable>(row, publics) == Names{"x is a bit, 0"});
    // The result of another kind.
    row = honest<BitwiseTable>(kind, word_of(0x30005), word_of(0x10006));
    for (const Kind other : {Kind::kAnd, Kind::kOr, Kind::kXor}) {
      if (other == kind) continue;
      auto forged = row;
      forged.is_and = Felt(int{other == Kind::kAnd});
      forged.is_or = Felt(int{other == Kind::kOr});
      forged.is_xor = Felt(int{other == Kind::kXor});
      CHECK(wrong<BitwiseTable>(forged, publics) == Names{"result, limb 0", "result, limb 1"});
    }
    // Two kinds at once, which would add up to a third.
    auto both = row;
    both.is_and = both.is_or = Felt::one();
    CHECK(wrong<BitwiseTable>(both, publics).contains("at most one kind"));
  }
}

TEST_CASE("extension: forged results") {
  const PublicValues publics;
  Word x, y;
  for (uint32_t i = 0; i < 8; ++i) x[i] = Felt(7 * i + 1), y[i] = -Felt(i + 2);
  SECTION("zero by zero: any quotient would do") {
    auto row = honest<ExtensionTable>(Kind::kExtDiv, Word{}, y);
    row.y.fill(Felt());
    row.y[6] = Felt::one();  // the upper felts are not the divisor's
    for (const uint32_t quotient : {0u, 1u, 12345u}) {
      row.result[2] = Felt(quotient);
      CHECK(wrong<ExtensionTable>(row, publics) == Names{"inverse, 0"});
    }
  }
  SECTION("an inverse of something else") {
    auto row = honest<ExtensionTable>(Kind::kExtDiv, x, y);
    for (Felt& c : row.inverse) c = c + c;
    CHECK(wrong<ExtensionTable>(row, publics) == Names{"inverse, 0"});
  }
  SECTION("the result of another kind") {
    struct Forgery {
      Kind kind;
      std::string prefix;
    };
    for (const Forgery& f :
         {Forgery{Kind::kExtAdd, "sum or difference, "},
          Forgery{Kind::kExtSub, "sum or difference, "}, Forgery{Kind::kExtMul, "product, "},
          Forgery{Kind::kExtDiv, "quotient, "}}) {
      auto row = honest<ExtensionTable>(f.kind, x, y);
      for (Felt& c : row.result) c += Felt::one();
      const Names names = wrong<ExtensionTable>(row, publics);
      REQUIRE(names.contains(f.prefix + "0"));
      for (const std::string& name : names) CHECK(name.starts_with(f.prefix));
    }
  }
}

}  // namespace
}  // namespace cairn::test
