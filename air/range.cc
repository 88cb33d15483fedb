// The range table's rows. See range.h.
#include "air/range.h"

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

static_assert(Ledger::kRange == size_t{1} << RangeTable::kLogHeight);

size_t RangeTable::rows(const Witness&) { return Ledger::kRange; }

void RangeTable::fill(const Witness&, Ledger& ledger, ColumnMatrix& matrix) {
  const RowWriter<RangeTable> rows(matrix);
  for (size_t r = 0; r < matrix.height(); ++r) {
    rows.write(r, {Felt(r), Felt(ledger.range_counts()[r]), Felt(ledger.near_counts()[r])});
  }
}

}  // namespace cairn
