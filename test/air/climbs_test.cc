// The table of climbs: its rows, its cells, and what a forger cannot make it say. The levels are in
// poseidon_test.cc.
#include "air/climbs.h"

#include <set>
#include <string>
#include <vector>

#include "air/build.h"
#include "crypto/hash/poseidon.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

using Row = ClimbsTable::Columns<Felt>;
using Names = std::set<std::string>;

struct Path {
  uint32_t node, index, siblings, n;
};

// Climbs one path after the other. The words after the code are 40 inputs.
Trace climbs(const std::vector<Path>& paths) {
  std::vector<Instruction> code;
  for (const Path& path : paths) {
    const auto first = static_cast<uint32_t>(kZeroPage + code.size());
    for (const uint32_t v : {path.node, path.index, path.siblings, path.n, first}) {
      code.push_back(push(v));
    }
    code.push_back(make(Kind::kClimb, XMode::kAp, 1));  // it appends one cell, as each push does
  }
  code.push_back(push(0));
  code.push_back(halt());
  std::vector<Word> inputs(40);
  for (uint32_t i = 0; i < inputs.size(); ++i) inputs[i] = {Felt(i), Felt(i * i + 1)};
  return traced(code, inputs);
}

Names noticed(const Row& row) { return notices_alone<ClimbsTable>(row); }

TEST_CASE("climbs: all tables hold, for every index of a few levels and for many levels") {
  std::vector<Path> paths;
  for (uint32_t n = 1; n <= 4; ++n) {
    for (uint32_t index = 0; index < 1u << n; ++index) paths.push_back({7, index, 9 + index, n});
  }
  for (const uint32_t index : {0u, 1u, 0x800000u, 0xffffffu, 0xabcdefu}) {
    paths.push_back({100, index, 99, 24});  // the node is one of the siblings
  }
  const CheckedRun run(climbs(paths));
  const Trace& trace = run.trace;
  REQUIRE(trace.outcome.halted());
  size_t wp = trace.program.image.size() + trace.inputs.size();
  for (const Path& path : paths) {
    Word node = trace.words[path.node];
    for (uint32_t level = 0; level < path.n; ++level) {
      const Word& sibling = trace.words[path.siblings + level];
      node = (path.index >> level & 1) != 0 ? poseidon_compress(sibling, node)
                                            : poseidon_compress(node, sibling);
    }
    CHECK(trace.words[wp++] == node);
  }
  const CheckReport report = run.report();
  INFO(report.text());
  CHECK(report.ok());
}

TEST_CASE("climbs: no cell is free without a reason") {
  RunTables run(climbs({{3, 5, 9, 3}, {4, 2, 9, 2}, {5, 1, 30, 1}}));
  ColumnMatrix m = run.fill<ClimbsTable>();
  REQUIRE(ClimbsTable::rows(run.witness) == 3);
  require_valid<ClimbsTable>(m, run.publics);
  const MutationReport report = mutate_cells<ClimbsTable>(m, run.publics);
  constexpr auto c = columns_of<ClimbsTable>();
  require_only_free<ClimbsTable>(report, m,
                                 {{"no message of a padding row holds them",
                                   {c.x, c.ap, c.wp, c.base, c.index, c.siblings, c.n, c.bit},
                                   [](const Row& row) { return row.real == Felt(); }}});
  require_all_notice<ClimbsTable>({report});
}

TEST_CASE("climbs: what traps has no row") {
  Row row{};
  row.real = Felt::one();
  row.ap = Felt(kZeroPage + 9);
  row.x = Felt(kZeroPage + 5);
  row.wp = Felt(50);
  row.node = row.left = Felt(49);
  row.siblings = Felt(47);
  row.n = Felt(3);
  CHECK(noticed(row).empty());
  SECTION("cells above ap") {
    row.x += Felt(1);
    CHECK(noticed(row) == Names{"cells below ap"});
  }
  SECTION("a node above wp") {
    row.node = row.left = Felt(50);
    CHECK(noticed(row) == Names{"node below wp"});
  }
  SECTION("siblings above wp") {
    row.siblings += Felt(1);
    CHECK(noticed(row) == Names{"the siblings exist"});
  }
  SECTION("no levels") {
    row.n = Felt();
    CHECK(noticed(row) == Names{"n is at least 1"});
  }
  SECTION("25 levels") {
    row.siblings = Felt(9);
    row.n = Felt(24);
    CHECK(noticed(row).empty());
    row.n = Felt(25);
    CHECK(noticed(row) == Names{"n is at most 24"});
  }
  SECTION("-1 levels") {
    row.n = Felt(-1);
    CHECK(noticed(row) == Names{"n is at least 1"});
  }
  SECTION("the node and the first sibling change places") {
    row.left = row.siblings;
    CHECK(noticed(row) == Names{"left"});
    row.bit = Felt(1);
    CHECK(noticed(row).empty());  // so they do by bit 0 of the index, which poseidon proves
  }
}

}  // namespace
}  // namespace cairn::test
