// Mixed-height Merkle trees: the tree's definition, openings, and every way to tamper with one.
#include "stark/merkle.h"

#include <catch2/catch.hpp>
#include <memory>

#include "stark/domain.h"
#include "test/stark/stark_test_util.h"

namespace cairn {
namespace {

using testing::Random;

// Matrices with their tree.
struct Committed {
  Committed(const MerkleHash& merkle_hash, std::span<const MatrixShape> matrix_shapes,
            uint32_t seed = 1)
      : hash(merkle_hash), shapes(matrix_shapes.begin(), matrix_shapes.end()) {
    Random random(seed);
    for (const MatrixShape& shape : shapes) {
      matrices.push_back(random.matrix(size_t{1} << shape.log_height, shape.width));
    }
    std::vector<const ColumnMatrix*> pointers;
    for (const ColumnMatrix& matrix : matrices) pointers.push_back(&matrix);
    tree = MerkleTree(hash, pointers);
  }

  MerkleError verify(std::span<const uint32_t> indices, const MerkleOpening& opening) const {
    return verify_opening(hash, shapes, tree.root(), indices, opening.rows, opening.path);
  }

  MerkleHash hash;
  std::vector<MatrixShape> shapes;
  std::vector<ColumnMatrix> matrices;
  MerkleTree tree;
};

std::vector<Felt> row_of(const ColumnMatrix& matrix, size_t row) {
  std::vector<Felt> values(matrix.width());
  matrix.copy_row(row, values);
  return values;
}

const std::vector<MatrixShape> kMixed = {{3, 2}, {5, 3}, {0, 4}, {5, 1}, {4, 9}, {3, 1}};

const std::vector<MerkleHash> kHashes = {{HashKind::kBlake3, 32},
                                         {HashKind::kKeccak, 32},
                                         {HashKind::kKeccak, 26},
                                         {HashKind::kPoseidon, 32}};

}  // namespace

TEST_CASE("the root by its definition", "[stark][merkle]") {
  for (const MerkleHash& hash : kHashes) {
    const auto cut = [&](Digest digest) {
      for (size_t i = hash.digest_bytes; i < digest.bytes.size(); ++i) digest.bytes[i] = 0;
      return digest;
    };
    const std::vector<MatrixShape> shapes = {{1, 2}, {2, 3}, {2, 1}};
    const Committed committed(hash, shapes);
    std::vector<Digest> level;
    for (size_t row = 0; row < 4; ++row) {
      std::vector<Felt> values = row_of(committed.matrices[1], row);
      values.push_back(committed.matrices[2].at(row, 0));
      level.push_back(cut(hash_row(hash.kind, values)));
    }
    std::vector<Digest> upper;
    for (size_t row = 0; row < 2; ++row) {
      const Digest pair = cut(hash_pair(hash.kind, level[2 * row], level[2 * row + 1]));
      const Digest leaf = cut(hash_row(hash.kind, row_of(committed.matrices[0], row)));
      upper.push_back(cut(hash_pair(hash.kind, pair, leaf)));
    }
    CHECK(committed.tree.root() == cut(hash_pair(hash.kind, upper[0], upper[1])));
  }
}

TEST_CASE("a single row is its own leaf", "[stark][merkle]") {
  const std::vector<MatrixShape> shapes = {{0, 5}};
  const Committed committed({HashKind::kBlake3, 32}, shapes);
  CHECK(committed.tree.root() == hash_row(HashKind::kBlake3, row_of(committed.matrices[0], 0)));
  const std::vector<uint32_t> indices = {0, 0};
  MerkleOpening opening = committed.tree.open(indices);
  CHECK(opening.path.empty());
  CHECK(opening.rows[0].size() == 5);
  CHECK(committed.verify(indices, opening) == MerkleError::kNone);
  opening.rows[0][2] += Felt::one();
  CHECK(committed.verify(indices, opening) == MerkleError::kRootMismatch);
}

TEST_CASE("trees larger than one task", "[stark][merkle]") {
  const std::vector<MatrixShape> shapes = {{13, 3}, {12, 2}};
  const Committed committed({HashKind::kBlake3, 32}, shapes);
  Random random(5);
  std::vector<uint32_t> indices;
  for (int i = 0; i < 50; ++i) indices.push_back(random.number() % (1u << 13));
  CHECK(committed.verify(indices, committed.tree.open(indices)) == MerkleError::kNone);
}

TEST_CASE("openings verify and give the rows", "[stark][merkle]") {
  for (const MerkleHash& hash : kHashes) {
    const Committed committed(hash, kMixed);
    CHECK(committed.tree.shapes() == committed.shapes);
    const std::vector<std::vector<uint32_t>> queries = {
        {0}, {31}, {7, 7, 7}, {6, 7}, {30, 1, 17, 16, 1}};
    for (const std::vector<uint32_t>& indices : queries) {
      const MerkleOpening opening = committed.tree.open(indices);
      CHECK(committed.verify(indices, opening) == MerkleError::kNone);
      for (size_t m = 0; m < kMixed.size(); ++m) {
        const unsigned shift = 5 - kMixed[m].log_height;
        const OpenedRows rows(indices, shift, kMixed[m].width, opening.rows[m]);
        for (const uint32_t index : indices) {
          CHECK(std::ranges::equal(rows.row(index), row_of(committed.matrices[m], index >> shift)));
        }
      }
    }
    std::vector<uint32_t> all(32);
    for (uint32_t i = 0; i < 32; ++i) all[i] = i;
    const MerkleOpening opening = committed.tree.open(all);
    CHECK(opening.path.empty());
    CHECK(committed.verify(all, opening) == MerkleError::kNone);
  }
}

TEST_CASE("neighbours share their path", "[stark][merkle]") {
  const std::vector<MatrixShape> shapes = {{5, 1}};
  const Committed committed({HashKind::kBlake3, 32}, shapes);
  const auto digests = [&](std::vector<uint32_t> indices) {
    return committed.tree.open(indices).path.size();
  };
  CHECK(digests({9}) == 5);
  CHECK(digests({8, 9}) == 4);
  CHECK(digests({9, 8, 9}) == 4);
  CHECK(digests({8, 10}) == 5);
  CHECK(digests({0, 31}) == 8);
}

TEST_CASE("every changed element of an opening is refused", "[stark][merkle]") {
  for (const MerkleHash& hash : kHashes) {
    const Committed committed(hash, kMixed);
    const std::vector<uint32_t> indices = {4, 20, 21};
    const MerkleOpening good = committed.tree.open(indices);
    for (size_t m = 0; m < good.rows.size(); ++m) {
      for (size_t i = 0; i < good.rows[m].size(); ++i) {
        MerkleOpening bad = good;
        bad.rows[m][i] += Felt::one();
        REQUIRE(committed.verify(indices, bad) == MerkleError::kRootMismatch);
      }
    }
    for (size_t i = 0; i < good.path.size(); ++i) {
      for (size_t byte = 0; byte < hash.digest_bytes; ++byte) {
        MerkleOpening bad = good;
        bad.path[i].bytes[byte] ^= 1;
        const MerkleError error = committed.verify(indices, bad);
        // One more than p - 1 is no felt.
        const bool refused =
            error == MerkleError::kRootMismatch ||
            (hash.kind == HashKind::kPoseidon && error == MerkleError::kNotCanonicalDigest);
        REQUIRE(refused);
      }
    }
    // Rows of equal positions swapped between matrices of one height, and between positions.
    MerkleOpening swapped = good;
    std::swap_ranges(swapped.rows[4].begin(), swapped.rows[4].begin() + 9,
                     swapped.rows[4].begin() + 9);
    CHECK(committed.verify(indices, swapped) == MerkleError::kRootMismatch);
    // Another index.
    CHECK(committed.verify(std::vector<uint32_t>{5, 20, 21}, good) == MerkleError::kRootMismatch);
    // Another root.
    Digest root = committed.tree.root();
    root.bytes[0] ^= 1;
    CHECK(verify_opening(hash, committed.shapes, root, indices, good.rows, good.path) ==
          MerkleError::kRootMismatch);
  }
}

TEST_CASE("lengths are the verifier's", "[stark][merkle]") {
  const Committed committed({HashKind::kBlake3, 32}, kMixed);
  const std::vector<uint32_t> indices = {4, 20};
  const MerkleOpening good = committed.tree.open(indices);
  SECTION("a digest missing") {
    MerkleOpening bad = good;
    bad.path.pop_back();
    CHECK(committed.verify(indices, bad) == MerkleError::kMissingDigest);
    bad.path.clear();
    CHECK(committed.verify(indices, bad) == MerkleError::kMissingDigest);
  }
  SECTION("a digest too many") {
    MerkleOpening bad = good;
    bad.path.push_back(Digest{});
    CHECK(committed.verify(indices, bad) == MerkleError::kSurplusDigest);
  }
  SECTION("a row too short, too long, missing, repeated") {
    MerkleOpening bad = good;
    bad.rows[1].pop_back();
    CHECK(committed.verify(indices, bad) == MerkleError::kWrongRowLength);
    bad = good;
    bad.rows[1].push_back(Felt());
    CHECK(committed.verify(indices, bad) == MerkleError::kWrongRowLength);
    bad = good;
    bad.rows[4].resize(9);
    CHECK(committed.verify(indices, bad) == MerkleError::kWrongRowLength);
    bad = good;
    bad.rows[2].insert(bad.rows[2].end(), good.rows[2].begin(), good.rows[2].end());
    CHECK(committed.verify(indices, bad) == MerkleError::kWrongRowLength);
    bad = good;
    bad.rows.pop_back();
    CHECK(committed.verify(indices, bad) == MerkleError::kWrongRowLength);
  }
  SECTION("the width is bound: a zero column more is another matrix") {
    std::vector<MatrixShape> wider = committed.shapes;
    wider[3].width = 2;
    MerkleOpening bad = good;
    bad.rows[3] = {good.rows[3][0], Felt(), good.rows[3][1], Felt()};
    CHECK(verify_opening(committed.hash, wider, committed.tree.root(), indices, bad.rows,
                         bad.path) == MerkleError::kRootMismatch);
  }
  SECTION("a node is not a leaf") {
    // The tree of one row less deep, whose rows are pairs of digests: its leaves are hashed
    // otherwise than nodes.
    const std::vector<MatrixShape> deep = {{1, 1}};
    const Committed small({HashKind::kPoseidon, 32}, deep);
    std::vector<Felt> children;
    for (size_t row = 0; row < 2; ++row) {
      const Digest leaf = hash_row(HashKind::kPoseidon, row_of(small.matrices[0], row));
      const Word word = *digest_to_word(leaf);
      children.insert(children.end(), word.begin(), word.end());
    }
    const MatrixShape flat{0, 16};
    CHECK(verify_opening(small.hash, {&flat, 1}, small.tree.root(), std::vector<uint32_t>{0},
                         {children}, {}) == MerkleError::kRootMismatch);
  }
  SECTION("nothing to open, or out of range") {
    CHECK(committed.verify({}, good) == MerkleError::kNoIndices);
    CHECK(committed.verify(std::vector<uint32_t>{4, 32}, good) == MerkleError::kIndexOutOfRange);
    CHECK(committed.verify(std::vector<uint32_t>{4, 0xffffffff}, good) ==
          MerkleError::kIndexOutOfRange);
  }
  SECTION("shapes that cannot be") {
    const Digest root = committed.tree.root();
    const std::vector<uint32_t> zero = {0};
    CHECK(verify_opening(committed.hash, {}, root, zero, {}, {}) == MerkleError::kBadShape);
    const MatrixShape empty{3, 0};
    CHECK(verify_opening(committed.hash, {&empty, 1}, root, zero, {{}}, {}) ==
          MerkleError::kBadShape);
    const MatrixShape high{kMaxLogDomain + 1, 1};
    CHECK(verify_opening(committed.hash, {&high, 1}, root, zero, {{Felt()}}, {}) ==
          MerkleError::kBadShape);
  }
}

TEST_CASE("digests have one encoding", "[stark][merkle]") {
  const std::vector<uint32_t> indices = {4};
  SECTION("Poseidon digests are felts") {
    const Committed committed({HashKind::kPoseidon, 32}, kMixed);
    MerkleOpening bad = committed.tree.open(indices);
    // The same felt plus p, where that fits four bytes: equal to the hash function, not to us.
    bool changed = false;
    for (Digest& digest : bad.path) {
      const Word word = *digest_to_word(digest);
      const uint64_t number = uint64_t{word[0].value()} + Felt::kModulus;
      for (size_t i = 0; i < 4; ++i) digest.bytes[i] = static_cast<uint8_t>(number >> (8 * i));
      changed = true;
      break;
    }
    REQUIRE(changed);
    CHECK(committed.verify(indices, bad) == MerkleError::kNotCanonicalDigest);
  }
  SECTION("cut digests are zero beyond their length") {
    const Committed committed({HashKind::kKeccak, 26}, kMixed);
    MerkleOpening bad = committed.tree.open(indices);
    CHECK(bad.path[0].bytes[26] == 0);
    bad.path[0].bytes[26] = 1;
    CHECK(committed.verify(indices, bad) == MerkleError::kNotCanonicalDigest);
  }
}

TEST_CASE("openings survive writing and reading", "[stark][merkle]") {
  for (const MerkleHash& hash : kHashes) {
    const Committed committed(hash, kMixed);
    const std::vector<uint32_t> indices = {4, 20, 21, 4};
    const MerkleOpening opening = committed.tree.open(indices);
    ByteWriter writer;
    write_opening(writer, hash, committed.shapes, opening);
    ByteReader reader(writer.written());
    const MerkleOpening read = read_opening(reader, hash, committed.shapes, indices.size());
    reader.expect_end();
    REQUIRE(reader.ok());
    CHECK(read.rows == opening.rows);
    CHECK(read.path == opening.path);

    // Cut anywhere, it is refused.
    for (size_t size = 0; size < writer.written().size(); ++size) {
      ByteReader cut(std::span(writer.written()).first(size));
      read_opening(cut, hash, committed.shapes, indices.size());
      REQUIRE(cut.error() == DecodeError::kTruncated);
    }
    // Huge counts are refused before memory is taken.
    ByteWriter huge;
    huge.u32(0xffffffff);
    ByteReader greedy(huge.written());
    read_opening(greedy, hash, committed.shapes, indices.size());
    CHECK(greedy.error() == DecodeError::kCountTooLarge);
  }
}

}  // namespace cairn
