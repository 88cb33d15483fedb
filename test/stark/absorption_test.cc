// Fiat-Shamir: every challenge depends on every message before it. The proof of work before a
// challenge is good for one state of the transcript only, so a change that is absorbed spoils it,
// and the verifier says so before he looks at anything else that the change may have broken. Of a
// few changes some hit upon a state for which the old nonce is good; one that does not is enough.
#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "stark/protocol.h"
#include "stark/quotient.h"
#include "stark/run_proof.h"
#include "stark/verifier.h"
#include "test/stark/tampering.h"

namespace cairn {

using namespace testing;

namespace {

constexpr uint32_t kChanges = 32;

// Whether one of the changes 1, 2, ... spoils the work.
bool spoils(const std::function<VerifyReason(uint32_t)>& reason_after, VerifyReason work) {
  for (uint32_t i = 1; i <= kChanges; ++i) {
    const VerifyReason reason = reason_after(i);
    if (reason == work) return true;
    CHECK(reason != VerifyReason::kNone);
  }
  return false;
}

}  // namespace

TEST_CASE("Fiat-Shamir: AIR, parameters, statement, hints and heights are absorbed",
          "[stark][absorption]") {
  const Tampering t;
  using R = VerifyReason;
  CHECK(spoils(
      [&](uint32_t i) {
        Air other = toy_air();
        other.digest.bytes[31] ^= static_cast<uint8_t>(i);
        return verify_with_policy(other, t.output.bytes, t.expected, tiny_policy).reason;
      },
      R::kBusGrinding));
  CHECK(spoils(
      [&](uint32_t i) {
        return t.reason([&](Proof& p) { p.header.hints[0] ^= static_cast<uint8_t>(i); });
      },
      R::kBusGrinding));
  CHECK(spoils(
      [&](uint32_t i) {
        // The caller wants what the proof says, so that the bytes agree.
        Tampering other;
        other.expected.statement[0] ^= static_cast<uint8_t>(i);
        other.expected.claim = [&,
                                wanted = other.expected.statement](std::span<const uint8_t> hints) {
          return toy_claim(wanted, hints);
        };
        return other.with([&](Proof& p) { p.header.statement = other.expected.statement; }).reason;
      },
      R::kBusGrinding));
  // Each of them alone, and where one ends and the next begins, by the first coin.
  const ProofHeader& header = t.output.proof.header;
  const auto coin = [](const Air& air, const ProofHeader& h) {
    return begin_transcript(air, h.parameters, h.statement, h.hints, h.log_heights)
        .draw_ext("coin");
  };
  std::vector<ProofHeader> headers(10, header);
  ++headers[1].parameters.num_queries;
  headers[2].parameters.security = 128;
  headers[3].parameters.batching = Batching::kAffine;
  ++headers[4].parameters.log_final_length;
  ++headers[5].parameters.grinding.query;
  headers[6].statement.push_back(0);
  headers[7].hints.push_back(0);
  ++headers[8].log_heights[2];
  headers[9].hints.insert(headers[9].hints.begin(), headers[9].statement.back());
  headers[9].statement.pop_back();
  std::set<std::vector<uint32_t>> coins;
  for (const ProofHeader& each : headers) {
    std::vector<uint32_t> key;
    for (const Felt felt : coin(toy_air(), each).c) key.push_back(felt.value());
    CHECK(coins.insert(key).second);
  }
}

TEST_CASE("Fiat-Shamir: roots, bus sums and openings are absorbed", "[stark][absorption]") {
  const Tampering t;
  using R = VerifyReason;
  const auto is_absorbed = [&](R work, const std::function<void(Proof&, uint32_t)>& change) {
    return spoils([&](uint32_t i) { return t.reason([&](Proof& proof) { change(proof, i); }); },
                  work);
  };
  const auto flip = [](Digest& digest, uint32_t i) {
    digest.bytes[i % 32] ^= static_cast<uint8_t>(i);
  };
  CHECK(is_absorbed(R::kBusGrinding, [&](Proof& p, uint32_t i) { flip(p.main_root, i); }));
  CHECK(is_absorbed(R::kConstraintGrinding, [&](Proof& p, uint32_t i) { flip(p.aux_root, i); }));
  // Sums that still add up.
  CHECK(is_absorbed(R::kConstraintGrinding, [&](Proof& p, uint32_t i) {
    p.bus_sums[0] += Ext(Felt(i));
    p.bus_sums[1] -= Ext(Felt(i));
  }));
  CHECK(is_absorbed(R::kDeepGrinding, [&](Proof& p, uint32_t i) { flip(p.quotient_root, i); }));

  // Openings for which the constraints still hold: q_0 + zeta^N q_1 stays what it is. zeta is what
  // the verifier draws, by the protocol's steps.
  const Proof& proof = t.output.proof;
  const ProofHeader& header = proof.header;
  Transcript transcript = begin_transcript(toy_air(), header.parameters, header.statement,
                                           header.hints, header.log_heights);
  transcript.absorb("main root", proof.main_root);
  REQUIRE(transcript.check_grinding("bus work", header.parameters.grinding.bus, proof.bus_nonce));
  transcript.draw_ext("bus beta");
  transcript.draw_ext("bus chi");
  transcript.absorb("aux root", proof.aux_root);
  transcript.absorb("bus sums", proof.bus_sums);
  REQUIRE(transcript.check_grinding("constraint work", header.parameters.grinding.constraints,
                                    proof.constraint_nonce));
  transcript.draw_ext("alpha");
  transcript.absorb("quotient root", proof.quotient_root);
  REQUIRE(
      transcript.check_grinding("zeta work", header.parameters.grinding.deep, proof.deep_nonce));
  Ext power = draw_zeta(transcript);
  const unsigned highest = *std::ranges::max_element(header.log_heights);
  for (unsigned i = 0; i < highest; ++i) power = power * power;
  const Ext inverse = power.inverse();
  CHECK(is_absorbed(R::kBatchingGrinding, [&](Proof& p, uint32_t i) {
    std::vector<Ext>& quotient = p.quotient_openings[0];
    quotient[0] += Ext(Felt(i));
    quotient[kExtColumns] -= inverse * Felt(i);
  }));
}

TEST_CASE("Fiat-Shamir: FRI's roots and the final polynomial are absorbed", "[stark][absorption]") {
  const Tampering t;
  // The verdict names the work that is spoiled.
  const auto says = [&](const std::function<void(Proof&, uint32_t)>& change,
                        const std::string& what) {
    for (uint32_t i = 1; i <= kChanges; ++i) {
      const VerifyResult result = t.with([&](Proof& proof) { change(proof, i); });
      CHECK(result.reason >= VerifyReason::kFri);
      if (result.reason == VerifyReason::kFri && result.detail.starts_with(what)) return true;
    }
    return false;
  };
  const std::string fold(to_string(FriError::kFoldGrinding));
  const std::string query(to_string(FriError::kQueryGrinding));
  const size_t rounds = t.output.proof.fri.roots.size();
  for (size_t round = 0; round < rounds; ++round) {
    INFO("round " << round);
    CHECK(says([&](Proof& p, uint32_t i) { p.fri.roots[round].bytes[i % 32] ^= 0x10; }, fold));
  }
  for (size_t k = 0; k < t.output.proof.fri.final_polynomial.size(); ++k) {
    CHECK(says([&](Proof& p, uint32_t i) { p.fri.final_polynomial[k] += Ext(Felt(i)); }, query));
  }
}

TEST_CASE("what a constraint reads in the next row is opened there", "[stark][absorption]") {
  for (const TableKernel& kernel : machine_air().tables) {
    std::set<size_t> read;
    for (const ExpressionNode& node : kernel.record().nodes) {
      if (node.kind == NodeKind::kNextColumn) read.insert(node.a);
    }
    INFO(kernel.name);
    CHECK(std::set(kernel.next_columns.begin(), kernel.next_columns.end()) == read);
  }
}

}  // namespace cairn
