// Filling all tables of a run. See build.h.
#include "air/build.h"

#include <algorithm>
#include <bit>

#include "air/ledger.h"
#include "air/tables.h"
#include "air/witness.h"

namespace cairn {
namespace {

template <class Table>
size_t real_rows(const Witness& witness, const Ledger& ledger) {
  if constexpr (requires { Table::rows(ledger); }) {
    return Table::rows(ledger);
  } else {
    return Table::rows(witness);
  }
}

template <class Table>
size_t height_for(size_t rows, const HeightSteps& heights) {
  if (rows == 0 && !Table::kAlways) return 0;
  if (Table::kLogHeight != 0) return size_t{1} << Table::kLogHeight;
  size_t height = size_t{1} << heights.least_log;
  while (height < rows) height <<= heights.step;
  return height;
}

}  // namespace

std::vector<BuiltTable> build_tables(const Trace& trace, const PublicValues& publics,
                                     const HeightSteps& heights) {
  const Witness witness(trace, publics);
  Ledger ledger(trace.felts.size(), trace.words.size());
  std::vector<BuiltTable> tables;
  tables.reserve(kTables);

  // 1. What the verifier's own lookups ask of the logs.
  ledger.read_felt(kZeroPage - 2);
  ledger.read_felt(kZeroPage - 1);
  for (uint32_t i = 0; i < trace.inputs.size(); ++i) {
    ledger.read_word(trace.program.length() + i);
  }
  for (uint32_t i = 0; i < trace.outcome.outputs.size(); ++i) {
    ledger.read_word(publics[PublicValue::kOutputHandle].value() + i);
  }
  // 2. The tables in order, each asking those after it.
  AllTables::for_each([&]<class Table>(std::type_identity<Table>) {
    BuiltTable built{Table::kName, real_rows<Table>(witness, ledger), {}};
    const size_t height = height_for<Table>(built.rows, heights);
    if (height != 0) {
      built.matrix = ColumnMatrix(height, kWidth<Table>);
      Table::fill(witness, ledger, built.matrix);
    }
    tables.push_back(std::move(built));
  });
  return tables;
}

std::vector<TableSize> least_sizes(const Trace& trace, const PublicValues& publics,
                                   const HeightSteps& heights) {
  const Witness witness(trace, publics);
  const Ledger nothing_asked(0, 0);
  std::vector<TableSize> sizes;
  AllTables::for_each([&]<class Table>(std::type_identity<Table>) {
    const size_t rows = real_rows<Table>(witness, nothing_asked);
    sizes.push_back({Table::kName, rows, height_for<Table>(rows, heights)});
  });
  return sizes;
}

CheckReport check_tables(std::span<const BuiltTable> tables, const PublicValues& publics,
                         std::span<const BusMessage> messages) {
  Checker checker(publics);
  size_t i = 0;
  AllTables::for_each([&]<class Table>(std::type_identity<Table>) {
    const BuiltTable& table = tables[i++];
    if (table.is_present()) checker.add_table<Table>(table.matrix);
  });
  for (const BusMessage& message : messages) checker.add_term("public", message);
  return checker.report();
}

}  // namespace cairn
