// Vectors for the tests of the contract's parts: see units.h.
#include "bridge/cases/units.h"

#include <array>
#include <random>

#include "crypto/field/ext.h"
#include "crypto/field/matrix.h"
#include "stark/codec.h"
#include "stark/fri.h"
#include "stark/merkle.h"
#include "stark/transcript.h"

namespace cairn::bridge {
namespace {

constexpr MerkleHash kHash = {HashKind::kKeccak, 26};

Felt random_felt(std::mt19937& random) { return Felt(random() % Felt::kModulus); }

Ext random_ext(std::mt19937& random) {
  Ext value;
  for (Felt& coefficient : value.c) coefficient = random_felt(random);
  return value;
}

// Every kind of message and draw that a proof of the profile has.
void write_transcript(ByteWriter& writer, std::mt19937& random) {
  Transcript transcript(HashKind::kKeccak, "cairn proof 1");
  std::array<uint8_t, 100> bytes;
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  std::vector<Ext> exts;
  for (size_t i = 0; i < 5; ++i) exts.push_back(random_ext(random));
  Digest digest{};
  for (size_t i = 0; i < 26; ++i) digest.bytes[i] = bytes[i];
  writer.bytes(bytes);
  writer.exts(exts);

  transcript.absorb_bytes("statement", bytes);
  transcript.absorb("main root", digest);
  writer.ext(transcript.draw_ext("bus beta"));
  transcript.absorb("openings", exts);
  for (size_t i = 0; i < 20; ++i) writer.ext(transcript.draw_ext("zeta"));
  writer.u64(transcript.grind("fri query", 9));
  for (const uint32_t index : transcript.draw_indices("fri indices", 19, 24)) writer.u32(index);
}

void write_folds(ByteWriter& writer, std::mt19937& random) {
  for (size_t i = 0; i < 32; ++i) {
    std::vector<Ext> values;
    for (size_t t = 0; t < 8; ++t) values.push_back(random_ext(random));
    const Ext beta = random_ext(random);
    const Felt inverse = random_felt(random);
    writer.exts(values);
    writer.ext(beta);
    writer.felt(inverse);
    writer.ext(fold_coset(values, beta, inverse));
  }
}

// Trees of two matrices, 2^9 rows of three columns and 2^6 rows of two.
void write_trees(ByteWriter& writer, std::mt19937& random) {
  ColumnMatrix tall(512, 3);
  ColumnMatrix low(64, 2);
  for (ColumnMatrix* matrix : {&tall, &low}) {
    for (size_t c = 0; c < matrix->width(); ++c) {
      for (Felt& value : matrix->column(c)) value = random_felt(random);
    }
  }
  const ColumnMatrix* const matrices[] = {&tall, &low};
  const MerkleTree tree(kHash, matrices);
  write_digest(writer, kHash, tree.root());
  for (const size_t count : {1, 2, 5, 19, 64}) {
    std::vector<uint32_t> indices(count);
    for (uint32_t& index : indices) index = random() % 512;
    const MerkleOpening opening = tree.open(indices);
    writer.u32(static_cast<uint32_t>(count));
    for (const uint32_t index : indices) writer.u32(index);
    for (const std::vector<Felt>& rows : opening.rows) writer.felts(rows);
    write_path(writer, kHash, opening.path);
  }
}

}  // namespace

std::vector<uint8_t> unit_vectors() {
  std::mt19937 random(1);
  ByteWriter writer;
  write_transcript(writer, random);
  write_folds(writer, random);
  write_trees(writer, random);
  return writer.take();
}

}  // namespace cairn::bridge
