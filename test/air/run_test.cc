// Whole runs, one for every way in which a run can end: all tables hold, all buses balance.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "air/build.h"
#include "air/statement.h"
#include "air/tables.h"
#include "test/air/endings.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

using Code = std::vector<Instruction>;

// The largest legal offsets and targets, and instructions malformed where they do not look.
Code corners() {
  return {make(Kind::kAdd, XMode::kAp, kZeroPage, YMode::kArg, Felt(kZeroPage)),
          make(Kind::kAdd, XMode::kArg, 3, YMode::kLocal, Felt(0)),
          push(0),
          make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(kZeroPage)),
          push(kZeroPage),
          make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, -Felt(kZeroPage)),
          {Felt(opcode(Kind::kJump, XMode::kLocal, YMode::kDeref)), Felt(-1), Felt(-1), Felt(1)},
          push(0),
          make(Kind::kJumpTable, XMode::kAp, 1, Felt(2)),
          make(Kind::kJumpEq, XMode::kAp, 1, YMode::kImmediate, Felt(1), Felt(-9)),
          halt()};
}

void check(const std::string& name, const Code& code, Reason reason, uint32_t limit,
           const std::vector<Word>& inputs) {
  Program program;
  append_code(program, code);
  const auto trace = run_traced(program, inputs, {.cost_limit = limit});
  REQUIRE(trace.ok());
  INFO(name << ": " << describe(trace->outcome));
  CHECK(trace->outcome.reason == reason);
  const Statement statement = statement_of(*trace);
  const Hints hints = hints_of(*trace);
  CHECK(find_flaw(statement, hints).value_or("") == "");
  const PublicValues publics = public_values(statement, hints);
  const std::vector<BuiltTable> tables = build_tables(*trace, publics);
  const CheckReport report = check_tables(tables, publics, public_messages(statement, hints));
  INFO(report.text());
  CHECK(report.ok());
}

TEST_CASE("every end of a run has tables that hold") {
  for (const Ending& c : endings()) check(c.name, c.code, c.reason, c.limit, c.inputs);
}

TEST_CASE("the corners of the instruction set have tables that hold") {
  check("corners", corners(), Reason::kHalted, 1000, {});
}

// The stop row as the last one of the table: what follows it is the first row.
TEST_CASE("every end of a run in a table without padding") {
  for (Ending c : endings()) {
    Program program;
    append_code(program, c.code);
    const auto trace = run_traced(program, c.inputs, {.cost_limit = c.limit});
    REQUIRE(trace.ok());
    if (trace->steps.size() >= 8) continue;
    // More steps before: they push zeros, which nobody looks at, and end where the code began, but
    // they move it by whole words. What reads words by their handles ends otherwise then.
    const size_t missing = 8 - trace->steps.size();
    Code code(missing, push_anywhere(0));
    code.insert(code.end(), c.code.begin(), c.code.end());
    const uint32_t limit =
        c.reason == Reason::kOutOfCost ? c.limit + static_cast<uint32_t>(missing) : c.limit;
    Program longer;
    append_code(longer, code);
    const auto moved = run_traced(longer, c.inputs, {.cost_limit = limit});
    REQUIRE(moved.ok());
    check(c.name + ", moved", code, moved->outcome.reason, limit, c.inputs);
  }
}

// Any words are a program. Fields are mostly small, so that runs get somewhere.
TEST_CASE("random programs have tables that hold") {
  std::mt19937_64 random(20261123);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  const auto small = [&]() -> Felt {
    switch (below(8)) {
      case 0:
        return Felt(-1) - Felt(below(6));
      case 1:
        return Felt(kZeroPage - 4 + below(8));
      case 2:
        return Felt(random() >> 20);
      default:
        return Felt(below(6));
    }
  };
  std::set<Reason> seen;
  for (int round = 0; round < 60; ++round) {
    Code code = {push_anywhere(below(4)), push_anywhere(below(4))};
    for (int i = 0; i < 10; ++i) {
      const auto kind = static_cast<Kind>(1 + below(kKinds - 1));
      if (kind == Kind::kAdvice || kind == Kind::kAdviceWord) continue;
      if (kind == Kind::kHalt && below(4) != 0) continue;
      const auto x = below(4) == 0 ? static_cast<XMode>(below(kXModes)) : XMode::kAp;
      const auto y = static_cast<YMode>(below(below(4) == 0 ? 5 : 4));
      code.push_back({Felt(opcode(kind, x, y)), Felt(1 + below(3)), small(),
                      info(kind).imm == Imm::kTarget ? Felt(below(8)) - Felt(2) : small()});
    }
    std::vector<Word> inputs(2);
    for (Word& word : inputs) {
      for (Felt& felt : word) felt = Felt(below(8) == 0 ? 1 << 16 : below(1 << 16));
    }
    Program program;
    append_code(program, code);
    const uint32_t limit = 8 * below(6);
    const auto trace = run_traced(program, inputs, {.cost_limit = limit});
    REQUIRE(trace.ok());
    seen.insert(trace->outcome.reason);
    check("round " + std::to_string(round), code, trace->outcome.reason, limit, inputs);
  }
  CHECK(seen.size() >= 6);  // the programs are not all alike
}

}  // namespace
}  // namespace cairn::test
