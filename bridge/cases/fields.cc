// The fields of a proof: see fields.h.
#include "bridge/cases/fields.h"

#include "stark/proof.h"
#include "stark/quotient.h"

namespace cairn::bridge {
namespace {

class Walk {
 public:
  explicit Walk(const MerkleHash& hash) : hash_(hash) {}

  void add(FieldKind kind, size_t item, size_t count = 1) {
    if (item * count != 0) fields_.push_back({kind, at_, item * count, item});
    at_ += item * count;
  }
  void digests(size_t count) { add(FieldKind::kDigests, hash_.digest_bytes, count); }
  void nonce(unsigned bits) {
    if (bits != 0) add(FieldKind::kNonce, 8);
  }
  void exts(size_t count) { add(FieldKind::kFelts, 4 * kExtColumns, count); }
  void path(const std::vector<Digest>& path) {
    add(FieldKind::kCount, 4);
    digests(path.size());
  }
  void opening(const std::vector<MatrixShape>& shapes, const MerkleOpening& opening) {
    for (size_t i = 0; i < shapes.size(); ++i) {
      add(FieldKind::kCount, 4);
      add(FieldKind::kFelts, 4 * shapes[i].width, opening.rows[i].size() / shapes[i].width);
    }
    path(opening.path);
  }
  // Nothing unless they end there.
  std::vector<Field> take(size_t end) {
    if (at_ != end) fields_.clear();
    return fields_;
  }

 private:
  MerkleHash hash_;
  size_t at_ = 0;
  std::vector<Field> fields_;
};

}  // namespace

std::vector<Field> fields_of(const Air& air, const std::vector<uint8_t>& bytes) {
  ProofHeader header;
  if (!read_header(bytes, header).ok()) return {};
  const ProofParameters& parameters = header.parameters;
  const Layout layout(air, header.log_heights, 0);
  Proof proof;
  if (!read_proof(bytes, layout, proof).ok()) return {};

  Walk walk(merkle_hash(parameters));
  walk.add(FieldKind::kHeader, kProofMagic.size());
  walk.add(FieldKind::kHeader, 4);
  walk.add(FieldKind::kHeader, 1, kParameterBytes);
  walk.add(FieldKind::kCount, 4);
  walk.add(FieldKind::kBytes, 1, header.statement.size());
  walk.add(FieldKind::kCount, 4);
  walk.add(FieldKind::kBytes, 1, header.hints.size());
  walk.add(FieldKind::kCount, 4);
  walk.add(FieldKind::kBytes, 1, header.log_heights.size());
  walk.digests(1);
  walk.nonce(parameters.grinding.bus);
  walk.digests(1);
  walk.exts(proof.bus_sums.size());
  walk.nonce(parameters.grinding.constraints);
  walk.digests(1);
  walk.nonce(parameters.grinding.deep);
  walk.nonce(parameters.grinding.batching);
  for (const TableOpenings& openings : proof.openings) {
    walk.exts(openings.here.size());
    walk.exts(openings.next.size());
  }
  for (const std::vector<Ext>& values : proof.quotient_openings) walk.exts(values.size());
  const FriParameters fri = fri_parameters(parameters, layout);
  for (const FoldStep& step : fri.schedule.steps) {
    walk.digests(1);
    walk.nonce(step.grinding_bits);
  }
  walk.exts(proof.fri.final_polynomial.size());
  walk.nonce(parameters.grinding.query);
  for (const FriLayerOpening& layer : proof.fri.layers) {
    walk.add(FieldKind::kCount, 4);
    walk.exts(layer.siblings.size());
    walk.path(layer.path);
  }
  walk.opening(layout.main_shapes(parameters.log_blowup), proof.main_rows);
  walk.opening(layout.aux_shapes(parameters.log_blowup), proof.aux_rows);
  walk.opening(layout.quotient_shapes(parameters.log_blowup), proof.quotient_rows);
  return walk.take(bytes.size());
}

}  // namespace cairn::bridge
