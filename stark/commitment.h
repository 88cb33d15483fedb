// The columns of several tables, extended and committed to in one tree.
//
// Extensions have the same blow-up 2^b and are bit-reversed (domain.h). Cut into 2^b blocks of as
// many rows as the table has, block j of each is a coset of its own, and block j of all tables lies
// under node j of the tree's level b. So the tree can be made block by block, each extended, hashed
// and forgotten, and the blocks that are opened are calculated again: with a high blow-up and few
// queries that is little work, and memory is a fraction. The first two blocks always stay: there
// the quotient is calculated and columns are opened at zeta.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crypto/field/matrix.h"
#include "stark/merkle.h"

namespace cairn {

class Commitment {
 public:
  // log_blowup is at least 1. With 1 everything is kept, whatever `keeps_all` says.
  Commitment(const MerkleHash& hash, unsigned log_blowup, bool keeps_all)
      : hash_(hash), log_blowup_(log_blowup), keeps_all_(keeps_all || log_blowup == 1) {}

  // 1. Tables, in order. Columns given by their values on the trace's domain;
  void add_trace(const ColumnMatrix& values);
  // or two for each of `coefficients`, its lower and its upper half: all lower ones come first.
  void add_halves(const ColumnMatrix& coefficients);
  // 2. The tree.
  void commit();

  const Digest& root() const { return keeps_all_ ? tree_.root() : top_.back()[0]; }
  // A table's extension: all of it, or its first two blocks.
  const ColumnMatrix& extension(size_t table) const { return extensions_[table]; }
  MerkleOpening open(std::span<const uint32_t> indices) const;

 private:
  std::vector<ColumnMatrix> block(size_t j) const;
  unsigned log_height() const;  // of the tallest table

  MerkleHash hash_;
  unsigned log_blowup_;
  bool keeps_all_;
  std::vector<ColumnMatrix> extensions_;
  MerkleTree tree_;  // where all is kept; else
  std::vector<ColumnMatrix> coefficients_;
  std::vector<std::vector<Digest>> top_;  // levels b ... 0
};

}  // namespace cairn
