// The rows of pack and unpack. See pack.h.
#include "air/pack.h"

#include <cstdint>
#include <vector>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

size_t PackTable::rows(const Witness& witness) {
  return witness.steps_of(Kind::kPack).size() + witness.steps_of(Kind::kUnpack).size();
}

void PackTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<uint32_t>& packs = witness.steps_of(Kind::kPack);
  const std::vector<uint32_t>& unpacks = witness.steps_of(Kind::kUnpack);
  const RowWriter<PackTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    if (r < packs.size() + unpacks.size()) {
      const bool is_pack = r < packs.size();
      const Step& step = witness.step(is_pack ? packs[r] : unpacks[r - packs.size()]);
      const uint32_t x = step.x.value();
      const uint32_t first_cell = is_pack ? x : step.ap;
      const uint32_t handle = is_pack ? step.wp : x;
      (is_pack ? row.is_pack : row.is_unpack) = Felt::one();
      row.x = step.x;
      row.ap = Felt(step.ap);
      row.wp = Felt(step.wp);
      row.base = Felt(witness.base(step));
      if (is_pack) row.res = row.wp;
      row.first_cell = Felt(first_cell);
      row.handle = Felt(handle);
      row.values = witness.trace.words[handle];
      ledger.near(is_pack ? row.ap - Felt(8) - row.x : row.wp - Felt::one() - row.x);
      ledger.read_word(handle);
      for (uint32_t i = 0; i < 8; ++i) ledger.read_felt(first_cell + i);
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
