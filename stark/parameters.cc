// The profiles, the range checks and the FRI schedule of stark/parameters.h.
// Specification: docs/soundness.md.
#include "stark/parameters.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"

namespace cairn {
namespace {

constexpr unsigned kMaxLogBlowup = 8;
constexpr unsigned kMaxLogArity = 4;
constexpr uint64_t kMaxColumns = 1u << 20;
constexpr uint64_t kMaxConstraints = 1u << 20;
constexpr uint32_t kMaxDegree = 16;
constexpr uint32_t kMaxInteractions = 1u << 16;
constexpr uint32_t kMaxTupleWidth = 256;
constexpr uint64_t kFieldOrder = (uint64_t{1} << 31) - (uint64_t{1} << 24) + 1;
constexpr char kFaultPayload[] = "cairn/parameter-fault";

struct ProfileRow {
  ProofProfile profile;
  std::string_view name;
  unsigned log_blowup;
  unsigned log_final_length;
  HeightSteps heights;
  unsigned digest_bytes;    // at 100 bits
  bool algebraic_hash;      // Poseidon digests of 8 field elements, else 256-bit digests
  uint8_t query_budget;     // grinding before the queries
  uint8_t other_budget;     // grinding before any other challenge, at 100 bits
  uint8_t other_budget128;  // the same at 128 bits
};
// Budgets, at about ten million BLAKE3 (a few million Keccak, half a million Poseidon) calls per
// second and core: `fast` 2^18 calls take some 25 ms; the others wait longer for a smaller proof.
// Blow-up 8 for `compact` rather than 16: proofs of a few hundred columns stay below 400 KiB and
// twice the rows fit the field. `ethereum` pays for every byte that it sends and waits long for
// fewer; its heights are so far apart that every fold is by 8.
constexpr ProfileRow kProfiles[] = {
    {ProofProfile::kFast, "fast", 1, 6, {}, 32, false, 18, 8, 16},
    {ProofProfile::kCompact, "compact", 3, 6, {}, 32, false, 20, 8, 16},
    {ProofProfile::kRecursive, "recursive", 2, 6, {}, 32, true, 16, 8, 8},
    {ProofProfile::kEthereum, "ethereum", 8, 7, {10, 3}, 26, false, 26, 16, 22},
};

const ProfileRow* find_profile(ProofProfile profile) {
  for (const ProfileRow& row : kProfiles) {
    if (row.profile == profile) return &row;
  }
  return nullptr;
}

ParameterFault check_table(const ProtocolShape::Table& table, unsigned log_blowup) {
  if (table.log_height < kMinLogHeight) return ParameterFault::kHeightTooSmall;
  if (table.log_height > kMaxLogDomain - log_blowup) return ParameterFault::kDomainTooLarge;
  const uint64_t columns = table.columns();
  if (columns == 0 || columns > kMaxColumns || table.next_columns > columns) {
    return ParameterFault::kColumnsOutOfRange;
  }
  if (table.constraints == 0 || table.constraints > kMaxConstraints || table.max_degree == 0 ||
      table.max_degree > kMaxDegree) {
    return ParameterFault::kConstraintsOutOfRange;
  }
  if (table.interactions > kMaxInteractions) return ParameterFault::kInteractionsOutOfRange;
  return ParameterFault::kNone;
}

}  // namespace

std::string_view describe(ParameterFault fault) {
  switch (fault) {
    case ParameterFault::kNone:
      return "no fault";
    case ParameterFault::kUnknownProfile:
      return "unknown profile";
    case ParameterFault::kUnsupportedSecurity:
      return "security is neither 100 nor 128 bits";
    case ParameterFault::kNoTables:
      return "the shape has no tables";
    case ParameterFault::kTooManyTables:
      return "the shape has too many tables";
    case ParameterFault::kHeightTooSmall:
      return "a table has fewer than 8 rows";
    case ParameterFault::kDomainTooLarge:
      return "height times blow-up exceeds 2^24";
    case ParameterFault::kBlowupOutOfRange:
      return "the blow-up is out of range";
    case ParameterFault::kColumnsOutOfRange:
      return "a table's number of columns is out of range";
    case ParameterFault::kConstraintsOutOfRange:
      return "a table's number or degree of constraints is out of range";
    case ParameterFault::kInteractionsOutOfRange:
      return "there are too many bus interactions";
    case ParameterFault::kTupleWidthOutOfRange:
      return "the bus tuple width is out of range";
    case ParameterFault::kHeightsNotDescending:
      return "the heights are not in descending order";
    case ParameterFault::kArityOutOfRange:
      return "the folding arity is out of range";
    case ParameterFault::kFinalLengthOutOfRange:
      return "the length of the final polynomial is out of range";
    case ParameterFault::kUnknownBatching:
      return "unknown batching mode";
    case ParameterFault::kNoQueries:
      return "the number of queries is zero";
    case ParameterFault::kTooManyQueries:
      return "there are too many queries";
    case ParameterFault::kGrindingOutOfRange:
      return "a grinding site asks for too many bits";
    case ParameterFault::kProfileMismatch:
      return "the parameters are not those of the profile";
    case ParameterFault::kSecurityMismatch:
      return "the parameters aim at another security than was asked for";
    case ParameterFault::kGrindingOverBudget:
      return "a grinding site asks for more bits than the profile allows";
    case ParameterFault::kNotConstant:
      return "the parameters are not the constants of the profile";
    case ParameterFault::kHeightNotOfProfile:
      return "a table's height is none that the profile allows";
    case ParameterFault::kInsufficientSecurity:
      return "the parameters give fewer bits of security than was asked for";
    case ParameterFault::kRegimeOutOfRange:
      return "the Johnson bound's m is out of range";
    case ParameterFault::kUnreachable:
      return "no parameters of this profile reach the security asked for";
  }
  return "unknown fault";
}

absl::Status to_status(ParameterFault fault) {
  if (fault == ParameterFault::kNone) return absl::OkStatus();
  // Abseil may be built with a string_view of its own.
  const std::string_view text = describe(fault);
  absl::Status status = absl::InvalidArgumentError(absl::string_view(text.data(), text.size()));
  // By view: a library built with GCC has Cord(std::string) under a name that Clang does not look
  // for.
  const char number = static_cast<char>(fault);
  status.SetPayload(kFaultPayload, absl::Cord(absl::string_view(&number, 1)));
  return status;
}

std::optional<ParameterFault> fault_of(const absl::Status& status) {
  if (status.ok()) return ParameterFault::kNone;
  const auto payload = status.GetPayload(kFaultPayload);
  if (!payload.has_value() || payload->size() != 1) return std::nullopt;
  return static_cast<ParameterFault>((*payload)[0]);
}

std::string_view profile_name(ProofProfile profile) {
  const ProfileRow* row = find_profile(profile);
  return row == nullptr ? "unknown" : row->name;
}

absl::StatusOr<ProofProfile> parse_profile(std::string_view name) {
  for (const ProfileRow& row : kProfiles) {
    if (row.name == name) return row.profile;
  }
  return to_status(ParameterFault::kUnknownProfile);
}

absl::StatusOr<ProfileSettings> profile_settings(ProofProfile profile, unsigned security) {
  const ProfileRow* row = find_profile(profile);
  if (row == nullptr) return to_status(ParameterFault::kUnknownProfile);
  if (security != 100 && security != 128) return to_status(ParameterFault::kUnsupportedSecurity);
  const uint8_t other = security == 100 ? row->other_budget : row->other_budget128;
  ProfileSettings settings;
  settings.profile = profile;
  settings.log_blowup = row->log_blowup;
  settings.max_log_arity = 3;
  settings.log_final_length = row->log_final_length;
  settings.heights = row->heights;
  settings.keeps_extensions = profile != ProofProfile::kEthereum;
  settings.has_constant_parameters = profile == ProofProfile::kEthereum;
  settings.digest_bytes = security == 100 ? row->digest_bytes : 32;
  // Half of the digest: 8 field elements of log2(p) bits, or its bytes.
  settings.collision_bits =
      row->algebraic_hash ? 4 * std::log2(kFieldOrder) : 4.0 * settings.digest_bytes;
  settings.batching = security == 100 ? Batching::kPowers : Batching::kAffine;
  settings.budget = {other, other, other, other, other, row->query_budget};
  return settings;
}

ParameterFault check_shape(const ProtocolShape& shape, unsigned log_blowup) {
  if (log_blowup == 0 || log_blowup > kMaxLogBlowup) return ParameterFault::kBlowupOutOfRange;
  if (shape.tables.empty()) return ParameterFault::kNoTables;
  if (shape.tables.size() > kMaxTables) return ParameterFault::kTooManyTables;
  // At most 64 tables of 2^24 rows and 2^16 interactions: the sum stays below 2^46.
  uint64_t terms = 0;
  for (const ProtocolShape::Table& table : shape.tables) {
    const ParameterFault fault = check_table(table, log_blowup);
    if (fault != ParameterFault::kNone) return fault;
    terms += uint64_t{table.interactions} << table.log_height;
  }
  // A multiplicity counts uses, so it can wrap mod p only where there are p terms or more.
  if (terms >= kFieldOrder || shape.public_terms >= kFieldOrder - terms) {
    return ParameterFault::kInteractionsOutOfRange;
  }
  terms += shape.public_terms;
  if (shape.bus_tuple_width > kMaxTupleWidth || (terms > 0 && shape.bus_tuple_width == 0)) {
    return ParameterFault::kTupleWidthOutOfRange;
  }
  return ParameterFault::kNone;
}

std::vector<HeightGroup> height_groups(const ProtocolShape& shape) {
  std::map<unsigned, uint64_t, std::greater<>> groups;
  for (const ProtocolShape::Table& table : shape.tables) {
    groups[table.log_height] += table.functions();
  }
  std::vector<HeightGroup> result;
  for (const auto& [log_height, functions] : groups) result.push_back({log_height, functions});
  return result;
}

absl::StatusOr<FriSchedule> fri_schedule(const std::vector<unsigned>& log_heights_desc,
                                         unsigned log_blowup, unsigned max_log_arity,
                                         unsigned log_final_length, unsigned first_grinding) {
  if (log_heights_desc.empty()) return to_status(ParameterFault::kNoTables);
  if (log_blowup == 0 || log_blowup > kMaxLogBlowup) {
    return to_status(ParameterFault::kBlowupOutOfRange);
  }
  if (max_log_arity == 0 || max_log_arity > kMaxLogArity) {
    return to_status(ParameterFault::kArityOutOfRange);
  }
  if (log_final_length > kMaxLogDomain) return to_status(ParameterFault::kFinalLengthOutOfRange);
  if (first_grinding > kMaxGrindingBits) return to_status(ParameterFault::kGrindingOutOfRange);
  if (!std::is_sorted(log_heights_desc.begin(), log_heights_desc.end(), std::greater<>())) {
    return to_status(ParameterFault::kHeightsNotDescending);
  }
  if (log_heights_desc.front() > kMaxLogDomain - log_blowup) {
    return to_status(ParameterFault::kDomainTooLarge);
  }
  if (log_heights_desc.back() < kMinLogHeight) return to_status(ParameterFault::kHeightTooSmall);

  FriSchedule schedule;
  schedule.log_final_length = std::min(log_final_length, log_heights_desc.back());
  unsigned current = log_heights_desc.front();
  auto next = log_heights_desc.begin();
  while (current > schedule.log_final_length) {
    next = std::find_if(next, log_heights_desc.end(), [&](unsigned h) { return h < current; });
    const bool height_below = next != log_heights_desc.end();
    const unsigned stop = height_below ? *next : schedule.log_final_length;
    FoldStep step;
    step.log_domain = current + log_blowup;
    step.log_arity = std::min(max_log_arity, current - stop);
    current -= step.log_arity;
    step.rolls_in = height_below && current == stop;
    const unsigned shrunk = schedule.steps.empty() ? 0
                                                   : schedule.steps.front().log_folded_domain() -
                                                         step.log_folded_domain();
    step.grinding_bits = first_grinding > shrunk ? first_grinding - shrunk : 0;
    schedule.steps.push_back(step);
  }
  return schedule;
}

absl::StatusOr<FriSchedule> fri_schedule(const ProofParameters& parameters,
                                         const ProtocolShape& shape) {
  std::vector<unsigned> heights;
  for (const HeightGroup& group : height_groups(shape)) heights.push_back(group.log_height);
  return fri_schedule(heights, parameters.log_blowup, parameters.max_log_arity,
                      parameters.log_final_length, parameters.grinding.fold);
}

ParameterFault check_ranges(const ProofParameters& parameters) {
  if (find_profile(parameters.profile) == nullptr) return ParameterFault::kUnknownProfile;
  if (parameters.security != 100 && parameters.security != 128) {
    return ParameterFault::kUnsupportedSecurity;
  }
  if (parameters.log_blowup == 0 || parameters.log_blowup > kMaxLogBlowup) {
    return ParameterFault::kBlowupOutOfRange;
  }
  if (parameters.max_log_arity == 0 || parameters.max_log_arity > kMaxLogArity) {
    return ParameterFault::kArityOutOfRange;
  }
  if (parameters.log_final_length > kMaxLogDomain) return ParameterFault::kFinalLengthOutOfRange;
  if (parameters.batching != Batching::kPowers && parameters.batching != Batching::kAffine) {
    return ParameterFault::kUnknownBatching;
  }
  if (parameters.num_queries == 0) return ParameterFault::kNoQueries;
  if (parameters.num_queries > kMaxQueries) return ParameterFault::kTooManyQueries;
  const GrindingBits& g = parameters.grinding;
  if (std::max({g.bus, g.constraints, g.deep, g.batching, g.fold, g.query}) > kMaxGrindingBits) {
    return ParameterFault::kGrindingOutOfRange;
  }
  return ParameterFault::kNone;
}

std::array<uint8_t, kParameterBytes> encode_parameters(const ProofParameters& parameters) {
  const GrindingBits& g = parameters.grinding;
  return {static_cast<uint8_t>(parameters.profile),
          parameters.security,
          parameters.log_blowup,
          parameters.max_log_arity,
          parameters.log_final_length,
          static_cast<uint8_t>(parameters.batching),
          static_cast<uint8_t>(parameters.num_queries & 0xff),
          static_cast<uint8_t>(parameters.num_queries >> 8),
          g.bus,
          g.constraints,
          g.deep,
          g.batching,
          g.fold,
          g.query};
}

absl::StatusOr<ProofParameters> decode_parameters(
    const std::array<uint8_t, kParameterBytes>& bytes) {
  ProofParameters parameters;
  parameters.profile = static_cast<ProofProfile>(bytes[0]);
  parameters.security = bytes[1];
  parameters.log_blowup = bytes[2];
  parameters.max_log_arity = bytes[3];
  parameters.log_final_length = bytes[4];
  parameters.batching = static_cast<Batching>(bytes[5]);
  parameters.num_queries = static_cast<uint16_t>(bytes[6] | bytes[7] << 8);
  parameters.grinding = {bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13]};
  const ParameterFault fault = check_ranges(parameters);
  if (fault != ParameterFault::kNone) return to_status(fault);
  return parameters;
}

}  // namespace cairn
