// Proofs; see targets.h.
//
// The bytes are not a proof, which the fuzzer could neither find nor keep when the protocol
// changes, but changes to one that is made here. The first byte chooses it; every change is an
// operation (1 byte), a place (2, little-endian, modulo the length) and what the operation takes.
// corpus.py writes such bytes.
#include <algorithm>
#include <bit>
#include <optional>
#include <utility>
#include <vector>

#include "air/build.h"
#include "stark/codec.h"
#include "stark/run_proof.h"
#include "stark/soundness.h"
#include "stark/statement_codec.h"
#include "test/fuzz/targets.h"
#include "test/stark/toy_air.h"
#include "vm/encode.h"
#include "vm/run.h"

namespace cairn::fuzz {
namespace {

using testing::tiny_parameters;
using testing::tiny_policy;
using testing::toy_air;
using testing::ToyRun;

enum class Change : uint8_t { kFlip, kNumber, kAdd, kErase, kInsert, kCopy };
constexpr uint8_t kChanges = 6;

// The toy AIR's proofs are small and quick to verify; test/stark shows that it meets every part of
// the protocol.
struct HonestProof {
  Expected expected;
  std::vector<uint8_t> bytes;
};

HonestProof toy_proof(ProofProfile profile, Batching batching, unsigned log_cube) {
  const ToyRun run(5, log_cube);
  ProverOptions options;
  options.test_parameters = tiny_parameters(profile, batching);
  absl::StatusOr<ProverOutput> output = prove(toy_air(), run.claim, run.traces(), options);
  require(output.ok(), "the toy proof is made");
  return {testing::toy_expected(run), std::move(output->bytes)};
}

const std::vector<HonestProof>& honest_proofs() {
  static const std::vector<HonestProof> proofs = [] {
    std::vector<HonestProof> made;
    for (const ProofProfile profile : kAllProfiles) {
      made.push_back(toy_proof(profile, Batching::kPowers, 3));
    }
    made.push_back(toy_proof(ProofProfile::kFast, Batching::kAffine, 0));
    return made;
  }();
  return proofs;
}

// The header of a real run's proof, whose parameters pass the real policy, and zeros behind it.
std::vector<uint8_t> machine_header() {
  Program program;
  append_code(program, std::vector<Instruction>{
                           make(Kind::kHalt, XMode::kArg, 3, YMode::kImmediate, Felt())});
  const Trace trace = run_traced(program, std::vector<Word>{Word{Felt(1)}}).value();
  const Claim claim = claim_of(statement_of(trace), hints_of(trace));
  std::vector<uint8_t> heights;
  for (const BuiltTable& table : build_tables(trace, claim.publics)) {
    const size_t height = table.matrix.height();
    heights.push_back(static_cast<uint8_t>(height == 0 ? 0 : std::countr_zero(height)));
  }
  const Layout layout(machine_air(), heights, claim.messages.size());
  const ProofParameters parameters =
      choose_parameters(ProofProfile::kFast, 100, layout.shape).value();
  ByteWriter writer;
  writer.bytes(kProofMagic);
  writer.u32(kProofVersion);
  writer.bytes(encode_parameters(parameters));
  for (const std::vector<uint8_t>& part : {claim.statement, claim.hints, heights}) {
    writer.u32(static_cast<uint32_t>(part.size()));
    writer.bytes(part);
  }
  std::vector<uint8_t> bytes = writer.take();
  bytes.resize(0x10000);
  return bytes;
}

// Takes numbers off the fuzzer's bytes; zeros when they are used up.
class Numbers {
 public:
  explicit Numbers(Bytes bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }
  uint32_t next(size_t size) {
    uint32_t number = 0;
    for (size_t i = 0; i < std::min(size, bytes_.size()); ++i) {
      number |= uint32_t{bytes_[i]} << (8 * i);
    }
    bytes_ = bytes_.subspan(std::min(size, bytes_.size()));
    return number;
  }

 private:
  Bytes bytes_;
};

void set_number(std::vector<uint8_t>& bytes, size_t at, uint32_t number) {
  for (size_t i = 0; i < 4 && at + i < bytes.size(); ++i) {
    bytes[at + i] = static_cast<uint8_t>(number >> (8 * i));
  }
}

void change(std::vector<uint8_t>& bytes, Numbers& numbers) {
  const auto operation = static_cast<Change>(numbers.next(1) % kChanges);
  const size_t at = bytes.empty() ? 0 : numbers.next(2) % bytes.size();
  const auto place = bytes.begin() + static_cast<ptrdiff_t>(at);
  switch (operation) {
    case Change::kFlip:
      if (!bytes.empty()) *place ^= static_cast<uint8_t>(numbers.next(1));
      break;
    case Change::kNumber:
      set_number(bytes, at, numbers.next(4));
      break;
    case Change::kAdd:  // as to a felt, or a count
      set_number(bytes, at, Numbers(Bytes(bytes).subspan(at)).next(4) + numbers.next(4));
      break;
    case Change::kErase:
      bytes.erase(place, place + std::min<ptrdiff_t>(numbers.next(2), bytes.end() - place));
      break;
    case Change::kInsert:
      bytes.insert(place, numbers.next(1), 0);
      break;
    case Change::kCopy: {
      const size_t from = bytes.empty() ? 0 : numbers.next(2) % bytes.size();
      for (size_t i = 0, size = numbers.next(1); i < size && at + i < bytes.size(); ++i) {
        if (from + i < bytes.size()) bytes[at + i] = bytes[from + i];
      }
    }
  }
}

// Reading without verifying.
void check_codec(const Air& air, const ParameterPolicy& policy, Bytes bytes) {
  Proof proof;
  if (!read_header(bytes, proof.header).ok()) return;
  const ProofHeader header = proof.header;
  if (const auto statement = decode_statement(header.statement); statement.has_value()) {
    require(encode_statement(*statement) == header.statement, "a statement has one encoding");
  }
  if (const auto hints = decode_hints(header.hints); hints.has_value()) {
    require(encode_hints(*hints) == header.hints, "hints have one encoding");
  }
  if (header.log_heights.size() != air.tables.size()) return;
  const Layout layout(air, header.log_heights, 0);
  if (policy(header.parameters, layout.shape) != ParameterFault::kNone) return;
  if (!read_proof(bytes, layout, proof).ok()) return;
  require(std::ranges::equal(encode_proof(layout, proof, nullptr), bytes),
          "a proof has one encoding");
}

void check_refusal(const VerifyResult& result) {
  require(!result.ok(), "nothing but the honest proof is accepted");
  require(!result.text().empty(), "a refusal says why");
}

ParameterFault real_policy(const ProofParameters& parameters, const ProtocolShape& shape) {
  return check_parameters_of(machine_air(), parameters, shape);
}

}  // namespace

void check_proof(Bytes bytes) {
  const std::vector<HonestProof>& honest = honest_proofs();
  static const std::vector<uint8_t> machine = machine_header();
  Numbers numbers(bytes);
  const size_t chosen = numbers.next(1) % (honest.size() + 1);
  const bool is_toy = chosen < honest.size();
  std::vector<uint8_t> proof = is_toy ? honest[chosen].bytes : machine;
  while (!numbers.empty()) change(proof, numbers);

  if (is_toy) {
    check_codec(toy_air(), tiny_policy, proof);
    const VerifyResult result =
        verify_with_policy(toy_air(), proof, honest[chosen].expected, tiny_policy);
    if (proof == honest[chosen].bytes) {
      require(result.ok(), "the honest proof is accepted");
    } else {
      check_refusal(result);
    }
  } else {
    check_codec(machine_air(), real_policy, proof);
    if (const auto claimed = claimed_statement(proof); claimed.has_value()) {
      check_refusal(verify_run(proof, *claimed));
    }
  }
}

}  // namespace cairn::fuzz
