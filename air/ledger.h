// What the tables of a run ask of the memories and of the comparisons, counted while they are
// filled: the multiplicities of felts, words and range, and the rows of bounds. So those four are
// filled last (air/tables.h). Specification: docs/tables.md, "Buses".
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "crypto/field/felt.h"

namespace cairn {

// One comparison that the bounds table proves, and how often it is asked for.
//   kNear:      near (a, 0, 1):  2^16 <= a < 2^26, b is 0
//   kNearFails: near (a, b, 0):  a >= b as numbers
//   kLess:      less (a, b, bit): bit tells whether a < b as numbers
struct BoundsRow {
  enum class Kind : uint8_t { kNear, kNearFails, kLess };
  Kind kind = Kind::kLess;
  Felt a, b;
  uint32_t count = 0;
};

// Every method may be called from several threads at once, but for the accessors.
class Ledger {
 public:
  static constexpr size_t kRange = size_t{1} << 16;

  // For a run that ends with `felts` cells and `words` words.
  Ledger(size_t felts, size_t words)
      : felts_(felts), words_(words), range_(kRange), near_(kRange) {}

  // Lookups (address, value), (handle, word) of a cell or word of the run's logs.
  void read_felt(uint32_t address, uint32_t count = 1) { add(felts_, address, count); }
  void read_word(uint32_t handle, uint32_t count = 1) { add(words_, handle, count); }
  // A lookup range (v); v < 2^16.
  void range(uint32_t v, uint32_t count = 1) { add(range_, v, count); }
  void range(Felt v) { range(v.value()); }
  // A lookup near (v, 0, 1); v < 2^26. Costs a row of bounds unless v < 2^16.
  void near(Felt v);
  // A lookup near (v, bound, 0); v >= bound as numbers.
  void near_fails(Felt v, Felt bound);
  // A lookup less (a, b, bit), the bit being what it is.
  void less(Felt a, Felt b);

  const std::vector<uint32_t>& felt_counts() const { return felts_; }
  const std::vector<uint32_t>& word_counts() const { return words_; }
  const std::vector<uint32_t>& range_counts() const { return range_; }
  const std::vector<uint32_t>& near_counts() const { return near_; }  // of near (v, 0, 1), v < 2^16
  // Distinct rows in an order that depends on the run alone.
  std::vector<BoundsRow> bounds() const;

 private:
  struct Key {
    BoundsRow::Kind kind;
    uint32_t a, b;
    auto operator<=>(const Key&) const = default;
  };
  static void add(std::vector<uint32_t>& counts, size_t index, uint32_t count);
  void add_bounds(BoundsRow::Kind kind, Felt a, Felt b);

  std::vector<uint32_t> felts_, words_, range_, near_;
  std::mutex mutex_;  // guards bounds_
  std::map<Key, uint32_t> bounds_;
};

}  // namespace cairn
