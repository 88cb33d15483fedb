// FRI, what both sides share: folding one coset, the proof format. See fri.h.
#include "stark/fri.h"

#include <array>
#include <cassert>

#include "stark/domain.h"

namespace cairn {

std::vector<unsigned> FriParameters::codeword_log_domains() const {
  std::vector<unsigned> log_domains = {log_max_domain()};
  for (const FoldStep& step : schedule.steps) {
    if (step.rolls_in) log_domains.push_back(step.log_folded_domain());
  }
  return log_domains;
}

std::string_view to_string(FriError error) {
  switch (error) {
    case FriError::kNone:
      return "no error";
    case FriError::kNoQueries:
      return "FRI without queries proves nothing";
    case FriError::kBadSchedule:
      return "the fold schedule contradicts itself";
    case FriError::kWrongRoundCount:
      return "FRI has the wrong number of rounds";
    case FriError::kFoldGrinding:
      return "the proof of work before a fold is not good";
    case FriError::kWrongFinalLength:
      return "the final polynomial has the wrong length";
    case FriError::kQueryGrinding:
      return "the proof of work before the queries is not good";
    case FriError::kWrongValueCount:
      return "values for other codewords or positions were given";
    case FriError::kWrongSiblingCount:
      return "a FRI layer opens the wrong number of values";
    case FriError::kMerkle:
      return "a FRI layer's Merkle opening is refused";
    case FriError::kFinalMismatch:
      return "a folded value differs from the final polynomial";
  }
  return "unknown error";
}

Ext fold_coset(std::span<const Ext> values, const Ext& beta, Felt inverse_point) {
  // f = e(X^2) + X o(X^2): from f(x) and f(-x) follows e + beta o at x^2. Values 2t and 2t + 1
  // belong to x and -x with x = y * w_a^bitrev(2t), and x^2 is the point of value t in the coset
  // half the size. Folding that at beta^2, and so on, gives the interpolant at beta.
  std::vector<Ext> current(values.begin(), values.end());
  Ext challenge = beta;
  Felt inverse = inverse_point;
  for (unsigned log_size = log2_exact(values.size()); log_size > 0; --log_size) {
    const size_t half = current.size() / 2;
    const Felt root = Felt::two_adic_generator(log_size).inverse();
    for (size_t t = 0; t < half; ++t) {
      const auto exponent = reverse_bits(static_cast<uint32_t>(t), log_size - 1);
      const Felt scale = (inverse * root.pow(exponent)).halved();
      const Ext sum = current[2 * t] + current[2 * t + 1];
      const Ext difference = current[2 * t] - current[2 * t + 1];
      current[t] = sum * Felt(2u).inverse() + challenge * (difference * scale);
    }
    current.resize(half);
    challenge = challenge.square();
    inverse = inverse.square();
  }
  return current[0];
}

void write_fri_proof(ByteWriter& writer, const FriParameters& parameters, const FriProof& proof) {
  const std::vector<FoldStep>& steps = parameters.schedule.steps;
  for (size_t i = 0; i < steps.size(); ++i) {
    write_digest(writer, parameters.hash, proof.roots[i]);
    if (steps[i].grinding_bits != 0) writer.u64(proof.fold_nonces[i]);
  }
  writer.exts(proof.final_polynomial);
  if (parameters.query_grinding_bits != 0) writer.u64(proof.query_nonce);
  for (const FriLayerOpening& layer : proof.layers) {
    writer.u32(static_cast<uint32_t>(layer.siblings.size()));
    writer.exts(layer.siblings);
    write_path(writer, parameters.hash, layer.path);
  }
}

FriProof read_fri_proof(ByteReader& reader, const FriParameters& parameters) {
  FriProof proof;
  const std::vector<FoldStep>& steps = parameters.schedule.steps;
  for (const FoldStep& step : steps) {
    proof.roots.push_back(read_digest(reader, parameters.hash));
    proof.fold_nonces.push_back(step.grinding_bits != 0 ? reader.u64() : 0);
  }
  proof.final_polynomial = reader.exts(size_t{1} << parameters.schedule.log_final_length);
  if (parameters.query_grinding_bits != 0) proof.query_nonce = reader.u64();
  for (const FoldStep& step : steps) {
    FriLayerOpening& layer = proof.layers.emplace_back();
    const size_t most = parameters.num_queries << step.log_arity;
    layer.siblings = reader.exts(reader.count(most));
    layer.path =
        read_path(reader, parameters.hash, parameters.num_queries, step.log_folded_domain());
  }
  return proof;
}

}  // namespace cairn
