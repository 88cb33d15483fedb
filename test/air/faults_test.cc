// The table of the ending fault: a run for every case, every cell of its row changed, and the list
// of those that nobody minds.
#include "air/faults.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "test/air/endings.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

using Cases = FaultCases<Felt>;
using Row = FaultsTable::Columns<Felt>;
using Code = std::vector<Instruction>;

// A run that ends by the case, and its table.
struct Faulty {
  Faulty(Felt Cases::* the_case, Trace trace) : expected(the_case), run(std::move(trace)) {
    matrix = run.fill<FaultsTable>();
    report = mutate_cells<FaultsTable>(matrix, run.publics);
  }
  Felt Cases::* expected;
  RunTables run;
  ColumnMatrix matrix;
  MutationReport report;
};

std::vector<std::unique_ptr<Faulty>> all_cases() {
  std::vector<std::unique_ptr<Faulty>> all;
  const auto add = [&](Felt Cases::* the_case, const Code& code,
                       const std::vector<Word>& inputs = {}, uint32_t limit = 1000) {
    Program program;
    append_code(program, code);
    auto trace = run_traced(program, inputs, {.cost_limit = limit});
    REQUIRE(trace.ok());
    all.push_back(std::make_unique<Faulty>(the_case, *std::move(trace)));
  };
  const auto immediate = YMode::kImmediate;
  add(&Cases::illegal_opcode, {push(0), {Felt(kOpcodeEnd), Felt(1), Felt(2), Felt(3)}});
  add(&Cases::illegal_x, {push(0), make(Kind::kSub, XMode::kArg, 0, immediate, Felt(5))});
  add(&Cases::illegal_x, {push(0), make(Kind::kSub, XMode::kLocal, -1, immediate, Felt(5))});
  add(&Cases::illegal_y, {make(Kind::kSub, XMode::kAp, 1, YMode::kArg, Felt(0))});
  add(&Cases::illegal_y, {make(Kind::kSub, XMode::kAp, 1, YMode::kLocal, Felt(kZeroPage + 1))});
  add(&Cases::illegal_y, {make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(kZeroPage + 1))});
  add(&Cases::illegal_deref, {push(0), make(Kind::kSub, XMode::kAp, 1, YMode::kDeref, Felt(1))});
  add(&Cases::illegal_target, {push(0), make(Kind::kJump, Felt(1))});
  add(&Cases::illegal_target, {push(0), make(Kind::kCall, Felt(-2))});
  add(&Cases::illegal_table, {push(0), make(Kind::kJumpTable, XMode::kAp, 1, Felt(1))});
  add(&Cases::handle_x, {push(kFar), on_top(Kind::kUnpack)});
  add(&Cases::handle_x, {push(1), on_top(Kind::kHash)});
  add(&Cases::handle_y, {push(0), on_top(Kind::kExtAdd, 1)});
  add(&Cases::length, {push(0), on_top(Kind::kExec, 2)});
  add(&Cases::span, {push(1), on_top(Kind::kHashRange, 1)});
  add(&Cases::cells, {push(kZeroPage - 6), make(Kind::kPack, XMode::kAp, 1)});
  add(&Cases::cells, {push(kZeroPage - 2), make(Kind::kClimb, XMode::kAp, 1)});
  add(&Cases::jump_table,
      {push(2), make(Kind::kJumpTable, XMode::kAp, 1, Felt(2)), push(0), push(0)});
  add(&Cases::out_of_cost, {push(0), on_top(Kind::kHashRange, 3)}, {{}, {}}, 3);
  add(&Cases::output, {push(0), on_top(Kind::kHalt, 257)}, std::vector<Word>(256));
  add(&Cases::assert_less, {push(9), on_top(Kind::kAssertLess, 8)});
  // Three words of code, and 30 inputs.
  const auto climb = [&](Felt Cases::* the_case, std::array<uint32_t, 4> cells,
                         uint32_t limit = 1000) {
    add(the_case,
        {push(cells[0]), push(cells[1]), push(cells[2]), push(cells[3]), push(kZeroPage),
         make(Kind::kClimb, XMode::kAp, 1)},
        std::vector<Word>(30), limit);
  };
  climb(&Cases::node, {33, 0, 0, 1});
  climb(&Cases::length, {0, 0, 0, 34});
  climb(&Cases::span, {0, 0, 32, 2});
  climb(&Cases::out_of_cost, {32, 99, 24, 9}, 13);
  climb(&Cases::levels, {32, 0, 0, 0});
  climb(&Cases::levels, {32, 99, 8, 25}, 30);
  climb(&Cases::index, {32, 1 << 9, 24, 9}, 14);
  climb(&Cases::index, {32, 2, 32, 1});
  climb(&Cases::index, {32, kFar, 9, 24});
  // Words 2 and 3 are inputs.
  const auto on_words = [](Kind kind) {
    return Code{push(2), push(3), make(kind, XMode::kAp, 2, YMode::kAp, Felt(1))};
  };
  const Word small = {Felt(2), Felt(3), Felt(4), Felt(5), Felt(6), Felt(7), Felt(8), Felt(9)};
  Word large = small;
  large[5] = Felt(1 << 16);
  Word tail{};
  tail[5] = Felt(70000);
  tail[6] = Felt(2);
  tail[7] = Felt(3);
  add(&Cases::limb, on_words(Kind::kXor), {large, small});
  add(&Cases::limb, on_words(Kind::kIntDiv), {small, large});
  add(&Cases::int_div, on_words(Kind::kIntDiv), {small, {}});
  add(&Cases::ext_div, on_words(Kind::kExtDiv), {large, tail});
  return all;
}

bool is_illegal(const Row& row) {
  const Cases& c = row.cases;
  return c.illegal_opcode + c.illegal_x + c.illegal_y + c.illegal_deref + c.illegal_target +
             c.illegal_table !=
         Felt();
}
bool has_words(const Row& row) {
  return row.cases.limb + row.cases.int_div + row.cases.ext_div != Felt();
}
bool has_range(const Row& row) {
  const Cases& c = row.cases;
  return c.out_of_cost + c.output + c.span + c.levels + c.index != Felt();
}
bool is_climb(const Row& row) { return row.kind[kind_index(Kind::kClimb)] != Felt(); }
bool compares(const Row& row) {
  const Cases& c = row.cases;
  return row.real - c.illegal_deref - c.handle_x - c.handle_y - c.node - c.int_div - c.ext_div !=
         Felt();
}
bool compares_near(const Row& row) {
  return is_illegal(row) || has_words(row) || has_range(row) ||
         row.cases.handle_x + row.cases.handle_y + row.cases.node != Felt();
}

std::vector<FreeCells<FaultsTable>> free_cells() {
  constexpr auto c = columns_of<FaultsTable>();
  std::vector<size_t> kinds;
  std::vector<size_t> limbs;
  std::vector<size_t> words;
  append_columns(kinds, c.kind);
  append_columns(limbs, c.limb);
  append_columns(words, c.word);
  const auto with = [](std::vector<size_t> first, const std::vector<size_t>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  };
  const std::vector<size_t> modes = {c.x_arg,   c.x_local,     c.y_arg,
                                     c.y_local, c.y_immediate, c.y_deref};
  return {
      {"an opcode outside of the table has no parts", with(modes, kinds),
       [](const Row& row) { return row.cases.illegal_opcode != Felt(); }},
      {"a trap says nothing of the instruction",
       with(modes, {c.pc, c.lo, c.hi, c.opcode, c.a, c.b, c.imm}),
       [](const Row& row) { return row.real != Felt() && !is_illegal(row); }},
      {"a trap without operand words reads none",
       {c.handle, c.second, c.word[4], c.word[5], c.word[6], c.word[7]},
       [](const Row& row) { return row.real != Felt() && !is_illegal(row) && !has_words(row); }},
      {"only a climb has a node and an index, and only where its cells exist",
       {c.word[0], c.word[1]},
       [](const Row& row) {
         return row.real != Felt() && !is_illegal(row) && !has_words(row) &&
                (!is_climb(row) || row.cases.cells != Felt());
       }},
      {"only a climb has its range in cells",
       {c.word[2], c.word[3]},
       [](const Row& row) {
         return row.real != Felt() && !is_illegal(row) && !has_words(row) && !is_climb(row);
       }},
      {"an illegal instruction has no operands",
       {c.res, c.ap, c.wp, c.delta_ap, c.delta_wp, c.delta_cost},
       is_illegal},
      {"only one case chooses a limb", limbs,
       [](const Row& row) { return row.real != Felt() && row.cases.limb == Felt(); }},
      {"the case does not compare",
       {c.less_a, c.less_b},
       [](const Row& row) { return row.real != Felt() && !compares(row); }},
      {"the case asks for nothing near",
       {c.near_first, c.near_bound},
       [](const Row& row) { return row.real != Felt() && !compares_near(row); }},
      {"the case asks for one near at most",
       {c.near_second},
       [](const Row& row) { return row.real != Felt() && !has_words(row) && !has_range(row); }},
      {"no message of a padding row holds them",
       with(with(with(modes, kinds), with(limbs, words)),
            {c.base,       c.pc,         c.lo,         c.hi,         c.second, c.handle,
             c.opcode,     c.a,          c.b,          c.imm,        c.res,    c.ap,
             c.wp,         c.delta_ap,   c.delta_wp,   c.delta_cost, c.less_a, c.less_b,
             c.near_first, c.near_bound, c.near_second}),
       [](const Row& row) { return row.real == Felt(); }},
  };
}

TEST_CASE("faults: no cell is free without a reason, in any case") {
  const auto all = all_cases();
  std::vector<MutatedTable> tables;
  std::vector<MutationReport> reports;
  Cases seen{};
  for (const auto& faulty : all) {
    const auto row = bind_columns<FaultsTable>(row_of<FaultsTable>(faulty->matrix, 0));
    CHECK(row.cases.*(faulty->expected) == Felt::one());
    seen.*(faulty->expected) = Felt::one();
    tables.push_back({faulty->report, faulty->matrix});
    reports.push_back(faulty->report);
  }
  for (const Felt flag : std::bit_cast<std::array<Felt, kFaultCases>>(seen)) {
    CHECK(flag == Felt::one());
  }
  require_only_free<FaultsTable>(tables, free_cells());
  require_all_notice<FaultsTable>(reports);
}

// A run of `code` that goes well, and a row that says it does not.
std::set<std::string> objections(Row row) {
  auto m = ColumnMatrix::zeros(8, kWidth<FaultsTable>);
  row.real = Felt::one();
  row.range_first = is_climb(row) ? row.word[2] : row.x;
  row.range_length = is_climb(row) ? row.word[3] : row.y;
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
