// Merkle commitments to several matrices of different heights in one tree.
//
// Heights are powers of two and rows of an extension are bit-reversed (domain.h), so row j of a
// matrix lies above row j >> d of a matrix 2^d times shorter. The tree has one leaf per row of the
// tallest matrices. Writing row(j, h) for the concatenation of row j of all matrices of height 2^h,
// in the order they were given:
//   node(j, H) = hash_row(row(j, H))                              at the greatest height H,
//   node(j, h) = hash_pair(node(2j, h+1), node(2j+1, h+1))        where no matrix has height 2^h,
//   node(j, h) = hash_pair(that, hash_row(row(j, h)))             where one has.
// The root is node(0, 0). An index i below 2^H opens row i >> (H - h) of every matrix.
//
// Several indices are opened at once: every opened row and every needed node once, in one order
// that the indices and shapes determine. A verifier knows the shapes beforehand and derives every
// length from them; nothing is skipped and nothing may be left over. Specification:
// docs/formats.md.
#ifndef CAIRN_STARK_MERKLE_H_
#define CAIRN_STARK_MERKLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/field/arena.h"
#include "crypto/field/felt.h"
#include "crypto/field/matrix.h"
#include "crypto/hash/hasher.h"
#include "stark/codec.h"

namespace cairn {

// How nodes are hashed. Digests keep their first digest_bytes bytes and are zero beyond: a contract
// pays for every byte it is sent. Only whole digests for Poseidon, whose digests are felts.
struct MerkleHash {
  HashKind kind = HashKind::kBlake3;
  unsigned digest_bytes = sizeof(Digest);
};

// A committed matrix as the verifier knows it.
struct MatrixShape {
  unsigned log_height = 0;
  size_t width = 0;  // base columns
  bool operator==(const MatrixShape&) const = default;
};

enum class MerkleError : uint8_t {
  kNone,
  kBadShape,            // no matrix, an empty row, or a height above 2^kMaxLogDomain
  kNoIndices,           // nothing was asked for
  kIndexOutOfRange,     // an index at or above the greatest height
  kWrongRowLength,      // opened rows are not exactly (distinct positions) * width elements
  kMissingDigest,       // the path ends too early
  kSurplusDigest,       // digests are left over
  kNotCanonicalDigest,  // a digest that is not eight felts (Poseidon), or not zero beyond its
                        // length
  kRootMismatch,        // everything is in place, but hashes to another root
};
std::string_view to_string(MerkleError error);

struct MerkleOpening {
  // For every matrix, in the order of commitment: the opened rows, one after the other, at its
  // distinct positions in ascending order.
  std::vector<std::vector<Felt>> rows;
  // Nodes beside the ones that follow from the rows, from the leaves up, left to right.
  std::vector<Digest> path;
};

// The distinct values of index >> shift, ascending. shift < 32.
std::vector<uint32_t> distinct_positions(std::span<const uint32_t> indices, unsigned shift);

// Of distinct positions of one level, ascending: their siblings that are not among them.
std::vector<uint32_t> missing_siblings(std::span<const uint32_t> positions);
// The nodes above those of a level where no rows join.
std::vector<Digest> parents_of(const MerkleHash& hash, std::span<const Digest> nodes);

class MerkleTree {
 public:
  // An empty tree, only to be assigned to.
  MerkleTree() = default;
  // Commits to matrices of non-zero width whose heights are powers of two. Rows are read again by
  // open(): the matrices must stay where they are for that long.
  MerkleTree(const MerkleHash& hash, std::span<const ColumnMatrix* const> matrices);

  const Digest& root() const { return layer(0)[0]; }
  std::vector<MatrixShape> shapes() const;

  // Opens all matrices at the given indices (any order, repeated or not), at least one.
  MerkleOpening open(std::span<const uint32_t> indices) const;
  // The rows of such an opening, and its nodes: by level, from the leaves up.
  std::vector<std::vector<Felt>> open_rows(std::span<const uint32_t> indices) const;
  std::vector<std::vector<Digest>> open_levels(std::span<const uint32_t> indices) const;
  std::vector<Digest> open_path(std::span<const uint32_t> indices) const;

 private:
  // The 2^level nodes of a kept level; heap order, the root first.
  Digest* layer(unsigned level) const {
    return static_cast<Digest*>(nodes_.data()) + ((size_t{1} << level) - 1);
  }
  Digest node(unsigned level, size_t index) const;
  void hash_level(unsigned level, size_t first, std::span<Digest> nodes,
                  const Digest* children) const;
  void hash_subtrees(unsigned top, size_t first, size_t rows, Digest* nodes) const;

  MerkleHash hash_;
  std::vector<const ColumnMatrix*> matrices_;
  std::vector<std::vector<const Felt*>> columns_;  // by level: those of the matrices of that height
  unsigned log_height_ = 0;
  // The levels near the leaves are most of a tree, and soon hashed again where a path needs them.
  unsigned kept_log_height_ = 0;
  Block nodes_;
};

// Checks that the rows and path of an opening lead to the root; see MerkleOpening for the rows'
// form.
MerkleError verify_opening(const MerkleHash& hash, std::span<const MatrixShape> shapes,
                           const Digest& root, std::span<const uint32_t> indices,
                           const std::vector<std::vector<Felt>>& rows,
                           std::span<const Digest> path);

// Finds rows in the opening of one matrix: row(index) is what `index`, an index into the tallest
// domain, opened. For verified openings.
class OpenedRows {
 public:
  // `shift` is how many times the matrix is shorter than the tallest, as a power of two.
  OpenedRows(std::span<const uint32_t> indices, unsigned shift, size_t width,
             std::span<const Felt> rows)
      : shift_(shift), width_(width), positions_(distinct_positions(indices, shift)), rows_(rows) {}

  std::span<const Felt> row(uint32_t index) const;

 private:
  unsigned shift_;
  size_t width_;
  std::vector<uint32_t> positions_;
  std::span<const Felt> rows_;
};

// One digest, digest_bytes long, in a proof.
void write_digest(ByteWriter& writer, const MerkleHash& hash, const Digest& digest);
Digest read_digest(ByteReader& reader, const MerkleHash& hash);
// A path: its number of digests, then each. At most `indices` openings in a tree of 2^log_height
// leaves are expected.
void write_path(ByteWriter& writer, const MerkleHash& hash, std::span<const Digest> path);
std::vector<Digest> read_path(ByteReader& reader, const MerkleHash& hash, size_t indices,
                              unsigned log_height);
// A whole opening. Row lengths are written as counts of positions, at most min(indices, height).
void write_opening(ByteWriter& writer, const MerkleHash& hash, std::span<const MatrixShape> shapes,
                   const MerkleOpening& opening);
MerkleOpening read_opening(ByteReader& reader, const MerkleHash& hash,
                           std::span<const MatrixShape> shapes, size_t indices);

}  // namespace cairn

#endif  // CAIRN_STARK_MERKLE_H_
