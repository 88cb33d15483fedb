// The parameters of a proof, and the shape of what it proves.
//
// What: the four profiles, the few numbers that a proof states about itself (queries, grinding),
// the shape of the tables that the soundness calculator needs, and the one FRI fold schedule that
// the prover, the verifier and the calculator share. Why: blow-up, arity and final length follow
// from the profile and are never read from a proof; what a proof does state is checked against the
// soundness calculator (stark/soundness.h), so that a prover cannot choose weak parameters.
// Specification: docs/soundness.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "air/heights.h"

namespace cairn {

// Height times blow-up is at most 2^24, the two-adicity of the base field.
inline constexpr unsigned kMaxLogDomain = 24;
// A present table has at least 8 rows. It is the smallest height at which the two-point condition
// k + 2 < (1 - theta) n holds at every blow-up and in both regimes, and it keeps one-row matrices
// out.
inline constexpr unsigned kMinLogHeight = 3;
inline constexpr unsigned kMaxTables = 64;
inline constexpr unsigned kMaxQueries = 1024;
// No site may ask for more; far below the width of the nonce's word, so that no shift overflows.
inline constexpr unsigned kMaxGrindingBits = 32;
// Degree of the challenge field over the base field, and so base columns to one extension column.
inline constexpr unsigned kExtensionColumns = 5;

// Why parameters, a shape or a schedule are refused. The order is the order of the checks.
enum class ParameterFault : uint8_t {
  kNone,
  kUnknownProfile,
  kUnsupportedSecurity,  // neither 100 nor 128 bits
  kNoTables,             // a shape without tables
  kTooManyTables,        // more than kMaxTables
  kHeightTooSmall,       // below kMinLogHeight
  kDomainTooLarge,       // height times blow-up above 2^kMaxLogDomain
  kBlowupOutOfRange,     // below 2 or above 256
  kColumnsOutOfRange,    // no column, or more than 2^20 in a table; more next columns than columns
  kConstraintsOutOfRange,   // no constraint, or more than 2^20; degree 0 or above 16
  kInteractionsOutOfRange,  // more than 2^16 in a table, or so many terms that a count wraps mod p
  kTupleWidthOutOfRange,    // 0 with interactions present, or above 256
  kHeightsNotDescending,    // a schedule's heights are not in descending order
  kArityOutOfRange,         // log arity 0 or above 4
  kFinalLengthOutOfRange,   // log of the final length above kMaxLogDomain
  kUnknownBatching,
  kNoQueries,
  kTooManyQueries,        // more than kMaxQueries
  kGrindingOutOfRange,    // a site asks for more than kMaxGrindingBits
  kProfileMismatch,       // profile, blow-up, arity or final length are not those of the profile
  kSecurityMismatch,      // the parameters aim at another security than was asked for
  kGrindingOverBudget,    // more grinding at a site than the profile allows
  kNotConstant,           // the profile has constant parameters, and these are others
  kHeightNotOfProfile,    // a table's height is none that the profile allows
  kInsufficientSecurity,  // the calculator gives fewer bits than was asked for
  kRegimeOutOfRange,      // a Johnson bound with m below 3 or above 512
  kUnreachable,           // no parameters of this profile reach the security
};
// One sentence, without a full stop.
std::string_view describe(ParameterFault fault);
// OK for kNone, else InvalidArgument with `describe(fault)` as its message.
absl::Status to_status(ParameterFault fault);
// The fault that a status of this module was made from; kNone for an OK status, nothing for any
// other.
std::optional<ParameterFault> fault_of(const absl::Status& status);

enum class ProofProfile : uint8_t { kFast = 0, kCompact = 1, kRecursive = 2, kEthereum = 3 };
inline constexpr ProofProfile kAllProfiles[] = {ProofProfile::kFast, ProofProfile::kCompact,
                                                ProofProfile::kRecursive, ProofProfile::kEthereum};
// "fast", "compact", "recursive", "ethereum".
std::string_view profile_name(ProofProfile profile);
absl::StatusOr<ProofProfile> parse_profile(std::string_view name);

// How the functions of one height are combined before FRI.
//   kPowers: 1, x, x^2, ... of one challenge; the error grows with the number of functions.
//   kAffine: a challenge for each function; the error does not grow. Used for 128 bits.
enum class Batching : uint8_t { kPowers = 0, kAffine = 1 };

// Proof-of-work bits asked for before each challenge; 0 means that the site sends no nonce.
// `fold` is for the first FRI challenge; later ones need fewer, see FoldStep::grinding_bits.
struct GrindingBits {
  uint8_t bus = 0;          // before the bus challenges
  uint8_t constraints = 0;  // before alpha
  uint8_t deep = 0;         // before zeta
  uint8_t batching = 0;     // before the batching challenge(s)
  uint8_t fold = 0;         // before the first FRI challenge
  uint8_t query = 0;        // before the query positions
  bool operator==(const GrindingBits&) const = default;
};

// What a profile fixes. `digest_bytes` are those kept of a Merkle digest, and `collision_bits` the
// collision resistance that they leave.
struct ProfileSettings {
  ProofProfile profile = ProofProfile::kFast;
  unsigned log_blowup = 1;
  unsigned max_log_arity = 3;
  unsigned log_final_length = 5;  // the final polynomial has at most 2^this coefficients
  HeightSteps heights;
  // Whether the prover keeps extended columns if it is not told (commitment.h).
  bool keeps_extensions = true;
  // Whether a proof states the parameters of the largest shape, whatever its own (protocol.h): a
  // contract has no soundness calculator.
  bool has_constant_parameters = false;
  unsigned digest_bytes = 32;
  double collision_bits = 128;
  Batching batching = Batching::kPowers;
  GrindingBits budget;  // the most that each site may ask for
};
// The settings for `security` = 100 or 128; kUnsupportedSecurity or kUnknownProfile otherwise.
absl::StatusOr<ProfileSettings> profile_settings(ProofProfile profile, unsigned security);

// What a proof states about itself. Everything is absorbed into the transcript.
struct ProofParameters {
  ProofProfile profile = ProofProfile::kFast;
  uint8_t security = 100;  // the bits aimed at
  uint8_t log_blowup = 1;
  uint8_t max_log_arity = 3;
  uint8_t log_final_length = 5;
  Batching batching = Batching::kPowers;
  uint16_t num_queries = 0;
  GrindingBits grinding;
  bool operator==(const ProofParameters&) const = default;
};

// The shape of what is proved: only tables that are present. All columns are base-field columns; an
// extension column counts kExtensionColumns times.
struct ProtocolShape {
  struct Table {
    unsigned log_height = 0;
    uint32_t preprocessed_columns = 0;
    uint32_t main_columns = 0;
    uint32_t aux_columns = 0;
    uint32_t quotient_columns = 0;
    uint32_t next_columns = 0;  // of the columns above, those opened at the next row as well
    uint32_t constraints = 0;   // every one that alpha folds, those of the bus included
    uint32_t max_degree = 0;    // of a constraint, in trace columns
    uint32_t interactions = 0;  // bus terms of one row
    uint64_t columns() const {
      return uint64_t{preprocessed_columns} + main_columns + aux_columns + quotient_columns;
    }
    // (column, point) pairs, each a function of its own in the batch.
    uint64_t functions() const { return columns() + next_columns; }
  };
  std::vector<Table> tables;
  uint32_t bus_tuple_width = 0;  // entries of a padded tuple, the bus number included
  uint64_t public_terms = 0;     // bus terms that the verifier adds itself
};

// Bounds on every number of the shape; `log_blowup` only for the size of the largest domain.
ParameterFault check_shape(const ProtocolShape& shape, unsigned log_blowup);

// The heights present, in descending order, and how many functions are batched at each.
struct HeightGroup {
  unsigned log_height = 0;
  uint64_t functions = 0;
};
std::vector<HeightGroup> height_groups(const ProtocolShape& shape);

// One FRI round: the codeword on a domain of 2^log_domain points is committed (2^log_arity values
// to a leaf), one challenge is drawn and the codeword is folded to 2^(log_domain - log_arity)
// points. Where `rolls_in`, a second challenge is drawn right after the first, and the batched
// codeword of that height, times the second challenge, is added to the folded one.
struct FoldStep {
  unsigned log_domain = 0;
  unsigned log_arity = 0;
  bool rolls_in = false;
  unsigned grinding_bits = 0;  // before this round's challenges
  unsigned log_folded_domain() const { return log_domain - log_arity; }
  bool operator==(const FoldStep&) const = default;
};

struct FriSchedule {
  std::vector<FoldStep> steps;
  // The final polynomial has exactly 2^log_final_length coefficients.
  unsigned log_final_length = 0;
  bool operator==(const FriSchedule&) const = default;
};

// The schedule for tables of the given heights (descending; equal neighbours are one height). Each
// round folds by 2^max_log_arity or by the ratio to the next lower height, whichever is less.
// Folding ends at 2^log_final_length coefficients, or at the lowest height where that is less:
// every height must be rolled in before the final polynomial is sent. `first_grinding` is
// GrindingBits::fold; it falls by as many bits as the folded domain shrinks.
absl::StatusOr<FriSchedule> fri_schedule(const std::vector<unsigned>& log_heights_desc,
                                         unsigned log_blowup, unsigned max_log_arity,
                                         unsigned log_final_length, unsigned first_grinding = 0);
// The same for the parameters and shape of a proof.
absl::StatusOr<FriSchedule> fri_schedule(const ProofParameters& parameters,
                                         const ProtocolShape& shape);

// Ranges of every number that a proof states, regardless of profile and security: kNone,
// kUnknownProfile and so on. What passes is safe to calculate with.
ParameterFault check_ranges(const ProofParameters& parameters);

// The one encoding of parameters, for the proof and for the transcript: profile, security,
// log_blowup, max_log_arity, log_final_length, batching, num_queries (2 bytes, little-endian), then
// the six grinding numbers in the order of GrindingBits.
inline constexpr size_t kParameterBytes = 14;
std::array<uint8_t, kParameterBytes> encode_parameters(const ProofParameters& parameters);
// Fails with the fault of check_ranges.
absl::StatusOr<ProofParameters> decode_parameters(
    const std::array<uint8_t, kParameterBytes>& bytes);

}  // namespace cairn
