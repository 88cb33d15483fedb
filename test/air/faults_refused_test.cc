// The table of the ending fault, against a prover who claims a fault that is not there, or one that
// another precedes: what goes well cannot trap.
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>

#include "air/faults.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

using Cases = FaultCases<Felt>;
using Row = FaultsTable::Columns<Felt>;

bool is_of(Kind kind, const Row& row) { return row.kind[kind_index(kind)] != Felt(); }

// A run of `code` that goes well, and a row that says it does not.
std::set<std::string> objections(Row row) {
  auto m = ColumnMatrix::zeros(8, kWidth<FaultsTable>);
  row.real = Felt::one();
  const bool climbs = is_of(Kind::kClimb, row);
  const bool is_horner = is_of(Kind::kHorner, row);
  row.range_first = climbs ? row.word[2] : is_horner ? row.word[0] : row.x;
  row.range_length = climbs ? row.word[3] : is_horner ? row.word[1] : row.y;
  uint32_t length = 0;
  for (size_t i = 0; i < 5; ++i) length |= row.length_bits[i].value() << i;
  row.low_power = Felt(1u << (length & 7));
  row.power = Felt(1u << length);
  const auto cells = std::bit_cast<std::array<Felt, kWidth<FaultsTable>>>(row);
  for (size_t i = 0; i < cells.size(); ++i) m.at(0, i) = cells[i];
  PublicValues publics;
  publics[PublicValue::kLeft] = Felt(5);
  RowsSaid said;
  evaluate_row<FaultsTable>(m, 0, publics, said);
  return said.notices;
}

TEST_CASE("faults: what goes well cannot trap") {
  Row row{};
  row.ap = Felt(kZeroPage + 9);
  row.wp = Felt(300);
  row.x = Felt(299);
  const auto kind = [&](Kind k) { row.kind[kind_index(k)] = Felt::one(); };
  const auto less = [&](Felt a, Felt b) {
    row.less_a = a;
    row.less_b = b;
  };
  SECTION("handle") {
    kind(Kind::kUnpack);
    row.cases.handle_x = Felt::one();
    row.near_first = Felt(0);
    row.near_bound = row.wp;
    CHECK(objections(row) == std::set<std::string>{"near"});
  }
  SECTION("range up to the last word") {
    kind(Kind::kExec);
    row.cases.span = Felt::one();
    row.y = Felt(1);
    row.near_first = Felt(299);
    row.near_second = Felt(1);
    less(Felt(299), Felt(299));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("a range longer than the words, said to begin too late") {
    kind(Kind::kExec);
    row.cases.span = Felt::one();
    row.y = Felt(301);
    row.near_first = Felt(-1);
    row.near_second = Felt(301);
    less(Felt(-1), Felt(299));
    CHECK(objections(row) == std::set<std::string>{"near", "less"});
  }
  SECTION("a range of all words") {
    kind(Kind::kHalt);
    row.cases.length = Felt::one();
    row.y = Felt(300);
    less(Felt(300), Felt(300));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("pack of the last cells") {
    kind(Kind::kPack);
    row.cases.cells = Felt::one();
    row.x = Felt(kZeroPage + 1);
    less(Felt(kZeroPage + 1), Felt(kZeroPage + 1));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("climb by the last cells") {
    kind(Kind::kClimb);
    row.cases.cells = Felt::one();
    row.x = Felt(kZeroPage + 5);
    less(Felt(kZeroPage + 5), Felt(kZeroPage + 5));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  // Climbs; 5 are left.
  const auto climb = [&](Felt Cases::* the_case, std::array<uint32_t, 4> cells) {
    kind(Kind::kClimb);
    row.cases.*the_case = Felt::one();
    for (size_t i = 0; i < 4; ++i) row.word[i] = Felt(cells[i]);
    row.near_first = row.word[2];
    row.near_second = row.word[3];
    for (size_t i = 0; i < 5; ++i) row.length_bits[i] = Felt(cells[3] >> i & 1);
  };
  SECTION("a climb from the last word") {
    climb(&Cases::node, {299, 0, 0, 1});
    row.near_first = Felt(0);
    row.near_bound = row.wp;
    CHECK(objections(row) == std::set<std::string>{"near"});
  }
  SECTION("a climb by as much as is left") {
    climb(&Cases::out_of_cost, {299, 0, 7, 5});
    less(Felt(5), Felt(5));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("a climb out of cost, from a node that does not exist: bounds comes first") {
    climb(&Cases::out_of_cost, {300, 0, 7, 6});
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"node below wp"});
  }
  SECTION("a climb out of cost, from a node just below p: bounds comes first") {
    climb(&Cases::out_of_cost, {(-Felt(7)).value(), 0, 7, 6});
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"node is near"});
  }
  SECTION("a climb by an index too large, from a node just below p: bounds comes first") {
    climb(&Cases::index, {(-Felt(7)).value(), 32, 7, 5});
    less(Felt(32), Felt(32));
    CHECK(objections(row) == std::set<std::string>{"node is near"});
  }
  SECTION("a climb out of cost, by siblings just below p: bounds comes first") {
    climb(&Cases::out_of_cost, {299, 0, (-Felt(7)).value(), 6});
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"near"});
  }
  SECTION("a climb out of cost, by siblings that do not exist: bounds comes first") {
    climb(&Cases::out_of_cost, {299, 0, 297, 6});
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"the words exist"});
  }
  SECTION("a climb out of cost, by cells that do not exist: bounds comes first") {
    climb(&Cases::out_of_cost, {299, 0, 7, 6});
    row.x = row.ap - Felt(3);
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"arguments below ap"});
  }
  SECTION("climbs of 1 and of 24 levels") {
    climb(&Cases::levels, {299, 0, 7, 1});
    less(Felt(0), Felt(kMaxClimb));
    CHECK(objections(row) == std::set<std::string>{"less"});
    climb(&Cases::levels, {299, 0, 7, 24});
    less(Felt(23), Felt(kMaxClimb));
    CHECK(objections(row) == std::set<std::string>{"less", "the cost is left"});
  }
  SECTION("a climb of too many levels for the cost: out of cost comes first") {
    climb(&Cases::levels, {299, 0, 7, 25});
    less(Felt(24), Felt(kMaxClimb));
    CHECK(objections(row) == std::set<std::string>{"the cost is left"});
  }
  SECTION("a climb of too many levels for the words: bounds comes first") {
    climb(&Cases::levels, {299, 0, 300, 0});
    less(Felt(-1), Felt(kMaxClimb));
    CHECK(objections(row).empty());  // no words at the end are a range
    climb(&Cases::levels, {299, 0, 301, 0});
    CHECK(objections(row) == std::set<std::string>{"the words exist"});
  }
  SECTION("the last index of a path") {
    climb(&Cases::index, {299, 31, 7, 5});
    less(Felt(31), Felt(32));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("the index of a path, as of a shorter one") {
    climb(&Cases::index, {299, 31, 7, 5});
    row.length_bits[0] = Felt();
    less(Felt(31), Felt(16));
    CHECK(objections(row) == std::set<std::string>{"index: the bits of n"});
  }
  SECTION("an index too large where the cost is not left: out of cost comes first") {
    climb(&Cases::index, {299, 64, 7, 6});
    less(Felt(64), Felt(64));
    CHECK(objections(row) == std::set<std::string>{"the cost is left"});
  }
  // Horners; 5 are left.
  const auto horner = [&](Felt Cases::* the_case, std::array<uint32_t, 4> cells) {
    kind(Kind::kHorner);
    row.cases.*the_case = Felt::one();
    for (size_t i = 0; i < 4; ++i) row.word[i] = Felt(cells[i]);
    row.near_first = row.word[0];
    row.near_second = row.word[1];
  };
  const uint32_t below_p = (-Felt(7)).value();
  SECTION("horner by the last cells") {
    kind(Kind::kHorner);
    row.cases.cells = Felt::one();
    row.x = Felt(kZeroPage + 5);
    less(Felt(kZeroPage + 5), Felt(kZeroPage + 5));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("a horner at the last word") {
    horner(&Cases::point, {0, 1, 299, 300});
    row.near_first = Felt(0);
    row.near_bound = row.wp;
    CHECK(objections(row) == std::set<std::string>{"near"});
  }
  SECTION("a horner from the last word") {
    horner(&Cases::start, {0, 1, 300, 299});
    row.near_first = Felt(0);
    row.near_bound = row.wp;
    CHECK(objections(row) == std::set<std::string>{"near"});
  }
  SECTION("a horner over as much as is left") {
    horner(&Cases::out_of_cost, {295, 5, 299, 299});
    less(Felt(5), Felt(5));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("a horner out of cost at a point that does not exist: bounds comes first") {
    horner(&Cases::out_of_cost, {7, 6, 300, 299});
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"point below wp"});
    row.word[2] = Felt(below_p);
    CHECK(objections(row) == std::set<std::string>{"point is near"});
  }
  SECTION("a horner out of cost from a start that does not exist: bounds comes first") {
    horner(&Cases::out_of_cost, {7, 6, 299, 300});
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"start below wp"});
    row.word[3] = Felt(below_p);
    CHECK(objections(row) == std::set<std::string>{"start is near"});
  }
  SECTION("a horner out of cost over words that do not exist: bounds comes first") {
    horner(&Cases::out_of_cost, {295, 6, 299, 299});
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"the words exist"});
    horner(&Cases::out_of_cost, {below_p, 6, 299, 299});
    CHECK(objections(row) == std::set<std::string>{"near"});
    horner(&Cases::out_of_cost, {299, below_p, 299, 299});
    less(Felt(5), Felt(below_p));
    CHECK(objections(row) == std::set<std::string>{"near too"});
  }
  SECTION("a horner out of cost by cells that do not exist: bounds comes first") {
    horner(&Cases::out_of_cost, {7, 6, 299, 299});
    row.x = row.ap - Felt(3);
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"arguments below ap"});
  }
  SECTION("as much as is left") {
    kind(Kind::kHashRange);
    row.cases.out_of_cost = Felt::one();
    row.x = row.near_first = Felt(7);
    row.y = row.near_second = Felt(5);
    less(Felt(5), Felt(5));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("out of cost, over words that do not exist: bounds comes first") {
    kind(Kind::kHashRange);
    row.cases.out_of_cost = Felt::one();
    row.near_first = Felt(299);
    row.y = row.near_second = Felt(6);
    less(Felt(5), Felt(6));
    CHECK(objections(row) == std::set<std::string>{"the words exist"});
  }
  SECTION("256 words of output") {
    kind(Kind::kHalt);
    row.cases.output = Felt::one();
    row.x = row.near_first = Felt(7);
    row.y = row.near_second = Felt(256);
    less(Felt(256), Felt(256));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("a limb of 2^16 - 1") {
    kind(Kind::kAnd);
    row.cases.limb = Felt::one();
    row.handle = row.x;
    row.near_second = Felt(299);
    row.word[4] = Felt(0xffff);
    row.limb[4] = Felt::one();
    less(Felt(0xffff), Felt(1 << 16));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("division where a limb is out of range: range comes first") {
    kind(Kind::kIntDiv);
    row.cases.int_div = Felt::one();
    row.handle = row.x;
    row.near_second = Felt(299);
    row.word[7] = Felt(1 << 16);
    CHECK(objections(row) == std::set<std::string>{"limb 7 of the dividend"});
  }
  SECTION("division by a word of an extension element that is not zero") {
    kind(Kind::kExtDiv);
    row.cases.ext_div = Felt::one();
    row.handle = row.y;
    row.second = Felt::one();
    row.near_second = Felt(299);
    row.word[4] = Felt::one();
    CHECK(objections(row) == std::set<std::string>{"the divisor's fifth felt is zero"});
  }
  SECTION("a legal opcode") {
    row.cases.illegal_opcode = Felt::one();
    row.hi = Felt(2);
    row.near_first = Felt(1);
    row.opcode = row.word[0] = Felt(kOpcodeEnd - 1);
    less(Felt(kOpcodeEnd - 16), Felt(kOpcodeEnd - 15));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("the end of the code is not illegal") {
    row.cases.illegal_opcode = Felt::one();
    row.near_first = Felt(-1);
    less(Felt(-15), Felt(kOpcodeEnd - 15));
    CHECK(objections(row) == std::set<std::string>{"near"});
  }
  SECTION("a target at the last instruction") {
    kind(Kind::kJump);
    row.cases.illegal_target = Felt::one();
    row.hi = Felt(2);
    row.near_first = Felt(1);
    row.opcode = row.word[0] = Felt(opcode(Kind::kJump));
    row.imm = row.word[3] = Felt(1);
    less(Felt(1), Felt(2));
    CHECK(objections(row) == std::set<std::string>{"less"});
  }
  SECTION("a loading add") {
    kind(Kind::kAdd);
    row.cases.illegal_deref = Felt::one();
    row.hi = Felt(2);
    row.near_first = Felt(1);
    row.y_deref = Felt::one();
    row.opcode = row.word[0] = Felt(opcode(Kind::kAdd, XMode::kAp, YMode::kDeref));
    CHECK(objections(row) ==
          std::set<std::string>{"illegal_deref: the kind uses y, and is not add"});
  }
}

}  // namespace
}  // namespace cairn::test
