// Proofs of runs: the machine's tables under the proof system. What commands and libraries call.
// Specification: docs/protocol.md, docs/tables.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "absl/status/statusor.h"
#include "air/statement.h"
#include "stark/proof.h"
#include "stark/prover.h"
#include "stark/verifier.h"
#include "vm/trace.h"

namespace cairn {

// All tables of the machine. Made at the first call.
const Air& machine_air();

// A flawless pair (find_flaw) as the proof system sees it.
Claim claim_of(const Statement& statement, const Hints& hints);

// Proves the run. The statement is statement_of(trace). Errors: those of prove(); a run too long
// for the profile is one of them.
absl::StatusOr<ProverOutput> prove_run(const Trace& trace, const ProverOptions& options);

// What a verifier wants of a proof, besides being valid: this statement, in a profile (any, if not
// set), with at least so many bits of security.
Expected expected_run(const Statement& statement, std::optional<ProofProfile> profile,
                      unsigned security);
VerifyResult verify_run(std::span<const uint8_t> proof, const Statement& statement,
                        std::optional<ProofProfile> profile = std::nullopt,
                        unsigned security = 100);

// What the proof claims to prove. Not verified: compare it with what you want, then verify that.
std::optional<Statement> claimed_statement(std::span<const uint8_t> proof);

}  // namespace cairn
