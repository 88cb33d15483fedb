// The verifier: see verifier.h. Steps as in prover.cc.
#include "stark/verifier.h"

#include <algorithm>
#include <string>
#include <utility>

#include "stark/deep.h"
#include "stark/logup.h"
#include "stark/quotient.h"
#include "stark/soundness.h"

namespace cairn {
namespace {

VerifyResult refuse(VerifyReason reason, std::string_view detail = {}) {
  return {reason, std::string(detail)};
}

// Step 1: header against expectation.
VerifyResult check_header(const Air& air, const ProofHeader& header, const Expected& expected) {
  if (expected.profile.has_value() && header.parameters.profile != *expected.profile) {
    return refuse(VerifyReason::kWrongProfile, profile_name(header.parameters.profile));
  }
  if (header.parameters.security < expected.security) {
    return refuse(VerifyReason::kSecurityTooLow,
                  std::to_string(header.parameters.security) + " bits");
  }
  if (header.statement != expected.statement) return refuse(VerifyReason::kStatementMismatch);
  if (header.log_heights.size() != air.tables.size()) {
    return refuse(VerifyReason::kMissingTable, "the proof has another number of tables");
  }
  return {};
}

// Step 1: presence and fixed heights. Other bounds are those of check_shape.
VerifyResult check_heights(const Air& air, const std::vector<uint8_t>& log_heights,
                           const Claim& claim) {
  for (size_t i = 0; i < air.tables.size(); ++i) {
    const TableKernel& table = air.tables[i];
    if (log_heights[i] == 0) {
      if (table.is_always_present) return refuse(VerifyReason::kMissingTable, table.name);
    } else if (table.fixed_log_height != 0 && log_heights[i] != table.fixed_log_height) {
      return refuse(VerifyReason::kWrongHeight, table.name);
    }
  }
  for (const Claim::Rule& rule : claim.rules) {
    if (rule.table >= air.tables.size()) {
      return refuse(VerifyReason::kBadHints, "a rule for a table that does not exist");
    }
    const bool is_present = log_heights[rule.table] != 0;
    const std::string_view name = air.tables[rule.table].name;
    if (rule.is_present && !is_present) return refuse(VerifyReason::kMissingTable, name);
    if (!rule.is_present && is_present) return refuse(VerifyReason::kForbiddenTable, name);
  }
  return {};
}

// Step 5: the folded constraints of a table at zeta.
Ext folded_constraints(const Layout::Table& table, const TableOpenings& openings,
                       const PointSelectors& selectors, const FoldChallenges& challenges) {
  const TableKernel& kernel = *table.kernel;
  const std::span<const Ext> here = openings.here;
  const std::span<const Ext> next = openings.next;
  const std::vector<Ext> aux = join_coefficients(here.subspan(table.main_width()));
  std::vector<Ext> main_next(table.main_width());
  for (size_t i = 0; i < kernel.next_columns.size(); ++i) {
    main_next[kernel.next_columns[i]] = next[i];
  }

  PointTask task;
  task.main_now = here.first(table.main_width());
  task.main_next = main_next;
  task.aux_now = aux;
  task.next_accumulator = join_coefficients(next.last(kExtColumns))[0];
  task.is_first = selectors.is_first;
  task.is_last = selectors.is_last;
  task.is_transition = selectors.is_transition;
  task.challenges = &challenges;
  return kernel.fold_at_point(task);
}

// The tables of a height, for people.
std::string names_of(const Layout& layout, size_t group) {
  std::string names;
  for (const Layout::Table& table : layout.tables) {
    if (table.height_group != group) continue;
    names += names.empty() ? "" : ", ";
    names += table.kernel->name;
  }
  return names;
}

// Step 6: the value of every height's codeword at the positions that FRI asks for.
class Codewords {
 public:
  Codewords(const Layout& layout, const Proof& proof, const BatchingCoefficients& coefficients,
            const Ext& zeta)
      : layout_(layout), proof_(proof), coefficients_(coefficients), zeta_(zeta) {}

  std::vector<Ext> values(size_t group, const std::vector<uint32_t>& positions) const {
    const unsigned log_height = layout_.log_heights[group];
    const unsigned log_blowup = proof_.header.parameters.log_blowup;
    const LdeDomain domain{log_height, log_blowup};
    const Ext zeta_next = zeta_ * Felt::two_adic_generator(log_height);
    const std::vector<Ext>& quotient_factors = coefficients_.quotients[group];
    Ext here_value = combine(quotient_factors, proof_.quotient_openings[group]);
    Ext next_value;
    for (size_t i = 0; i < layout_.tables.size(); ++i) {
      if (layout_.tables[i].height_group != group) continue;
      here_value += combine(coefficients_.tables[i].here, proof_.openings[i].here);
      next_value += combine(coefficients_.tables[i].next, proof_.openings[i].next);
    }
    std::vector<Ext> values;
    for (size_t at = 0; at < positions.size(); ++at) {
      Ext here = combine(quotient_factors, row(proof_.quotient_rows, group, at, kQuotientColumns));
      Ext next;
      for (size_t i = 0; i < layout_.tables.size(); ++i) {
        if (layout_.tables[i].height_group == group) add_row(i, at, here, next);
      }
      const Felt x = domain.point(positions[at]);
      values.push_back(deep_quotient(x, zeta_, here, here_value) +
                       deep_quotient(x, zeta_next, next, next_value));
    }
    return values;
  }

 private:
  // Row number `at` of those opened of a matrix.
  static std::span<const Felt> row(const MerkleOpening& opening, size_t matrix, size_t at,
                                   size_t width) {
    return std::span<const Felt>(opening.rows[matrix]).subspan(at * width, width);
  }
  void add_row(size_t table, size_t at, Ext& here, Ext& next) const {
    const Layout::Table& shape = layout_.tables[table];
    const TableOpenings& factors = coefficients_.tables[table];
    const std::span<const Felt> main = row(proof_.main_rows, table, at, shape.main_width());
    const std::span<const Felt> aux = row(proof_.aux_rows, table, at, shape.aux_width());
    const std::span<const Ext> rest = factors.here;
    here += combine(rest.first(main.size()), main) + combine(rest.subspan(main.size()), aux);
    std::vector<Felt> next_row;
    for (const size_t column : shape.kernel->next_columns) next_row.push_back(main[column]);
    const std::span<const Felt> accumulator = aux.last(kExtColumns);
    next_row.insert(next_row.end(), accumulator.begin(), accumulator.end());
    next += combine(factors.next, next_row);
  }

  const Layout& layout_;
  const Proof& proof_;
  const BatchingCoefficients& coefficients_;
  Ext zeta_;
};

std::string describe(const FriResult& result) {
  std::string text(to_string(result.error));
  if (result.merkle != MerkleError::kNone) text += ", " + std::string(to_string(result.merkle));
  return text + " (round " + std::to_string(result.round) + ")";
}

}  // namespace

VerifyResult verify(const Air& air, std::span<const uint8_t> proof_bytes,
                    const Expected& expected) {
  // What the proof aims at is compared with what the caller wants.
  return verify_with_policy(air, proof_bytes, expected,
                            [&air](const ProofParameters& parameters, const ProtocolShape& shape) {
                              return check_parameters_of(air, parameters, shape);
                            });
}

VerifyResult verify_with_policy(const Air& air, std::span<const uint8_t> proof_bytes,
                                const Expected& expected, const ParameterPolicy& policy) {
  // 1. What is agreed on: AIR, parameters, statement, hints, heights.
  Proof proof;
  VerifyResult result = read_header(proof_bytes, proof.header);
  if (!result.ok()) return result;
  result = check_header(air, proof.header, expected);
  if (!result.ok()) return result;
  std::variant<Claim, std::string> interpreted = expected.claim(proof.header.hints);
  if (const std::string* const why = std::get_if<std::string>(&interpreted); why != nullptr) {
    return refuse(VerifyReason::kBadHints, *why);
  }
  const Claim claim = std::get<Claim>(std::move(interpreted));
  result = check_heights(air, proof.header.log_heights, claim);
  if (!result.ok()) return result;
  const ProofParameters parameters = proof.header.parameters;
  const Layout layout(air, proof.header.log_heights, claim.messages.size());
  const ParameterFault fault = policy(parameters, layout.shape);
  if (fault != ParameterFault::kNone) {
    return refuse(VerifyReason::kBadParameters, cairn::describe(fault));
  }
  result = read_proof(proof_bytes, layout, proof);
  if (!result.ok()) return result;
  const MerkleHash hash = merkle_hash(parameters);
  Transcript transcript = begin_transcript(air, parameters, expected.statement, proof.header.hints,
                                           proof.header.log_heights);

  // 2. The main columns.
  transcript.absorb("main root", proof.main_root);

  // 3. The bus challenges; the auxiliary columns and the tables' sums.
  if (!transcript.check_grinding("bus work", parameters.grinding.bus, proof.bus_nonce)) {
    return refuse(VerifyReason::kBusGrinding);
  }
  const Ext beta = transcript.draw_ext("bus beta");
  const Ext chi = transcript.draw_ext("bus chi");
  const BusChallenges bus(beta, chi);
  transcript.absorb("aux root", proof.aux_root);
  transcript.absorb("bus sums", proof.bus_sums);
  const std::optional<Ext> terms = public_sum(claim.messages, bus);
  if (!terms.has_value()) return refuse(VerifyReason::kUndefinedTerm);
  Ext total = *terms;
  for (const Ext& sum : proof.bus_sums) total += sum;
  if (total != Ext()) return refuse(VerifyReason::kBusUnbalanced);

  // 4. alpha; the quotient.
  if (!transcript.check_grinding("constraint work", parameters.grinding.constraints,
                                 proof.constraint_nonce)) {
    return refuse(VerifyReason::kConstraintGrinding);
  }
  const Ext alpha = transcript.draw_ext("alpha");
  transcript.absorb("quotient root", proof.quotient_root);

  // 5. zeta; the openings there and, of what is read there, at the next row.
  if (!transcript.check_grinding("zeta work", parameters.grinding.deep, proof.deep_nonce)) {
    return refuse(VerifyReason::kDeepGrinding);
  }
  const Ext zeta = draw_zeta(transcript);
  for (const TableOpenings& openings : proof.openings) {
    transcript.absorb("openings", openings.here);
    transcript.absorb("next openings", openings.next);
  }
  for (const std::vector<Ext>& values : proof.quotient_openings) {
    transcript.absorb("quotient openings", values);
  }
  for (size_t group = 0; group < layout.log_heights.size(); ++group) {
    const unsigned log_height = layout.log_heights[group];
    const PointSelectors selectors(log_height, zeta);
    Ext power = Ext::one();
    Ext folded;
    for (size_t i = 0; i < layout.tables.size(); ++i) {
      const Layout::Table& table = layout.tables[i];
      if (table.height_group != group) continue;
      const FoldChallenges challenges(table.kernel->shape, log_height, bus, alpha, power,
                                      claim.publics, proof.bus_sums[i]);
      folded += folded_constraints(table, proof.openings[i], selectors, challenges);
      power = challenges.next_power(alpha);
    }
    const std::vector<Ext> chunks = join_coefficients(proof.quotient_openings[group]);
    if (folded != selectors.vanishing * (chunks[0] + selectors.power * chunks[1])) {
      return refuse(VerifyReason::kConstraintsViolated, names_of(layout, group));
    }
  }

  // 6. The batching challenges; FRI; the opened rows.
  if (!transcript.check_grinding("batching work", parameters.grinding.batching,
                                 proof.batching_nonce)) {
    return refuse(VerifyReason::kBatchingGrinding);
  }
  const BatchingCoefficients coefficients = draw_batching(layout, parameters.batching, transcript);
  FriVerifier fri(fri_parameters(parameters, layout));
  const FriResult received = fri.receive(proof.fri, transcript);
  if (!received.ok()) return refuse(VerifyReason::kFri, describe(received));

  struct Commitment {
    VerifyReason reason;
    std::vector<MatrixShape> shapes;
    const Digest& root;
    const MerkleOpening& opening;
  };
  const Commitment commitments[] = {
      {VerifyReason::kMainRows, layout.main_shapes(parameters.log_blowup), proof.main_root,
       proof.main_rows},
      {VerifyReason::kAuxiliaryRows, layout.aux_shapes(parameters.log_blowup), proof.aux_root,
       proof.aux_rows},
      {VerifyReason::kQuotientRows, layout.quotient_shapes(parameters.log_blowup),
       proof.quotient_root, proof.quotient_rows},
  };
  for (const Commitment& commitment : commitments) {
    const MerkleError error =
        verify_opening(hash, commitment.shapes, commitment.root, fri.indices(),
                       commitment.opening.rows, commitment.opening.path);
    if (error != MerkleError::kNone) return refuse(commitment.reason, to_string(error));
  }
  const Codewords codewords(layout, proof, coefficients, zeta);
  std::vector<std::vector<Ext>> values;
  for (size_t group = 0; group < layout.log_heights.size(); ++group) {
    values.push_back(codewords.values(group, fri.positions(group)));
  }
  const FriResult folded = fri.verify(proof.fri, values);
  if (!folded.ok()) return refuse(VerifyReason::kFri, describe(folded));
  return {};
}

}  // namespace cairn
