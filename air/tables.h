// All tables, in protocol order. What others ask to be counted comes last: felts, words and range
// after every table that reads, bounds before range. Specification: docs/tables.md.
#pragma once

#include <cstddef>
#include <type_traits>

#include "air/advice.h"
#include "air/bitwise.h"
#include "air/bounds.h"
#include "air/checks.h"
#include "air/climbs.h"
#include "air/cpu.h"
#include "air/decode.h"
#include "air/extension.h"
#include "air/faults.h"
#include "air/felts.h"
#include "air/horner.h"
#include "air/horner_words.h"
#include "air/integer.h"
#include "air/multiply.h"
#include "air/pack.h"
#include "air/poseidon.h"
#include "air/range.h"
#include "air/regions.h"
#include "air/spans.h"
#include "air/words.h"
#include "air/zero_page.h"

namespace cairn {

template <class... Table>
struct TableList {
  static constexpr size_t kCount = sizeof...(Table);
  // visit(std::type_identity<Table>{}) for each table, in order.
  template <class Visit>
  static constexpr void for_each(Visit&& visit) {
    (visit(std::type_identity<Table>{}), ...);
  }
};

using AllTables =
    TableList<CpuTable, DecodeTable, RegionsTable, SpansTable, FaultsTable, ClimbsTable,
              PoseidonTable, PackTable, ChecksTable, AdviceTable, IntegerTable, MultiplyTable,
              BitwiseTable, ExtensionTable, HornerTable, HornerWordsTable, ZeroPageTable,
              BoundsTable, FeltsTable, WordsTable, RangeTable>;
inline constexpr size_t kTables = AllTables::kCount;

}  // namespace cairn
