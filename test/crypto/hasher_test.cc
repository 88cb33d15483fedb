// Leaves and nodes of Merkle trees: their definition, lanes against scalar, and the separation of
// leaves from nodes.
#include "crypto/hash/hasher.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "crypto/hash/blake3.h"
#include "crypto/hash/keccak.h"
#include "crypto/hash/poseidon.h"
#include "test/crypto/crypto_test.h"

namespace cairn {
namespace {

constexpr HashKind kKinds[] = {HashKind::kBlake3, HashKind::kKeccak, HashKind::kPoseidon};

std::vector<uint8_t> canonical_bytes(const std::vector<Felt>& row) {
  std::vector<uint8_t> bytes;
  for (const Felt felt : row) {
    for (unsigned i = 0; i < 4; ++i) bytes.push_back(static_cast<uint8_t>(felt.value() >> (8 * i)));
  }
  return bytes;
}

TEST_CASE("hasher: leaves by their definition") {
  RandomFelts random(1);
  const std::vector<Felt> row = random.felts(11);
  std::vector<uint8_t> bytes = canonical_bytes(row);
  CHECK(hash_row(HashKind::kBlake3, row) == blake3(bytes));
  bytes.push_back(1);
  CHECK(hash_row(HashKind::kKeccak, row) == keccak256(bytes));
  std::array<Word, 2> words{};
  for (size_t i = 0; i < row.size(); ++i) words[i / 8][i % 8] = row[i];
  CHECK(hash_row(HashKind::kPoseidon, row) ==
        word_to_digest(poseidon_hash_words(Felt(kPoseidonLeafDomain + 11), words)));
}

TEST_CASE("hasher: nodes by their definition") {
  RandomFelts random(2);
  const Digest left = hash_row(HashKind::kPoseidon, random.felts(3));
  const Digest right = hash_row(HashKind::kPoseidon, random.felts(3));
  std::vector<uint8_t> bytes(left.bytes.begin(), left.bytes.end());
  bytes.insert(bytes.end(), right.bytes.begin(), right.bytes.end());
  std::array<uint8_t, 32> key{};
  const std::string_view name = "cairn merkle node";
  std::copy(name.begin(), name.end(), key.begin());
  CHECK(hash_pair(HashKind::kBlake3, left, right) == blake3_keyed(key, bytes));
  CHECK(hash_pair(HashKind::kKeccak, left, right) == keccak256(bytes));
  CHECK(hash_pair(HashKind::kPoseidon, left, right) ==
        word_to_digest(poseidon_compress(*digest_to_word(left), *digest_to_word(right))));
}

TEST_CASE("hasher: rows and pairs in lanes equal the scalar functions") {
  RandomFelts random(3);
  constexpr size_t kRows = 35;
  constexpr size_t kFirst = 3;
  for (const size_t width : {0, 1, 7, 8, 9, 16, 33, 34, 35, 67, 68, 255, 256, 257, 513}) {
    std::vector<std::vector<Felt>> columns(width);
    for (std::vector<Felt>& column : columns) column = random.felts(kFirst + kRows);
    std::vector<const Felt*> pointers;
    for (const std::vector<Felt>& column : columns) pointers.push_back(column.data());
    for (const HashKind kind : kKinds) {
      std::vector<Digest> expected(kRows);
      for (size_t r = 0; r < kRows; ++r) {
        std::vector<Felt> row;
        for (const std::vector<Felt>& column : columns) row.push_back(column[kFirst + r]);
        expected[r] = hash_row(kind, row);
      }
      std::vector<Digest> nodes(kRows / 2);
      for (size_t i = 0; i < nodes.size(); ++i) {
        nodes[i] = hash_pair(kind, expected[2 * i], expected[2 * i + 1]);
      }
      for (const Backend backend : supported_backends()) {
        INFO(hash_name(kind) << ", " << width << " columns, " << backend_name(backend));
        std::vector<Digest> leaves(kRows);
        hash_rows(kind, pointers, kFirst, kRows, leaves.data(), backend);
        CHECK(leaves == expected);
        hash_pairs(kind, leaves.data(), nodes.size(), leaves.data(), backend);  // in place
        leaves.resize(nodes.size());
        CHECK(leaves == nodes);
      }
    }
  }
}

TEST_CASE("hasher: a row of another width has another leaf, even with zeros added") {
  for (const HashKind kind : kKinds) {
    std::vector<Digest> leaves;
    for (size_t width = 0; width <= 40; ++width) {
      leaves.push_back(hash_row(kind, std::vector<Felt>(width)));
    }
    std::sort(leaves.begin(), leaves.end());
    CHECK(std::adjacent_find(leaves.begin(), leaves.end()) == leaves.end());
  }
}

TEST_CASE("hasher: the leaf of a row that spells two digests is not their node") {
  RandomFelts random(4);
  for (const HashKind kind : kKinds) {
    INFO(hash_name(kind));
    // Digests of the sponge have canonical numbers, so a row can spell them, whatever the kind.
    const Digest left = hash_row(HashKind::kPoseidon, random.felts(2));
    const Digest right = hash_row(HashKind::kPoseidon, random.felts(2));
    std::vector<Felt> row;
    for (const Digest* digest : {&left, &right}) {
      const Word word = digest_to_word(*digest).value();
      row.insert(row.end(), word.begin(), word.end());
    }
    CHECK(hash_row(kind, row) != hash_pair(kind, left, right));
  }
}

TEST_CASE("hasher: a Poseidon digest has one encoding") {
  RandomFelts random(5);
  const Digest digest = hash_row(HashKind::kPoseidon, random.felts(5));
  CHECK(is_canonical(HashKind::kPoseidon, digest));
  REQUIRE(digest_to_word(digest).has_value());
  CHECK(word_to_digest(*digest_to_word(digest)) == digest);
  for (size_t i = 0; i < 8; ++i) {
    Digest other = digest;  // number i is p: zero, encoded a second time
    for (unsigned k = 0; k < 4; ++k) {
      other.bytes[4 * i + k] = static_cast<uint8_t>(Felt::kModulus >> (8 * k));
    }
    CHECK_FALSE(is_canonical(HashKind::kPoseidon, other));
    CHECK_FALSE(digest_to_word(other).has_value());
    CHECK(is_canonical(HashKind::kKeccak, other));
    CHECK(is_canonical(HashKind::kBlake3, other));
  }
}

}  // namespace
}  // namespace cairn
