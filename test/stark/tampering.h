// A small proof of the toy AIR, and how to verify changed copies of it.
#ifndef CAIRN_TEST_STARK_TAMPERING_H_
#define CAIRN_TEST_STARK_TAMPERING_H_

#include <cstdint>
#include <functional>
#include <span>

#include "stark/proof.h"
#include "test/stark/toy_air.h"

namespace cairn::testing {

struct Tampering {
  explicit Tampering(ProofProfile profile = ProofProfile::kFast,
                     Batching batching = Batching::kPowers, unsigned log_cube = 3)
      : run(5, log_cube) {
    ProverOptions options;
    options.test_parameters = tiny_parameters(profile, batching);
    output = prove(toy_air(), run.claim, run.traces(), options).value();
    expected = toy_expected(run);
  }
  VerifyResult verify(std::span<const uint8_t> bytes) const {
    return verify_with_policy(toy_air(), bytes, expected, tiny_policy);
  }
  // Of the proof after a change.
  VerifyResult with(const std::function<void(Proof&)>& change) const {
    Proof proof = output.proof;
    change(proof);
    const Layout layout(toy_air(), output.proof.header.log_heights, 1);
    return verify(encode_proof(layout, proof, nullptr));
  }
  VerifyReason reason(const std::function<void(Proof&)>& change) const {
    return with(change).reason;
  }

  ToyRun run;
  ProverOutput output;
  Expected expected;
};

}  // namespace cairn::testing

#endif  // CAIRN_TEST_STARK_TAMPERING_H_
