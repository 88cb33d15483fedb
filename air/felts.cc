// The felt log's rows. See felts.h.
#include "air/felts.h"

#include <cstdint>
#include <vector>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

size_t FeltsTable::rows(const Witness& witness) {
  return (witness.trace.felts.size() + kCells - 1) / kCells;
}

void FeltsTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<Felt>& felts = witness.trace.felts;
  const std::vector<uint32_t>& counts = ledger.felt_counts();
  const RowWriter<FeltsTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    row.counter = Felt(r);
    for (size_t i = 0; i < kCells && kCells * r + i < felts.size(); ++i) {
      row.values[i] = felts[kCells * r + i];
      row.counts[i] = Felt(counts[kCells * r + i]);
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
