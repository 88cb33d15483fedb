// Proofs of runs of the machine.
#include "stark/run_proof.h"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <functional>

#include "air/build.h"
#include "air/footprint.h"
#include "stark/soundness.h"
#include "stark/statement_codec.h"
#include "vm/encode.h"
#include "vm/run.h"

namespace cairn {
namespace {

Trace traced(const std::vector<Instruction>& code, const std::vector<Word>& inputs = {},
             uint32_t cost_limit = 1000) {
  Program program;
  append_code(program, code);
  return run_traced(program, inputs, {.cost_limit = cost_limit}).value();
}

Instruction push(uint32_t v) {
  return make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(v));
}
Instruction on_top(Kind kind, uint32_t y = 0) {
  return make(kind, XMode::kAp, 1, YMode::kImmediate, Felt(y));
}

ProverOutput proved(const Trace& trace, const ProverOptions& options = {}) {
  auto output = prove_run(trace, options);
  INFO(output.status());
  REQUIRE(output.ok());
  return *std::move(output);
}

// The proof with another statement written over its own.
std::vector<uint8_t> with_statement(const std::vector<uint8_t>& proof, const Statement& statement) {
  ProofHeader header;
  REQUIRE(read_header(proof, header).ok());
  const std::vector<uint8_t> encoded = encode_statement(statement);
  const size_t at = kProofMagic.size() + 4 + kParameterBytes;
  std::vector<uint8_t> bytes(proof.begin(), proof.begin() + static_cast<ptrdiff_t>(at));
  for (size_t i = 0; i < 4; ++i) bytes.push_back(static_cast<uint8_t>(encoded.size() >> (8 * i)));
  bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  bytes.insert(bytes.end(),
               proof.begin() + static_cast<ptrdiff_t>(at + 4 + header.statement.size()),
               proof.end());
  return bytes;
}

}  // namespace

TEST_CASE("a run is proved and verified", "[stark][run]") {
  const Trace trace =
      traced({push(3), push(4), push(2), on_top(Kind::kHalt, 1)}, {Word{Felt(1)}, Word{Felt(2)}});
  const Statement statement = statement_of(trace);
  REQUIRE(statement.outcome.halted());
  REQUIRE(statement.outcome.outputs.size() == 1);
  const ProverOutput output = proved(trace);
  const VerifyResult result = verify_run(output.bytes, statement);
  INFO(result.text());
  CHECK(result.ok());
  CHECK(claimed_statement(output.bytes) == statement);
  CHECK(verify_run(output.bytes, statement, ProofProfile::kFast).ok());
  CHECK(verify_run(output.bytes, statement, ProofProfile::kCompact).reason ==
        VerifyReason::kWrongProfile);
  CHECK(verify_run(output.bytes, statement, std::nullopt, 128).reason ==
        VerifyReason::kSecurityTooLow);

  // Every part of the statement is proven: nobody else's statement is, and writing it into the
  // proof does not help.
  const std::function<void(Statement&)> lies[] = {
      [](Statement& s) { s.program_digest[0] += Felt::one(); },
      [](Statement& s) { s.program_digest[7] += Felt::one(); },
      [](Statement& s) { s.inputs[1][3] = Felt(9); },
      [](Statement& s) { s.inputs.pop_back(); },
      [](Statement& s) { s.inputs.push_back({}); },
      [](Statement& s) { ++s.cost_limit; },
      [](Statement& s) { --s.cost; },
      [](Statement& s) { s.outcome.outputs[0][0] += Felt::one(); },
      [](Statement& s) { s.outcome.outputs.clear(); },
      [](Statement& s) { s.outcome.outputs.push_back({}); },
      [](Statement& s) { ++s.outcome.pc; },
  };
  for (size_t i = 0; i < std::size(lies); ++i) {
    Statement lie = statement;
    lies[i](lie);
    INFO("lie " << i);
    CHECK(verify_run(output.bytes, lie).reason == VerifyReason::kStatementMismatch);
    const VerifyReason reason = verify_run(with_statement(output.bytes, lie), lie).reason;
    CHECK(reason >= VerifyReason::kBadParameters);
  }
  Statement lie = statement;
  lie.advice_used = true;
  CHECK(verify_run(with_statement(output.bytes, lie), lie).reason == VerifyReason::kMissingTable);
  lie = statement;
  lie.machine_version = 2;
  CHECK(verify_run(with_statement(output.bytes, lie), lie).reason == VerifyReason::kBadHints);
  lie = statement;
  lie.outcome = {Reason::kAssert, 3, {}};
  CHECK(verify_run(with_statement(output.bytes, lie), lie).reason == VerifyReason::kBadHints);

  // Hints are bound like the statement.
  ProofHeader header;
  REQUIRE(read_header(output.bytes, header).ok());
  const size_t hints = kProofMagic.size() + 4 + kParameterBytes + 4 + header.statement.size() + 4;
  for (size_t i = 0; i < kHintBytes; ++i) {
    std::vector<uint8_t> bytes = output.bytes;
    bytes[hints + i] ^= 1;
    CHECK(verify_run(bytes, statement).reason >= VerifyReason::kBadHints);
  }
}

TEST_CASE("every kind of outcome has a proof", "[stark][run]") {
  struct Run {
    std::string_view what;
    Trace trace;
    Reason reason;
  };
  AdviceList advice({Felt(7)}, {});
  Program advised;
  append_code(advised, std::vector<Instruction>{make(Kind::kAdvice), on_top(Kind::kHalt, 0)});
  Run runs[] = {
      {"assert", traced({push(3), on_top(Kind::kAssert, 4)}), Reason::kAssert},
      {"bounds", traced({push(9), on_top(Kind::kUnpack)}), Reason::kBounds},
      {"end of code", traced({push(1), push(2)}), Reason::kEndOfCode},
      {"no steps at all", traced({push(1), push(2)}, {}, 0), Reason::kOutOfCost},
      {"out of cost", traced({push(1), make(Kind::kJump)}, {}, 40), Reason::kOutOfCost},
      {"illegal", traced({push(1), Instruction{Felt(99999), Felt(), Felt(), Felt()}}),
       Reason::kIllegal},
      {"division by zero", traced({push(1), on_top(Kind::kDiv, 0)}), Reason::kDivision},
      {"an empty program", traced({}), Reason::kEndOfCode},
      {"advice", run_traced(advised, {}, {.cost_limit = 10, .advice = &advice}).value(),
       Reason::kBounds},
  };
  for (Run& run : runs) {
    INFO(run.what);
    const Statement statement = statement_of(run.trace);
    CHECK(statement.outcome.reason == run.reason);
    const ProverOutput output = proved(run.trace);
    const VerifyResult result = verify_run(output.bytes, statement);
    INFO(describe(statement.outcome) << ": " << result.text());
    CHECK(result.ok());
  }
}

TEST_CASE("the result of a horner is proven, and no other", "[stark][run]") {
  std::vector<Word> inputs(6);
  for (uint32_t i = 0; i < 6; ++i)
    inputs[i] = {Felt(i), Felt(1 + i * i), Felt(7), Felt(2000000011)};
  const Trace trace = traced({push(4), push(3), push(8), push(9), push(kZeroPage),
                              make(Kind::kHorner, XMode::kAp, 1), on_top(Kind::kHalt, 1), push(0)},
                             inputs);
  Statement statement = statement_of(trace);
  REQUIRE(statement.outcome.halted());
  const ProverOutput output = proved(trace);
  const VerifyResult result = verify_run(output.bytes, statement);
  INFO(result.text());
  CHECK(result.ok());
  for (size_t i = 0; i < 8; ++i) {
    Statement lie = statement;
    lie.outcome.outputs[0][i] += Felt::one();
    CHECK(verify_run(with_statement(output.bytes, lie), lie).reason >= VerifyReason::kBadHints);
  }
}

TEST_CASE("other profiles prove runs too", "[stark][run]") {
  const Trace trace = traced({push(3), on_top(Kind::kHash, 1), on_top(Kind::kHalt, 1)},
                             {Word{Felt(1)}, Word{Felt(2)}, Word{Felt(3)}, Word{Felt(4)}});
  for (const unsigned security : {100u, 128u}) {
    ProverOptions options;
    options.profile = ProofProfile::kCompact;
    options.security = security;
    const ProverOutput output = proved(trace, options);
    CHECK(verify_run(output.bytes, statement_of(trace), ProofProfile::kCompact, security).ok());
  }
}

TEST_CASE("the machine's tables keep the rules of the proof system", "[stark][run]") {
  // A message has the same value in a row for the prover as for the checker of tables: the
  // transition selector, which the two scale differently, is in none.
  for (const TableKernel& table : machine_air().tables) {
    const RecordedTable recorded = table.record();
    std::vector<bool> has_transition(recorded.nodes.size());
    for (size_t i = 0; i < recorded.nodes.size(); ++i) {
      const ExpressionNode& node = recorded.nodes[i];
      has_transition[i] = node.kind == NodeKind::kIsTransition ||
                          (has_operands(node.kind) && has_transition[node.a]) ||
                          (has_second_operand(node.kind) && has_transition[node.b]);
    }
    INFO(table.name);
    for (const RecordedTable::Message& message : recorded.messages) {
      INFO(message.name);
      CHECK(!has_transition[message.multiplicity]);
      for (const uint32_t entry : message.tuple) CHECK(!has_transition[entry]);
    }
    CHECK(recorded.constraints.size() == table.shape.constraints);
    CHECK(recorded.messages.size() == table.shape.interactions);
  }
}

TEST_CASE("the largest cost limit of a profile leaves every run provable", "[stark][run]") {
  for (const ProofProfile profile : kAllProfiles) {
    for (const unsigned security : {100u, 128u}) {
      const auto settings = profile_settings(profile, security).value();
      if (settings.collision_bits < security) continue;
      INFO(profile_name(profile) << " " << security);
      const auto limit = max_cost_limit(settings.log_blowup, 100, 1000);
      REQUIRE(limit.has_value());
      // The tallest tables that a run may have, all at once.
      std::vector<uint8_t> heights;
      for (const uint64_t rows : most_rows(100, 1000, *limit)) {
        heights.push_back(static_cast<uint8_t>(std::max<uint64_t>(3, std::bit_width(rows - 1))));
      }
      CHECK(*std::max_element(heights.begin(), heights.end()) == 24 - settings.log_blowup);
      const Layout layout(machine_air(), heights, 1000);
      CHECK(choose_parameters(profile, security, layout.shape).ok());
      const std::vector<uint64_t> above = most_rows(100, 1000, *limit + 1);
      CHECK(*std::max_element(above.begin(), above.end()) > 1u << (24 - settings.log_blowup));
    }
  }
}

TEST_CASE("an image or input too large for a profile leaves no limit", "[stark][run]") {
  CHECK(max_cost_limit(1, kMaxImageWords, kMaxInputWords).has_value());
  CHECK_FALSE(max_cost_limit(1, kMaxImageWords + 1, 0).has_value());
  CHECK_FALSE(max_cost_limit(1, 0, kMaxInputWords + 1).has_value());
  CHECK(max_cost_limit(6, 1 << 18, 0) == 0);  // the digest's rows fill the table
  CHECK_FALSE(max_cost_limit(6, (1 << 18) + 1, 0).has_value());
  CHECK(max_cost_limit(1, 0, 0) >= kDefaultCostLimit);
}

}  // namespace cairn
