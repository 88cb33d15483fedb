// Climbs in the table of permutations: a prover who would leave the path.
#include <string>
#include <utility>

#include "test/air/poseidon_rows.h"

namespace cairn::test::poseidon {
namespace {

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
}  // namespace cairn::test::poseidon
