// The soundness calculator: how many bits of provable security a proof has, round by round.
//
// What: for parameters and real table sizes, the error of every round of the protocol (bus
// challenges, alpha, zeta, batching, every FRI fold, queries) under both proven proximity regimes,
// their minimum, and the search for the parameters with the fewest queries. Why: the verifier
// refuses any proof whose stated parameters fall short, so it calculates by itself and trusts
// nothing but the shape that it knows. Specification and sources of the formulas:
// docs/soundness.md.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "stark/parameters.h"

namespace cairn {

// The program digest is a Poseidon digest of 8 field elements in every profile: 4 log2(p) bits.
inline constexpr double kProgramDigestBits = 123.9547;

// A proven proximity regime: unique decoding (m = 0), or the Johnson bound with integer m >= 3.
struct Regime {
  unsigned m = 0;
  bool unique_decoding() const { return m == 0; }
};
inline constexpr unsigned kMinJohnsonM = 3;
inline constexpr unsigned kMaxJohnsonM = 512;

// The proximity parameter theta and the list size L of a Reed-Solomon code of rate 2^-log_blowup.
double proximity_parameter(Regime regime, unsigned log_blowup);
double list_size(Regime regime, unsigned log_blowup);

// One round: the bits it gives (grinding included) and how they come about, for people.
struct RoundBits {
  std::string name;
  double bits = 0;
  unsigned grinding = 0;
  std::string formula;
};

// All rounds under one regime. `weakest` indexes `rounds`; bits == rounds[weakest].bits.
struct RegimeReport {
  Regime regime;
  std::vector<RoundBits> rounds;
  double bits = 0;
  size_t weakest = 0;
};

// Both regimes, Johnson with the m that gives most. Each is a proof by itself, so the better one
// counts.
struct SoundnessReport {
  RegimeReport unique_decoding;
  RegimeReport johnson;
  double bits = 0;
  const RegimeReport& best() const {
    return johnson.bits > unique_decoding.bits ? johnson : unique_decoding;
  }
};

// One regime's report. Errors: any ParameterFault of check_ranges, check_shape and fri_schedule,
// and kRegimeOutOfRange for an m of 1, 2 or above kMaxJohnsonM.
absl::StatusOr<RegimeReport> regime_report(const ProofParameters& parameters,
                                           const ProtocolShape& shape, Regime regime);

// The bits of these parameters for this shape, whatever the parameters claim. Errors as above.
absl::StatusOr<SoundnessReport> security_bits(const ProofParameters& parameters,
                                              const ProtocolShape& shape);

// A table for `cairn soundness`: one line per round and regime, then the minimum and what it rests
// on.
std::string format_report(const SoundnessReport& report);

// The parameters with the fewest queries that reach `security` bits within the settings' grinding
// budget, and among those the least grinding. Errors: check_shape's, kUnreachable.
absl::StatusOr<ProofParameters> search_parameters(const ProfileSettings& settings,
                                                  unsigned security, const ProtocolShape& shape);

// The prover's choice: search_parameters with the settings of the profile.
absl::StatusOr<ProofParameters> choose_parameters(ProofProfile profile, unsigned security,
                                                  const ProtocolShape& shape);

// The verifier's check of the parameters that a proof states, against the profile and security that
// the *verifier* asks for and the shape that it knows. kNone, or the first fault. Never allocates
// by a number that the prover chose, never throws.
ParameterFault check_parameters(const ProofParameters& parameters, ProofProfile profile,
                                unsigned security, const ProtocolShape& shape);

}  // namespace cairn
