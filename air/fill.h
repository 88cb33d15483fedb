// Writing the rows of a table by the names of its columns.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>

#include "air/builder.h"
#include "crypto/field/felt.h"
#include "crypto/field/matrix.h"

namespace cairn {

// Rows of a table while it is filled: columns are looked up once. Different rows may be written by
// different threads.
template <class Table>
class RowWriter {
 public:
  using Row = typename Table::template Columns<Felt>;

  // `matrix` has kWidth<Table> columns and outlives the writer.
  explicit RowWriter(ColumnMatrix& matrix) {
    for (size_t c = 0; c < kWidth<Table>; ++c) columns_[c] = matrix.column(c).data();
  }
  void write(size_t row, const Row& cells) const {
    if (row % kLine == 0) {
      for (Felt* const column : columns_) __builtin_prefetch(column + row + 2 * kLine, 1);
    }
    // Cell by cell, as they were written: a wider load would wait until they are in the cache.
    const auto* const bytes = reinterpret_cast<const std::byte*>(&cells);
    for (size_t c = 0; c < kWidth<Table>; ++c) {
      std::memcpy(columns_[c] + row, bytes + c * sizeof(Felt), sizeof(Felt));
    }
  }

 private:
  static constexpr size_t kLine = 64 / sizeof(Felt);
  std::array<Felt*, kWidth<Table>> columns_;
};

}  // namespace cairn
