// Commitments to columns: see commitment.h.
#include "stark/commitment.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "stark/domain.h"
#include "stark/transform.h"

namespace cairn {
namespace {

std::vector<const ColumnMatrix*> pointers_to(const std::vector<ColumnMatrix>& matrices) {
  std::vector<const ColumnMatrix*> pointers;
  for (const ColumnMatrix& matrix : matrices) pointers.push_back(&matrix);
  return pointers;
}

}  // namespace

void Commitment::add_trace(const ColumnMatrix& values) {
  if (keeps_all_) {
    extensions_.push_back(low_degree_extend(values, log_blowup_));
  } else {
    coefficients_.push_back(interpolate(values));
    extensions_.push_back(evaluate(coefficients_.back(), 1));
  }
}

void Commitment::add_halves(const ColumnMatrix& coefficients) {
  if (keeps_all_) {
    extensions_.push_back(evaluate_chunks(coefficients, 1, log_blowup_));
    return;
  }
  const size_t height = coefficients.height() / 2;
  const size_t width = coefficients.width();
  ColumnMatrix& halves = coefficients_.emplace_back(height, 2 * width);
  for (size_t c = 0; c < 2 * width; ++c) {
    const std::span<const Felt> column = coefficients.column(c % width);
    std::ranges::copy(column.subspan(c / width * height, height), halves.column(c).begin());
  }
  extensions_.push_back(evaluate(halves, 1));
}

void Commitment::commit() {
  if (keeps_all_) {
    tree_ = MerkleTree(hash_, pointers_to(extensions_));
    return;
  }
  std::vector<Digest> roots;
  for (size_t j = 0; j < size_t{1} << log_blowup_; ++j) {
    const std::vector<ColumnMatrix> rows = block(j);
    roots.push_back(MerkleTree(hash_, pointers_to(rows)).root());
  }
  top_ = {std::move(roots)};
  while (top_.back().size() > 1) top_.push_back(parents_of(hash_, top_.back()));
}

MerkleOpening Commitment::open(std::span<const uint32_t> indices) const {
  if (keeps_all_) return tree_.open(indices);
  MerkleOpening opening;
  opening.rows.resize(coefficients_.size());
  const unsigned log_rows = log_height();             // of a block
  std::vector<std::vector<Digest>> levels(log_rows);  // below level b, from the leaves up
  for (const uint32_t j : distinct_positions(indices, log_rows)) {
    std::vector<uint32_t> inside;
    for (const uint32_t index : indices) {
      if (index >> log_rows == j) inside.push_back(index & ((1u << log_rows) - 1));
    }
    const std::vector<ColumnMatrix> rows = block(j);
    const MerkleTree tree(hash_, pointers_to(rows));
    const std::vector<std::vector<Felt>> opened = tree.open_rows(inside);
    for (size_t i = 0; i < opened.size(); ++i) {
      opening.rows[i].insert(opening.rows[i].end(), opened[i].begin(), opened[i].end());
    }
    const std::vector<std::vector<Digest>> path = tree.open_levels(inside);
    for (size_t level = 0; level < path.size(); ++level) {
      levels[level].insert(levels[level].end(), path[level].begin(), path[level].end());
    }
  }
  for (const std::vector<Digest>& level : levels) {
    opening.path.insert(opening.path.end(), level.begin(), level.end());
  }
  for (unsigned up = 0; up < log_blowup_; ++up) {
    for (const uint32_t sibling : missing_siblings(distinct_positions(indices, log_rows + up))) {
      opening.path.push_back(top_[up][sibling]);
    }
  }
  return opening;
}

// Rows j * height ... of every extension: the values on the coset of position j of K_b's extension.
std::vector<ColumnMatrix> Commitment::block(size_t j) const {
  std::vector<ColumnMatrix> rows;
  for (const ColumnMatrix& polynomials : coefficients_) {
    const unsigned log_size = log2_exact(polynomials.height()) + log_blowup_;
    const Felt shift = kCosetShift * Felt::two_adic_generator(log_size).pow(
                                         reverse_bits(static_cast<uint32_t>(j), log_blowup_));
    rows.push_back(evaluate(polynomials, 0, shift));
  }
  return rows;
}

unsigned Commitment::log_height() const {
  size_t height = 1;
  for (const ColumnMatrix& polynomials : coefficients_) {
    height = std::max(height, polynomials.height());
  }
  return log2_exact(height);
}

}  // namespace cairn
