// What the verifier refuses, each with its reason: every part of a proof changed by itself, every
// byte changed, cut and added, and what has gone wrong in other provers, by name.
#include "stark/verifier.h"

#include <catch2/catch.hpp>
#include <functional>

#include "stark/codec.h"
#include "stark/soundness.h"
#include "test/stark/tampering.h"
#include "test/stark/toy_air.h"

namespace cairn {

using namespace testing;

namespace {

const Ext kOne = Ext::one();

ProverOutput prove_tables(const ToyRun& run, std::vector<ColumnMatrix> tables) {
  ProverOptions options;
  options.test_parameters = tiny_parameters(ProofProfile::kFast);
  return prove(toy_air(), run.claim, std::move(tables), options).value();
}

VerifyResult verify_tiny(const ToyRun& run, std::span<const uint8_t> bytes) {
  return verify_with_policy(toy_air(), bytes, toy_expected(run), tiny_policy);
}

}  // namespace

TEST_CASE("small proofs for tests verify", "[stark][verifier]") {
  for (const ProofProfile profile : kAllProfiles) {
    for (const Batching batching : {Batching::kPowers, Batching::kAffine}) {
      for (const unsigned log_cube : {0u, 3u}) {
        const Tampering t(profile, batching, log_cube);
        const VerifyResult result = t.verify(t.output.bytes);
        INFO(profile_name(profile) << ": " << result.text());
        CHECK(result.ok());
        CHECK(t.output.bytes.size() < 32 * 1024);
        // No command can ask for them.
        const VerifyResult strict = verify(toy_air(), t.output.bytes, t.expected);
        CHECK(strict.reason == VerifyReason::kBadParameters);
      }
    }
  }
}

TEST_CASE("every part of a proof is bound", "[stark][verifier]") {
  const Tampering t;
  using R = VerifyReason;
  // A change in the transcript is noticed where the next drawn value or proof of work is used; for
  // these proofs the proof of work is mostly what notices first.
  const auto is_noticed_from = [&](const std::function<void(Proof&)>& change, R first) {
    const VerifyResult result = t.with(change);
    INFO(result.text());
    CHECK(!result.ok());
    CHECK(result.reason >= first);
  };
  CHECK(t.reason([](Proof&) {}) == R::kNone);

  is_noticed_from([](Proof& p) { p.main_root.bytes[0] ^= 1; }, R::kBusGrinding);
  is_noticed_from([](Proof& p) { p.bus_nonce ^= 1; }, R::kBusGrinding);
  is_noticed_from([](Proof& p) { p.aux_root.bytes[31] ^= 128; }, R::kConstraintGrinding);
  CHECK(t.reason([](Proof& p) { p.bus_sums[0] += kOne; }) == R::kBusUnbalanced);
  is_noticed_from([](Proof& p) { p.bus_sums[0] += kOne, p.bus_sums[1] -= kOne; },
                  R::kConstraintGrinding);
  is_noticed_from([](Proof& p) { p.constraint_nonce ^= 2; }, R::kConstraintGrinding);
  is_noticed_from([](Proof& p) { p.quotient_root.bytes[7] ^= 1; }, R::kDeepGrinding);
  is_noticed_from([](Proof& p) { p.deep_nonce ^= 1; }, R::kDeepGrinding);
  is_noticed_from([](Proof& p) { p.batching_nonce ^= 1; }, R::kBatchingGrinding);
  is_noticed_from([](Proof& p) { p.fri.roots[0].bytes[0] ^= 1; }, R::kFri);
  is_noticed_from([](Proof& p) { p.fri.fold_nonces[0] ^= 1; }, R::kFri);
  is_noticed_from([](Proof& p) { p.fri.final_polynomial[0] += kOne; }, R::kFri);
  is_noticed_from([](Proof& p) { p.fri.query_nonce ^= 1; }, R::kFri);
  is_noticed_from([](Proof& p) { p.fri.layers[0].siblings[0] += kOne; }, R::kFri);
  is_noticed_from([](Proof& p) { p.fri.layers[0].path[0].bytes[0] ^= 1; }, R::kFri);

  // Openings: what the constraints read is noticed there, the table by name.
  for (size_t table = 0; table < t.output.proof.openings.size(); ++table) {
    const TableOpenings& openings = t.output.proof.openings[table];
    for (size_t i = 0; i < openings.here.size(); ++i) {
      const VerifyResult result = t.with([&](Proof& p) { p.openings[table].here[i] += kOne; });
      CHECK(result.reason == R::kConstraintsViolated);
      CHECK(result.detail == toy_air().tables[table].name);
    }
    for (size_t i = 0; i < openings.next.size(); ++i) {
      CHECK(t.reason([&](Proof& p) { p.openings[table].next[i] += kOne; }) ==
            R::kConstraintsViolated);
    }
  }

  // Opened rows and their paths.
  for (const auto& [rows, expected] :
       {std::pair{&Proof::main_rows, R::kMainRows}, std::pair{&Proof::aux_rows, R::kAuxiliaryRows},
        std::pair{&Proof::quotient_rows, R::kQuotientRows}}) {
    for (size_t table = 0; table < 3; ++table) {
      CHECK(t.reason([&](Proof& p) { (p.*rows).rows[table].back() += Felt::one(); }) == expected);
    }
    CHECK(t.reason([&](Proof& p) { (p.*rows).path[0].bytes[3] ^= 4; }) == expected);
    CHECK(t.reason([&](Proof& p) { (p.*rows).path.pop_back(); }) == expected);
    CHECK(t.reason([&](Proof& p) { (p.*rows).path.push_back({}); }) == expected);
    // The analyzer takes the vectors of the copied proof for null.
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
    CHECK(t.reason([&](Proof& p) { (p.*rows).rows[0].clear(); }) == expected);
  }
}

TEST_CASE("the header is compared with what the caller wants", "[stark][verifier]") {
  Tampering t;
  using R = VerifyReason;
  CHECK(t.reason([](Proof& p) { p.header.statement[0] ^= 1; }) == R::kStatementMismatch);
  CHECK(t.reason([](Proof& p) { p.header.statement.push_back(0); }) == R::kStatementMismatch);
  CHECK(t.reason([](Proof& p) { p.header.hints.push_back(0); }) == R::kBadHints);
  // Another hint is another public value: the constraints notice, at the latest.
  CHECK(t.reason([](Proof& p) { p.header.hints[0] ^= 1; }) >= R::kBusGrinding);
  CHECK(t.reason([](Proof& p) { p.header.log_heights.pop_back(); }) == R::kMissingTable);
  CHECK(t.reason([](Proof& p) { p.header.log_heights.push_back(0); }) == R::kMissingTable);
  CHECK(t.reason([](Proof& p) { p.header.parameters.security = 128; }) >= R::kBusGrinding);

  t.expected.profile = ProofProfile::kCompact;
  CHECK(t.verify(t.output.bytes).reason == R::kWrongProfile);
  t.expected.profile = ProofProfile::kFast;
  CHECK(t.verify(t.output.bytes).ok());
  t.expected.security = 128;
  CHECK(t.verify(t.output.bytes).reason == R::kSecurityTooLow);
}

TEST_CASE("tables are present and as high as they must be", "[stark][verifier]") {
  const Tampering with_cubes, without(ProofProfile::kFast, Batching::kPowers, 0);
  using R = VerifyReason;
  const auto header_only = [&](const Tampering& t, size_t table, uint8_t value) {
    // The rest of the proof does not fit the layout, but is not reached.
    std::vector<uint8_t> bytes = t.output.bytes;
    const size_t at = 8 + 4 + kParameterBytes + 4 + 12 + 4 + 4 + 4 + table;
    bytes[at] = value;
    ProofHeader read;
    REQUIRE(read_header(bytes, read).ok());
    REQUIRE(read.log_heights[table] == value);
    return t.verify(bytes);
  };
  CHECK(header_only(with_cubes, kToyFibonacci, 0).reason == R::kMissingTable);
  CHECK(header_only(with_cubes, kToyRange, 0).reason == R::kMissingTable);
  CHECK(header_only(with_cubes, kToyRange, 5).reason == R::kWrongHeight);
  CHECK(header_only(with_cubes, kToyCube, 0).reason == R::kMissingTable);
  CHECK(header_only(without, kToyCube, 3).reason == R::kForbiddenTable);
  // Heights out of range are refused before anything is shifted by them.
  for (const uint8_t log_height : {1, 2, 24, 25, 31, 32, 63, 64, 255}) {
    const VerifyResult result = header_only(with_cubes, kToyFibonacci, log_height);
    INFO(int{log_height});
    CHECK(result.reason == R::kBadParameters);
  }
}

TEST_CASE("every byte of a proof counts", "[stark][verifier]") {
  const Tampering t;
  const std::vector<uint8_t>& good = t.output.bytes;
  size_t accepted = 0, without_reason = 0;
  for (size_t i = 0; i < good.size(); ++i) {
    std::vector<uint8_t> bytes = good;
    bytes[i] ^= static_cast<uint8_t>(1u << (i * 5 % 8));
    const VerifyResult result = t.verify(bytes);
    if (result.ok()) ++accepted;
    if (result.text().empty()) ++without_reason;
  }
  CHECK(accepted == 0);
  CHECK(without_reason == 0);
}

TEST_CASE("cut and extended proofs", "[stark][verifier]") {
  const Tampering t;
  const std::vector<uint8_t>& good = t.output.bytes;
  for (size_t size = 0; size < good.size(); ++size) {
    const VerifyResult result = t.verify(std::span(good).first(size));
    if (result.reason !=
        (size < kProofMagic.size() ? VerifyReason::kNotAProof : VerifyReason::kTruncated)) {
      FAIL_CHECK("cut to " << size << " bytes: " << result.text());
    }
  }
  for (const size_t surplus : {1, 2, 3, 4, 20, 32, 4096}) {
    std::vector<uint8_t> longer = good;
    longer.insert(longer.end(), surplus, static_cast<uint8_t>(surplus));
    CHECK(t.verify(longer).reason == VerifyReason::kTrailingBytes);
  }
}

TEST_CASE("false traces do not verify", "[stark][verifier]") {
  const ToyRun run;
  struct Lie {
    size_t table, row, column;
    VerifyReason reason;
    std::string_view detail;
  };
  const Lie lies[] = {
      {kToyFibonacci, 9, 0, VerifyReason::kConstraintsViolated, "fibonacci"},
      {kToyFibonacci, 31, 1, VerifyReason::kConstraintsViolated, "fibonacci"},
      {kToyFibonacci, 4, 2, VerifyReason::kBusUnbalanced, ""},
      {kToyFibonacci, 3, 3, VerifyReason::kBusUnbalanced, ""},
      {kToyFibonacci, 5, 4, VerifyReason::kBusUnbalanced, ""},
      {kToyRange, 3, 0, VerifyReason::kBusUnbalanced, ""},
      {kToyRange, 15, 1, VerifyReason::kBusUnbalanced, ""},
      {kToyCube, 6, 1, VerifyReason::kConstraintsViolated, "cube"},  // nobody asks for it
      {kToyCube, 2, 2, VerifyReason::kBusUnbalanced, ""},
  };
  for (const Lie& lie : lies) {
    std::vector<ColumnMatrix> tables = run.traces();
    tables[lie.table].at(lie.row, lie.column) += Felt::one();
    const ProverOutput output = prove_tables(run, std::move(tables));
    const VerifyResult result = verify_tiny(run, output.bytes);
    INFO(lie.table << " " << lie.row << " " << lie.column << ": " << result.text());
    CHECK(result.reason == lie.reason);
    CHECK(result.detail == lie.detail);
  }
}

TEST_CASE("a padding row with a multiplicity is a message like any other", "[stark][verifier]") {
  // Cubes 8 ... 15 of a table of 16 rows are not asked for here.
  const ToyRun run(3, 4);
  std::vector<ColumnMatrix> tables = run.traces();
  REQUIRE(tables[kToyCube].at(13, 2) == Felt());
  tables[kToyCube].at(13, 2) = Felt::one();
  const ProverOutput output = prove_tables(run, std::move(tables));
  CHECK(verify_tiny(run, output.bytes).reason == VerifyReason::kBusUnbalanced);
}

TEST_CASE("an absent table contributes nothing to the buses", "[stark][verifier]") {
  // The sums of the present tables are all that is added up; there is no place for another.
  const Tampering t(ProofProfile::kFast, Batching::kPowers, 0);
  CHECK(t.output.proof.bus_sums.size() == 2);
  CHECK(t.output.proof.openings.size() == 2);
  CHECK(t.verify(t.output.bytes).ok());
}

TEST_CASE("a public message that nobody answers", "[stark][verifier]") {
  const ToyRun run;
  Claim claim = run.claim;
  claim.messages[0].entries[0] = Felt(8);
  ProverOptions options;
  options.test_parameters = tiny_parameters(ProofProfile::kFast);
  const ProverOutput output = prove(toy_air(), claim, run.traces(), options).value();
  Expected expected = toy_expected(run);
  expected.claim = [&](std::span<const uint8_t>) { return claim; };
  CHECK(verify_with_policy(toy_air(), output.bytes, expected, tiny_policy).reason ==
        VerifyReason::kBusUnbalanced);
}

TEST_CASE("parameters: weak ones, no queries, and shifts out of range", "[stark][verifier]") {
  const Tampering t;
  const auto parameters = [&](const std::function<void(std::vector<uint8_t>&)>& change) {
    std::vector<uint8_t> bytes = t.output.bytes;
    change(bytes);
    return t.verify(bytes);
  };
  const size_t at = 12;
  const auto with_byte = [&](size_t index, uint8_t value) {
    return parameters([&](std::vector<uint8_t>& bytes) { bytes[at + index] = value; });
  };
  using R = VerifyReason;
  CHECK(with_byte(0, 9).reason == R::kBadParameters);    // unknown profile
  CHECK(with_byte(1, 99).reason == R::kBadParameters);   // neither 100 nor 128 bits
  CHECK(with_byte(2, 0).reason == R::kBadParameters);    // blow-up 1
  CHECK(with_byte(2, 200).reason == R::kBadParameters);  // blow-up 2^200
  CHECK(with_byte(3, 60).reason == R::kBadParameters);   // arity 2^60
  CHECK(with_byte(4, 255).reason == R::kBadParameters);  // final length
  CHECK(with_byte(5, 2).reason == R::kBadParameters);    // batching
  CHECK(with_byte(6, 0).reason == R::kBadParameters);    // zero queries
  CHECK(with_byte(7, 255).reason == R::kBadParameters);  // 65 thousand queries
  for (size_t site = 0; site < 6; ++site) {
    CHECK(with_byte(8 + site, 255).reason == R::kBadParameters);  // 2^255 nonces
  }
  CHECK(parameters([](std::vector<uint8_t>& b) { b[0] = 'X'; }).reason == R::kNotAProof);
  CHECK(parameters([](std::vector<uint8_t>& b) { b[8] = 2; }).reason == R::kWrongVersion);
}

TEST_CASE("counts that only the proof states take no memory", "[stark][verifier]") {
  const Tampering t;
  // The lengths of statement and hints, and of the opened rows.
  std::vector<uint8_t> bytes = t.output.bytes;
  const size_t at = 12 + kParameterBytes;
  for (size_t i = 0; i < 4; ++i) bytes[at + i] = 0xff;
  CHECK(t.verify(bytes).reason == VerifyReason::kCountTooLarge);
  bytes[at + 3] = 0x03;  // below the bound, but the bytes are not there
  CHECK(t.verify(bytes).reason == VerifyReason::kTruncated);
}

TEST_CASE("field elements at or above p are refused", "[stark][verifier]") {
  const Tampering t;
  ProofParts parts;
  const Layout layout(toy_air(), t.output.proof.header.log_heights, 1);
  const std::vector<uint8_t> good = encode_proof(layout, t.output.proof, &parts);
  REQUIRE(good == t.output.bytes);
  std::vector<uint8_t> bytes = good;
  const size_t opening = parts.header + parts.commitments;
  // The same element plus p, where it still fits 32 bits: another encoding of the same proof.
  uint64_t number = 0;
  for (size_t i = 0; i < 4; ++i) number |= uint64_t{bytes[opening + i]} << (8 * i);
  number += Felt::kModulus;
  REQUIRE(number < uint64_t{1} << 32);
  for (size_t i = 0; i < 4; ++i) bytes[opening + i] = static_cast<uint8_t>(number >> (8 * i));
  CHECK(t.verify(bytes).reason == VerifyReason::kNotCanonical);
}

TEST_CASE("a proof is for one AIR", "[stark][verifier]") {
  // The same tables in another order, and one whose constraints differ.
  const Tampering t;
  Air other = toy_air();
  other.digest.bytes[0] ^= 1;
  CHECK(verify_with_policy(other, t.output.bytes, t.expected, tiny_policy).reason >=
        VerifyReason::kBusGrinding);
}

TEST_CASE("a proof says which claim it is for, the caller says which one is wanted",
          "[stark][verifier]") {
  // Two honest proofs of different statements are not accepted for each other.
  const Tampering one;
  const ToyRun other_run(5, 3, 4);
  const ProverOutput other = prove_tables(other_run, other_run.traces());
  CHECK(verify_tiny(other_run, other.bytes).ok());
  CHECK(one.verify(other.bytes).reason == VerifyReason::kStatementMismatch);
  CHECK(verify_tiny(other_run, one.output.bytes).reason == VerifyReason::kStatementMismatch);
  // Nor does it help to write the wanted statement over the other.
  std::vector<uint8_t> forged = other.bytes;
  const size_t at = 12 + kParameterBytes + 4;
  std::copy(one.expected.statement.begin(), one.expected.statement.end(),
            forged.begin() + static_cast<ptrdiff_t>(at));
  CHECK(one.verify(forged).reason >= VerifyReason::kBusGrinding);
}

TEST_CASE("zeta never lies in a domain", "[stark][verifier]") {
  Transcript transcript(HashKind::kBlake3, "test");
  for (int i = 0; i < 100; ++i) CHECK(!draw_zeta(transcript).is_in_base());
}

TEST_CASE("random bytes behind a good header are refused", "[stark][verifier]") {
  const Tampering t;
  uint32_t state = 1;
  for (int round = 0; round < 200; ++round) {
    std::vector<uint8_t> bytes = t.output.bytes;
    const size_t from = 60 + static_cast<size_t>(round) * 13 % (bytes.size() - 60);
    for (size_t i = from; i < bytes.size(); ++i) {
      state = state * 1664525 + 1013904223;
      bytes[i] = static_cast<uint8_t>(state >> 24);
    }
    CHECK(!t.verify(bytes).ok());
  }
}

}  // namespace cairn
