// The proof format: see proof.h.
#include "stark/proof.h"

#include <algorithm>
#include <utility>

#include "stark/codec.h"
#include "stark/quotient.h"

namespace cairn {
namespace {

VerifyResult to_result(DecodeError error) {
  switch (error) {
    case DecodeError::kNone:
      return {};
    case DecodeError::kTruncated:
      return {VerifyReason::kTruncated, {}};
    case DecodeError::kNotCanonical:
      return {VerifyReason::kNotCanonical, {}};
    case DecodeError::kCountTooLarge:
      return {VerifyReason::kCountTooLarge, {}};
    case DecodeError::kTrailingBytes:
      return {VerifyReason::kTrailingBytes, {}};
  }
  return {VerifyReason::kNotCanonical, {}};
}

std::vector<uint8_t> read_bytes(ByteReader& reader, size_t bound) {
  // Memory is taken only for what is there.
  std::vector<uint8_t> bytes(std::min(reader.count(bound), reader.remaining() + 1));
  reader.bytes(bytes);
  return bytes;
}

void write_nonce(ByteWriter& writer, unsigned bits, uint64_t nonce) {
  if (bits != 0) writer.u64(nonce);
}
uint64_t read_nonce(ByteReader& reader, unsigned bits) { return bits != 0 ? reader.u64() : 0; }

VerifyResult read_header_from(ByteReader& reader, ProofHeader& header) {
  std::array<uint8_t, kProofMagic.size()> magic{};
  reader.bytes(magic);
  if (!reader.ok() || magic != kProofMagic) return {VerifyReason::kNotAProof, {}};
  const uint32_t version = reader.u32();
  if (!reader.ok()) return to_result(reader.error());
  if (version != kProofVersion) return {VerifyReason::kWrongVersion, std::to_string(version)};
  std::array<uint8_t, kParameterBytes> encoded{};
  reader.bytes(encoded);
  if (!reader.ok()) return to_result(reader.error());
  const auto parameters = decode_parameters(encoded);
  if (!parameters.ok()) {
    return {VerifyReason::kBadParameters, std::string(parameters.status().message())};
  }
  header.parameters = *parameters;
  header.statement = read_bytes(reader, kMaxStatementBytes);
  header.hints = read_bytes(reader, kMaxHintBytes);
  header.log_heights = read_bytes(reader, kMaxTables);
  return to_result(reader.error());
}

}  // namespace

VerifyResult read_header(std::span<const uint8_t> bytes, ProofHeader& header) {
  ByteReader reader(bytes);
  return read_header_from(reader, header);
}

std::vector<uint8_t> encode_proof(const Layout& layout, const Proof& proof, ProofParts* parts) {
  const ProofHeader& header = proof.header;
  const ProofParameters& parameters = header.parameters;
  const GrindingBits& grinding = parameters.grinding;
  const MerkleHash hash = merkle_hash(parameters);
  ByteWriter writer;
  size_t begin = 0;
  const auto end_part = [&](size_t ProofParts::* field) {
    const size_t end = writer.written().size();
    if (parts != nullptr) parts->*field = end - begin;
    begin = end;
  };

  writer.bytes(kProofMagic);
  writer.u32(kProofVersion);
  writer.bytes(encode_parameters(parameters));
  writer.u32(static_cast<uint32_t>(header.statement.size()));
  writer.bytes(header.statement);
  writer.u32(static_cast<uint32_t>(header.hints.size()));
  writer.bytes(header.hints);
  writer.u32(static_cast<uint32_t>(header.log_heights.size()));
  writer.bytes(header.log_heights);
  end_part(&ProofParts::header);

  write_digest(writer, hash, proof.main_root);
  write_nonce(writer, grinding.bus, proof.bus_nonce);
  write_digest(writer, hash, proof.aux_root);
  writer.exts(proof.bus_sums);
  write_nonce(writer, grinding.constraints, proof.constraint_nonce);
  write_digest(writer, hash, proof.quotient_root);
  write_nonce(writer, grinding.deep, proof.deep_nonce);
  write_nonce(writer, grinding.batching, proof.batching_nonce);
  end_part(&ProofParts::commitments);

  for (const TableOpenings& table : proof.openings) {
    writer.exts(table.here);
    writer.exts(table.next);
  }
  for (const std::vector<Ext>& values : proof.quotient_openings) writer.exts(values);
  end_part(&ProofParts::openings);

  write_fri_proof(writer, fri_parameters(parameters, layout), proof.fri);
  end_part(&ProofParts::fri);
  write_opening(writer, hash, layout.main_shapes(parameters.log_blowup), proof.main_rows);
  end_part(&ProofParts::main_rows);
  write_opening(writer, hash, layout.aux_shapes(parameters.log_blowup), proof.aux_rows);
  end_part(&ProofParts::aux_rows);
  write_opening(writer, hash, layout.quotient_shapes(parameters.log_blowup), proof.quotient_rows);
  end_part(&ProofParts::quotient_rows);
  return writer.take();
}

VerifyResult read_proof(std::span<const uint8_t> bytes, const Layout& layout, Proof& proof) {
  ByteReader reader(bytes);
  VerifyResult header = read_header_from(reader, proof.header);
  if (!header.ok()) return header;
  const ProofParameters& parameters = proof.header.parameters;
  const GrindingBits& grinding = parameters.grinding;
  const MerkleHash hash = merkle_hash(parameters);

  proof.main_root = read_digest(reader, hash);
  proof.bus_nonce = read_nonce(reader, grinding.bus);
  proof.aux_root = read_digest(reader, hash);
  proof.bus_sums = reader.exts(layout.tables.size());
  proof.constraint_nonce = read_nonce(reader, grinding.constraints);
  proof.quotient_root = read_digest(reader, hash);
  proof.deep_nonce = read_nonce(reader, grinding.deep);
  proof.batching_nonce = read_nonce(reader, grinding.batching);

  for (const Layout::Table& table : layout.tables) {
    TableOpenings& openings = proof.openings.emplace_back();
    openings.here = reader.exts(table.here_count());
    openings.next = reader.exts(table.next_count());
  }
  for (size_t group = 0; group < layout.log_heights.size(); ++group) {
    proof.quotient_openings.push_back(reader.exts(kQuotientColumns));
  }

  proof.fri = read_fri_proof(reader, fri_parameters(parameters, layout));
  const auto read_rows = [&](const std::vector<MatrixShape>& shapes) {
    return read_opening(reader, hash, shapes, parameters.num_queries);
  };
  proof.main_rows = read_rows(layout.main_shapes(parameters.log_blowup));
  proof.aux_rows = read_rows(layout.aux_shapes(parameters.log_blowup));
  proof.quotient_rows = read_rows(layout.quotient_shapes(parameters.log_blowup));
  reader.expect_end();
  return to_result(reader.error());
}

}  // namespace cairn
