// Proofs of runs: the machine's tables under the proof system. What commands and libraries call.
// Specification: docs/protocol.md, docs/tables.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "air/statement.h"
#include "stark/proof.h"
#include "stark/prover.h"
#include "stark/verifier.h"
#include "vm/trace.h"

namespace cairn {

// All tables of the machine. Made at the first call.
const Air& machine_air();

// The index of a table of the machine by its name, which must be one.
size_t table_index(std::string_view name);

// A flawless pair (find_flaw) as the proof system sees it.
Claim claim_of(const Statement& statement, const Hints& hints);

// The largest cost limit with which every run of an image and inputs of so many words, whatever it
// does, can be proven with blow-up 2^log_blowup: no table, and neither ap nor wp, passes its bound.
// Nothing if even the empty run cannot.
std::optional<uint32_t> max_cost_limit(unsigned log_blowup, size_t image_words, size_t input_words);

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
