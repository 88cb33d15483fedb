// What an instruction adds to the tables: the rows that it costs to prove, and how many rows a run
// may need at most, which is known before it runs. Why here: a table that an instruction uses is
// chosen in this folder. Specification: docs/tables.md, "What an instruction adds".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "vm/instructions.h"

namespace cairn {

struct AddedRows {
  std::string_view table;
  double rows;              // a cell is an eighth of a row of felts
  bool is_by_cost = false;  // so many for each unit of its cost
};

// The rows that a successful execution adds; of hash_range and horner for one word, of climb for
// one level. Rows of bounds come on top, for operands that lie far away; so does one row of decode
// for each instruction that is executed in a region, however often.
std::vector<AddedRows> rows_added(Kind kind);
// The most rows of bounds that one execution adds, with the one of its decoding.
uint32_t most_comparisons(Kind kind);

// The most rows that a run within these bounds gives to each of AllTables, in that order.
std::vector<uint64_t> most_rows(uint64_t image_words, uint64_t input_words, uint64_t cost_limit);

}  // namespace cairn
