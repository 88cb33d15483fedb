// The cpu: every cell of many runs changed, then rows written anew by a prover who keeps everything
// but one constraint. Every constraint is the only one to object to something.
#include "air/cpu.h"

#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "test/air/endings.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

using Row = CpuTable::Columns<Felt>;
using Rows = std::vector<Row>;
using Code = std::vector<Instruction>;
using Names = std::set<std::string>;

const Felt kOne = Felt::one();

// What the endings lack: jumps that are taken and not, every mode of y, and advice.
Trace with_every_mode() {
  AdviceList advice({Felt(3)}, {Word{Felt(4)}});
  const Code code = {push(5),
                     push_anywhere(5),
                     make(Kind::kJumpEq, XMode::kAp, 1, YMode::kAp, Felt(2), Felt(1)),
                     make(Kind::kJumpEq, XMode::kAp, 1, YMode::kArg, Felt(3), Felt(-1)),
                     make(Kind::kJumpNe, XMode::kAp, 1, YMode::kLocal, Felt(0), Felt(-1)),
                     make(Kind::kJumpNe, XMode::kLocal, 0, YMode::kArg, Felt(3), Felt(1)),
                     push(kZeroPage),
                     make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(1)),
                     make(Kind::kMul, XMode::kAp, 1, YMode::kLocal, Felt(0), Felt(7)),
                     make(Kind::kSub, XMode::kAp, 1, YMode::kAp, Felt(2)),
                     make(Kind::kDiv, XMode::kAp, 1, YMode::kAp, Felt(3)),
                     make(Kind::kAdvice),
                     make(Kind::kAdviceWord),
                     push(0),
                     halt()};
  return traced(code, {}, &advice);
}

struct Mutated {
  explicit Mutated(Trace trace) : run(std::move(trace)), matrix(run.fill<CpuTable>()) {
    report = mutate_cells<CpuTable>(matrix, run.publics);
  }
  RunTables run;
  ColumnMatrix matrix;
  MutationReport report;
};

bool is_idle(const Row& row) {
  const auto flags = std::bit_cast<std::array<Felt, kCpuFlags>>(row.flags);
  return std::all_of(flags.begin(), flags.end(), [](Felt f) { return f == Felt(); });
}

TEST_CASE("cpu: no cell is free without a reason") {
  std::vector<std::unique_ptr<Mutated>> runs;
  for (const Ending& ending : endings()) runs.push_back(std::make_unique<Mutated>(traced(ending)));
  runs.push_back(std::make_unique<Mutated>(with_every_mode()));
  std::vector<MutatedTable> tables;
  std::vector<MutationReport> reports;
  for (const auto& run : runs) {
    tables.push_back({run->report, run->matrix});
    reports.push_back(run->report);
  }
  constexpr auto c = columns_of<CpuTable>();
  require_only_free<CpuTable>(
      tables,
      {{"zero times anything is zero",
        {c.inverse},
        [](const Row& row) { return row.equal == kOne; }},
       {"these kinds append nothing and are answered nothing",
        {c.res},
        [](const Row& row) {
          const CpuFlags<Felt>& is = row.flags;
          const Felt jumps = is.jump + is.jump_eq + is.jump_ne;
          return is.assert_equal + jumps + is.ret * (kOne - row.equal) == kOne;
        }},
       {"the quotient of a division trap is not appended",
        {c.res},
        [](const Row& row) { return row.flags.div * row.stop * row.equal == kOne; }},
       {"nothing is executed where nothing is fetched",
        {c.res, c.imm},
        [](const Row& row) { return is_idle(row) && row.stop == kOne; }},
       // The stop row before has bound those of the statement already, and no message holds them.
       {"the run is over", {c.pc, c.ap, c.wp, c.base, c.cost, c.imm, c.res}, [](const Row& row) {
          return is_idle(row) && row.stop == Felt();
        }}});
  require_all_notice<CpuTable>(reports);
}

// Everything in a row that follows from the rest of it.
void repair(Row& row) {
  const CpuFlags<Felt>& is = row.flags;
  row.address_x = row.a + row.fp + is.x_ap * (row.ap - row.fp);
  row.address_y = row.b + row.fp + is.y_ap * (row.ap - row.fp) + is.y_deref * (row.x - row.fp);
  if (is.y_immediate != Felt()) row.y = row.b;
  const Felt difference =
      (kOne - is.div - is.ret) * (row.x - row.y) + is.div * row.y + is.ret * (row.fp - row.base);
  row.equal = difference == Felt() ? kOne : Felt();
  row.inverse = difference == Felt() ? Felt() : difference.inverse();
  if (is.add != Felt()) row.res = row.x * (kOne - is.y_deref) + row.y + row.imm;
  if (is.mul != Felt()) row.res = row.x * row.y + row.imm;
  if (is.sub != Felt()) row.res = row.x - row.y;
  if (is.div != Felt() && row.y != Felt()) row.res = row.x * row.y.inverse();
  if (is.call + is.exec != Felt()) row.res = row.fp;
}

void repair_all(Rows& rows) {
  for (Row& row : rows) repair(row);
}

// The constraints that fail and the comparisons that are not true, in any row. What the rows send
// to the memories and to decode is the forger's wish: he may have written the program for it.
Names wrong(const Rows& rows, const PublicValues& publics) {
  RowsSaid said;
  for (size_t r = 0; r < rows.size(); ++r) {
    const auto now = std::bit_cast<std::array<Felt, kWidth<CpuTable>>>(rows[r]);
    const auto next =
        std::bit_cast<std::array<Felt, kWidth<CpuTable>>>(rows[(r + 1) % rows.size()]);
    RowEvaluator<CpuTable, RowsSaid> air(now, next, r == 0, r + 1 == rows.size(), publics, said);
    CpuTable::constrain(air);
  }
  return said.notices;
}

Rows rows_of(RunTables& run) {
  const ColumnMatrix m = run.fill<CpuTable>();
  Rows rows(m.height());
  for (size_t r = 0; r < rows.size(); ++r) {
    rows[r] = bind_columns<CpuTable>(row_of<CpuTable>(m, r));
  }
  return rows;
}

struct Forgery {
  std::string objection;  // the only one
  Code code;
  std::function<void(Rows&, PublicValues&)> forge;
};

using P = PublicValues;
using enum PublicValue;

// x and y in a row of this kind, both immediate to the forger.
void set_operands(Row& row, Felt x, Felt y) {
  row.x = x;
  row.y = row.b = y;
  repair(row);
}
// A register that has jumped by one from this row on.
void shift(Rows& rows, size_t from, Felt Row::* column) {
  for (size_t r = from; r < rows.size(); ++r) rows[r].*column += kOne;
  repair_all(rows);
}

// The stop row does something as well.
void execute(Rows& rows, size_t stop) {
  rows[stop].flags.add = kOne;
  rows[stop + 1].pc = rows[stop].pc + kOne;
}

std::vector<Forgery> forgeries() {
  const Code straight = {push(1), push(2), push(3), on_top(Kind::kAssert, 3), push(0), halt()};
  const Code call = {make(Kind::kCall, Felt(2)), halt(), push_anywhere(0), halt()};
  const Code end = {push(1), push(2)};
  const Code assert_trap = {push(1), on_top(Kind::kAssert, 2)};
  const Code division_trap = {push(1), on_top(Kind::kDiv, 0)};
  const Code x_trap = {push(1), local_x(Kind::kAdd, 1)};
  const Code y_trap = {push(kFar), make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(0))};
  // Without a flag of a mode, which would ask for exactly one kind.
  const Code root_trap = {make(Kind::kAssert, XMode::kArg, 1, YMode::kArg, Felt(2))};
  const auto one_kind = [](Kind kind) { return Code{push(6), on_top(kind, 3), push(0), halt()}; };
  const auto jumps = [](Kind kind) {
    return Code{push(6), make(kind, XMode::kAp, 1, YMode::kImmediate, Felt(6), Felt(1)), push(0),
                halt()};
  };
  const size_t last = 2;   // the stop row of `end`
  const size_t halts = 5;  // the stop row of `straight`
  return {
      // The first row.
      {"first pc", straight, [](Rows&, P& p) { p[kFirstPc] += kOne; }},
      {"first wp", straight, [](Rows&, P& p) { p[kFirstWp] += kOne; }},
      {"first fp", straight, [](Rows& r, P&) { shift(r, 0, &Row::fp); }},
      {"first ap", straight,
       [](Rows& r, P& p) {
         shift(r, 0, &Row::ap);
         p[kStopAp] += kOne;
       }},
      {"first base", straight, [](Rows& r, P&) { shift(r, 0, &Row::base); }},
      {"first cost", straight,
       [](Rows& r, P& p) {
         shift(r, 0, &Row::cost);
         p[kStopCost] += kOne;
       }},
      // From row to row.
      {"next pc", straight,
       [](Rows& r, P& p) {
         shift(r, 2, &Row::pc);
         p[kStopPc] += kOne;
       }},
      {"next fp", straight, [](Rows& r, P&) { shift(r, 2, &Row::fp); }},
      {"next ap", straight,
       [](Rows& r, P& p) {
         shift(r, 2, &Row::ap);
         p[kStopAp] += kOne;
       }},
      {"next wp", straight, [](Rows& r, P&) { shift(r, 2, &Row::wp); }},
      {"next base", straight, [](Rows& r, P&) { shift(r, 2, &Row::base); }},
      {"next cost", straight,
       [](Rows& r, P& p) {
         shift(r, 2, &Row::cost);
         p[kStopCost] += kOne;
       }},
      // A jump that is not taken, and one that is.
      {"next pc", jumps(Kind::kJumpEq), [](Rows& r, P&) { r[1].imm = Felt(2); }},
      {"next pc", jumps(Kind::kJumpNe),
       [](Rows& r, P&) {
         set_operands(r[1], Felt(6), Felt(7));
         r[1].imm = Felt(2);
       }},
      {"equal is zero", jumps(Kind::kJumpEq),
       [](Rows& r, P&) {
         set_operands(r[1], Felt(6), Felt(7));
         r[1].equal = kOne;
         r[1].inverse = Felt();
       }},
      {"not equal has an inverse", jumps(Kind::kJumpEq), [](Rows& r, P&) { r[1].equal = Felt(); }},
      // Results.
      {"add", one_kind(Kind::kAdd), [](Rows& r, P&) { r[1].res += kOne; }},
      {"mul", one_kind(Kind::kMul), [](Rows& r, P&) { r[1].res += kOne; }},
      {"sub", one_kind(Kind::kSub), [](Rows& r, P&) { r[1].res += kOne; }},
      {"div", one_kind(Kind::kDiv), [](Rows& r, P&) { r[1].res += kOne; }},
      {"saved fp", call, [](Rows& r, P&) { r[0].res += kOne; }},
      // Operands.
      {"address of x", straight, [](Rows& r, P&) { r[1].address_x -= kOne; }},
      {"address of y", straight, [](Rows& r, P&) { r[1].address_y -= kOne; }},
      {"y is the immediate", straight,
       [](Rows& r, P&) {
         r[1].y += kOne;
         r[1].res += kOne;
         r[1].inverse = (r[1].x - r[1].y).inverse();
       }},
      {"x below ap",
       {push(1), local_x(Kind::kAdd, 0), push(0), halt()},
       [](Rows& r, P&) {
         r[1].a = kOne;  // the cell that it appends
         repair(r[1]);
       }},
      {"y below ap",
       {push(kZeroPage), make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(0)), push(0), halt()},
       [](Rows& r, P&) {
         r[1].b = kOne;
         repair(r[1]);
       }},
      // Going on where it must trap.
      {"assert holds", straight, [](Rows& r, P&) { set_operands(r[3], Felt(3), Felt(4)); }},
      {"no division by zero", one_kind(Kind::kDiv),
       [](Rows& r, P&) { set_operands(r[1], Felt(6), Felt()); }},
      // Trapping where it goes on.
      {"an assert trap fails", assert_trap, [](Rows& r, P&) { set_operands(r[1], kOne, kOne); }},
      {"an assert trap is an assert", assert_trap,
       [](Rows& r, P&) {
         std::swap(r[1].flags.assert_equal, r[1].flags.sub);
         repair(r[1]);
       }},
      {"a division trap is by zero", division_trap,
       [](Rows& r, P&) { set_operands(r[1], kOne, Felt(2)); }},
      {"a division trap is a div", division_trap,
       [](Rows& r, P&) {
         std::swap(r[1].flags.div, r[1].flags.assert_equal);
         set_operands(r[1], kOne, kOne);
       }},
      {"a bounds trap of x has a local x", x_trap,
       [](Rows& r, P&) { r[1].flags.x_local = Felt(); }},
      {"x below ap", x_trap,
       [](Rows& r, P&) {
         r[1].a = Felt();  // the cell just pushed
         repair(r[1]);
       }},
      {"a bounds trap of y has an address", y_trap,
       [](Rows& r, P&) {
         r[1].flags.y_deref = Felt();
         repair(r[1]);
       }},
      {"y below ap", y_trap,
       [](Rows& r, P&) {
         r[1].b = -Felt(kFar);  // the cell at 0
         repair(r[1]);
       }},
      {"a coprocessor's end is a coprocessor's", straight,
       [=](Rows& r, P&) {
         std::swap(r[halts].flags.coprocessor_quiet, r[halts].flags.jump);
         r[halts].imm = kOne;
       }},
      {"nothing is executed", end, [=](Rows& r, P&) { execute(r, last); }},
      {"nothing is executed", end,
       [=](Rows& r, P& p) {
         std::swap(p[kEndOfCode], p[kEndOutOfCost]);
         execute(r, last);
       }},
      {"stop pc", end, [](Rows&, P& p) { p[kStopPc] += kOne; }},
      {"stop cost", end, [](Rows&, P& p) { p[kStopCost] -= kOne; }},
      {"stop ap", end, [](Rows&, P& p) { p[kStopAp] += kOne; }},
      // Two kinds at once, as one.
      {"at most one kind", root_trap,
       [](Rows& r, P&) {
         r[0].flags.sub = kOne;
         repair(r[0]);
       }},
      // Which rows are live.
      {"live rows are contiguous", end, [=](Rows& r, P&) { r[last + 1] = r[last]; }},
      {"live rows are contiguous", straight, [](Rows& r, P&) { r[2].flags = {}; }},
      {"the run has a first row", end,
       [](Rows& r, P&) {
         const Row first = r[0];
         r.assign(8, Row{});
         r[0].pc = first.pc;
         r[0].wp = first.wp;
         r[0].fp = r[0].ap = first.ap;
         repair_all(r);
       }},
      {"the run stops",
       {push(1), push(2), push(3), push(4), push(5), push(6), push(7), push(8)},
       [](Rows& r, P&) { r.resize(8); }},
  };
}

TEST_CASE("cpu: every constraint is the only one to object to some forgery") {
  Names alone;
  for (const Forgery& forgery : forgeries()) {
    RunTables run(traced(forgery.code));
    Rows rows = rows_of(run);
    PublicValues publics = run.publics;
    INFO(forgery.objection);
    REQUIRE(wrong(rows, publics).empty());
    forgery.forge(rows, publics);
    CHECK(wrong(rows, publics) == Names{forgery.objection});
    alone.insert(forgery.objection);
  }

  // Flags of a mode. In a row without a kind, or of 2 in a row with one.
  RunTables run(traced(Code{push(0), push(0)}));
  const Rows honest = rows_of(run);
  const auto with_flags = [&](size_t at, const std::vector<std::pair<size_t, Felt>>& set, Felt x,
                              Felt y) {
    Rows rows = honest;
    Row& row = rows[at];
    auto flags = std::bit_cast<std::array<Felt, kCpuFlags>>(row.flags);
    for (const auto& [flag, value] : set) flags[flag] = value;
    row.flags = std::bit_cast<CpuFlags<Felt>>(flags);
    row.ap = honest[1].ap;
    row.fp = honest[1].fp;
    row.x = x;
    row.y = y;
    repair(row);
    return wrong(rows, run.publics);
  };
  constexpr std::array<const char*, kCpuFlags> kFlags = {
      "x_ap",       "x_local", "y_ap", "y_local", "y_immediate", "y_deref",          "add",
      "mul",        "sub",     "div",  "assert",  "jump",        "jump_eq",          "jump_ne",
      "jump_table", "call",    "ret",  "exec",    "coprocessor", "coprocessor_quiet"};
  const size_t padding = honest.size() - 1;
  for (size_t i = 0; i < kCpuModeFlags; ++i) {
    const std::string needs = std::string(kFlags[i]) + " needs a kind";
    const std::string bit = std::string(kFlags[i]) + " is a bit";
    CHECK(with_flags(padding, {{i, kOne}}, {}, {}) == Names{needs});
    CHECK(with_flags(1, {{i, Felt(2)}}, {}, {}) == Names{bit});
    alone.insert({needs, bit});
  }
  // Flags of a kind. In padding, one of -1 beside another of 1 looks like none, and still says
  // something: it appends, or asks.
  const size_t jump = 11, jump_eq = 12;
  for (size_t i = kCpuModeFlags; i < kCpuFlags; ++i) {
    const std::string bit = std::string(kFlags[i]) + " is a bit";
    const Felt x(i == 10 ? 5 : 9);  // an assert holds, a divisor is not zero
    CHECK(with_flags(padding, {{i, -kOne}, {i == jump ? jump_eq : jump, kOne}}, x, Felt(5)) ==
          Names{bit});
    alone.insert(bit);
  }

  Names expected = names_of<CpuTable>();
  // What a row says is what the forger wishes, here; above, every change of it is noticed.
  for (const char* message :
       {"fetch", "read x", "read y", "append", "append return pc", "coprocessor"}) {
    CHECK(expected.erase(message) == 1);
  }
  // Follows from the others: a row of no kind is live by `stop` alone, and the first row and those
  // after rows that go on have a live of 1, the others of 0. A row with a kind goes on 1 - stop
  // times, which is the next row's live, or 0 in the last one.
  CHECK(expected.erase("stop is a bit") == 1);
  CHECK(alone == expected);
}

}  // namespace
}  // namespace cairn::test
