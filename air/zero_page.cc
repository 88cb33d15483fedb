// The zero page's rows. See zero_page.h.
#include "air/zero_page.h"

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

size_t ZeroPageTable::rows(const Witness&) { return size_t{1} << kLogHeight; }

void ZeroPageTable::fill(const Witness&, Ledger& ledger, ColumnMatrix& matrix) {
  const RowWriter<ZeroPageTable> rows(matrix);
  for (size_t r = 0; r < matrix.height(); ++r) rows.write(r, {Felt(r)});
  for (uint32_t address = 0; address < kZeroPage - 2; ++address) ledger.read_felt(address);
}

}  // namespace cairn
