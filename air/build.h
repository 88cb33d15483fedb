// From a run to its tables: the last step before proving. Specification: docs/tables.md.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "air/check.h"
#include "air/heights.h"
#include "air/message.h"
#include "air/public_values.h"
#include "crypto/field/matrix.h"
#include "vm/trace.h"

namespace cairn {

struct TableSize {
  std::string_view name;
  size_t rows = 0;    // real ones
  size_t height = 0;  // with padding; 0 where the table is absent
};

struct BuiltTable {
  std::string_view name;
  size_t rows = 0;      // real ones
  ColumnMatrix matrix;  // of kWidth columns; of height 0 where the table is absent

  bool is_present() const { return matrix.height() != 0; }
  TableSize size() const { return {name, rows, matrix.height()}; }
};

// One entry for each of AllTables, in that order. A table without rows is absent unless it is one
// that every proof has; the height of the others is that of its kind, or the least one allowed that
// holds the rows.
std::vector<BuiltTable> build_tables(const Trace& trace, const PublicValues& publics,
                                     const HeightSteps& heights = {});

// The sizes that those tables will have, without filling them: what a proof takes is known before.
// Only `bounds` may be larger: how many comparisons lie far apart is not counted.
std::vector<TableSize> least_sizes(const Trace& trace, const PublicValues& publics,
                                   const HeightSteps& heights = {});

// Every constraint and the balance of all buses; `messages` are the verifier's own.
CheckReport check_tables(std::span<const BuiltTable> tables, const PublicValues& publics,
                         std::span<const BusMessage> messages);

}  // namespace cairn
