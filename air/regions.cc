// The rows of regions. See regions.h.
#include "air/regions.h"

#include <cstdint>
#include <vector>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {

size_t RegionsTable::rows(const Witness& witness) { return witness.trace.regions.size(); }

void RegionsTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const Trace& trace = witness.trace;
  const size_t regions = trace.regions.size();
  // A region is looked up by each of its decoded instructions, by an illegal one, and by the execs
  // in it.
  std::vector<uint32_t> counts(regions);
  for (const Decoded& decoded : trace.decoded) ++counts[decoded.region];
  if (trace.outcome.reason == Reason::kIllegal) ++counts[trace.stop.region];
  for (size_t r = 1; r < regions; ++r) ++counts[trace.regions[r].parent];

  const RowWriter<RegionsTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Columns<Felt> row{};
    if (r < regions) {
      const Region& region = trace.regions[r];
      row.base = Felt(region.base);
      row.h = Felt(region.h);
      row.n = Felt(region.n);
      row.count = Felt(counts[r]);
      if (trace.outcome.reason == Reason::kEndOfCode && trace.stop.region == r) {
        row.end_count = Felt::one();
      }
      if (r == 0) {
        row.is_program = Felt::one();
      } else {
        const Region& outer = trace.regions[region.parent];
        const Step& exec = witness.step(region.exec_step);
        row.is_exec = Felt::one();
        row.outer_base = Felt(outer.base);
        row.outer_lo = Felt(outer.lo);
        row.outer_hi = Felt(outer.hi);
        row.fp = Felt(exec.fp);
        row.wp = Felt(exec.wp);
        row.delta_pc = row.h + row.h - Felt(trace.pc(exec));
        for (const uint32_t i : {0, 1, 2, 4}) ledger.read_felt(exec.ap + i);
        ledger.near(row.h);
        ledger.near(row.n);
        ledger.near(row.wp - row.n - row.h);
        if (region.popped_step != kNoIndex) {
          const Step& ret = witness.step(region.popped_step);
          row.popped = Felt::one();
          row.ret_x = trace.felts[ret.fp - 2];
          row.ret_y = trace.felts[ret.fp - 1];
          row.ret_ap = Felt(ret.ap);
          row.ret_wp = Felt(ret.wp);
          row.ret_delta_pc = row.ret_y - Felt(trace.pc(ret));
        }
      }
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
