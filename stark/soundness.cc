// The formulas of docs/soundness.md and the parameter search.
//
// Errors are long doubles in linear space: the smallest, about 2^-155, is far from underflow, sums
// are exact enough, and one logarithm per round ends the calculation. Only the query phase is
// calculated in bits, because its error does underflow for many queries.
#include "stark/soundness.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace cairn {
namespace {

constexpr long double kFieldOrder = 2130706433.0L;
constexpr long double kFieldSize =
    kFieldOrder * kFieldOrder * kFieldOrder * kFieldOrder * kFieldOrder;
// The search aims this much higher than asked for, so that a verifier whose logarithms round
// otherwise still agrees.
constexpr long double kSearchMargin = 0.001L;

enum class Site { kBus, kConstraints, kDeep, kBatching, kFold };

// A round before grinding. `index` numbers the FRI rounds.
struct RawRound {
  Site site;
  size_t index;
  long double bits;
};

struct Code {
  long double rho;
  long double theta;
  long double list;
  Regime regime;
};

Code make_code(Regime regime, unsigned log_blowup) {
  const long double rho = std::ldexp(1.0L, -static_cast<int>(log_blowup));
  if (regime.unique_decoding()) return {rho, (1 - rho) / 2, 1, regime};
  const long double m = regime.m;
  const long double root = std::sqrt(rho);
  return {rho, 1 - root * (1 + 1 / (2 * m)), (m + 0.5L) / root, regime};
}

// eps_lin on a domain of 2^log_domain points.
long double linear_error(const Code& code, unsigned log_domain) {
  const long double n = std::ldexp(1.0L, static_cast<int>(log_domain));
  if (code.regime.unique_decoding()) return (code.theta * n + 1) / kFieldSize;
  const long double m = code.regime.m + 0.5L;
  const long double root = std::sqrt(code.rho);
  const long double m5 = m * m * m * m * m;
  return ((2 * m5 + 3 * m * code.theta * code.rho) * n / (3 * code.rho * root) + m / root) /
         kFieldSize;
}

long double bits_of(long double error) { return -std::log2(error); }

// What all regimes share: sums over the shape, done once.
struct Sums {
  long double terms = 0;        // bus terms N
  long double constraints = 0;  // C
  long double deep = 0;         // sum of deg (k + points - 1) + k - 1
  long double excluded = 0;     // points that zeta avoids
  unsigned tuple_width = 0;
  unsigned log_blowup = 0;
  Batching batching = Batching::kPowers;
  std::vector<HeightGroup> groups;
  FriSchedule schedule;
};

Sums make_sums(const ProtocolShape& shape, unsigned log_blowup, Batching batching,
               FriSchedule schedule) {
  Sums sums;
  for (const ProtocolShape::Table& table : shape.tables) {
    const long double k = std::ldexp(1.0L, static_cast<int>(table.log_height));
    const long double points = table.next_columns > 0 ? 2 : 1;
    sums.terms += k * table.interactions;
    sums.constraints += table.constraints;
    sums.deep += table.max_degree * (k + points - 1) + k - 1;
  }
  sums.terms += static_cast<long double>(shape.public_terms);
  sums.groups = height_groups(shape);
  const int top = static_cast<int>(sums.groups.front().log_height);
  sums.excluded = std::ldexp(1.0L, top) + std::ldexp(1.0L, top + static_cast<int>(log_blowup));
  sums.tuple_width = shape.bus_tuple_width;
  sums.log_blowup = log_blowup;
  sums.batching = batching;
  sums.schedule = std::move(schedule);
  return sums;
}

// A group of one function needs no batching; it is charged as two, to keep every error positive.
long double batching_factor(Batching batching, uint64_t functions) {
  if (batching == Batching::kAffine || functions <= 2) return 1;
  return static_cast<long double>(functions - 1);
}

unsigned fold_factor(const FoldStep& step) {
  return (1u << step.log_arity) - 1 + (step.rolls_in ? 1 : 0);
}

// Every round but the queries and the hash, before grinding.
std::vector<RawRound> raw_rounds(const Sums& sums, const Code& code) {
  std::vector<RawRound> rounds;
  if (sums.terms > 0) {
    const long double error = code.list * sums.terms * (sums.tuple_width + 2) / kFieldSize;
    rounds.push_back({Site::kBus, 0, bits_of(error)});
  }
  rounds.push_back({Site::kConstraints, 0, bits_of(code.list * sums.constraints / kFieldSize)});
  rounds.push_back({Site::kDeep, 0, bits_of(code.list * sums.deep / (kFieldSize - sums.excluded))});
  long double batching = 0;
  for (const HeightGroup& group : sums.groups) {
    batching += linear_error(code, group.log_height + sums.log_blowup) *
                batching_factor(sums.batching, group.functions);
  }
  rounds.push_back({Site::kBatching, 0, bits_of(batching)});
  for (size_t i = 0; i < sums.schedule.steps.size(); ++i) {
    const FoldStep& step = sums.schedule.steps[i];
    const long double error = linear_error(code, step.log_folded_domain()) * fold_factor(step);
    rounds.push_back({Site::kFold, i, bits_of(error)});
  }
  return rounds;
}

unsigned grinding_at(const RawRound& round, const Sums& sums, const GrindingBits& grinding) {
  switch (round.site) {
    case Site::kBus:
      return grinding.bus;
    case Site::kConstraints:
      return grinding.constraints;
    case Site::kDeep:
      return grinding.deep;
    case Site::kBatching:
      return grinding.batching;
    case Site::kFold:
      return sums.schedule.steps[round.index].grinding_bits;
  }
  return 0;
}

long double query_bits(const Code& code, unsigned queries) {
  return -std::log2(1 - code.theta) * queries;
}

long double collision_bits(const ProofParameters& parameters) {
  const auto settings = profile_settings(parameters.profile, parameters.security);
  return settings.ok() ? settings->collision_bits : 0;
}

// The total without names or formulas, for the search over m.
long double total_bits(const ProofParameters& parameters, const Sums& sums, Regime regime) {
  const Code code = make_code(regime, sums.log_blowup);
  long double total = std::min(query_bits(code, parameters.num_queries) + parameters.grinding.query,
                               collision_bits(parameters));
  for (const RawRound& round : raw_rounds(sums, code)) {
    total = std::min(total, round.bits + grinding_at(round, sums, parameters.grinding));
  }
  return total;
}

std::string round_name(const RawRound& round, const Sums& sums) {
  switch (round.site) {
    case Site::kBus:
      return "bus challenges (LogUp)";
    case Site::kConstraints:
      return "constraint folding (ALI)";
    case Site::kDeep:
      return "out-of-domain point (DEEP)";
    case Site::kBatching:
      return "batching";
    case Site::kFold: {
      const FoldStep& step = sums.schedule.steps[round.index];
      return absl::StrFormat("fold %d: 2^%d to 2^%d%s", round.index + 1, step.log_domain,
                             step.log_folded_domain(), step.rolls_in ? ", roll-in" : "");
    }
  }
  return "";
}

std::string round_formula(const RawRound& round, const Sums& sums) {
  switch (round.site) {
    case Site::kBus:
      return absl::StrFormat("L*N*(W+2)/|F|, N=2^%.2f, W=%d",
                             static_cast<double>(std::log2(sums.terms)), sums.tuple_width);
    case Site::kConstraints:
      return absl::StrFormat("L*C/|F|, C=%.0f", static_cast<double>(sums.constraints));
    case Site::kDeep:
      return absl::StrFormat("L*sum(deg*(k+points-1)+k-1)/(|F|-k-n), sum=2^%.2f",
                             static_cast<double>(std::log2(sums.deep)));
    case Site::kBatching: {
      uint64_t functions = 0;
      for (const HeightGroup& group : sums.groups) functions += group.functions;
      const char* factor = sums.batching == Batching::kAffine ? "" : "*(B-1)";
      return absl::StrFormat("sum over %d heights of eps_lin%s, B=%d in all", sums.groups.size(),
                             factor, functions);
    }
    case Site::kFold:
      return absl::StrFormat("eps_lin*%d", fold_factor(sums.schedule.steps[round.index]));
  }
  return "";
}

absl::StatusOr<Sums> checked_sums(const ProofParameters& parameters, const ProtocolShape& shape) {
  ParameterFault fault = check_ranges(parameters);
  if (fault == ParameterFault::kNone) fault = check_shape(shape, parameters.log_blowup);
  if (fault != ParameterFault::kNone) return to_status(fault);
  absl::StatusOr<FriSchedule> schedule = fri_schedule(parameters, shape);
  if (!schedule.ok()) return schedule.status();
  return make_sums(shape, parameters.log_blowup, parameters.batching, *std::move(schedule));
}

RegimeReport make_report(const ProofParameters& parameters, const Sums& sums, Regime regime) {
  const Code code = make_code(regime, sums.log_blowup);
  RegimeReport report;
  report.regime = regime;
  for (const RawRound& round : raw_rounds(sums, code)) {
    const unsigned grinding = grinding_at(round, sums, parameters.grinding);
    report.rounds.push_back({round_name(round, sums), static_cast<double>(round.bits + grinding),
                             grinding, round_formula(round, sums)});
  }
  const unsigned grinding = parameters.grinding.query;
  report.rounds.push_back({"queries",
                           static_cast<double>(query_bits(code, parameters.num_queries) + grinding),
                           grinding,
                           absl::StrFormat("(1-theta)^%d, theta=%.5f", parameters.num_queries,
                                           static_cast<double>(code.theta))});
  report.rounds.push_back({"hash collisions", static_cast<double>(collision_bits(parameters)), 0,
                           "half of the digest's bits"});
  const auto weakest =
      std::min_element(report.rounds.begin(), report.rounds.end(),
                       [](const RoundBits& a, const RoundBits& b) { return a.bits < b.bits; });
  report.weakest = static_cast<size_t>(weakest - report.rounds.begin());
  report.bits = weakest->bits;
  return report;
}

// The m with the most bits. Queries gain with m and every other round loses, so the total rises to
// one peak (perhaps flat, at the hash) and then falls: the first fall ends the search.
Regime best_johnson(const ProofParameters& parameters, const Sums& sums) {
  Regime best{kMinJohnsonM};
  long double best_bits = total_bits(parameters, sums, best);
  for (unsigned m = kMinJohnsonM + 1; m <= kMaxJohnsonM; ++m) {
    const long double bits = total_bits(parameters, sums, {m});
    if (bits < best_bits) break;
    if (bits > best_bits) {
      best = {m};
      best_bits = bits;
    }
  }
  return best;
}

// Bits that a site lacks, rounded up; nothing if they exceed the budget.
std::optional<uint8_t> needed(long double target, long double bits, uint8_t budget) {
  const long double gap = std::ceil(target - bits);
  if (gap <= 0) return uint8_t{0};
  if (gap > budget) return std::nullopt;
  return static_cast<uint8_t>(gap);
}

struct Candidate {
  unsigned queries = 0;
  GrindingBits grinding;
  long double work = 0;  // expected hash calls of all grinding
};

std::optional<Candidate> try_regime(const ProfileSettings& settings, long double target,
                                    const Sums& sums, Regime regime) {
  const Code code = make_code(regime, sums.log_blowup);
  Candidate candidate;
  GrindingBits& grinding = candidate.grinding;
  for (const RawRound& round : raw_rounds(sums, code)) {
    uint8_t* site = nullptr;
    uint8_t budget = 0;
    long double bits = round.bits;
    switch (round.site) {
      case Site::kBus:
        site = &grinding.bus, budget = settings.budget.bus;
        break;
      case Site::kConstraints:
        site = &grinding.constraints, budget = settings.budget.constraints;
        break;
      case Site::kDeep:
        site = &grinding.deep, budget = settings.budget.deep;
        break;
      case Site::kBatching:
        site = &grinding.batching, budget = settings.budget.batching;
        break;
      case Site::kFold: {
        site = &grinding.fold, budget = settings.budget.fold;
        // Where a later fold lacks bits, the first must grind as many more as the domain shrank.
        const std::vector<FoldStep>& steps = sums.schedule.steps;
        if (bits < target) {
          bits -= steps[0].log_folded_domain() - steps[round.index].log_folded_domain();
        }
        break;
      }
    }
    const std::optional<uint8_t> lack = needed(target, bits, budget);
    if (!lack.has_value()) return std::nullopt;
    *site = std::max(*site, *lack);
  }
  const long double per_query = query_bits(code, 1);
  const long double queries = std::ceil((target - settings.budget.query) / per_query);
  if (!(queries <= kMaxQueries)) return std::nullopt;
  candidate.queries = static_cast<unsigned>(std::max(queries, 1.0L));
  const auto query_lack =
      needed(target, query_bits(code, candidate.queries), settings.budget.query);
  if (!query_lack.has_value()) return std::nullopt;
  grinding.query = *query_lack;
  for (unsigned g : {grinding.bus, grinding.constraints, grinding.deep, grinding.batching,
                     grinding.fold, grinding.query}) {
    candidate.work += std::ldexp(1.0L, static_cast<int>(g));
  }
  return candidate;
}

std::string regime_name(Regime regime) {
  return regime.unique_decoding() ? "unique decoding"
                                  : absl::StrCat("Johnson bound, m = ", regime.m);
}

}  // namespace

double proximity_parameter(Regime regime, unsigned log_blowup) {
  return static_cast<double>(make_code(regime, log_blowup).theta);
}

double list_size(Regime regime, unsigned log_blowup) {
  return static_cast<double>(make_code(regime, log_blowup).list);
}

absl::StatusOr<RegimeReport> regime_report(const ProofParameters& parameters,
                                           const ProtocolShape& shape, Regime regime) {
  if (!regime.unique_decoding() && (regime.m < kMinJohnsonM || regime.m > kMaxJohnsonM)) {
    return to_status(ParameterFault::kRegimeOutOfRange);
  }
  const absl::StatusOr<Sums> sums = checked_sums(parameters, shape);
  if (!sums.ok()) return sums.status();
  return make_report(parameters, *sums, regime);
}

absl::StatusOr<SoundnessReport> security_bits(const ProofParameters& parameters,
                                              const ProtocolShape& shape) {
  const absl::StatusOr<Sums> sums = checked_sums(parameters, shape);
  if (!sums.ok()) return sums.status();
  SoundnessReport report;
  report.unique_decoding = make_report(parameters, *sums, Regime{});
  report.johnson = make_report(parameters, *sums, best_johnson(parameters, *sums));
  report.bits = report.best().bits;
  return report;
}

std::string format_report(const SoundnessReport& report) {
  std::string text;
  for (const RegimeReport* regime : {&report.unique_decoding, &report.johnson}) {
    absl::StrAppendFormat(&text, "%s: %.1f bits\n", regime_name(regime->regime), regime->bits);
    for (size_t i = 0; i < regime->rounds.size(); ++i) {
      const RoundBits& round = regime->rounds[i];
      absl::StrAppendFormat(&text, "  %-34s %7.2f  grinding %2d  %s%s\n", round.name, round.bits,
                            round.grinding, round.formula,
                            i == regime->weakest ? "  <- weakest" : "");
    }
  }
  absl::StrAppendFormat(&text, "provable security: %.1f bits, by %s; weakest round: %s\n",
                        report.bits, regime_name(report.best().regime),
                        report.best().rounds[report.best().weakest].name);
  absl::StrAppendFormat(
      &text,
      "The program digest (Poseidon, 8 field elements) resists collisions to %.1f "
      "bits in every profile.\n",
      kProgramDigestBits);
  return text;
}

absl::StatusOr<ProofParameters> search_parameters(const ProfileSettings& settings,
                                                  unsigned security, const ProtocolShape& shape) {
  if (settings.collision_bits < security) return to_status(ParameterFault::kUnreachable);
  ProofParameters parameters;
  parameters.profile = settings.profile;
  parameters.security = static_cast<uint8_t>(std::min(security, 255u));
  parameters.log_blowup = static_cast<uint8_t>(settings.log_blowup);
  parameters.max_log_arity = static_cast<uint8_t>(settings.max_log_arity);
  parameters.log_final_length = static_cast<uint8_t>(settings.log_final_length);
  parameters.batching = settings.batching;
  parameters.num_queries = 1;
  const absl::StatusOr<Sums> sums = checked_sums(parameters, shape);
  if (!sums.ok()) return sums.status();

  const long double target = security + kSearchMargin;
  std::optional<Candidate> best = try_regime(settings, target, *sums, Regime{});
  for (unsigned m = kMinJohnsonM; m <= kMaxJohnsonM; ++m) {
    const std::optional<Candidate> candidate = try_regime(settings, target, *sums, {m});
    if (!candidate.has_value()) continue;
    if (!best.has_value() || candidate->queries < best->queries ||
        (candidate->queries == best->queries && candidate->work < best->work)) {
      best = candidate;
    }
  }
  if (!best.has_value()) return to_status(ParameterFault::kUnreachable);
  parameters.num_queries = static_cast<uint16_t>(best->queries);
  parameters.grinding = best->grinding;
  return parameters;
}

absl::StatusOr<ProofParameters> choose_parameters(ProofProfile profile, unsigned security,
                                                  const ProtocolShape& shape) {
  const absl::StatusOr<ProfileSettings> settings = profile_settings(profile, security);
  if (!settings.ok()) return settings.status();
  return search_parameters(*settings, security, shape);
}

ParameterFault check_parameters(const ProofParameters& parameters, ProofProfile profile,
                                unsigned security, const ProtocolShape& shape) {
  const absl::StatusOr<ProfileSettings> settings = profile_settings(profile, security);
  if (!settings.ok()) return *fault_of(settings.status());
  const ParameterFault ranges = check_ranges(parameters);
  if (ranges != ParameterFault::kNone) return ranges;
  if (parameters.profile != profile || parameters.log_blowup != settings->log_blowup ||
      parameters.max_log_arity != settings->max_log_arity ||
      parameters.log_final_length != settings->log_final_length ||
      parameters.batching != settings->batching) {
    return ParameterFault::kProfileMismatch;
  }
  if (parameters.security != security) return ParameterFault::kSecurityMismatch;
  const GrindingBits& stated = parameters.grinding;
  const GrindingBits& budget = settings->budget;
  if (stated.bus > budget.bus || stated.constraints > budget.constraints ||
      stated.deep > budget.deep || stated.batching > budget.batching || stated.fold > budget.fold ||
      stated.query > budget.query) {
    return ParameterFault::kGrindingOverBudget;
  }
  const absl::StatusOr<Sums> sums = checked_sums(parameters, shape);
  if (!sums.ok()) return fault_of(sums.status()).value_or(ParameterFault::kNoTables);
  if (total_bits(parameters, *sums, Regime{}) >= security ||
      total_bits(parameters, *sums, best_johnson(parameters, *sums)) >= security) {
    return ParameterFault::kNone;
  }
  return ParameterFault::kInsufficientSecurity;
}

}  // namespace cairn
