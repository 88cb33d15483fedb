// See footprint.h.
#include "air/footprint.h"

#include <algorithm>

#include "air/kinds.h"
#include "air/tables.h"
#include "vm/run.h"

namespace cairn {
namespace {

// Those of the fault that ends a run (faults.h).
constexpr uint32_t kFaultComparisons = 9;

// The table, beyond cpu and the two logs, that has a row for each execution; empty if none.
std::string_view own_table(Kind kind) {
  switch (kind) {
    case Kind::kNone:
    case Kind::kAdd:
    case Kind::kMul:
    case Kind::kSub:
    case Kind::kDiv:
    case Kind::kAssert:
    case Kind::kJump:
    case Kind::kJumpEq:
    case Kind::kJumpNe:
    case Kind::kCall:
    case Kind::kRet:
      return "";
    case Kind::kExec:
      return RegionsTable::kName;
    case Kind::kHalt:
    case Kind::kHashRange:
      return SpansTable::kName;
    case Kind::kAdvice:
    case Kind::kAdviceWord:
      return AdviceTable::kName;
    case Kind::kJumpTable:
    case Kind::kLess:
    case Kind::kAssertLess:
      return ChecksTable::kName;
    case Kind::kHash:
      return PoseidonTable::kName;
    case Kind::kClimb:
      return ClimbsTable::kName;
    case Kind::kPack:
    case Kind::kUnpack:
      return PackTable::kName;
    case Kind::kIntAdd:
    case Kind::kIntSub:
      return IntegerTable::kName;
    case Kind::kIntMul:
    case Kind::kIntDiv:
      return MultiplyTable::kName;
    case Kind::kAnd:
    case Kind::kOr:
    case Kind::kXor:
      return BitwiseTable::kName;
    case Kind::kExtAdd:
    case Kind::kExtSub:
    case Kind::kExtMul:
    case Kind::kExtDiv:
      return ExtensionTable::kName;
    case Kind::kHorner:
      return HornerTable::kName;
  }
  return "";
}

// The comparisons of that row.
uint32_t own_comparisons(Kind kind) {
  const std::string_view table = own_table(kind);
  if (table.empty() || table == AdviceTable::kName) return 0;
  if (table == ChecksTable::kName || table == PackTable::kName) return 1;
  if (table == RegionsTable::kName || table == SpansTable::kName || table == ClimbsTable::kName) {
    return 3;
  }
  if (table == HornerTable::kName) return 4;
  return 2;  // of both handles with wp
}

}  // namespace

std::vector<AddedRows> rows_added(Kind kind) {
  const InstructionInfo& about = info(kind);
  std::vector<AddedRows> added = {{CpuTable::kName, 1}};
  if (about.felts > 0) added.push_back({FeltsTable::kName, about.felts / 8.0});
  if (about.words > 0) added.push_back({WordsTable::kName, about.words / 2.0});
  if (const std::string_view table = own_table(kind); !table.empty()) added.push_back({table, 1});
  if (kind == Kind::kHashRange || kind == Kind::kClimb) {
    added.push_back({PoseidonTable::kName, 1, true});
  }
  if (kind == Kind::kHorner) added.push_back({HornerWordsTable::kName, 1, true});
  return added;
}

uint32_t most_comparisons(Kind kind) {
  const InstructionInfo& about = info(kind);
  const bool has_place = has_target(about) || kind == Kind::kJumpTable;
  const uint32_t decoding = has_place ? 3 : 1;
  return (about.uses_x ? 1 : 0) + (about.uses_y ? 1 : 0) + own_comparisons(kind) + decoding;
}

std::vector<uint64_t> most_rows(uint64_t image_words, uint64_t input_words, uint64_t cost_limit) {
  uint64_t comparisons = 0;  // for each unit of cost
  for (const InstructionInfo& kind : kInstructions) {
    comparisons = std::max<uint64_t>(comparisons, most_comparisons(kind.kind));
  }
  const uint64_t cells = kZeroPage + kMaxFeltsPerStep * cost_limit;
  const uint64_t words = image_words + input_words + kMaxWordsPerStep * cost_limit;
  std::vector<uint64_t> rows;
  AllTables::for_each([&]<class Table>(std::type_identity<Table>) {
    const auto is = [](std::string_view name) { return Table::kName == name; };
    rows.push_back(Table::kLogHeight != 0     ? uint64_t{1} << Table::kLogHeight
                   : is(FaultsTable::kName)   ? 1
                   : is(BoundsTable::kName)   ? comparisons * cost_limit + kFaultComparisons
                   : is(FeltsTable::kName)    ? (cells + 7) / 8
                   : is(WordsTable::kName)    ? (words + 1) / 2
                   : is(PoseidonTable::kName) ? std::max<uint64_t>(1, image_words) + cost_limit
                                              : cost_limit + 1);  // at most one for each unit
  });
  return rows;
}

}  // namespace cairn
