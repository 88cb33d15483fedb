// FRI: proves that functions given on domains of several heights are close to polynomials of low
// degree.
//
// Codewords are extension columns in bit-reversed order on the subgroup K_m: a function f on the
// coset 3 * K_m is taken as f(3X), of the same degree. So a coset that folds to one point is
// contiguous: positions j * 2^a + t, t < 2^a, are the points y * w_a^bitrev(t) with
// y = w_m^bitrev(j), and fold to position j of K_(m-a). Folding by 2^a at beta takes the value at
// beta of the interpolant through the coset: beta enters as the a binary folds at beta, beta^2, ...
//
// Each round commits to the current codeword (a leaf is one coset: its values one after the other,
// five felts each), draws beta and folds. Where the folded domain is that of the next codeword g,
// a second challenge r is drawn after beta, and the round's result is fold(f, beta) + r * g. Both
// summands were fixed before r: f by its commitment and beta, g by what was committed before FRI,
// so a random point of the line through them is close to the code only if both are, but for an
// error that counts once for the fold and once for the line. A power of beta in place of r would
// join two events in one challenge, which that count does not cover. The types leave no way to add
// a codeword without r.
//
// The last codeword is sent as the coefficients of a polynomial of exactly 2^log_final_length.
// Prover and verifier follow the same numbered steps:
//   1. every round: the root; proof of work; beta; r where a codeword joins;
//   2. the final polynomial;
//   3. proof of work; the query indices;
//   4. the openings.
// Specification: docs/protocol.md.
#ifndef CAIRN_STARK_FRI_H_
#define CAIRN_STARK_FRI_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/field/ext.h"
#include "crypto/field/matrix.h"
#include "stark/codec.h"
#include "stark/merkle.h"
#include "stark/parameters.h"
#include "stark/transcript.h"

namespace cairn {

// What prover and verifier agree on beforehand; the schedule comes from fri_schedule().
struct FriParameters {
  unsigned log_blowup = 1;
  FriSchedule schedule;
  size_t num_queries = 0;
  unsigned query_grinding_bits = 0;
  MerkleHash hash;

  // Of the largest domain, which the query indices refer to.
  unsigned log_max_domain() const {
    return schedule.steps.empty() ? log_final_domain() : schedule.steps.front().log_domain;
  }
  unsigned log_final_domain() const { return schedule.log_final_length + log_blowup; }
  // The domains of the codewords, largest first: that of the first round, then wherever one rolls
  // in.
  std::vector<unsigned> codeword_log_domains() const;
};

struct FriLayerOpening {
  // For every opened coset, ascending, its values at the positions that do not follow from the
  // layer above, ascending.
  std::vector<Ext> siblings;
  std::vector<Digest> path;
  bool operator==(const FriLayerOpening&) const = default;
};

struct FriProof {
  std::vector<Digest> roots;          // one for every round
  std::vector<uint64_t> fold_nonces;  // one for every round, 0 without proof of work
  std::vector<Ext> final_polynomial;  // coefficients, lowest first
  uint64_t query_nonce = 0;
  std::vector<FriLayerOpening> layers;  // one for every round
  bool operator==(const FriProof&) const = default;
};

class FriProver {
 public:
  // Steps 1 to 3. `codewords` have one extension column each, on the domains
  // parameters.codeword_log_domains(). Needs at least one query.
  FriProver(const FriParameters& parameters, std::vector<ColumnMatrix> codewords,
            Transcript& transcript);
  ~FriProver();

  // Positions in the largest domain, in the order drawn, with repetitions.
  const std::vector<uint32_t>& indices() const { return indices_; }
  // Whether the last codeword is a polynomial of the length sent, as an honest prover's is.
  bool is_low_degree() const { return is_low_degree_; }
  // Step 4.
  FriProof open() const;

 private:
  struct Layer;

  FriParameters parameters_;
  std::vector<std::unique_ptr<Layer>> layers_;
  FriProof proof_;  // without openings
  std::vector<uint32_t> indices_;
  bool is_low_degree_ = false;
};

enum class FriError : uint8_t {
  kNone,
  kNoQueries,          // the parameters ask for none
  kBadSchedule,        // the schedule contradicts itself
  kWrongRoundCount,    // roots, nonces or layers are not one for every round
  kFoldGrinding,       // a round's nonce is not good
  kWrongFinalLength,   // the final polynomial has another length than agreed
  kQueryGrinding,      // the nonce before the queries is not good
  kWrongValueCount,    // the caller gave values for other codewords or positions
  kWrongSiblingCount,  // values are missing in a layer's opening, or left over
  kMerkle,             // a layer's opening is refused: see FriResult::merkle
  kFinalMismatch,      // a folded value is not that of the final polynomial
};
std::string_view to_string(FriError error);

struct FriResult {
  FriError error = FriError::kNone;
  size_t round = 0;                         // where there is one
  MerkleError merkle = MerkleError::kNone;  // for kMerkle
  bool ok() const { return error == FriError::kNone; }
};

class FriVerifier {
 public:
  explicit FriVerifier(const FriParameters& parameters) : parameters_(parameters) {}

  // Steps 1 to 3: lengths, proof of work, challenges, query indices.
  FriResult receive(const FriProof& proof, Transcript& transcript);

  // After receive() succeeded.
  const std::vector<uint32_t>& indices() const { return indices_; }
  // Where codeword number c is needed: the distinct values of index >> (its shift), ascending.
  std::vector<uint32_t> positions(size_t codeword) const;

  // Step 4. values[c][k] is codeword c at positions(c)[k], which the caller knows from openings it
  // has verified itself.
  FriResult verify(const FriProof& proof, const std::vector<std::vector<Ext>>& values) const;

 private:
  FriParameters parameters_;
  std::vector<unsigned> log_domains_;  // of the codewords
  std::vector<Ext> betas_;             // one for every round
  std::vector<Ext> rolls_;             // one for every round, 0 where nothing joins
  std::vector<uint32_t> indices_;
};

// The value at beta of the polynomial of degree below 2^a through the points
// y * w_a^bitrev(t), t < 2^a = values.size(); `inverse_point` is 1 / y.
Ext fold_coset(std::span<const Ext> values, const Ext& beta, Felt inverse_point);

// The proof format. Reading takes memory only for what is there, at most what the parameters admit;
// exact lengths are the verifier's to check.
void write_fri_proof(ByteWriter& writer, const FriParameters& parameters, const FriProof& proof);
FriProof read_fri_proof(ByteReader& reader, const FriParameters& parameters);

}  // namespace cairn

#endif  // CAIRN_STARK_FRI_H_
