#include "air/ledger.h"

#include <atomic>
#include <cassert>

namespace cairn {

void Ledger::add(std::vector<uint32_t>& counts, size_t index, uint32_t count) {
  assert(index < counts.size());
  std::atomic_ref<uint32_t>(counts[index]).fetch_add(count, std::memory_order_relaxed);
}

void Ledger::add_bounds(BoundsRow::Kind kind, Felt a, Felt b) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++bounds_[Key{kind, a.value(), b.value()}];
}

void Ledger::near(Felt v) {
  if (v.value() < kRange) {
    add(near_, v.value(), 1);
  } else {
    add_bounds(BoundsRow::Kind::kNear, v, Felt());
  }
}

void Ledger::near_fails(Felt v, Felt bound) { add_bounds(BoundsRow::Kind::kNearFails, v, bound); }

void Ledger::less(Felt a, Felt b) { add_bounds(BoundsRow::Kind::kLess, a, b); }

std::vector<BoundsRow> Ledger::bounds() const {
  std::vector<BoundsRow> rows;
  rows.reserve(bounds_.size());
  for (const auto& [key, count] : bounds_) {
    rows.push_back({key.kind, Felt(key.a), Felt(key.b), count});
  }
  return rows;
}

}  // namespace cairn
