// What an instruction is said to add to the tables, against the tables of runs.
#include "air/footprint.h"

#include <catch2/catch.hpp>
#include <map>

#include "air/build.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

using Rows = std::map<std::string_view, double>;

constexpr int kPage = static_cast<int>(kZeroPage);
constexpr uint32_t kFew = 8;
constexpr uint32_t kMany = 16;

// x and y lie in [fp] and [fp + 1]; what they are depends on the kind.
struct Operands {
  uint32_t x = 0, y = 0;
};
Operands operands_of(Kind kind, uint32_t code, uint32_t data) {
  switch (kind) {
    case Kind::kAssert:
    case Kind::kJumpTable:  // entry 0 of a table of one
    case Kind::kPack:       // of the zero page
      return {0, 0};
    case Kind::kLess:
    case Kind::kAssertLess:
    case Kind::kDiv:
      return {1, 2};
    case Kind::kExec:
      return {code, 1};
    case Kind::kHashRange:
      return {data, 1};
    case Kind::kClimb:  // one level, from the node y, by the cells after y
      return {kZeroPage + 1, data};
    case Kind::kHorner:  // word 0, by the cells after those
      return {kZeroPage + 3, data};
    default:
      return {data, data};  // handles, or any felts
  }
}

// Repeats the instruction `times` times, or nothing in its place; the image is the same.
Trace repeated(Kind kind, bool is_there, uint32_t times) {
  using enum YMode;
  const InstructionInfo& about = info(kind);
  const auto loop = [&](uint32_t data) {
    const auto [x, y] = operands_of(kind, data + 1, data);
    const auto constant = [](uint32_t value) {
      return make(Kind::kAdd, XMode::kArg, kPage, kImmediate, Felt(value));
    };
    Instruction subject = make(kind, XMode::kLocal, 0, kLocal, Felt(1));
    if (about.imm == Imm::kTarget) subject.imm = Felt(1);
    if (kind == Kind::kJumpTable) subject.b = Felt(1);
    if (kind == Kind::kCall) subject.imm = Felt(4);
    // Without it the loop jumps over it, so that both have one step beside the instruction's.
    const int cells = is_there && kind != Kind::kCall && kind != Kind::kExec ? about.felts : 0;
    const int frame = kind == Kind::kCall ? 2 : kind == Kind::kExec ? 5 : 0;
    const int below = 1 + cells + (is_there ? frame : 0);
    return std::vector<Instruction>{
        constant(x),
        constant(y),
        constant(0),
        constant(0),
        constant(1),
        constant(0),
        constant(0),
        constant(times),
        make(Kind::kJump, Felt(is_there ? 1 : 2)),
        subject,
        make(Kind::kAdd, XMode::kAp, below, kImmediate, Felt(-1)),
        make(Kind::kJumpNe, XMode::kAp, 1, kImmediate, Felt(), Felt(-3)),
        make(Kind::kHalt, XMode::kArg, kPage, kImmediate, Felt()),
        make(Kind::kRet),
        make(Kind::kRet),
        make(Kind::kRet)};
  };
  Program program;
  append_code(program, loop(8));
  REQUIRE(program.image.size() == 8);
  program.image.push_back({Felt(1), Felt(1), Felt(1), Felt(1), Felt(1), Felt(1), Felt(1), Felt(1)});
  append_code(program, std::vector<Instruction>{make(Kind::kRet), make(Kind::kRet)});
  AdviceList advice{std::vector<Felt>(kMany), std::vector<Word>(kMany)};
  Trace trace = traced(program, {}, &advice);
  REQUIRE(trace.outcome.halted());
  return trace;
}

Rows rows_of(const Trace& trace) {
  Rows rows;
  for (const BuiltTable& table :
       build_tables(trace, public_values(statement_of(trace), hints_of(trace)))) {
    rows[table.name] = static_cast<double>(table.rows);
  }
  return rows;
}

void add(Rows& rows, Kind kind, double times) {
  for (const AddedRows& added : rows_added(kind)) rows[added.table] += times * added.rows;
}

}  // namespace

TEST_CASE("an instruction adds the rows that it is said to add", "[air]") {
  for (const InstructionInfo& about : kInstructions) {
    const Kind kind = about.kind;
    if (kind == Kind::kNone || kind == Kind::kHalt || kind == Kind::kRet) continue;
    INFO(about.name);
    Rows measured;
    for (const bool is_there : {false, true}) {
      const double sign = is_there ? 1 : -1;
      for (const auto& [name, rows] : rows_of(repeated(kind, is_there, kMany))) {
        measured[name] += sign * rows;
      }
      for (const auto& [name, rows] : rows_of(repeated(kind, is_there, kFew))) {
        measured[name] -= sign * rows;
      }
    }
    Rows said;
    add(said, kind, kMany - kFew);
    if (kind == Kind::kCall || kind == Kind::kExec) add(said, Kind::kRet, kMany - kFew);
    if (kind == Kind::kExec) said["decode"] = kMany - kFew;  // of each region's first instruction
    for (const auto& [name, rows] : measured) {
      INFO(name);
      CHECK(rows == said[name]);
    }
  }
}

TEST_CASE("no run has more rows than its bounds allow", "[air]") {
  // Far operands and far handles: four comparisons for each hash.
  using enum YMode;
  constexpr uint32_t kHashes = 3000;
  Program program;
  append_code(program, std::vector<Instruction>{
                           make(Kind::kAdd, XMode::kArg, kPage, kImmediate, Felt(0)),
                           make(Kind::kAdd, XMode::kArg, kPage, kImmediate, Felt(1)),
                           make(Kind::kAdd, XMode::kArg, kPage, kImmediate, Felt(16000)),
                           make(Kind::kUnpack, XMode::kLocal, 0),
                           make(Kind::kAdd, XMode::kAp, 9, kImmediate, Felt(-1)),
                           make(Kind::kJumpNe, XMode::kAp, 1, kImmediate, Felt(), Felt(-2)),
                           make(Kind::kAdd, XMode::kArg, kPage, kImmediate, Felt(kHashes)),
                           make(Kind::kHash, XMode::kLocal, 0, kLocal, Felt(1)),
                           make(Kind::kAdd, XMode::kAp, 2, kImmediate, Felt(-1)),
                           make(Kind::kJumpNe, XMode::kAp, 1, kImmediate, Felt(), Felt(-2)),
                           make(Kind::kHalt, XMode::kArg, kPage, kImmediate, Felt())});
  const std::vector<Word> inputs(70000);
  const Trace trace = traced(program, inputs);
  REQUIRE(trace.outcome.halted());
  const std::vector<uint64_t> most = most_rows(program.length(), inputs.size(), trace.cost);
  const PublicValues publics = public_values(statement_of(trace), hints_of(trace));
  const std::vector<TableSize> least = least_sizes(trace, publics);
  const std::vector<BuiltTable> tables = build_tables(trace, publics);
  for (size_t i = 0; i < tables.size(); ++i) {
    INFO(tables[i].name);
    CHECK(tables[i].rows <= most[i]);
    if (tables[i].name == "bounds") {
      CHECK(tables[i].rows > kHashes);
    } else {
      CHECK(least[i].rows == tables[i].rows);
      CHECK(least[i].height == tables[i].matrix.height());
    }
  }
}

}  // namespace cairn::test
