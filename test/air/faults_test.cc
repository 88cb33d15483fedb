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
  add(&Cases::cells, {push(kZeroPage - 2), make(Kind::kHorner, XMode::kAp, 1)});
  add(&Cases::jump_table,
      {push(2), make(Kind::kJumpTable, XMode::kAp, 1, Felt(2)), push(0), push(0)});
  add(&Cases::out_of_cost, {push(0), on_top(Kind::kHashRange, 3)}, {{}, {}}, 3);
  add(&Cases::output, {push(0), on_top(Kind::kHalt, 257)}, std::vector<Word>(256));
  add(&Cases::assert_less, {push(9), on_top(Kind::kAssertLess, 8)});
  // Three words of code, and 30 inputs.
  const auto with_arguments = [&](Kind kind, Felt Cases::* the_case, std::array<uint32_t, 4> cells,
                                  uint32_t limit) {
    add(the_case,
        {push(cells[0]), push(cells[1]), push(cells[2]), push(cells[3]), push(kZeroPage),
         make(kind, XMode::kAp, 1)},
        std::vector<Word>(30), limit);
  };
  const auto climb = [&](Felt Cases::* the_case, std::array<uint32_t, 4> cells,
                         uint32_t limit = 1000) {
    with_arguments(Kind::kClimb, the_case, cells, limit);
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
  const auto horner = [&](Felt Cases::* the_case, std::array<uint32_t, 4> cells,
                          uint32_t limit = 1000) {
    with_arguments(Kind::kHorner, the_case, cells, limit);
  };
  horner(&Cases::point, {1, 2, 33, 3});
  horner(&Cases::start, {1, 2, 3, kFar});
  horner(&Cases::length, {0, 34, 1, 2});
  horner(&Cases::span, {32, 2, 1, 3});
  horner(&Cases::out_of_cost, {24, 9, 31, 32}, 13);
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
bool is_of(Kind kind, const Row& row) { return row.kind[kind_index(kind)] != Felt(); }
bool has_bad_handle(const Row& row) {
  const Cases& c = row.cases;
  return c.handle_x + c.handle_y + c.node + c.point + c.start != Felt();
}
bool compares(const Row& row) {
  const Cases& c = row.cases;
  return row.real - c.illegal_deref - c.int_div - c.ext_div != Felt() && !has_bad_handle(row);
}
bool compares_near(const Row& row) {
  return is_illegal(row) || has_words(row) || has_range(row) || has_bad_handle(row);
}

std::vector<FreeCells<FaultsTable>> free_cells() {
  constexpr auto c = columns_of<FaultsTable>();
  std::vector<size_t> kinds;
  std::vector<size_t> limbs;
  std::vector<size_t> words;
  append_columns(kinds, c.kind);
  // A horner takes its range from cells in which an illegal instruction has its opcode.
  std::vector<size_t> most_kinds = kinds;
  std::erase(most_kinds, c.kind[kind_index(Kind::kHorner)]);
  append_columns(limbs, c.limb);
  append_columns(words, c.word);
  const auto with = [](std::vector<size_t> first, const std::vector<size_t>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  };
  const std::vector<size_t> modes = {c.x_arg,   c.x_local,     c.y_arg,
                                     c.y_local, c.y_immediate, c.y_deref};
  return {
      {"an opcode outside of the table has no parts", with(modes, most_kinds),
       [](const Row& row) { return row.cases.illegal_opcode != Felt(); }},
      {"a trap says nothing of the instruction",
       with(modes, {c.pc, c.lo, c.hi, c.opcode, c.a, c.b, c.imm}),
       [](const Row& row) { return row.real != Felt() && !is_illegal(row); }},
      {"a trap without operand words reads none",
       {c.handle, c.second, c.word[4], c.word[5], c.word[6], c.word[7]},
       [](const Row& row) { return row.real != Felt() && !is_illegal(row) && !has_words(row); }},
      {"only a climb and a horner have arguments",
       {c.word[0], c.word[1], c.word[2], c.word[3]},
       [](const Row& row) {
         return row.real != Felt() && !is_illegal(row) && !has_words(row) &&
                !is_of(Kind::kClimb, row) && !is_of(Kind::kHorner, row);
       }},
      {"the cells do not exist; range_first and range_length are as they say",
       {c.word[0], c.word[1]},
       [](const Row& row) { return row.cases.cells != Felt() && is_of(Kind::kClimb, row); }},
      {"the cells do not exist; range_first and range_length are as they say",
       {c.word[2], c.word[3]},
       [](const Row& row) { return row.cases.cells != Felt() && is_of(Kind::kHorner, row); }},
      {"an illegal instruction has no operands",
       {c.res, c.ap, c.wp, c.delta_pc, c.delta_ap, c.delta_wp, c.delta_cost},
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
            {c.base,   c.pc,         c.lo,         c.hi,         c.second,     c.handle,
             c.opcode, c.a,          c.b,          c.imm,        c.res,        c.ap,
             c.wp,     c.delta_pc,   c.delta_ap,   c.delta_wp,   c.delta_cost, c.less_a,
             c.less_b, c.near_first, c.near_bound, c.near_second}),
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

}  // namespace
}  // namespace cairn::test
