// Proofs of the toy AIR, end to end: every profile, security and mixture of heights; and the
// prover's own refusals.
#include "stark/prover.h"

#include <catch2/catch.hpp>
#include <functional>

#include "stark/soundness.h"
#include "test/stark/toy_air.h"

namespace cairn {

using namespace testing;

namespace {

ProverOutput prove_toy(const ToyRun& run, const ProverOptions& options) {
  auto output = prove(toy_air(), run.claim, run.traces(), options);
  INFO(output.status());
  REQUIRE(output.ok());
  return *std::move(output);
}

}  // namespace

TEST_CASE("honest proofs of every profile and security verify", "[stark][prover]") {
  const ToyRun run;
  for (const ProofProfile profile : kAllProfiles) {
    for (const unsigned security : {100u, 128u}) {
      if (profile == ProofProfile::kRecursive && security == 128) continue;
      ProverOptions options;
      options.profile = profile;
      options.security = security;
      const ProverOutput output = prove_toy(run, options);
      Expected expected = toy_expected(run, security);
      expected.profile = profile;
      const VerifyResult strict = verify(toy_air(), output.bytes, expected);
      // All heights are too low for the contract's profile; what else it asks is kept.
      if (profile == ProofProfile::kEthereum) CHECK(strict.reason == VerifyReason::kBadParameters);
      const VerifyResult result =
          profile != ProofProfile::kEthereum
              ? strict
              : verify_with_policy(toy_air(), output.bytes, expected,
                                   [&](const ProofParameters& p, const ProtocolShape& shape) {
                                     return check_parameters(p, profile, security, shape);
                                   });
      INFO(profile_name(profile) << " " << security << ": " << result.text());
      CHECK(result.ok());
    }
  }
}

TEST_CASE("every mixture of heights, the smallest included", "[stark][prover]") {
  for (const unsigned log_fibonacci : {3u, 4u, 7u, 11u}) {
    for (const unsigned log_cube : {0u, 3u, 4u, 9u}) {
      const ToyRun run(log_fibonacci, log_cube);
      for (const Batching batching : {Batching::kPowers, Batching::kAffine}) {
        ProverOptions options;
        options.test_parameters = tiny_parameters(ProofProfile::kCompact, batching);
        const ProverOutput output = prove_toy(run, options);
        const VerifyResult result =
            verify_with_policy(toy_air(), output.bytes, toy_expected(run), tiny_policy);
        INFO(log_fibonacci << " " << log_cube << ": " << result.text());
        CHECK(result.ok());
      }
    }
  }
}

TEST_CASE("a proof is the same whether extensions are kept or not", "[stark][prover]") {
  for (const ProofProfile profile : kAllProfiles) {
    for (const unsigned log_cube : {0u, 3u, 9u}) {
      const ToyRun run(7, log_cube);
      ProverOptions options;
      options.test_parameters = tiny_parameters(profile);
      options.keeps_extensions = true;
      const ProverOutput kept = prove_toy(run, options);
      options.keeps_extensions = false;
      CHECK(prove_toy(run, options).bytes == kept.bytes);
    }
  }
}

TEST_CASE("a proof is the same at every run", "[stark][prover]") {
  const ToyRun run;
  ProverOptions options;
  options.test_parameters = tiny_parameters(ProofProfile::kFast);
  CHECK(prove_toy(run, options).bytes == prove_toy(run, options).bytes);
}

TEST_CASE("what the prover reports", "[stark][prover]") {
  const ToyRun run(6, 3);
  std::vector<std::string_view> stages;
  ProverOptions options;
  options.progress = [&](std::string_view stage) { stages.push_back(stage); };
  const ProverOutput output = prove_toy(run, options);
  const ProverStats& stats = output.stats;
  REQUIRE(stats.stages.size() == stages.size());
  for (size_t i = 0; i < stages.size(); ++i) CHECK(stats.stages[i].name == stages[i]);
  REQUIRE(stats.tables.size() == 3);
  CHECK(stats.tables[0].name == "fibonacci");
  CHECK(stats.tables[0].log_height == 6);
  CHECK(stats.tables[0].main_columns == 5);
  CHECK(stats.tables[0].aux_columns == 10);
  // Two pairs of messages, then one, then one.
  CHECK(stats.committed_elements == 64 * (5 + 10) + 16 * (2 + 5) + 8 * (3 + 5));
  CHECK(stats.quotient_elements == (64 + 16 + 8) * 10);
  const ProofParts& parts = stats.parts;
  CHECK(parts.header + parts.commitments + parts.openings + parts.fri + parts.main_rows +
            parts.aux_rows + parts.quotient_rows ==
        output.bytes.size());
  CHECK(parts.openings == 20 * (5 + 10 + 10 + 2 + 5 + 2 + 5 + 10 + 1 + 5 + 3 + 5 + 10 + 5));
}

TEST_CASE("the prover refuses what cannot be proved", "[stark][prover]") {
  const ToyRun run;
  const auto message = [&](const std::function<void(std::vector<ColumnMatrix>&)>& change,
                           ProverOptions options = {}) {
    std::vector<ColumnMatrix> traces = run.traces();
    change(traces);
    return std::string(prove(toy_air(), run.claim, std::move(traces), options).status().message());
  };
  CHECK(message([](auto& t) { t.pop_back(); }) == "there must be a matrix for every table");
  CHECK(message([](auto& t) { t[0] = ColumnMatrix(); }) == "table fibonacci must be present");
  CHECK(message([](auto& t) { t[0] = ColumnMatrix(32, 4); }) ==
        "table fibonacci has the wrong width");
  CHECK(message([](auto& t) { t[0] = ColumnMatrix(24, 5); }) ==
        "table fibonacci has a height that is not a power of two from 8 up");
  CHECK(message([](auto& t) { t[0] = ColumnMatrix(4, 5); }) ==
        "table fibonacci has a height that is not a power of two from 8 up");
  CHECK(message([](auto& t) { t[1] = ColumnMatrix(32, 2); }) ==
        "table range does not have its fixed height");
  CHECK(message([](auto& t) { t[2] = ColumnMatrix(); }) ==
        "table cube is present or absent against the statement");
  ProverOptions options;
  options.security = 99;
  CHECK(message([](auto&) {}, options) == describe(ParameterFault::kUnsupportedSecurity));
  options.security = 128;
  options.profile = ProofProfile::kRecursive;
  CHECK(message([](auto&) {}, options) == describe(ParameterFault::kUnreachable));
}

}  // namespace cairn
