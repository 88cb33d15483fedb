// Statements and hints as bytes.
#include "stark/statement_codec.h"

#include <catch2/catch.hpp>

namespace cairn {
namespace {

Statement some_statement() {
  Statement statement;
  for (uint32_t i = 0; i < 8; ++i) statement.program_digest[i] = Felt(1000 + i);
  statement.inputs = {Word{Felt(1), Felt(2)}, Word{Felt(-1)}};
  statement.cost_limit = 77;
  statement.cost = 33;
  statement.advice_used = true;
  statement.outcome.pc = 12;
  statement.outcome.outputs = {Word{Felt(9)}};
  return statement;
}

}  // namespace

TEST_CASE("a statement has one encoding", "[stark][statement]") {
  const Statement statement = some_statement();
  const std::vector<uint8_t> bytes = encode_statement(statement);
  CHECK(bytes.size() == 50 + 8 + 3 * 32);
  REQUIRE(decode_statement(bytes).has_value());
  CHECK(*decode_statement(bytes) == statement);
  // Every byte says something, and what can be read is written back as it was.
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const uint8_t mask : {1, 128}) {
      std::vector<uint8_t> changed = bytes;
      changed[i] ^= mask;
      const std::optional<Statement> read = decode_statement(changed);
      if (!read.has_value()) continue;
      CHECK(*read != statement);
      CHECK(encode_statement(*read) == changed);
    }
  }
}

TEST_CASE("what is not a statement is refused", "[stark][statement]") {
  const std::vector<uint8_t> bytes = encode_statement(some_statement());
  for (size_t size = 0; size < bytes.size(); ++size) {
    CHECK(!decode_statement(std::span(bytes).first(size)).has_value());
  }
  std::vector<uint8_t> longer = bytes;
  longer.push_back(0);
  CHECK(!decode_statement(longer).has_value());
  const auto with = [&](size_t at, std::vector<uint8_t> values) {
    std::vector<uint8_t> changed = bytes;
    std::copy(values.begin(), values.end(), changed.begin() + static_cast<ptrdiff_t>(at));
    return decode_statement(changed).has_value();
  };
  CHECK(with(0, {9}));                            // another version is find_flaw's affair
  CHECK(!with(4, {0x01, 0x00, 0x00, 0x7f}));      // p
  CHECK(!with(44, {2}));                          // the advice flag
  CHECK(!with(45, {uint8_t{kReasons}}));          // the reason
  CHECK(!with(50, {0xff, 0xff, 0xff, 0xff}));     // the number of inputs
  CHECK(!with(50 + 4 + 64, {0x01, 0x01, 0, 0}));  // 257 outputs
}

TEST_CASE("hints have one encoding", "[stark][statement]") {
  const Hints hints{5, 6, 4100, 3, EndWitness::kOperandY};
  std::vector<uint8_t> bytes = encode_hints(hints);
  REQUIRE(bytes.size() == kHintBytes);
  REQUIRE(decode_hints(bytes).has_value());
  CHECK(*decode_hints(bytes) == hints);
  bytes.back() = 5;
  CHECK(!decode_hints(bytes).has_value());
  bytes.back() = 0;
  bytes.push_back(0);
  CHECK(!decode_hints(bytes).has_value());
  bytes.resize(16);
  CHECK(!decode_hints(bytes).has_value());
}

}  // namespace cairn
