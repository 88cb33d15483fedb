// The table of permutations: compressions, sponges, and the digest of the program.
#include "air/poseidon.h"

#include <vector>

#include "test/air/harness.h"
#include "test/air/run_tables.h"

namespace cairn::test {
namespace {

using Row = PoseidonTable::Columns<Felt>;
using Names = std::set<std::string>;
constexpr auto kColumns = columns_of<PoseidonTable>();

Row row_at(const ColumnMatrix& m, size_t row) {
  return bind_columns<PoseidonTable>(row_of<PoseidonTable>(m, row));
}

std::vector<Word> words(uint32_t count) {
  std::vector<Word> out(count);
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t k = 0; k < 8; ++k) out[i][k] = Felt(1000 * i + 17 * k + 3);
  }
  return out;
}

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

// Climbs of these levels by the index 0b...0110101, from word 0 by its successors.
Trace climb_run(const std::vector<uint32_t>& levels) {
  std::vector<Instruction> code;
  for (const uint32_t n : levels) {
    code.push_back(push(0));
    code.push_back(push(0x35 & ((1u << n) - 1)));
    code.push_back(push(1));
    code.push_back(push(n));
    code.push_back(push(kZeroPage + static_cast<uint32_t>(code.size()) - 4));
    // The handle that is appended takes a cell, as the instruction takes a place.
    code.push_back(make(Kind::kClimb, XMode::kAp, 1));
  }
  code.push_back(push(0));
  code.push_back(halt());
  return traced(code, words(8));
}

bool in_climb(const Row& row) { return row.is_climb_start + row.is_climb_continued != Felt(); }

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

// A prover's attempts at more than one cell: the permutations are right, the control is not.
class Forgery {
 public:
  explicit Forgery(size_t height) : rows_(height) {}
  Row& operator[](size_t row) { return rows_[row]; }
  // The sponge over `n` words of zeros from `row` on, cut after `rows` rows.
  void sponge(size_t row, uint32_t n, size_t rows, bool is_program) {
    for (size_t i = 0; i < rows; ++i) {
      Row& cells = rows_[(row + i) % rows_.size()];
      (i == 0 ? cells.is_start : cells.is_continued) = Felt::one();
      cells.is_program = Felt(is_program ? 1 : 0);
      cells.x = Felt(i);
      cells.y = Felt(n) - Felt(i);
      if (i == 0) {
        cells.in[8] = Felt(is_program ? kProgramDomain : kRangeDomain);
        cells.in[9] = Felt(n);
        cells.in[11] = Felt(is_program ? kMachineVersion : 0);
      }
    }
  }
  // The climb of `n` levels from word 90, by siblings from word 50 on, `index` and wp 99; cut after
  // `rows` rows.
  void climb(size_t row, uint32_t n, uint32_t index, size_t rows) {
    for (size_t i = 0; i < rows; ++i) {
      Row& cells = rows_[row + i];
      const bool right = (index >> i & 1) != 0;
      const Felt sibling(50 + i);
      const Felt other = i == 0 ? Felt(90) : sibling;
      (i == 0 ? cells.is_climb_start : cells.is_climb_continued) = Felt::one();
      cells.bit = Felt(right ? 1 : 0);
      cells.x = right ? sibling : other;
      cells.y = right ? other : sibling;
      cells.ap = Felt(index >> i);
      cells.wp = Felt(99);
      cells.base = Felt(n) - Felt(i);
    }
  }
  // Fills in the permutations, row by row so that capacities go on; then every failure.
  Names failing(const PublicValues& publics) {
    const internal::PoseidonTables& tables = internal::poseidon_tables();
    for (size_t r = 0; r < rows_.size(); ++r) {
      Row& cells = rows_[r];
      if (r > 0 && cells.is_continued == Felt::one()) {
        std::copy_n(rows_[r - 1].out.begin() + 8, 8, cells.in.begin() + 8);
      }
      if (r > 0 && cells.is_climb_continued == Felt::one()) {
        std::copy_n(rows_[r - 1].out.begin(), 8,
                    cells.in.begin() + (cells.bit == Felt::one() ? 8 : 0));
      }
      PoseidonState state = cells.in;
      for (size_t round = 0; round < 4; ++round) {
        state = internal::after_full_round(tables.constants[round],
                                           round < 3 ? tables.mds : tables.last_mds, state);
        cells.head[round] = state;
      }
      for (size_t round = 0; round < kPoseidonPartialRounds; ++round) {
        const Felt input = internal::partial_input(tables, state, cells.deltas, round);
        cells.deltas[round] = input.cube() - input;
      }
      internal::add_deltas(tables, cells.deltas, state);
      for (size_t round = 0; round < 4; ++round) {
        state = internal::after_full_round(tables.constants[24 + round], tables.mds, state);
        if (round < 3) cells.tail[round] = state;
      }
      const Felt forward = cells.is_compression + cells.is_climb_start + cells.is_climb_continued;
      for (size_t i = 0; i < 8; ++i) state[i] += forward * cells.in[i];
      cells.out = state;
    }
    ColumnMatrix m(rows_.size(), kWidth<PoseidonTable>);
    for (size_t r = 0; r < rows_.size(); ++r) {
      const auto cells = std::bit_cast<std::array<Felt, kWidth<PoseidonTable>>>(rows_[r]);
      for (size_t c = 0; c < cells.size(); ++c) m.at(r, c) = cells[c];
    }
    Names names;
    for (size_t r = 0; r < m.height(); ++r) names.merge(failures<PoseidonTable>(m, r, publics));
    return names;
  }

 private:
  std::vector<Row> rows_;
};

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

TEST_CASE("climbs cannot be cut, joined, bypassed or turned", "[air]") {
  PublicValues publics;
  publics[PublicValue::kLength] = Felt(1);
  Program program;
  program.image.resize(1);
  const Word digest = program.digest();
  for (size_t i = 0; i < 8; ++i) {
    publics.values[static_cast<size_t>(PublicValue::kDigest) + i] = digest[i];
  }
  Forgery forgery(16);
  forgery.sponge(0, 1, 1, true);
  forgery.climb(1, 4, 0b1010, 4);
  const auto failing = [&] { return forgery.failing(publics); };

  SECTION("honest") {
    forgery.climb(5, 1, 1, 1);
    forgery.climb(6, 3, 0b001, 3);
    forgery.sponge(9, 2, 2, false);
    forgery.climb(11, 5, 0b11111, 5);
    CHECK(failing().empty());
  }
  SECTION("cut short") {
    forgery[4] = Row{};
    CHECK(failing() == Names{"the end has one level to go", "the last bit of the index"});
  }
  SECTION("cut short, where the rest of the index is zero") {
    forgery.climb(1, 4, 0b0010, 4);
    forgery[4] = forgery[3] = Row{};
    CHECK(failing() == Names{"the end has one level to go"});
  }
  SECTION("cut short by the end of the table") {
    forgery.climb(13, 4, 0b0010, 3);
    CHECK(failing() == Names{"the end has one level to go"});
  }
  SECTION("too long") {
    forgery.climb(5, 1, 0, 2);
    CHECK(failing() == Names{"the end has one level to go"});
  }
  SECTION("a level more by an index with a bit more") {
    forgery.climb(5, 2, 0b110, 3);
    CHECK(failing() == Names{"the end has one level to go"});
    forgery.climb(5, 2, 0b110, 2);
    forgery[7] = Row{};
    CHECK(failing() == Names{"the last bit of the index"});
  }
  SECTION("levels that are not counted") {
    forgery.climb(5, 2, 0, 3);
    forgery[7].base = Felt(1);
    CHECK(failing() == Names{"one level less to go"});
  }
  SECTION("other directions than the index has") {
    // The same number by a digit of 2.
    forgery.climb(5, 2, 0b10, 2);
    forgery[5].bit = Felt(2);
    forgery[6].ap = forgery[6].bit = Felt();
    const Names names = failing();
    CHECK(names.count("bit is a bit") == 1);
    CHECK(names.count("a bit of the index") == 0);
    CHECK(names.count("the last bit of the index") == 0);
  }
  SECTION("turned in one level") {
    forgery[3].bit = Felt(1);
    CHECK(failing() == Names{"a bit of the index"});
    forgery[3].ap += Felt(1);
    CHECK(failing() == Names{"a bit of the index"});
  }
  SECTION("halves of bits") {
    // Downwards by fractions: index 1 as a half, and a half more.
    const Felt half = Felt(2).inverse();
    forgery.climb(5, 2, 0b01, 2);
    forgery[5].bit = Felt();
    forgery[5].x = Felt(90);
    forgery[5].y = Felt(50);
    forgery[6].ap = half;
    CHECK(failing() == Names{"the last bit of the index"});
    forgery[6].bit = half;
    CHECK(failing().count("bit is a bit") == 1);
  }
  SECTION("continued out of nothing") {
    forgery.climb(6, 1, 0, 2);
    forgery[6] = Row{};
    CHECK(failing().count("only a climb climbs on") == 1);
  }
  SECTION("continued out of a sponge") {
    forgery.sponge(6, 1, 1, false);
    forgery.climb(6, 1, 0, 2);
    forgery[6].is_climb_start = Felt();
    CHECK(failing().count("only a climb climbs on") == 1);
  }
  SECTION("continued out of a compression") {
    forgery.climb(6, 2, 0, 2);
    forgery[6].is_climb_start = Felt();
    forgery[6].is_compression = Felt(1);
    CHECK(failing().count("only a climb climbs on") == 1);
  }
  SECTION("a sponge that continues a climb") {
    forgery[5].is_continued = Felt(1);
    forgery[5].y = Felt(1);
    CHECK(failing().count("only a sponge goes on") == 1);
  }
  SECTION("a row of both") {
    forgery[4].is_compression = Felt(1);
    CHECK(failing().count("at most one kind") == 1);
  }
  SECTION("another sibling") {
    forgery[3].x = forgery[3].y = Felt(51);
    CHECK(failing() == Names{"the next sibling"});
  }
  SECTION("the node in the place of the sibling") {
    // By bit 0 the sibling is y: the next one does not follow the node.
    forgery[2].x = forgery[2].y = Felt(91);
    CHECK(failing() == Names{"the next sibling"});
  }
  SECTION("another handle on the other side") {
    forgery[3].y += Felt(1);
    CHECK(failing() == Names{"the next sibling", "the sibling on either side"});
  }
  SECTION("another place for the root") {
    forgery[4].wp = Felt(98);
    CHECK(failing() == Names{"the root's wp"});
  }
  SECTION("the node of another climb") {
    forgery.climb(5, 2, 0b10, 2);
    REQUIRE(failing().empty());
    // The last rows of the two change places.
    std::swap(forgery[4], forgery[6]);
    const Names names = failing();
    CHECK(names.count("the next sibling") == 1);
  }
}

TEST_CASE("a climb goes on with its node, on the side of its bit", "[air]") {
  RunTables run(climb_run({5}));
  ColumnMatrix m = run.fill<PoseidonTable>();
  const size_t first = run.trace.program.image.size();
  for (size_t level = 1; level < 5; ++level) {
    const Row row = row_at(m, first + level);
    REQUIRE(row.is_climb_continued == Felt::one());
    // The halves change places: the sibling is the node.
    for (size_t i = 0; i < 8; ++i)
      std::swap(m.at(first + level, kColumns.in[i]), m.at(first + level, kColumns.in[8 + i]));
    const Names names = failures<PoseidonTable>(m, first + level - 1, run.publics);
    for (size_t i = 0; i < 8; ++i) {
      CHECK(names.count("the node goes on, cell " + std::to_string(i)) == 1);
    }
    for (size_t i = 0; i < 8; ++i)
      std::swap(m.at(first + level, kColumns.in[i]), m.at(first + level, kColumns.in[8 + i]));
  }
}

}  // namespace
}  // namespace cairn::test
