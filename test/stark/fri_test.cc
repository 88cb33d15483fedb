// FRI: folding by its definition, proofs of several heights and arities, and every way to cheat
// that the protocol must notice, each with its reason.
#include "stark/fri.h"

#include <catch2/catch.hpp>

#include "stark/domain.h"
#include "stark/transform.h"
#include "test/stark/stark_test_util.h"

namespace cairn {
namespace {

using testing::Random;

// A codeword of a random polynomial with 2^log_height coefficients.
ColumnMatrix random_codeword(Random& random, unsigned log_height, unsigned log_blowup) {
  const ColumnMatrix coefficients = random.matrix(size_t{1} << log_height, kExtColumns);
  return evaluate(coefficients, log_blowup);
}

ColumnMatrix copy_of(const ColumnMatrix& matrix) {
  ColumnMatrix copy(matrix.height(), matrix.width());
  for (size_t c = 0; c < matrix.width(); ++c) {
    std::ranges::copy(matrix.column(c), copy.column(c).begin());
  }
  return copy;
}

struct Setting {
  std::vector<unsigned> log_heights;
  unsigned log_blowup = 1;
  unsigned max_log_arity = 3;
  unsigned log_final_length = 2;
  unsigned fold_grinding = 0;
  unsigned query_grinding = 0;
  size_t queries = 20;
  MerkleHash hash = {};
};

FriParameters parameters_of(const Setting& setting) {
  FriParameters parameters;
  parameters.log_blowup = setting.log_blowup;
  // Heights below those of real tables too: the protocol itself has no smallest one.
  unsigned log_domain = setting.log_heights[0] + setting.log_blowup;
  const unsigned last = std::min(setting.log_heights.back(), setting.log_final_length);
  size_t next = 1;
  while (log_domain > last + setting.log_blowup) {
    const unsigned target =
        (next < setting.log_heights.size() ? setting.log_heights[next] : last) + setting.log_blowup;
    const unsigned log_arity =
        std::min(setting.max_log_arity, log_domain - std::max(target, last + setting.log_blowup));
    log_domain -= log_arity;
    const bool rolls_in = next < setting.log_heights.size() &&
                          log_domain == setting.log_heights[next] + setting.log_blowup;
    parameters.schedule.steps.push_back(
        {log_domain + log_arity, log_arity, rolls_in, setting.fold_grinding});
    if (rolls_in) ++next;
  }
  parameters.schedule.log_final_length = last;
  parameters.num_queries = setting.queries;
  parameters.query_grinding_bits = setting.query_grinding;
  parameters.hash = setting.hash;
  return parameters;
}

// A proof with what is needed to verify it again, changed or not.
struct Proven {
  explicit Proven(const Setting& setting, uint32_t seed = 1) : parameters(parameters_of(setting)) {
    Random random(seed);
    for (const unsigned log_height : setting.log_heights) {
      codewords.push_back(random_codeword(random, log_height, setting.log_blowup));
    }
    prove();
  }

  void prove() {
    Transcript transcript(parameters.hash.kind, "fri test");
    std::vector<ColumnMatrix> copies;
    for (const ColumnMatrix& codeword : codewords) copies.push_back(copy_of(codeword));
    const FriProver prover(parameters, std::move(copies), transcript);
    is_low_degree = prover.is_low_degree();
    indices = prover.indices();
    proof = prover.open();
    after = transcript.draw_ext("after");
  }

  FriResult verify(const FriProof& claimed) const { return verify(claimed, parameters); }
  FriResult verify(const FriProof& claimed, const FriParameters& agreed) const {
    Transcript transcript(agreed.hash.kind, "fri test");
    FriVerifier verifier(agreed);
    const FriResult received = verifier.receive(claimed, transcript);
    if (!received.ok()) return received;
    std::vector<std::vector<Ext>> values;
    for (size_t c = 0; c < codewords.size(); ++c) {
      std::vector<Ext>& list = values.emplace_back();
      for (const uint32_t position : verifier.positions(c)) {
        list.push_back(codewords[c].ext_at(position, 0));
      }
    }
    return verifier.verify(claimed, values);
  }

  FriParameters parameters;
  std::vector<ColumnMatrix> codewords;
  std::vector<uint32_t> indices;
  FriProof proof;
  bool is_low_degree = false;
  Ext after;
};

const Setting kUsual{.log_heights = {9, 6, 4},
                     .log_blowup = 2,
                     .max_log_arity = 3,
                     .log_final_length = 2,
                     .fold_grinding = 3,
                     .query_grinding = 5};

}  // namespace

TEST_CASE("a fold is the interpolant's value", "[stark][fri]") {
  Random random(1);
  for (unsigned log_arity = 1; log_arity <= 4; ++log_arity) {
    std::vector<Ext> coefficients(size_t{1} << log_arity);
    for (Ext& coefficient : coefficients) coefficient = random.ext();
    const Felt y = random.felt();
    std::vector<Ext> values;
    for (uint32_t t = 0; t < coefficients.size(); ++t) {
      const Felt x = y * Felt::two_adic_generator(log_arity).pow(reverse_bits(t, log_arity));
      values.push_back(evaluate_polynomial(coefficients, x));
    }
    const Ext beta = random.ext();
    CHECK(fold_coset(values, beta, y.inverse()) == evaluate_polynomial(coefficients, beta));
  }
}

TEST_CASE("honest proofs verify, in every mixture of heights and arities", "[stark][fri]") {
  std::vector<Setting> settings = {
      kUsual,
      {.log_heights = {0}},  // height 1: no round at all
      {.log_heights = {0}, .log_blowup = 3, .log_final_length = 0},
      {.log_heights = {1}, .log_final_length = 0},
      {.log_heights = {3}, .log_final_length = 3},  // already short enough
      {.log_heights = {3}, .log_final_length = 5},
      {.log_heights = {4, 0}},                                     // down to a height of 1
      {.log_heights = {5, 4, 3, 2, 1, 0}, .log_final_length = 0},  // one joins in every round
      {.log_heights = {7}, .max_log_arity = 1, .log_final_length = 0},
      {.log_heights = {8, 3}, .max_log_arity = 2, .log_final_length = 1},
      {.log_heights = {11, 5}, .max_log_arity = 4, .log_final_length = 0},
      {.log_heights = {12, 9}, .queries = 200},
      {.log_heights = {6}, .queries = 1},
      {.log_heights = {8, 5}, .fold_grinding = 4, .query_grinding = 8},
  };
  for (const MerkleHash& hash : {MerkleHash{HashKind::kKeccak, 26}, MerkleHash{HashKind::kKeccak},
                                 MerkleHash{HashKind::kPoseidon}}) {
    Setting setting = kUsual;
    setting.hash = hash;
    settings.push_back(setting);
  }
  for (const Setting& setting : settings) {
    const Proven proven(setting);
    CHECK(proven.is_low_degree);
    CHECK(proven.verify(proven.proof).error == FriError::kNone);
    CHECK(proven.proof.final_polynomial.size() ==
          size_t{1} << proven.parameters.schedule.log_final_length);

    ByteWriter writer;
    write_fri_proof(writer, proven.parameters, proven.proof);
    ByteReader reader(writer.written());
    const FriProof read = read_fri_proof(reader, proven.parameters);
    reader.expect_end();
    CHECK(reader.ok());
    CHECK(read == proven.proof);
  }
}

TEST_CASE("the shared schedule is one FRI can run", "[stark][fri]") {
  const Setting setting{.log_heights = {10, 7, 5}, .log_blowup = 2, .log_final_length = 3};
  const auto schedule = fri_schedule(setting.log_heights, 2, 3, 3, 6);
  REQUIRE(schedule.ok());
  Proven proven(setting);
  proven.parameters.schedule = *schedule;
  proven.prove();
  CHECK(proven.verify(proven.proof).error == FriError::kNone);
}

TEST_CASE("prover and verifier leave the transcript alike", "[stark][fri]") {
  const Proven proven(kUsual);
  Transcript transcript(proven.parameters.hash.kind, "fri test");
  FriVerifier verifier(proven.parameters);
  REQUIRE(verifier.receive(proven.proof, transcript).ok());
  CHECK(verifier.indices() == proven.indices);
  CHECK(transcript.draw_ext("after") == proven.after);
}

TEST_CASE("a word far from the code is refused", "[stark][fri]") {
  // One codeword at a time is made random; the prover otherwise follows the protocol. Also the
  // lower ones: they only count because of the fresh challenge they join with.
  for (size_t c = 0; c < 3; ++c) {
    Proven proven(kUsual);
    Random random(9);
    proven.codewords[c] = random.matrix(proven.codewords[c].height(), kExtColumns);
    proven.prove();
    CHECK(!proven.is_low_degree);
    CHECK(proven.verify(proven.proof).error == FriError::kFinalMismatch);
  }
  // Just above the bound: one coefficient too many.
  Proven proven(kUsual);
  ColumnMatrix coefficients = ColumnMatrix::zeros(size_t{1} << 10, kExtColumns);
  coefficients.at(512, 0) = Felt::one();
  proven.codewords[0] = evaluate(coefficients, 1);
  proven.prove();
  CHECK(!proven.is_low_degree);
  CHECK(proven.verify(proven.proof).error == FriError::kFinalMismatch);
}

TEST_CASE("a codeword that joins without its own randomness would go unnoticed, with it not",
          "[stark][fri]") {
  // Two errors that cancel if the lower codeword were simply added to the fold.
  const Setting setting{
      .log_heights = {5, 4}, .log_blowup = 1, .max_log_arity = 1, .log_final_length = 2};
  Proven proven(setting);
  Random random(4);
  // Words that do not depend on X's sign fold to themselves at any beta.
  const ColumnMatrix noise = random.matrix(proven.codewords[1].height(), kExtColumns);
  for (size_t k = 0; k < kExtColumns; ++k) {
    for (size_t j = 0; j < noise.height(); ++j) {
      proven.codewords[1].at(j, k) += noise.at(j, k);
      proven.codewords[0].at(2 * j, k) -= noise.at(j, k);
      proven.codewords[0].at(2 * j + 1, k) -= noise.at(j, k);
    }
  }
  proven.prove();
  CHECK(!proven.is_low_degree);
  CHECK(proven.verify(proven.proof).error == FriError::kFinalMismatch);
}

TEST_CASE("every changed element of a proof is refused", "[stark][fri]") {
  Setting setting = kUsual;
  setting.queries = 4;
  setting.fold_grinding = 0;
  setting.query_grinding = 0;
  const Proven proven(setting);
  const FriProof& good = proven.proof;
  // Whatever comes before the indices moves them, so the siblings seldom even have the right
  // number.
  const auto refused_later = [&](const FriProof& bad) {
    const FriError error = proven.verify(bad).error;
    return error == FriError::kWrongSiblingCount || error == FriError::kMerkle;
  };
  for (size_t i = 0; i < good.roots.size(); ++i) {
    FriProof bad = good;
    bad.roots[i].bytes[7] ^= 1;
    CHECK(refused_later(bad));
  }
  for (size_t i = 0; i < good.final_polynomial.size(); ++i) {
    FriProof bad = good;
    bad.final_polynomial[i] += Ext::one();
    CHECK(refused_later(bad));
  }
  // What comes after the indices.
  for (size_t i = 0; i < good.layers.size(); ++i) {
    for (size_t k = 0; k < good.layers[i].siblings.size(); ++k) {
      FriProof bad = good;
      bad.layers[i].siblings[k].c[k % 5] += Felt::one();
      const FriResult result = proven.verify(bad);
      REQUIRE(result.error == FriError::kMerkle);
      REQUIRE(result.round == i);
      REQUIRE(result.merkle == MerkleError::kRootMismatch);
    }
    for (size_t k = 0; k < good.layers[i].path.size(); ++k) {
      FriProof bad = good;
      bad.layers[i].path[k].bytes[k % 32] ^= 0x80;
      const FriResult result = proven.verify(bad);
      REQUIRE(result.error == FriError::kMerkle);
      REQUIRE(result.round == i);
      REQUIRE(result.merkle == MerkleError::kRootMismatch);
    }
  }
}

TEST_CASE("values that are not those committed are refused", "[stark][fri]") {
  const Proven proven(kUsual);
  Transcript transcript(proven.parameters.hash.kind, "fri test");
  FriVerifier verifier(proven.parameters);
  REQUIRE(verifier.receive(proven.proof, transcript).ok());
  std::vector<std::vector<Ext>> good;
  for (size_t c = 0; c < 3; ++c) {
    std::vector<Ext>& list = good.emplace_back();
    for (const uint32_t position : verifier.positions(c)) {
      list.push_back(proven.codewords[c].ext_at(position, 0));
    }
  }
  REQUIRE(verifier.verify(proven.proof, good).ok());
  for (size_t c = 0; c < 3; ++c) {
    for (size_t k = 0; k < good[c].size(); ++k) {
      std::vector<std::vector<Ext>> bad = good;
      bad[c][k] += Ext::generator();
      // The lowest codeword joins in the round whose result is the next one committed, or the last.
      const FriError error = verifier.verify(proven.proof, bad).error;
      REQUIRE((error == FriError::kMerkle || error == FriError::kFinalMismatch));
      REQUIRE((c != 0 || error == FriError::kMerkle));
    }
  }
  std::vector<std::vector<Ext>> bad = good;
  bad[1].pop_back();
  CHECK(verifier.verify(proven.proof, bad).error == FriError::kWrongValueCount);
  bad = good;
  bad.pop_back();
  CHECK(verifier.verify(proven.proof, bad).error == FriError::kWrongValueCount);
}

TEST_CASE("lengths and work are the verifier's", "[stark][fri]") {
  const Proven proven(kUsual);
  const auto error_of = [&](const FriProof& bad) { return proven.verify(bad).error; };
  FriProof bad = proven.proof;
  SECTION("a final polynomial longer than its bound, even by a zero, or shorter") {
    bad.final_polynomial.push_back(Ext());
    CHECK(error_of(bad) == FriError::kWrongFinalLength);
    bad.final_polynomial.resize(2 * proven.proof.final_polynomial.size());
    CHECK(error_of(bad) == FriError::kWrongFinalLength);
    bad.final_polynomial.resize(1);
    CHECK(error_of(bad) == FriError::kWrongFinalLength);
  }
  SECTION("rounds too few or too many") {
    bad.roots.pop_back();
    CHECK(error_of(bad) == FriError::kWrongRoundCount);
    bad = proven.proof;
    bad.fold_nonces.push_back(0);
    CHECK(error_of(bad) == FriError::kWrongRoundCount);
    bad = proven.proof;
    bad.layers.pop_back();
    CHECK(error_of(bad) == FriError::kWrongRoundCount);
  }
  SECTION("nonces") {
    // Nearly every other nonce is bad; step past one that is not.
    FriResult result;
    do {
      ++bad.fold_nonces[1];
      result = proven.verify(bad);
    } while (result.error != FriError::kFoldGrinding || result.round != 1);
    CHECK(result.error == FriError::kFoldGrinding);
    bad = proven.proof;
    do {
      ++bad.query_nonce;
      result = proven.verify(bad);
    } while (result.error != FriError::kQueryGrinding);
    CHECK(result.error == FriError::kQueryGrinding);
  }
  SECTION("siblings and paths") {
    bad.layers[1].siblings.push_back(Ext());
    CHECK(error_of(bad) == FriError::kWrongSiblingCount);
    bad = proven.proof;
    bad.layers[0].siblings.pop_back();
    CHECK(error_of(bad) == FriError::kWrongSiblingCount);
    bad = proven.proof;
    bad.layers[0].path.push_back(Digest{});
    CHECK(proven.verify(bad).merkle == MerkleError::kSurplusDigest);
    bad = proven.proof;
    bad.layers[0].path.pop_back();
    CHECK(proven.verify(bad).merkle == MerkleError::kMissingDigest);
  }
  SECTION("no queries") {
    FriParameters none = proven.parameters;
    none.num_queries = 0;
    CHECK(proven.verify(bad, none).error == FriError::kNoQueries);
  }
  SECTION("other parameters than agreed") {
    FriParameters other = proven.parameters;
    other.num_queries += 1;
    CHECK(proven.verify(bad, other).error == FriError::kWrongSiblingCount);
    other = proven.parameters;
    other.query_grinding_bits = kMaxGrindingBits + 1;
    CHECK(proven.verify(bad, other).error == FriError::kQueryGrinding);
    other = proven.parameters;
    other.schedule.log_final_length += 1;
    CHECK(proven.verify(bad, other).error == FriError::kBadSchedule);
    other = proven.parameters;
    other.schedule.steps[1].log_arity = 0;
    CHECK(proven.verify(bad, other).error == FriError::kBadSchedule);
    other = proven.parameters;
    other.schedule.steps[0].log_domain = 40;
    CHECK(proven.verify(bad, other).error == FriError::kBadSchedule);
  }
}

TEST_CASE("a proof cut or lengthened is refused when read", "[stark][fri]") {
  Setting setting = kUsual;
  setting.queries = 2;
  const Proven proven(setting);
  ByteWriter writer;
  write_fri_proof(writer, proven.parameters, proven.proof);
  for (size_t size = 0; size < writer.written().size(); size += 3) {
    ByteReader reader(std::span(writer.written()).first(size));
    read_fri_proof(reader, proven.parameters);
    REQUIRE(reader.error() == DecodeError::kTruncated);
  }
  std::vector<uint8_t> longer = writer.written();
  longer.push_back(0);
  ByteReader reader(longer);
  read_fri_proof(reader, proven.parameters);
  reader.expect_end();
  CHECK(reader.error() == DecodeError::kTrailingBytes);
}

TEST_CASE("query indices are not deduplicated", "[stark][fri]") {
  Setting setting = kUsual;
  setting.log_heights = {3};
  setting.queries = 100;
  const Proven proven(setting);
  CHECK(proven.indices.size() == 100);
  CHECK(proven.verify(proven.proof).ok());
}

}  // namespace cairn
