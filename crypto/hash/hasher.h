// The hash functions of Merkle trees: rows of a matrix to leaves, pairs of digests to nodes, for
// each kind of hash, in parallel lanes for the prover and one at a time for the verifier.
// Specification: docs/hashes.md.
//
// Leaves and nodes never collide, and the number of columns of a row is bound by its leaf:
//
// - BLAKE3. Leaf: BLAKE3 of the values, 4 bytes each. Node: keyed BLAKE3 of the two digests under
// kNodeKey. The modes have
//   different keys and flags, so they are independent functions; BLAKE3 binds the length of its
//   input.
// - Keccak. Leaf: Keccak-256 of the values, 4 bytes each, and a byte 0x01. Node: Keccak-256 of the
// two digests, 64 bytes.
//   A leaf's input has odd length, so it is never a node's; the padding is injective, so the length
//   binds the width.
// - Poseidon. Leaf: the sponge in the domain kPoseidonLeafDomain + width, over the values eight to
// a word, the last word
//   filled with zeros. Node: the compression function. The domain binds the width. A node is P(a,
//   b) + (a, b), so for it to equal a leaf by construction, one of its children would have to be a
//   capacity (domain, length, 0, ...), which needs a preimage of a digest with six zeros, and even
//   then the addition of `a` makes the outputs differ.
//
// Values are canonical little-endian numbers; so are the eight numbers of a Poseidon digest.
#ifndef CAIRN_CRYPTO_HASH_HASHER_H_
#define CAIRN_CRYPTO_HASH_HASHER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "crypto/field/backend.h"
#include "crypto/field/felt.h"
#include "crypto/field/word.h"
#include "crypto/hash/digest.h"

namespace cairn {

enum class HashKind : uint8_t { kBlake3 = 0, kKeccak = 1, kPoseidon = 2 };

// "blake3", "keccak" or "poseidon".
const char* hash_name(HashKind kind);

// Widths are below 2^24, the part of the domain they have for themselves.
inline constexpr uint32_t kPoseidonLeafDomain = 0x4c000000;

// Leaves of rows first_row .. first_row + rows - 1 of the matrix with these columns, to leaves[0 ..
// rows).
void hash_rows(HashKind kind, std::span<const Felt* const> columns, size_t first_row, size_t rows,
               Digest* leaves, Backend backend = active_backend());
// The same for one row.
Digest hash_row(HashKind kind, std::span<const Felt> row);

// Nodes of children (0, 1), (2, 3) ..., to nodes[0 .. pairs). The nodes may overwrite the first
// half of the children.
void hash_pairs(HashKind kind, const Digest* children, size_t pairs, Digest* nodes,
                Backend backend = active_backend());
// The same for one pair.
Digest hash_pair(HashKind kind, const Digest& left, const Digest& right);

// Whether these bytes can be a digest of this kind: a Poseidon digest consists of numbers below p.
// A verifier asks this of every digest that it receives, because hash_pair() takes other numbers
// mod p.
bool is_canonical(HashKind kind, const Digest& digest);

Digest word_to_digest(const Word& word);
// Nothing if a number is not below p.
std::optional<Word> digest_to_word(const Digest& digest);

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_HASHER_H_
