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
      tables, {{"only comparisons ask whether they are equal",
                {c.equal},
                [](const Row& row) {
                  const CpuFlags<Felt>& is = row.flags;
                  return is.assert_equal + is.jump_eq + is.jump_ne + is.div + is.ret == Felt();
                }},
               {"zero times anything is zero",
                {c.res},
                [](const Row& row) {
                  const CpuFlags<Felt>& is = row.flags;
                  return (is.assert_equal + is.jump_eq + is.jump_ne) * row.equal == kOne;
                }},
               {"the quotient of a division trap is not appended, its divisor has no inverse",
                {c.res, c.imm},
                [](const Row& row) { return row.flags.div * row.equal == kOne; }},
               {"a call reads at an offset from ap, an immediate nowhere",
                {c.address_y},
                [](const Row& row) { return row.flags.y_immediate == kOne; }},
               {"nothing is executed where nothing is fetched",
                {c.res, c.imm, c.address_x, c.x, c.address_y, c.y, c.flags.x_ap, c.flags.x_local,
                 c.flags.y_ap, c.flags.y_local, c.flags.y_deref},
                [](const Row& row) { return is_idle(row); }}});
  require_all_notice<CpuTable>(reports);
}

// Everything in a row that follows from the rest of it.
void repair(Row& row) {
  const CpuFlags<Felt>& is = row.flags;
  const bool compares = is.assert_equal + is.jump_eq + is.jump_ne != Felt();
  const bool divides = is.div != Felt();
  const bool returns = is.ret != Felt();
  const Felt difference = divides ? row.y : returns ? row.fp - row.base : row.x - row.y;
  const Felt inverse = difference == Felt() ? Felt() : difference.inverse();
  row.equal = (compares || divides || returns) && difference == Felt() ? kOne : Felt();
  if (compares || returns) row.res = inverse;
  if (divides) row.imm = inverse;
  if (divides && row.y != Felt()) row.res = row.x * inverse;
  if (is.add != Felt()) row.res = row.x * (kOne - is.y_deref) + row.y + row.imm;
  if (is.mul != Felt()) row.res = row.x * row.y + row.imm;
  if (is.sub != Felt()) row.res = row.x - row.y;
  if (is.call + is.exec != Felt()) row.res = row.fp;
  if (is.call != Felt()) row.y = row.pc + kOne;
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

// The rows of the steps, without the idle ones before them: row r is step r.
Rows rows_of(RunTables& run) {
  const ColumnMatrix m = run.fill<CpuTable>();
  Rows rows(run.trace.steps.size());
  for (size_t r = 0; r < rows.size(); ++r) {
    rows[r] = bind_columns<CpuTable>(row_of<CpuTable>(m, m.height() - rows.size() + r));
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
  row.y = y;
  repair(row);
}
// A register that has jumped by one from this row on.
void shift(Rows& rows, size_t from, Felt Row::* column) {
  for (size_t r = from; r < rows.size(); ++r) rows[r].*column += kOne;
  repair_all(rows);
}

// A row that does nothing and keeps the registers for the row after it.
Row idle_before(const Row& row) {
  Row idle{};
  idle.pc = row.pc;
  idle.fp = row.fp;
  idle.ap = row.ap;
  idle.wp = row.wp;
  idle.base = row.base;
  idle.cost = row.cost;
  return idle;
}

// The stop row does something as well.
void execute(Rows& rows, size_t stop) {
  rows[stop].flags.add = kOne;
  repair(rows[stop]);
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
         r[1].res = Felt();
       }},
      {"not equal has an inverse", jumps(Kind::kJumpEq), [](Rows& r, P&) { r[1].equal = Felt(); }},
      // Results.
      {"add", one_kind(Kind::kAdd), [](Rows& r, P&) { r[1].res += kOne; }},
      {"mul", one_kind(Kind::kMul), [](Rows& r, P&) { r[1].res += kOne; }},
      {"sub", one_kind(Kind::kSub), [](Rows& r, P&) { r[1].res += kOne; }},
      {"div", one_kind(Kind::kDiv), [](Rows& r, P&) { r[1].res += kOne; }},
      {"saved fp", call, [](Rows& r, P&) { r[0].res += kOne; }},
      {"return pc", call, [](Rows& r, P&) { r[0].y += kOne; }},
      // Operands.
      {"x below ap",
       {push(1), local_x(Kind::kAdd, 0), push(0), halt()},
       [](Rows& r, P&) { r[1].address_x = r[1].ap; }},  // the cell that it appends
      {"y below ap",
       {push(kZeroPage), make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(0)), push(0), halt()},
       [](Rows& r, P&) { r[1].address_y = r[1].ap; }},
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
       [](Rows& r, P&) { r[1].address_x = r[1].ap - kOne; }},  // the cell just pushed
      {"a bounds trap of y has an address", y_trap,
       [](Rows& r, P&) {
         r[1].flags.y_deref = Felt();
         repair(r[1]);
       }},
      {"y below ap", y_trap, [](Rows& r, P&) { r[1].address_y = Felt(); }},
      {"a coprocessor's end is a coprocessor's", straight,
       [=](Rows& r, P&) {
         std::swap(r[halts].flags.coprocessor_quiet, r[halts].flags.jump_eq);
         repair(r[halts]);
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
         r[0].flags.jump_eq = kOne;
         repair(r[0]);
       }},
      // An instruction without which the run would have been cheaper, and one that is free.
      {"next cost", straight,
       [](Rows& r, P&) {
         r.insert(r.begin() + 2, idle_before(r[2]));
         r[1].cost -= kOne;
       }},
      {"next pc", straight,
       [](Rows& r, P&) {
         r.insert(r.begin() + 2, idle_before(r[2]));
         r[2].pc += kOne;
       }},
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
    row.x = x;
    row.y = y;
    repair(row);
    return wrong(rows, run.publics);
  };
  constexpr std::array<const char*, kCpuFlags> kFlags = {
      "x_ap",    "x_local", "y_ap", "y_local", "y_immediate", "y_deref",
      "add",     "mul",     "sub",  "div",     "assert",      "jump_eq",
      "jump_ne", "call",    "ret",  "exec",    "coprocessor", "coprocessor_quiet"};
  const size_t stop = honest.size() - 1;  // of no kind: the code ends
  for (size_t i = 0; i < kCpuModeFlags; ++i) {
    const std::string bit = std::string(kFlags[i]) + " is a bit";
    CHECK(with_flags(1, {{i, Felt(2)}}, {}, {}) == Names{bit});
    alone.insert(bit);
  }
  const std::string needs = "y_immediate needs a kind";
  CHECK(with_flags(stop, {{4, kOne}}, {}, {}) == Names{needs});
  alone.insert(needs);
  // Flags of a kind. In a row that is idle, one of -1 beside another of 1 looks like none, and
  // still says something.
  const size_t coprocessor = 16, quiet = 17;
  for (size_t i = kCpuModeFlags; i < kCpuFlags; ++i) {
    const std::string bit = std::string(kFlags[i]) + " is a bit";
    CHECK(with_flags(stop, {{i, -kOne}, {i == coprocessor ? quiet : coprocessor, kOne}}, Felt(9),
                     Felt(5)) == Names{bit});
    alone.insert(bit);
  }

  Names expected = names_of<CpuTable>();
  // What a row says is what the forger wishes, here; above, every change of it is noticed.
  for (const char* message : {"fetch", "read x", "read y", "append", "coprocessor"}) {
    CHECK(expected.erase(message) == 1);
  }
  CHECK(alone == expected);
}

TEST_CASE("cpu: an idle row changes nothing, wherever it stands") {
  RunTables run(with_every_mode());
  const Rows honest = rows_of(run);
  for (size_t at = 0; at < honest.size(); ++at) {
    Rows rows = honest;
    rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(at), idle_before(honest[at]));
    CHECK(wrong(rows, run.publics).empty());
  }
}

}  // namespace
}  // namespace cairn::test
