// Leaves and nodes of Merkle trees; see hasher.h. The scalar functions are the definition,
// hasher_lanes.h the fast form.
#include "crypto/hash/hasher.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>
#include <vector>

#include "crypto/field/dispatch.h"
#include "crypto/hash/blake3.h"
#include "crypto/hash/bytes.h"
#include "crypto/hash/hasher_lanes.h"
#include "crypto/hash/keccak.h"
#include "crypto/hash/poseidon.h"

namespace cairn {
namespace {

std::vector<uint8_t> row_bytes(std::span<const Felt> row) {
  std::vector<uint8_t> bytes(4 * row.size());
  for (size_t i = 0; i < row.size(); ++i) write_little_endian(row[i].value(), &bytes[4 * i]);
  return bytes;
}

Word reduced_word(const Digest& digest) {
  Word word;
  for (size_t i = 0; i < word.size(); ++i) {
    word[i] = Felt(read_little_endian<uint32_t>(digest.bytes.data() + 4 * i));
  }
  return word;
}

Word hash_row_poseidon(std::span<const Felt> row) {
  const auto width = static_cast<uint32_t>(row.size());
  PoseidonSponge sponge(Felt(kPoseidonLeafDomain + width), (width + 7) / 8);
  for (size_t begin = 0; begin < row.size(); begin += 8) {
    Word word{};
    for (size_t i = 0; i < 8 && begin + i < row.size(); ++i) word[i] = row[begin + i];
    sponge.absorb(word);
  }
  return sponge.digest();
}

}  // namespace

const char* hash_name(HashKind kind) {
  switch (kind) {
    case HashKind::kBlake3:
      return "blake3";
    case HashKind::kKeccak:
      return "keccak";
    case HashKind::kPoseidon:
      return "poseidon";
  }
  return "unknown";
}

Digest word_to_digest(const Word& word) {
  Digest digest;
  for (size_t i = 0; i < word.size(); ++i) {
    write_little_endian(word[i].value(), digest.bytes.data() + 4 * i);
  }
  return digest;
}

std::optional<Word> digest_to_word(const Digest& digest) {
  if (!is_canonical(HashKind::kPoseidon, digest)) return std::nullopt;
  return reduced_word(digest);
}

bool is_canonical(HashKind kind, const Digest& digest) {
  if (kind != HashKind::kPoseidon) return true;
  for (size_t i = 0; i < digest.bytes.size(); i += 4) {
    if (read_little_endian<uint32_t>(digest.bytes.data() + i) >= Felt::kModulus) return false;
  }
  return true;
}

Digest hash_row(HashKind kind, std::span<const Felt> row) {
  assert(row.size() < size_t{1} << 24);
  if (kind == HashKind::kPoseidon) return word_to_digest(hash_row_poseidon(row));
  std::vector<uint8_t> bytes = row_bytes(row);
  if (kind == HashKind::kBlake3) return blake3(bytes);
  bytes.push_back(internal::kKeccakLeafEnd);
  return keccak256(bytes);
}

Digest hash_pair(HashKind kind, const Digest& left, const Digest& right) {
  if (kind == HashKind::kPoseidon) {
    return word_to_digest(poseidon_compress(reduced_word(left), reduced_word(right)));
  }
  std::array<uint8_t, 64> bytes;
  for (size_t i = 0; i < 32; ++i) {
    bytes[i] = left.bytes[i];
    bytes[32 + i] = right.bytes[i];
  }
  return kind == HashKind::kBlake3 ? blake3_keyed(internal::kNodeKey, bytes) : keccak256(bytes);
}

void hash_rows(HashKind kind, std::span<const Felt* const> columns, size_t first_row, size_t rows,
               Digest* leaves, Backend backend) {
  assert(columns.size() < size_t{1} << 24);
  const auto tile =
      std::make_unique_for_overwrite<internal::TileLine[]>(internal::tile_lines(columns.size()));
  size_t done = dispatch_to(backend, internal::HashRows{}, kind, columns, first_row, rows,
                            tile.get(), leaves);
  done += dispatch_eight_to(backend, internal::HashRows{}, kind, columns, first_row + done,
                            rows - done, tile.get(), leaves + done);
  std::vector<Felt> row(columns.size());
  for (size_t r = done; r < rows; ++r) {
    for (size_t i = 0; i < columns.size(); ++i) row[i] = columns[i][first_row + r];
    leaves[r] = hash_row(kind, row);
  }
}

void hash_pairs(HashKind kind, const Digest* children, size_t pairs, Digest* nodes,
                Backend backend) {
  size_t done = dispatch_to(backend, internal::HashPairs{}, kind, children, pairs, nodes);
  done += dispatch_eight_to(backend, internal::HashPairs{}, kind, children + 2 * done, pairs - done,
                            nodes + done);
  for (size_t i = done; i < pairs; ++i) {
    nodes[i] = hash_pair(kind, children[2 * i], children[2 * i + 1]);
  }
}

}  // namespace cairn
