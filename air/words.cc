// The word log's rows. See words.h.
#include "air/words.h"

#include <cstdint>
#include <vector>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

size_t WordsTable::rows(const Witness& witness) {
  return (witness.trace.words.size() + kWords - 1) / kWords;
}

void WordsTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<Word>& words = witness.trace.words;
  const std::vector<uint32_t>& counts = ledger.word_counts();
  const RowWriter<WordsTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    row.counter = Felt(r);
    for (size_t i = 0; i < kWords && kWords * r + i < words.size(); ++i) {
      row.values[i] = words[kWords * r + i];
      row.counts[i] = Felt(counts[kWords * r + i]);
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
