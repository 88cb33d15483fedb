// Merkle commitments: see merkle.h.
#include "stark/merkle.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>

#include "stark/domain.h"

namespace cairn {
namespace {

// Nodes hashed by one call, so that a level is spread over threads. A call for rows goes on to the
// nodes above them while these are in cache, until a level has too few for all lanes.
constexpr unsigned kLogTaskRows = 10;
constexpr size_t kTaskRows = size_t{1} << kLogTaskRows;
constexpr unsigned kTaskLevels = 6;
// Levels that are not kept, of trees that are large.
constexpr unsigned kForgottenLevels = 3;

void truncate(const MerkleHash& hash, Digest& digest) {
  std::fill(digest.bytes.begin() + hash.digest_bytes, digest.bytes.end(), uint8_t{0});
}

void truncate(const MerkleHash& hash, std::span<Digest> digests) {
  if (hash.digest_bytes == sizeof(Digest)) return;
  for (Digest& digest : digests) truncate(hash, digest);
}

Digest truncated_pair(const MerkleHash& hash, const Digest& left, const Digest& right) {
  Digest digest = hash_pair(hash.kind, left, right);
  truncate(hash, digest);
  return digest;
}

Digest truncated_row(const MerkleHash& hash, std::span<const Felt> row) {
  Digest digest = hash_row(hash.kind, row);
  truncate(hash, digest);
  return digest;
}

// Whether a node's digest is the only encoding of its value.
bool is_canonical_node(const MerkleHash& hash, const Digest& digest) {
  for (size_t i = hash.digest_bytes; i < digest.bytes.size(); ++i) {
    if (digest.bytes[i] != 0) return false;
  }
  return is_canonical(hash.kind, digest);
}

// The columns, in order, of all matrices of height 2^log_height.
std::vector<const Felt*> columns_of_height(std::span<const ColumnMatrix* const> matrices,
                                           unsigned log_height) {
  std::vector<const Felt*> columns;
  for (const ColumnMatrix* matrix : matrices) {
    if (matrix->height() != size_t{1} << log_height) continue;
    for (size_t c = 0; c < matrix->width(); ++c) columns.push_back(matrix->column(c).data());
  }
  return columns;
}

// Calls run(first, count) for consecutive parts of [0, size), on all threads.
template <class Run>
void for_each_task(size_t size, Run run) {
#pragma omp parallel for schedule(dynamic) if (size > kTaskRows)
  for (size_t first = 0; first < size; first += kTaskRows) {
    run(first, std::min(kTaskRows, size - first));
  }
}

}  // namespace

std::string_view to_string(MerkleError error) {
  switch (error) {
    case MerkleError::kNone:
      return "no error";
    case MerkleError::kBadShape:
      return "the committed shapes are not valid";
    case MerkleError::kNoIndices:
      return "no index to open";
    case MerkleError::kIndexOutOfRange:
      return "an index is beyond the domain";
    case MerkleError::kWrongRowLength:
      return "the opened rows have the wrong length";
    case MerkleError::kMissingDigest:
      return "the Merkle path ends too early";
    case MerkleError::kSurplusDigest:
      return "the Merkle path has digests left over";
    case MerkleError::kNotCanonicalDigest:
      return "a digest is not in canonical form";
    case MerkleError::kRootMismatch:
      return "the opening does not lead to the root";
  }
  return "unknown error";
}

std::vector<uint32_t> distinct_positions(std::span<const uint32_t> indices, unsigned shift) {
  std::vector<uint32_t> positions(indices.begin(), indices.end());
  for (uint32_t& position : positions) position >>= shift;
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

std::vector<uint32_t> missing_siblings(std::span<const uint32_t> positions) {
  std::vector<uint32_t> siblings;
  for (size_t i = 0; i < positions.size(); ++i) {
    const uint32_t sibling = positions[i] ^ 1;
    const bool is_known = (i + 1 < positions.size() && positions[i + 1] == sibling) ||
                          (i > 0 && positions[i - 1] == sibling);
    if (!is_known) siblings.push_back(sibling);
  }
  return siblings;
}

std::vector<Digest> parents_of(const MerkleHash& hash, std::span<const Digest> nodes) {
  std::vector<Digest> parents(nodes.size() / 2);
  hash_pairs(hash.kind, nodes.data(), parents.size(), parents.data());
  truncate(hash, parents);
  return parents;
}

MerkleTree::MerkleTree(const MerkleHash& hash, std::span<const ColumnMatrix* const> matrices)
    : hash_(hash), matrices_(matrices.begin(), matrices.end()) {
  assert(hash.digest_bytes == sizeof(Digest) ||
         (hash.digest_bytes < sizeof(Digest) && hash.kind != HashKind::kPoseidon));
  for (const ColumnMatrix* matrix : matrices_) {
    log_height_ = std::max(log_height_, log2_exact(matrix->height()));
  }
  for (unsigned level = 0; level <= log_height_; ++level) {
    columns_.push_back(columns_of_height(matrices_, level));
  }
  const bool is_large = log_height_ >= kLogTaskRows;
  kept_log_height_ = log_height_ - (is_large ? kForgottenLevels : 0);
  nodes_ = Arena::global().take((size_t{2} << kept_log_height_) * sizeof(Digest));

  // The lowest levels by subtrees, the others one by one.
  unsigned level = log_height_ - (is_large ? kTaskLevels : 0);
  for_each_task(size_t{1} << log_height_, [&](size_t first, size_t count) {
    hash_subtrees(level, first, count, layer(level) + (first >> (log_height_ - level)));
  });
  while (level-- > 0) {
    for_each_task(size_t{1} << level, [&](size_t first, size_t count) {
      hash_level(level, first, std::span(layer(level) + first, count),
                 layer(level + 1) + 2 * first);
    });
  }
}

// Nodes first ... of a level, at most kTaskRows, from their children, or from rows alone at the
// bottom. nodes may begin where the children do.
void MerkleTree::hash_level(unsigned level, size_t first, std::span<Digest> nodes,
                            const Digest* children) const {
  const std::vector<const Felt*>& columns = columns_[level];
  if (level == log_height_) {
    hash_rows(hash_.kind, columns, first, nodes.size(), nodes.data());
    truncate(hash_, nodes);
    return;
  }
  hash_pairs(hash_.kind, children, nodes.size(), nodes.data());
  truncate(hash_, nodes);
  if (columns.empty()) return;
  // Rows of shorter matrices are joined while both are in cache.
  std::array<Digest, kTaskRows> rows;
  hash_rows(hash_.kind, columns, first, nodes.size(), rows.data());
  truncate(hash_, std::span(rows).first(nodes.size()));
  std::array<Digest, 2 * kTaskRows> pairs;
  for (size_t i = 0; i < nodes.size(); ++i) {
    pairs[2 * i] = nodes[i];
    pairs[2 * i + 1] = rows[i];
  }
  hash_pairs(hash_.kind, pairs.data(), nodes.size(), nodes.data());
  truncate(hash_, nodes);
}

// The nodes of level `top` above `rows` rows, at most kTaskRows, from row `first` on; the levels
// between that are kept are written on the way.
void MerkleTree::hash_subtrees(unsigned top, size_t first, size_t rows, Digest* nodes) const {
  std::array<Digest, kTaskRows> buffer;
  for (unsigned level = log_height_;; --level) {
    const unsigned above = log_height_ - level;
    const std::span<Digest> here(buffer.data(), rows >> above);
    hash_level(level, first >> above, here, buffer.data());
    if (level == top) {
      std::copy(here.begin(), here.end(), nodes);
      return;
    }
    if (level <= kept_log_height_) {
      std::copy(here.begin(), here.end(), layer(level) + (first >> above));
    }
  }
}

Digest MerkleTree::node(unsigned level, size_t index) const {
  if (level <= kept_log_height_) return layer(level)[index];
  const unsigned above = log_height_ - level;
  Digest digest;
  hash_subtrees(level, index << above, size_t{1} << above, &digest);
  return digest;
}

std::vector<MatrixShape> MerkleTree::shapes() const {
  std::vector<MatrixShape> shapes;
  for (const ColumnMatrix* matrix : matrices_) {
    shapes.push_back({log2_exact(matrix->height()), matrix->width()});
  }
  return shapes;
}

MerkleOpening MerkleTree::open(std::span<const uint32_t> indices) const {
  return {open_rows(indices), open_path(indices)};
}

std::vector<std::vector<Felt>> MerkleTree::open_rows(std::span<const uint32_t> indices) const {
  std::vector<std::vector<Felt>> opened;
  for (const ColumnMatrix* matrix : matrices_) {
    const unsigned shift = log_height_ - log2_exact(matrix->height());
    const std::vector<uint32_t> positions = distinct_positions(indices, shift);
    std::vector<Felt>& rows = opened.emplace_back(positions.size() * matrix->width());
    for (size_t i = 0; i < positions.size(); ++i) {
      matrix->copy_row(positions[i], std::span(rows).subspan(i * matrix->width(), matrix->width()));
    }
  }
  return opened;
}

std::vector<std::vector<Digest>> MerkleTree::open_levels(std::span<const uint32_t> indices) const {
  std::vector<std::vector<Digest>> levels;
  for (unsigned level = log_height_; level > 0; --level) {
    std::vector<Digest>& digests = levels.emplace_back();
    for (const uint32_t sibling :
         missing_siblings(distinct_positions(indices, log_height_ - level))) {
      digests.push_back(node(level, sibling));
    }
  }
  return levels;
}

std::vector<Digest> MerkleTree::open_path(std::span<const uint32_t> indices) const {
  std::vector<Digest> path;
  for (const std::vector<Digest>& level : open_levels(indices)) {
    path.insert(path.end(), level.begin(), level.end());
  }
  return path;
}

MerkleError verify_opening(const MerkleHash& hash, std::span<const MatrixShape> shapes,
                           const Digest& root, std::span<const uint32_t> indices,
                           const std::vector<std::vector<Felt>>& rows,
                           std::span<const Digest> path) {
  // 1. Everything whose size the shapes and indices determine.
  unsigned log_height = 0;
  for (const MatrixShape& shape : shapes) {
    if (shape.log_height > kMaxLogDomain || shape.width == 0) return MerkleError::kBadShape;
    log_height = std::max(log_height, shape.log_height);
  }
  if (shapes.empty()) return MerkleError::kBadShape;
  if (indices.empty()) return MerkleError::kNoIndices;
  for (const uint32_t index : indices) {
    if (index >> log_height != 0) return MerkleError::kIndexOutOfRange;
  }
  if (rows.size() != shapes.size()) return MerkleError::kWrongRowLength;
  for (size_t m = 0; m < shapes.size(); ++m) {
    const size_t count = distinct_positions(indices, log_height - shapes[m].log_height).size();
    if (rows[m].size() % shapes[m].width != 0 || rows[m].size() / shapes[m].width != count) {
      return MerkleError::kWrongRowLength;
    }
  }
  for (const Digest& digest : path) {
    if (!is_canonical_node(hash, digest)) return MerkleError::kNotCanonicalDigest;
  }

  // 2. From the leaves to the root. `nodes` belong to the distinct positions of the level.
  std::vector<uint32_t> positions;
  std::vector<Digest> nodes;
  size_t used = 0;
  for (unsigned level = log_height + 1; level-- > 0;) {
    if (level < log_height) {
      // Parents of the level below.
      std::vector<Digest> parents;
      for (size_t i = 0; i < positions.size(); ++i) {
        const bool is_left = positions[i] % 2 == 0;
        const bool has_right =
            is_left && i + 1 < positions.size() && positions[i + 1] == positions[i] + 1;
        if (!has_right && used == path.size()) return MerkleError::kMissingDigest;
        if (has_right) {
          parents.push_back(truncated_pair(hash, nodes[i], nodes[i + 1]));
          ++i;
        } else if (is_left) {
          parents.push_back(truncated_pair(hash, nodes[i], path[used++]));
        } else {
          parents.push_back(truncated_pair(hash, path[used++], nodes[i]));
        }
      }
      nodes = std::move(parents);
    }
    positions = distinct_positions(indices, log_height - level);

    // Rows of the matrices of this height.
    for (size_t i = 0; i < positions.size(); ++i) {
      std::vector<Felt> row;
      for (size_t m = 0; m < shapes.size(); ++m) {
        if (shapes[m].log_height != level) continue;
        const auto from = rows[m].begin() + static_cast<ptrdiff_t>(i * shapes[m].width);
        row.insert(row.end(), from, from + static_cast<ptrdiff_t>(shapes[m].width));
      }
      if (row.empty()) continue;
      const Digest leaf = truncated_row(hash, row);
      if (level == log_height) {
        nodes.push_back(leaf);
      } else {
        nodes[i] = truncated_pair(hash, nodes[i], leaf);
      }
    }
  }

  // 3. Nothing left over, and the root.
  if (used != path.size()) return MerkleError::kSurplusDigest;
  if (nodes[0] != root) return MerkleError::kRootMismatch;
  return MerkleError::kNone;
}

std::span<const Felt> OpenedRows::row(uint32_t index) const {
  const uint32_t position = index >> shift_;
  const auto found = std::lower_bound(positions_.begin(), positions_.end(), position);
  assert(found != positions_.end() && *found == position);
  const auto i = static_cast<size_t>(found - positions_.begin());
  return rows_.subspan(i * width_, width_);
}

void write_digest(ByteWriter& writer, const MerkleHash& hash, const Digest& digest) {
  writer.bytes(std::span(digest.bytes).first(hash.digest_bytes));
}

Digest read_digest(ByteReader& reader, const MerkleHash& hash) {
  Digest digest{};
  reader.bytes(std::span(digest.bytes).first(hash.digest_bytes));
  return digest;
}

void write_path(ByteWriter& writer, const MerkleHash& hash, std::span<const Digest> path) {
  writer.u32(static_cast<uint32_t>(path.size()));
  for (const Digest& digest : path) write_digest(writer, hash, digest);
}

std::vector<Digest> read_path(ByteReader& reader, const MerkleHash& hash, size_t indices,
                              unsigned log_height) {
  const size_t count = reader.count(indices * log_height);
  std::vector<Digest> path;
  // Grows with the bytes that are really there.
  for (size_t i = 0; i < count && reader.ok(); ++i) path.push_back(read_digest(reader, hash));
  return path;
}

void write_opening(ByteWriter& writer, const MerkleHash& hash, std::span<const MatrixShape> shapes,
                   const MerkleOpening& opening) {
  for (size_t m = 0; m < shapes.size(); ++m) {
    writer.u32(static_cast<uint32_t>(opening.rows[m].size() / shapes[m].width));
    writer.felts(opening.rows[m]);
  }
  write_path(writer, hash, opening.path);
}

MerkleOpening read_opening(ByteReader& reader, const MerkleHash& hash,
                           std::span<const MatrixShape> shapes, size_t indices) {
  MerkleOpening opening;
  unsigned log_height = 0;
  for (const MatrixShape& shape : shapes) {
    log_height = std::max(log_height, shape.log_height);
    const size_t rows = reader.count(std::min(indices, size_t{1} << shape.log_height));
    opening.rows.push_back(reader.felts(rows * shape.width));
  }
  opening.path = read_path(reader, hash, indices, log_height);
  return opening;
}

}  // namespace cairn
