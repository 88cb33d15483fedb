// The recorder's graphs and the AIR digest.
#include "stark/air_digest.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "absl/strings/str_format.h"
#include "stark/run_proof.h"
#include "test/stark/toy_air.h"

namespace cairn {
namespace {

// Differs from itself in one thing, by kVariant.
template <int kVariant>
struct Variant {
  static constexpr std::string_view kName = kVariant == 1 ? "other" : "variant";
  static constexpr bool kAlways = kVariant == 2;
  static constexpr unsigned kLogHeight = 0;
  template <class T>
  struct Columns {
    std::array<T, kVariant == 3 ? 4 : 3> cells;
  };
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air) {
    using E = typename B::Expr;
    const auto& now = air.now().cells;
    const auto& next = air.next().cells;
    const E one(Felt::one());
    const E product = now[0] * now[1];
    air.assert_zero(kVariant == 4 ? "renamed" : "name", product - now[2]);
    if constexpr (kVariant != 5) air.assert_zero("again", product * (product - one));
    air.assert_zero("next", (kVariant == 6 ? now[0] : next[0]) - now[1] - E(Felt(kVariant == 7)));
    if constexpr (kVariant == 8) {
      air.provide("m", Bus::kFelt, std::array<E, 1>{now[0]}, one);
    } else if constexpr (kVariant == 9) {
      air.lookup("m", Bus::kWord, std::array<E, 1>{now[0]}, one);
    } else if constexpr (kVariant == 10) {
      air.lookup("m", Bus::kFelt, std::array<E, 2>{now[0], one}, one);
    } else if constexpr (kVariant == 11) {
      air.lookup("m", Bus::kFelt, std::array<E, 1>{now[0]}, one + one);
    } else {
      air.lookup("m", Bus::kFelt, std::array<E, 1>{now[0]}, one);
    }
  }
};

template <int kVariant>
std::vector<uint8_t> encoding() {
  return encode_table(record_table<Variant<kVariant>>(), Variant<kVariant>::kAlways,
                      Variant<kVariant>::kLogHeight);
}

}  // namespace

TEST_CASE("equal expressions are one node, numbered after their operands", "[stark][digest]") {
  const RecordedTable table = record_table<Variant<0>>();
  CHECK(table.width == 3);
  CHECK(table.constraints.size() == 3);
  CHECK(table.messages.size() == 1);
  std::set<ExpressionNode> seen;
  for (size_t i = 0; i < table.nodes.size(); ++i) {
    const ExpressionNode& node = table.nodes[i];
    CHECK(seen.insert(node).second);
    if (has_operands(node.kind)) CHECK(node.a < i);
    if (has_second_operand(node.kind)) CHECK(node.b < i);
  }
  // a, b, ab, c, ab - c
  const ExpressionNode expected[] = {{NodeKind::kColumn, 0, 0},
                                     {NodeKind::kColumn, 1, 0},
                                     {NodeKind::kMultiply, 0, 1},
                                     {NodeKind::kColumn, 2, 0},
                                     {NodeKind::kSubtract, 2, 3}};
  for (size_t i = 0; i < 5; ++i) CHECK(table.nodes[i] == expected[i]);
  CHECK(table.constraints[0].node == 4);
}

TEST_CASE("the encoding of a table holds everything but the constraints' names",
          "[stark][digest]") {
  const std::vector<uint8_t> base = encoding<0>();
  CHECK(base == encoding<0>());
  CHECK(base == encoding<4>());
  CHECK(base != encoding<1>());
  CHECK(base != encoding<2>());
  CHECK(base != encoding<3>());
  CHECK(base != encoding<5>());
  CHECK(base != encoding<6>());
  CHECK(base != encoding<7>());
  CHECK(base != encoding<8>());
  CHECK(base != encoding<9>());
  CHECK(base != encoding<10>());
  CHECK(base != encoding<11>());
}

TEST_CASE("the digest of the machine", "[stark][digest]") {
  // Another digest is another protocol: earlier proofs are refused. Say so in CHANGELOG.md, under
  // Soundness or Proof format, when this line changes.
  std::string digest;
  for (const uint8_t byte : machine_air().digest.bytes) digest += absl::StrFormat("%02x", byte);
  CHECK(digest == "c916cfc4b2cd423c15fd18190239abe9e56628c9827033b4dd3cabecdffd6d77");
}

TEST_CASE("the digest depends on the tables and their order", "[stark][digest]") {
  using testing::toy_air;
  const std::vector<TableKernel>& tables = toy_air().tables;
  CHECK(air_digest(tables) == toy_air().digest);
  CHECK(air_digest(std::vector<TableKernel>{tables[1], tables[0], tables[2]}) != toy_air().digest);
  CHECK(air_digest(std::vector<TableKernel>{tables[0], tables[1]}) != toy_air().digest);
}

}  // namespace cairn
