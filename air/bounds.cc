// The comparisons that the other tables asked for. See bounds.h.
#include "air/bounds.h"

#include <utility>
#include <vector>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {
namespace {

constexpr uint32_t kLimbMask = 0xffff;
constexpr uint32_t kTop = (Felt::kModulus - 1) >> 16;

// The lookups of a row, as constrain() states them.
void ask_ranges(const BoundsTable::Columns<Felt>& row, Ledger& ledger, uint32_t times) {
  const Felt large_low = row.small_low + row.difference_low + row.bit - Felt(1u << 16) * row.carry;
  const Felt below_top = Felt(kTop) - row.small_high - row.difference_high - row.carry;
  for (const Felt v : {row.small_low, row.small_high, row.difference_low, row.difference_high,
                       large_low, below_top}) {
    ledger.range(v.value(), times);
  }
}

}  // namespace

BoundsTable::Columns<Felt> BoundsTable::compare(Felt a, Felt b) {
  const bool less = a.value() < b.value();
  uint32_t small = b.value();
  uint32_t large = a.value();
  if (less) std::swap(small, large);
  const uint32_t bit = less ? 1 : 0;
  const uint32_t difference = large - small - bit;
  Columns<Felt> row{};
  row.a = a;
  row.b = b;
  row.bit = Felt(bit);
  row.small_low = Felt(small & kLimbMask);
  row.small_high = Felt(small >> 16);
  row.difference_low = Felt(difference & kLimbMask);
  row.difference_high = Felt(difference >> 16);
  row.carry = Felt(((small & kLimbMask) + (difference & kLimbMask) + bit) >> 16);
  row.inverse = Felt(kTop - (large >> 16)).inverse();
  row.near_bound = less ? Felt() : b;
  return row;
}

size_t BoundsTable::rows(const Ledger& ledger) { return ledger.bounds().size(); }

void BoundsTable::fill(const Witness&, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<BoundsRow> comparisons = ledger.bounds();
  const RowWriter<BoundsTable> rows(matrix);
#pragma omp parallel for
  for (size_t r = 0; r < comparisons.size(); ++r) {
    const BoundsRow& asked = comparisons[r];
    const bool near = asked.kind == BoundsRow::Kind::kNear;
    Columns<Felt> row = compare(asked.a, near ? Felt(kNearLimit) : asked.b);
    (asked.kind == BoundsRow::Kind::kLess ? row.less_count : row.near_count) = Felt(asked.count);
    rows.write(r, row);
    ask_ranges(row, ledger, 1);
  }
  const Columns<Felt> padding = compare(Felt(), Felt());
  for (size_t r = comparisons.size(); r < matrix.height(); ++r) rows.write(r, padding);
  ask_ranges(padding, ledger, static_cast<uint32_t>(matrix.height() - comparisons.size()));
}

}  // namespace cairn
