// The tables of control: decode, regions and spans. Every cell is changed; every constraint and
// every message notices something; what nobody notices is listed with its argument.
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "air/decode.h"
#include "air/regions.h"
#include "air/spans.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"
#include "vm/decode.h"

namespace cairn::test {
namespace {

// One of every kind, never run: decode does not mind.
Trace with_every_kind() {
  Trace trace;
  std::vector<Instruction> code;
  for (uint32_t k = 1; k < kKinds; ++k) {
    const Kind kind = static_cast<Kind>(k);
    const auto x = static_cast<XMode>(k % kXModes);
    const bool loads = kind == Kind::kAdd;
    const auto y = loads ? YMode::kDeref : static_cast<YMode>(k % (kYModes - 1));
    const bool jumps = info(kind).imm == Imm::kTarget;
    code.push_back({Felt(opcode(kind, x, y)), Felt(7), Felt(kind == Kind::kJumpTable ? 3 : 11),
                    jumps ? Felt(2) - Felt(k) : Felt(99 + k)});
  }
  append_code(trace.program, code);
  trace.words = trace.program.image;
  trace.felts.resize(kZeroPage);
  trace.regions.push_back({0, 0, trace.program.code_end(), 0, 0, kNoIndex, kNoIndex,
                           trace.program.length(), 0, trace.program.length()});
  for (uint32_t pc = 0; pc < code.size(); ++pc) {
    trace.decoded.push_back({0, pc, 0, 1 + pc, *split_opcode(code[pc].opcode), code[pc]});
  }
  trace.steps.push_back(
      {kNoIndex, 0, kZeroPage, kZeroPage, trace.program.length(), 0, Felt(), Felt()});
  trace.outcome.reason = Reason::kOutOfCost;
  return trace;
}

TEST_CASE("decode: no cell is free without a reason") {
  RunTables run(with_every_kind());
  ColumnMatrix m(64, kWidth<DecodeTable>);
  DecodeTable::fill(run.witness, run.ledger, m);
  const MutationReport report = mutate_cells<DecodeTable>(m, run.publics);
  constexpr auto c = columns_of<DecodeTable>();
  using Row = DecodeTable::Columns<Felt>;
  const auto has_kind = [](const Row& row) {
    return std::any_of(row.kind.begin(), row.kind.end(), [](Felt f) { return f != Felt(); });
  };
  const auto has_target_flag = [](const Row& row) {
    for (const Kind k : {Kind::kJump, Kind::kJumpEq, Kind::kJumpNe, Kind::kCall, Kind::kJumpTable})
      if (row.kind[kind_index(k)] != Felt()) return true;
    return false;
  };
  require_only_free<DecodeTable>(
      report, m,
      {{"no message of a padding row holds them",
        {c.base, c.lo, c.hi, c.word[4], c.word[5], c.word[6], c.word[7]},
        [&](const Row& row) { return !has_kind(row); }},
       {"only targets are compared", {c.origin, c.last}, [&](const Row& row) {
          return !has_target_flag(row);
        }}});
  require_all_notice<DecodeTable>({report});
}

TEST_CASE("decode: an illegal instruction has no row") {
  RunTables run(with_every_kind());
  ColumnMatrix m(64, kWidth<DecodeTable>);
  DecodeTable::fill(run.witness, run.ledger, m);
  constexpr auto c = columns_of<DecodeTable>();
  const auto noticed = [&](size_t row) {
    RowsSaid said;
    evaluate_row<DecodeTable>(m, row, run.publics, said);
    return said.notices;
  };
  const auto pc_of = [](Kind kind) { return kind_index(kind); };
  // The field, its copy in the word and what is fetched change together: only the range objects.
  const auto set_field = [&](size_t row, size_t column, size_t in_word, Felt value) {
    m.at(row, column) = value;
    m.at(row, c.word[in_word + 4 * (row % 2)]) = value;
  };
  const size_t sub = pc_of(Kind::kSub);  // x ap, y immediate
  const size_t div = pc_of(Kind::kDiv);  // x arg, y ap
  const size_t mul = pc_of(Kind::kMul);  // x local, y local
  SECTION("x at its least") {
    set_field(div, c.a, 1, Felt(0));
    m.at(div, c.fetch_a) = Felt(0);
    CHECK(noticed(div) == std::set<std::string>{"a is at least its least"});
  }
  SECTION("x at its most") {
    set_field(mul, c.a, 1, Felt(kZeroPage + 1));
    m.at(mul, c.fetch_a) = Felt(kZeroPage + 1);
    CHECK(noticed(mul) == std::set<std::string>{"a is at most Z"});
  }
  SECTION("y at its least") {
    set_field(div, c.b, 2, Felt(0));
    m.at(div, c.fetch_b) = Felt(0);
    CHECK(noticed(div) == std::set<std::string>{"b is at least its least"});
  }
  SECTION("y at its most") {
    set_field(mul, c.b, 2, Felt(kZeroPage + 1));
    m.at(mul, c.fetch_b) = Felt(kZeroPage + 1);
    CHECK(noticed(mul) == std::set<std::string>{"b is at most Z"});
  }
  SECTION("an immediate may be anything") {
    set_field(sub, c.b, 2, Felt(-1));
    m.at(sub, c.fetch_b) = Felt(-1);
    CHECK(noticed(sub).empty());
  }
  const Felt hi(run.trace.program.code_end());
  SECTION("a jump below lo") {
    const size_t row = pc_of(Kind::kJump);
    set_field(row, c.imm, 3, Felt(0) - Felt(row) - Felt::one());
    m.at(row, c.fetch_imm) = m.at(row, c.imm);
    m.at(row, c.last) = Felt(-1);
    CHECK(noticed(row) == std::set<std::string>{"target from origin on"});
  }
  SECTION("a jump to hi") {
    const size_t row = pc_of(Kind::kCall);
    set_field(row, c.imm, 3, hi - Felt(row));
    m.at(row, c.fetch_imm) = m.at(row, c.imm);
    m.at(row, c.last) = hi;
    CHECK(noticed(row) == std::set<std::string>{"target below hi"});
  }
  SECTION("a table of -1 entries") {
    const size_t row = pc_of(Kind::kJumpTable);
    set_field(row, c.b, 2, Felt(-1));
    m.at(row, c.fetch_b) = Felt(-1);
    m.at(row, c.last) = Felt(row) - Felt::one();
    CHECK(noticed(row) == std::set<std::string>{"target from origin on"});
  }
  SECTION("a table that ends above hi") {
    const size_t row = pc_of(Kind::kJumpTable);
    set_field(row, c.b, 2, hi - Felt(row));
    m.at(row, c.fetch_b) = hi - Felt(row);
    m.at(row, c.last) = hi;
    CHECK(noticed(row) == std::set<std::string>{"target below hi"});
  }
  SECTION("pc at hi") {
    m.at(sub, c.hi) = m.at(sub, c.pc);
    CHECK(noticed(sub) == std::set<std::string>{"pc below hi"});
  }
}

TEST_CASE("regions: no cell is free without a reason") {
  // Word 2 runs word 3, which comes back; then the code of word 2 ends.
  RunTables run(traced({push(2), on_top(Kind::kExec, 1), push(0), halt(), push_anywhere(3),
                        on_top(Kind::kExec, 1), make(Kind::kRet), make(Kind::kRet)}));
  ColumnMatrix m = run.fill<RegionsTable>();
  REQUIRE(run.trace.regions.size() == 3);
  const MutationReport report = mutate_cells<RegionsTable>(m, run.publics);
  constexpr auto c = columns_of<RegionsTable>();
  using Row = RegionsTable::Columns<Felt>;
  require_only_free<RegionsTable>(
      report, m,
      {{"the program was not entered by an exec",
        {c.outer_base, c.outer_lo, c.outer_hi, c.fp, c.wp, c.delta_pc},
        [](const Row& row) { return row.is_program != Felt(); }},
       {"only a ret asks for them",
        {c.ret_x, c.ret_y, c.ret_ap, c.ret_wp, c.ret_delta_pc},
        [](const Row& row) { return row.popped == Felt(); }},
       {"padding is no region",
        {c.base, c.h, c.n, c.outer_base, c.outer_lo, c.outer_hi, c.fp, c.wp, c.delta_pc},
        [](const Row& row) { return row.is_program + row.is_exec == Felt(); }}});
  require_all_notice<RegionsTable>({report});
}

TEST_CASE("spans: no cell is free without a reason") {
  RunTables run(traced({push(0), on_top(Kind::kHashRange, 2), push(0), on_top(Kind::kHashRange, 0),
                        push(0), on_top(Kind::kHalt, 1)}));
  ColumnMatrix m = run.fill<SpansTable>();
  const MutationReport report = mutate_cells<SpansTable>(m, run.publics);
  constexpr auto c = columns_of<SpansTable>();
  using Row = SpansTable::Columns<Felt>;
  require_only_free<SpansTable>(
      report, m,
      {{"a halt is not charged by length",
        {c.is_empty, c.inverse},
        [](const Row& row) { return row.is_halt != Felt(); }},
       {"zero times anything is zero",
        {c.inverse},
        [](const Row& row) { return row.is_hash != Felt() && row.n == Felt(); }},
       {"no message of a padding row holds them",
        {c.h, c.n, c.res, c.ap, c.wp, c.base, c.delta_pc, c.delta_ap, c.delta_wp, c.delta_cost,
         c.is_empty, c.inverse},
        [](const Row& row) { return row.is_halt + row.is_hash == Felt(); }}});
  require_all_notice<SpansTable>({report});
}

}  // namespace
}  // namespace cairn::test
