// Before proving: what the tables will take in elements, memory and time, and what there is.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "air/build.h"
#include "stark/parameters.h"

namespace cairn::cli {

// Elements that are committed to, padding included.
struct Elements {
  uint64_t main = 0, auxiliary = 0, quotient = 0;
  uint64_t committed() const { return main + auxiliary; }
};
// `sizes` has an entry for each of AllTables.
Elements elements_of(std::span<const TableSize> sizes);

// Those of a row of this table.
uint64_t elements_of_row(size_t table);

// The most bytes that the prover holds at once for these tables, by what it keeps: columns and
// their extensions, trees, the codewords of the low-degree test.
// Less where the prover does not keep all extended columns.
uint64_t proving_memory(std::span<const TableSize> sizes, unsigned log_blowup, bool keeps_all);
// What the system can give to this process without swapping; the largest number where it does not
// say.
uint64_t available_memory();

// About how long the proof will take, from how long a small piece of its work takes now.
double expected_seconds(const Elements& elements, ProofProfile profile, unsigned security,
                        unsigned log_blowup);

}  // namespace cairn::cli
