// A proof and its binary format. There is one encoding of every proof: all lengths follow from the
// header and the query positions, field elements are canonical, nothing may follow the end.
// Specification: docs/formats.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stark/fri.h"
#include "stark/merkle.h"
#include "stark/protocol.h"
#include "stark/verify_error.h"

namespace cairn {

inline constexpr std::array<uint8_t, 8> kProofMagic = {'C', 'A', 'I', 'R', 'N', 'P', 'R', 'F'};
// More bytes than this of statement or hints are refused, whatever is expected.
inline constexpr size_t kMaxStatementBytes = size_t{1} << 26;
inline constexpr size_t kMaxHintBytes = 4096;

// What a proof says about itself before anything is proven.
struct ProofHeader {
  ProofParameters parameters;
  std::vector<uint8_t> statement;
  std::vector<uint8_t> hints;
  std::vector<uint8_t> log_heights;  // one for every table of the AIR, in order; 0: absent
  bool operator==(const ProofHeader&) const = default;
};

struct Proof {
  ProofHeader header;
  // 2. to 5., in order.
  Digest main_root;
  uint64_t bus_nonce = 0;
  Digest aux_root;
  std::vector<Ext> bus_sums;  // of every present table
  uint64_t constraint_nonce = 0;
  Digest quotient_root;
  uint64_t deep_nonce = 0;
  std::vector<TableOpenings> openings;              // of every present table
  std::vector<std::vector<Ext>> quotient_openings;  // of every height
  // 6.
  uint64_t batching_nonce = 0;
  FriProof fri;
  MerkleOpening main_rows;
  MerkleOpening aux_rows;
  MerkleOpening quotient_rows;
};

// Bytes of each part.
struct ProofParts {
  size_t header = 0;       // with statement, hints, heights
  size_t commitments = 0;  // roots, nonces and bus sums
  size_t openings = 0;     // at zeta
  size_t fri = 0;
  size_t main_rows = 0;
  size_t aux_rows = 0;
  size_t quotient_rows = 0;
};

// `parts` may be null.
std::vector<uint8_t> encode_proof(const Layout& layout, const Proof& proof, ProofParts* parts);

// Reads the header alone. Its parameters are in range; nothing else is checked.
VerifyResult read_header(std::span<const uint8_t> bytes, ProofHeader& header);

// Reads a whole proof. The layout is that of its header, whose parameters and shape are known to be
// sound (check_parameters); it bounds what is read.
VerifyResult read_proof(std::span<const uint8_t> bytes, const Layout& layout, Proof& proof);

}  // namespace cairn
