// The table of permutations: compressions, sponges, and the digest of the program. Climbs are in
// poseidon_climb_test.cc.
#include "air/poseidon.h"

#include <vector>

#include "test/air/poseidon_rows.h"

namespace cairn::test::poseidon {
namespace {

// The image is 3 words, so the program takes 3 rows and the inputs begin at handle 3.
Trace sponge_run(uint32_t n) {
  return traced({push(3), on_top(Kind::kHashRange, n), push(0), push(0), push(0), halt()},
                words(5));
}
Trace hash_run(size_t count) {
  std::vector<Instruction> code = {push(0)};
  for (size_t i = 0; i < count; ++i) code.push_back(on_top(Kind::kHash, 1));
  code.push_back(push(0));
  code.push_back(halt());
  return traced(code, words(2));
}

// Every row is what the definition says, whatever the fast form does.
void require_permutations(const ColumnMatrix& m) {
  for (size_t r = 0; r < m.height(); ++r) {
    const Row row = row_at(m, r);
    PoseidonState state = row.in;
    poseidon_permute_plain(state);
    if (in_climb(row) || row.is_compression == Felt::one()) {
      for (size_t i = 0; i < 8; ++i) state[i] += row.in[i];
    }
    REQUIRE(row.out == state);
  }
}

Word digest_in(const Row& row) {
  Word out;
  std::copy_n(row.out.begin(), 8, out.begin());
  return out;
}

TEST_CASE("poseidon rows are the permutations of the run", "[air]") {
  SECTION("compressions, in packs of lanes and singly") {
    for (const size_t count : {0, 1, 7, 8, 19}) {
      RunTables run(hash_run(count));
      REQUIRE(PoseidonTable::rows(run.witness) == run.trace.program.image.size() + count);
      const ColumnMatrix m = run.fill<PoseidonTable>();
      require_valid<PoseidonTable>(m, run.publics);
      require_permutations(m);
      for (size_t i = 0; i < count; ++i) {
        const Row row = row_at(m, run.trace.program.image.size() + i);
        CHECK(digest_in(row) == run.trace.words[row.wp.value()]);
      }
    }
  }
  SECTION("sponges of every length") {
    for (const uint32_t n : {0, 1, 2, 5}) {
      RunTables run(sponge_run(n));
      REQUIRE(run.trace.outcome.halted());
      const size_t length = run.trace.program.image.size();
      REQUIRE(PoseidonTable::rows(run.witness) == length + std::max(1u, n));
      const ColumnMatrix m = run.fill<PoseidonTable>();
      require_valid<PoseidonTable>(m, run.publics);
      require_permutations(m);
      CHECK(digest_in(row_at(m, length - 1)) == run.trace.program.digest());
      CHECK(digest_in(row_at(m, length + std::max(1u, n) - 1)) == run.trace.words.back());
    }
  }
  SECTION("climbs of several lengths, in packs of lanes and singly") {
    RunTables run(climb_run({1, 2, 3, 6, 1, 7, 7}));
    REQUIRE(run.trace.outcome.halted());
    const size_t length = run.trace.program.image.size();
    REQUIRE(PoseidonTable::rows(run.witness) == length + 27);
    const ColumnMatrix m = run.fill<PoseidonTable>();
    require_valid<PoseidonTable>(m, run.publics);
    require_permutations(m);
    size_t roots = 0;
    for (size_t r = 0; r + 1 < m.height(); ++r) {
      const Row row = row_at(m, r);
      if (!in_climb(row) || row_at(m, r + 1).is_climb_continued == Felt::one()) continue;
      CHECK(digest_in(row) == run.trace.words[row.wp.value()]);
      ++roots;
    }
    CHECK(roots == 7);
  }
  SECTION("images of every length") {
    for (const uint32_t length : {0, 1, 2, 7, 8, 9}) {
      Program program;
      program.image = words(length);
      program.entry = 2 * length + 5;
      RunTables run(traced(program, {}));
      const ColumnMatrix m = run.fill<PoseidonTable>();
      require_valid<PoseidonTable>(m, run.publics);
      require_permutations(m);
      CHECK(digest_in(row_at(m, std::max(1u, length) - 1)) == program.digest());
    }
  }
}

TEST_CASE("the ledger of poseidon is what its rows ask", "[air]") {
  RunTables run(traced({push(3), on_top(Kind::kHash, 4), on_top(Kind::kHashRange, 0), push(3),
                        on_top(Kind::kHashRange, 3), push(0), push(5), push(0), push(3),
                        push(kZeroPage + 5), make(Kind::kClimb, XMode::kAp, 1), push(0), halt()},
                       words(3)));
  REQUIRE(run.trace.outcome.halted());
  const ColumnMatrix m = run.fill<PoseidonTable>();
  require_valid<PoseidonTable>(m, run.publics);
  struct Sink {
    std::vector<uint32_t> words, near;
    size_t operations = 0;
    void fail(std::string_view) {}
    void send(std::string_view, const BusMessage& message) {
      if (message.bus == Bus::kWord) ++words.at(message.entries[0].value());
      if (message.bus == Bus::kNear) ++near.at(message.entries[0].value());
      if (message.bus == Bus::kSponge || message.bus == Bus::kCoprocessor ||
          message.bus == Bus::kClimb) {
        ++operations;
      }
      REQUIRE(message.multiplicity * message.multiplicity == Felt::one());
    }
  } sink{std::vector<uint32_t>(run.trace.words.size()), std::vector<uint32_t>(Ledger::kRange)};
  for (size_t r = 0; r < m.height(); ++r) evaluate_row<PoseidonTable>(m, r, run.publics, sink);
  CHECK(sink.words == run.ledger.word_counts());
  CHECK(sink.near == run.ledger.near_counts());
  CHECK(sink.operations == 4);
}

TEST_CASE("every cell of poseidon matters, but for the free ones", "[air]") {
  // Padding at the end of one, sponges up to the last row in another, and an empty image.
  RunTables hashes(hash_run(2));
  ColumnMatrix with_padding = hashes.fill<PoseidonTable>();
  RunTables sponges(sponge_run(5));
  ColumnMatrix full = sponges.fill<PoseidonTable>();
  REQUIRE(row_at(full, full.height() - 1).is_continued == Felt::one());
  RunTables empties(traced(Program{}, words(1)));
  ColumnMatrix empty = empties.fill<PoseidonTable>();

  RunTables climbs(climb_run({1, 4, 5}));
  ColumnMatrix climbing = climbs.fill<PoseidonTable>();

  const MutationReport first = mutate_cells<PoseidonTable>(with_padding, hashes.publics);
  const MutationReport second = mutate_cells<PoseidonTable>(full, sponges.publics);
  const MutationReport third = mutate_cells<PoseidonTable>(empty, empties.publics, 2);
  const MutationReport fourth = mutate_cells<PoseidonTable>(climbing, climbs.publics);
  const FreeCells<PoseidonTable> no_message{
      "only a compression's or a climb's message holds them",
      {kColumns.ap, kColumns.base},
      [](const Row& row) { return row.is_compression == Felt() && !in_climb(row); }};
  const FreeCells<PoseidonTable> no_direction{
      "only a climb has directions", {kColumns.bit}, [](const Row& row) { return !in_climb(row); }};
  const FreeCells<PoseidonTable> padding{
      "nobody asked for what padding hashes",
      {kColumns.x, kColumns.y, kColumns.wp},
      [](const Row& row) {
        return !in_climb(row) && row.is_compression + row.is_start + row.is_continued == Felt();
      }};
  // In a longer sponge its rows hold each other to the same wp.
  const FreeCells<PoseidonTable> program{
      "the program's digest is not appended", {kColumns.wp}, [](const Row& row) {
        return row.is_empty == Felt::one();
      }};
  require_only_free<PoseidonTable>(first, with_padding, {no_message, no_direction, padding});
  require_only_free<PoseidonTable>(second, full, {no_message, no_direction});
  require_only_free<PoseidonTable>(third, empty, {no_message, no_direction, padding, program});
  require_only_free<PoseidonTable>(fourth, climbing, {no_message, no_direction, padding});
  require_all_notice<PoseidonTable>({first, second, third, fourth});
}

TEST_CASE("sponges cannot be cut, joined, bypassed or wrapped", "[air]") {
  PublicValues publics;
  publics[PublicValue::kLength] = Felt(2);
  const Word digest = [] {
    Program program;
    program.image.resize(2);
    return program.digest();
  }();
  for (size_t i = 0; i < 8; ++i) {
    publics.values[static_cast<size_t>(PublicValue::kDigest) + i] = digest[i];
  }
  Forgery forgery(8);
  forgery.sponge(0, 2, 2, true);

  SECTION("honest") {
    forgery.sponge(2, 3, 3, false);
    forgery.sponge(5, 3, 3, false);
    CHECK(forgery.failing(publics).empty());
  }
  SECTION("cut short") {
    forgery.sponge(2, 3, 2, false);
    CHECK(forgery.failing(publics) == Names{"the end has one word to go"});
  }
  SECTION("cut short by another start") {
    forgery.sponge(2, 3, 2, false);
    forgery.sponge(4, 1, 1, false);
    CHECK(forgery.failing(publics) == Names{"the end has one word to go"});
  }
  SECTION("cut short by the end of the table") {
    forgery.sponge(5, 4, 3, false);
    CHECK(forgery.failing(publics) == Names{"the end has one word to go"});
  }
  SECTION("wrapped around the last row") {
    // The program's first row takes part in the sponge that began in the last one.
    forgery.sponge(7, 3, 3, false);
    const Names names = forgery.failing(publics);
    CHECK(names.count("at most one kind") == 1);
  }
  SECTION("too long") {
    forgery.sponge(2, 2, 4, false);
    CHECK(forgery.failing(publics) == Names{"the end has one word to go"});
  }
  SECTION("no word to go, yet one is read") {
    forgery.sponge(2, 0, 1, false);
    CHECK(forgery.failing(publics) == Names{"the end has one word to go"});
    forgery[2].is_empty = Felt(1);
    CHECK(forgery.failing(publics).empty());
    forgery[2].in[3] = Felt(1);
    CHECK(forgery.failing(publics) == Names{"nothing to read, cell 3"});
  }
  SECTION("a word to go, yet none is read") {
    forgery.sponge(2, 1, 1, false);
    forgery[2].is_empty = Felt(1);
    CHECK(forgery.failing(publics) == Names{"the end has one word to go", "empty has no words"});
  }
  SECTION("empty in a later row") {
    forgery.sponge(2, 2, 2, false);
    forgery[3].is_empty = Felt(1);
    forgery[3].y = Felt();
    CHECK(forgery.failing(publics) == Names{"empty at the start", "one word less to go"});
  }
  SECTION("empty, and goes on") {
    forgery.sponge(2, 0, 2, false);
    forgery[2].is_empty = Felt(1);
    const Names names = forgery.failing(publics);
    CHECK(names == Names{"empty ends", "the end has one word to go"});
  }
  SECTION("continued out of nothing") {
    forgery.sponge(3, 1, 1, false);
    forgery[3].is_start = Felt();
    forgery[3].is_continued = Felt(1);
    const Names names = forgery.failing(publics);
    CHECK(names.count("only a sponge goes on") == 1);
  }
  SECTION("a compression goes on") {
    forgery.sponge(3, 1, 1, false);
    forgery[2].is_compression = Felt(1);
    forgery[2].y = Felt(2);
    forgery[3].x = Felt(1);
    forgery[3].is_start = Felt();
    forgery[3].is_continued = Felt(1);
    CHECK(forgery.failing(publics) == Names{"only a sponge goes on", "the end has one word to go"});
  }
  SECTION("a second program") {
    forgery.sponge(2, 2, 2, true);
    CHECK(forgery.failing(publics) == Names{"only the first sponge is the program's"});
  }
  SECTION("the program as a range") {
    forgery.sponge(0, 2, 2, false);
    const Names names = forgery.failing(publics);
    CHECK(names.count("the first row is the program's") == 1);
  }
  SECTION("a range in the program's domain") {
    forgery.sponge(2, 1, 1, false);
    forgery[2].in[8] = Felt(kProgramDomain);
    CHECK(forgery.failing(publics) == Names{"capacity at the start, 8"});
  }
  SECTION("a longer program with a rest unread") {
    forgery[0].in[9] = Felt(3);
    const Names names = forgery.failing(publics);
    CHECK(names.count("capacity at the start, 9") == 1);
    CHECK(names.count("program digest, cell 0") == 1);
  }
  SECTION("another digest") {
    publics.values[static_cast<size_t>(PublicValue::kDigest) + 7] += Felt(1);
    CHECK(forgery.failing(publics) == Names{"program digest, cell 7"});
  }
}

}  // namespace
}  // namespace cairn::test::poseidon
