// Writing the rows of a table by the names of its columns.
#pragma once

#include <array>
#include <bit>
#include <cstddef>

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
    const auto values = std::bit_cast<std::array<Felt, kWidth<Table>>>(cells);
    for (size_t c = 0; c < kWidth<Table>; ++c) columns_[c][row] = values[c];
  }

 private:
  std::array<Felt*, kWidth<Table>> columns_;
};

}  // namespace cairn
