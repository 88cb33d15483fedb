// Before proving: how much memory it will take, and how much there is.
#pragma once

#include <cstdint>
#include <span>

#include "air/build.h"
#include "stark/parameters.h"

namespace cairn::cli {

// The most bytes that the prover holds at once for these tables, by what it keeps: columns and
// their extensions, trees, the codewords of the low-degree test.
uint64_t proving_memory(std::span<const BuiltTable> tables, unsigned log_blowup);
// What filling the tables of a run of so many steps takes at least.
uint64_t filling_memory(uint64_t steps);
// What the system can give without swapping; the largest number where it does not say.
uint64_t available_memory();
// Elements that are committed to: main and auxiliary columns, padding included.
uint64_t committed_elements(std::span<const BuiltTable> tables);

}  // namespace cairn::cli
