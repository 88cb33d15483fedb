// A matrix of base-field elements stored by columns: what traces, low-degree extensions and FRI
// layers are. A column of extension elements is five consecutive base columns (its coefficients of
// X^0 ... X^4), so that one transform and one hash serve both.
#ifndef CAIRN_CRYPTO_FIELD_MATRIX_H_
#define CAIRN_CRYPTO_FIELD_MATRIX_H_

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <span>
#include <utility>

#include "crypto/field/arena.h"
#include "crypto/field/ext.h"
#include "crypto/field/felt.h"

namespace cairn {

// Base columns of one extension column.
inline constexpr size_t kExtColumns = Ext::kDegree;

// Move-only; columns start on 64-byte boundaries, stride() elements apart. A stride that is a power
// of two would put one row of all columns into the same few cache sets, so a cache line is added.
class ColumnMatrix {
 public:
  ColumnMatrix() = default;
  // Content unspecified: the caller writes every cell. Any sizes, also zero.
  ColumnMatrix(size_t height, size_t width)
      : height_(height),
        width_(width),
        stride_(stride_for(height)),
        block_(Arena::global().take(stride_ * width * sizeof(Felt))) {}
  ColumnMatrix(ColumnMatrix&& other) noexcept { *this = std::move(other); }
  ColumnMatrix& operator=(ColumnMatrix&& other) noexcept {
    std::swap(height_, other.height_);
    std::swap(width_, other.width_);
    std::swap(stride_, other.stride_);
    std::swap(block_, other.block_);
    return *this;
  }

  // All cells zero.
  static ColumnMatrix zeros(size_t height, size_t width) {
    ColumnMatrix matrix(height, width);
    std::fill_n(matrix.data(), matrix.stride_ * width, Felt());
    return matrix;
  }

  size_t height() const { return height_; }
  size_t width() const { return width_; }
  size_t stride() const { return stride_; }  // elements between the starts of adjacent columns

  Felt* data() { return static_cast<Felt*>(block_.data()); }
  const Felt* data() const { return static_cast<const Felt*>(block_.data()); }

  std::span<Felt> column(size_t index) {
    assert(index < width_);
    return {data() + index * stride_, height_};
  }
  std::span<const Felt> column(size_t index) const {
    assert(index < width_);
    return {data() + index * stride_, height_};
  }

  Felt& at(size_t row, size_t column_index) { return column(column_index)[row]; }
  Felt at(size_t row, size_t column_index) const { return column(column_index)[row]; }

  // The extension element whose coefficients are columns first_column ... first_column + 4.
  Ext ext_at(size_t row, size_t first_column) const {
    std::array<Felt, kExtColumns> coefficients;
    for (size_t k = 0; k < kExtColumns; ++k) coefficients[k] = at(row, first_column + k);
    return Ext::from_coefficients(coefficients);
  }
  void set_ext(size_t row, size_t first_column, const Ext& value) {
    for (size_t k = 0; k < kExtColumns; ++k) at(row, first_column + k) = value.c[k];
  }

  // Writes row `row` to out, which has width() elements.
  void copy_row(size_t row, std::span<Felt> out) const {
    assert(out.size() == width_);
    for (size_t k = 0; k < width_; ++k) out[k] = at(row, k);
  }

 private:
  static constexpr size_t kLine = 64 / sizeof(Felt);
  static size_t stride_for(size_t height) {
    const size_t rounded = (height + kLine - 1) / kLine * kLine;
    return height >= 1024 ? rounded + kLine : rounded;
  }

  size_t height_ = 0;
  size_t width_ = 0;
  size_t stride_ = 0;
  Block block_;
};

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_MATRIX_H_
