// The verifier. Its numbered steps are those of prover.cc and of docs/protocol.md. Nothing in it
// throws, crashes or takes memory by a number that only the proof says: a proof is bytes from a
// stranger. Specification: docs/protocol.md.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "stark/proof.h"
#include "stark/protocol.h"
#include "stark/verify_error.h"

namespace cairn {

// What the caller wants proven. The statement is the caller's: what a proof says about itself is
// never believed.
struct Expected {
  std::vector<uint8_t> statement;
  // What follows from the statement together with a proof's hints (any bytes, at most
  // kMaxHintBytes): publics, messages and rules; or why they do not fit each other. The claim's own
  // statement and hints are not looked at.
  std::function<std::variant<Claim, std::string>(std::span<const uint8_t> hints)> claim;
  std::optional<ProofProfile> profile;  // any, if not set
  unsigned security = 100;              // the least that is accepted
};

VerifyResult verify(const Air& air, std::span<const uint8_t> proof_bytes, const Expected& expected);

// Which parameters are good enough. check_parameters_of is the only one outside of tests.
using ParameterPolicy = std::function<ParameterFault(const ProofParameters&, const ProtocolShape&)>;
// For tests, which need small proofs: no command reaches this.
VerifyResult verify_with_policy(const Air& air, std::span<const uint8_t> proof_bytes,
                                const Expected& expected, const ParameterPolicy& policy);

}  // namespace cairn
