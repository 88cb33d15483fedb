// The buses that join the tables, and the shape of a message on each. Specification:
// docs/tables.md.
//
// A message is a tuple whose first entry is the bus, so two buses never meet; entries that a tuple
// does not have count as zeros. `lookup` asks (+multiplicity), `provide` answers (-multiplicity);
// over all tables and the verifier's public terms everything cancels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cairn {

enum class Bus : uint32_t {
  kFetch = 1,  // base, pc, flags, a, b, imm: one decoded instruction of a region
  kFelt,       // address, value: a cell of M
  kWord,       // handle, 8 felts: a word of W
  kRange,      // v: 0 <= v < 2^16
  kNear,       // v, bound, bit: bit = 1: 0 <= v < 2^26, bound is 0; bit = 0: v >= bound as numbers
  kLess,       // a, b, bit: bit = 1 if a < b as numbers, else 0
  kCoprocessor,  // kind, x, y, res, ap, wp, base, by what pc, ap, wp and cost grow, outcome
  kRegion,       // base, lo, hi
  kSponge,       // handle, length, wp (where the digest goes), domain
  kClimb,  // left handle, right handle, wp (where the root goes), index, levels, bit 0 of the index
  kHorner,       // wp (where the result goes), first handle, words, 5 felts of the point
  kHornerStart,  // wp, 5 felts of the element to start with
};

// Entries after the bus of the longest tuple.
inline constexpr size_t kMaxTuple = 12;

}  // namespace cairn
