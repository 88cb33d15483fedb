// FRI, the verifier's side: see fri.h. The steps are those of fri_prover.cc.
#include <algorithm>
#include <cassert>

#include "stark/domain.h"
#include "stark/fri.h"
#include "stark/transform.h"

namespace cairn {
namespace {

// Whether rounds follow on one another and end at the final polynomial's domain. A schedule from
// fri_schedule() does; this keeps a mistaken caller from undefined behaviour.
bool is_consistent(const FriParameters& parameters) {
  const std::vector<FoldStep>& steps = parameters.schedule.steps;
  if (parameters.log_max_domain() > kMaxLogDomain) return false;
  unsigned log_domain = parameters.log_max_domain();
  for (const FoldStep& step : steps) {
    if (step.log_domain != log_domain || step.log_arity == 0 || step.log_arity > 4 ||
        step.log_arity > log_domain) {
      return false;
    }
    log_domain -= step.log_arity;
  }
  return log_domain == parameters.log_final_domain();
}

}  // namespace

FriResult FriVerifier::receive(const FriProof& proof, Transcript& transcript) {
  const std::vector<FoldStep>& steps = parameters_.schedule.steps;
  if (parameters_.num_queries == 0) return {FriError::kNoQueries};
  if (!is_consistent(parameters_)) return {FriError::kBadSchedule};
  if (proof.roots.size() != steps.size() || proof.fold_nonces.size() != steps.size() ||
      proof.layers.size() != steps.size()) {
    return {FriError::kWrongRoundCount};
  }
  if (proof.final_polynomial.size() != size_t{1} << parameters_.schedule.log_final_length) {
    return {FriError::kWrongFinalLength};
  }
  log_domains_ = parameters_.codeword_log_domains();
  betas_.clear();
  rolls_.clear();

  // 1. Every round: the root; proof of work; beta; r where a codeword joins.
  for (size_t i = 0; i < steps.size(); ++i) {
    transcript.absorb("fri root", proof.roots[i]);
    if (!transcript.check_grinding("fri fold", steps[i].grinding_bits, proof.fold_nonces[i])) {
      return {FriError::kFoldGrinding, i};
    }
    betas_.push_back(transcript.draw_ext("fri beta"));
    rolls_.push_back(steps[i].rolls_in ? transcript.draw_ext("fri roll") : Ext());
  }

  // 2. The final polynomial.
  transcript.absorb("fri final", proof.final_polynomial);

  // 3. Proof of work; the query indices.
  if (!transcript.check_grinding("fri query", parameters_.query_grinding_bits, proof.query_nonce)) {
    return {FriError::kQueryGrinding};
  }
  indices_ =
      transcript.draw_indices("fri indices", parameters_.num_queries, parameters_.log_max_domain());
  return {};
}

std::vector<uint32_t> FriVerifier::positions(size_t codeword) const {
  return distinct_positions(indices_, parameters_.log_max_domain() - log_domains_[codeword]);
}

FriResult FriVerifier::verify(const FriProof& proof,
                              const std::vector<std::vector<Ext>>& values) const {
  const std::vector<FoldStep>& steps = parameters_.schedule.steps;
  assert(betas_.size() == steps.size());
  if (values.size() != log_domains_.size()) return {FriError::kWrongValueCount};
  for (size_t c = 0; c < values.size(); ++c) {
    if (values[c].size() != positions(c).size()) return {FriError::kWrongValueCount};
  }

  // 4. The openings: `current` is the folded codeword at `known`, the distinct positions.
  std::vector<uint32_t> known = positions(0);
  std::vector<Ext> current = values[0];
  size_t next_codeword = 1;
  for (size_t i = 0; i < steps.size(); ++i) {
    const FoldStep& step = steps[i];
    const size_t arity = size_t{1} << step.log_arity;
    const std::vector<Ext>& siblings = proof.layers[i].siblings;
    const std::vector<uint32_t> cosets = distinct_positions(known, step.log_arity);
    if (siblings.size() != cosets.size() * arity - known.size()) {
      return {FriError::kWrongSiblingCount, i};
    }

    // Every coset in full, from the layer above and the siblings, and its fold.
    const Felt root = Felt::two_adic_generator(step.log_domain).inverse();
    std::vector<Felt> leaves;
    std::vector<Ext> folded;
    size_t next_known = 0;
    size_t next_sibling = 0;
    for (const uint32_t coset : cosets) {
      std::vector<Ext> coset_values;
      for (size_t t = 0; t < arity; ++t) {
        const bool follows =
            next_known < known.size() && known[next_known] == (size_t{coset} << step.log_arity) + t;
        coset_values.push_back(follows ? current[next_known++] : siblings[next_sibling++]);
        const std::array<Felt, kExtColumns>& coefficients = coset_values.back().c;
        leaves.insert(leaves.end(), coefficients.begin(), coefficients.end());
      }
      const Felt inverse_point = root.pow(reverse_bits(coset, step.log_folded_domain()));
      folded.push_back(fold_coset(coset_values, betas_[i], inverse_point));
    }

    // It is what was committed.
    const MatrixShape shape{step.log_folded_domain(), arity * kExtColumns};
    const MerkleError merkle = verify_opening(parameters_.hash, {&shape, 1}, proof.roots[i], cosets,
                                              {leaves}, proof.layers[i].path);
    if (merkle != MerkleError::kNone) return {FriError::kMerkle, i, merkle};

    // The next codeword joins. Its positions are the cosets: both are the indices, shifted.
    if (step.rolls_in) {
      assert(positions(next_codeword) == cosets);
      for (size_t k = 0; k < folded.size(); ++k) {
        folded[k] += rolls_[i] * values[next_codeword][k];
      }
      ++next_codeword;
    }
    known = cosets;
    current = std::move(folded);
  }

  const Felt root = Felt::two_adic_generator(parameters_.log_final_domain());
  for (size_t k = 0; k < known.size(); ++k) {
    const Felt x = root.pow(reverse_bits(known[k], parameters_.log_final_domain()));
    if (evaluate_polynomial(proof.final_polynomial, x) != current[k]) {
      return {FriError::kFinalMismatch};
    }
  }
  return {};
}

}  // namespace cairn
