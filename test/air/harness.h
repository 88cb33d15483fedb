// How a table is tested on its own: change one cell of a valid filled table, and see who notices.
//
// A change is noticed when a constraint fails; when the messages of the row on a bus that binds
// (fetch, felt, word, coprocessor, region, sponge) are no longer the same; or when a lookup on a
// bus of comparisons (range, near, less) asks for something untrue. A lookup of another true
// comparison is not a notice, for a prover would simply count it; nor is an answer on those buses,
// for there the constraints alone must keep the provider honest. What nobody notices is a free
// cell, and every free cell needs an argument: a FreeCells entry, which the test states and the
// harness holds exact.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "air/bounds.h"
#include "air/check.h"

namespace cairn::test {

// The columns' indices in place of their values: columns_of<CpuTable>().pc.
template <class Table>
constexpr typename Table::template Columns<uint16_t> columns_of() {
  std::array<uint16_t, kWidth<Table>> indices{};
  for (size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<uint16_t>(i);
  return bind_columns<Table>(indices);
}

struct Mutation {
  size_t row, column;
  Felt from, to;
};

struct MutationReport {
  std::vector<Mutation> unnoticed;
  // Constraints and lookups by name: how many changes they noticed, and how many they alone
  // noticed.
  std::map<std::string, size_t> noticed, alone;
  size_t tried = 0;
};

// Columns that may hold anything in the rows for which `when` holds, and why that is harmless.
template <class Table>
struct FreeCells {
  std::string why;
  std::vector<size_t> columns;
  std::function<bool(const typename Table::template Columns<Felt>& row)> when;
};

inline bool is_comparison(Bus bus) {
  return bus == Bus::kRange || bus == Bus::kNear || bus == Bus::kLess;
}

// Whether a message on a bus of comparisons says something true.
inline bool is_true(const BusMessage& message) {
  const uint32_t a = message.entries[0].value();
  const uint32_t b = message.entries[1].value();
  const Felt bit = message.entries[2];
  switch (message.bus) {
    case Bus::kRange:
      return a < 1u << 16;
    case Bus::kNear:
      return bit == Felt() ? a >= b : bit == Felt::one() && b == 0 && a < 1u << 26;
    default:
      return bit == Felt(a < b ? 1 : 0);
  }
}

// What a few rows say, for comparison with what they say after a change.
struct RowsSaid {
  using Key = std::pair<Bus, std::array<uint32_t, kMaxTuple>>;
  std::set<std::string> notices;  // failed constraints, untrue comparisons
  std::map<Key, Felt> messages;   // on the binding buses
  std::map<Key, std::set<std::string>> senders;

  void fail(std::string_view name) { notices.insert(std::string(name)); }
  void send(std::string_view name, const BusMessage& message) {
    if (is_comparison(message.bus)) {
      // A multiplicity in the upper half of the field is an answer.
      const bool asks = message.multiplicity.value() <= Felt::kModulus / 2;
      if (asks && !is_true(message)) notices.insert(std::string(name));
      return;
    }
    Key key{message.bus, {}};
    for (size_t i = 0; i < kMaxTuple; ++i) key.second[i] = message.entries[i].value();
    messages[key] += message.multiplicity;
    senders[key].insert(std::string(name));
  }
};

template <class Table>
RowsSaid said_by_rows(const ColumnMatrix& m, size_t row, const PublicValues& publics) {
  RowsSaid said;
  evaluate_row<Table>(m, row, publics, said);
  evaluate_row<Table>(m, row == 0 ? m.height() - 1 : row - 1, publics, said);
  return said;
}

// The names of everything that one row alone breaks: constraints, untrue comparisons.
template <class Table>
std::set<std::string> notices_alone(const typename Table::template Columns<Felt>& row) {
  const auto cells = std::bit_cast<std::array<Felt, kWidth<Table>>>(row);
  RowsSaid said;
  const PublicValues publics;
  RowEvaluator<Table, RowsSaid> air(cells, cells, true, false, publics, said);
  Table::constrain(air);
  return said.notices;
}

// The names of everything that differs.
inline std::set<std::string> notices(const RowsSaid& before, const RowsSaid& after) {
  std::set<std::string> out = after.notices;
  const auto differ = [&](const RowsSaid& here, const RowsSaid& there) {
    for (const auto& [key, net] : here.messages) {
      const auto other = there.messages.find(key);
      if (net == (other == there.messages.end() ? Felt() : other->second)) continue;
      const std::set<std::string>& names = here.senders.at(key);
      out.insert(names.begin(), names.end());
    }
  };
  differ(before, after);
  differ(after, before);
  return out;
}

// Changes every cell of the first `rows` and of the last row of a table that holds by itself, to
// several values each. The table is as before afterwards.
template <class Table>
MutationReport mutate_cells(ColumnMatrix& m, const PublicValues& publics, size_t rows = 64) {
  MutationReport report;
  uint64_t state = 0x9e3779b97f4a7c15;
  for (size_t row = 0; row < m.height(); ++row) {
    if (row >= rows && row + 1 != m.height()) continue;
    const RowsSaid before = said_by_rows<Table>(m, row, publics);
    INFO(Table::kName << " row " << row << ": "
                      << (before.notices.empty() ? "" : *before.notices.begin()));
    REQUIRE(before.notices.empty());
    for (size_t column = 0; column < kWidth<Table>; ++column) {
      const Felt from = m.at(row, column);
      state = state * 6364136223846793005 + 1442695040888963407;
      std::set<uint32_t> values = {
          (from + Felt(1)).value(),       (from - Felt(1)).value(), 0, 1, (-from).value(),
          (from + Felt(1 << 16)).value(), Felt(state >> 20).value()};
      values.erase(from.value());
      for (const uint32_t value : values) {
        m.at(row, column) = Felt(value);
        const std::set<std::string> names = notices(before, said_by_rows<Table>(m, row, publics));
        ++report.tried;
        if (names.empty()) report.unnoticed.push_back({row, column, from, Felt(value)});
        for (const std::string& name : names) ++report.noticed[name];
        if (names.size() == 1) ++report.alone[*names.begin()];
      }
      m.at(row, column) = from;
    }
  }
  return report;
}

// A table and what was changed in it.
struct MutatedTable {
  const MutationReport& report;
  const ColumnMatrix& matrix;
};

// Every unnoticed change is of a cell that `free` lists, and everything that `free` lists was seen
// in one of the tables.
template <class Table>
void require_only_free(const std::vector<MutatedTable>& tables,
                       const std::vector<FreeCells<Table>>& free) {
  std::set<std::pair<size_t, size_t>> seen;  // entry, column
  for (const MutatedTable& table : tables) {
    for (const Mutation& change : table.report.unnoticed) {
      const auto row = bind_columns<Table>(row_of<Table>(table.matrix, change.row));
      bool allowed = false;
      for (size_t i = 0; i < free.size(); ++i) {
        const auto& columns = free[i].columns;
        if (std::find(columns.begin(), columns.end(), change.column) == columns.end()) continue;
        if (!free[i].when(row)) continue;
        allowed = true;
        seen.insert({i, change.column});
      }
      if (!allowed) {
        FAIL_CHECK(Table::kName << " row " << change.row << " column " << change.column
                                << ": nobody notices " << change.from.value() << " -> "
                                << change.to.value());
      }
    }
  }
  for (size_t i = 0; i < free.size(); ++i) {
    for (const size_t column : free[i].columns) {
      INFO(Table::kName << " column " << column << " is not free: " << free[i].why);
      CHECK(seen.count({i, column}) == 1);
    }
  }
}

template <class Table>
void require_only_free(const MutationReport& report, const ColumnMatrix& m,
                       const std::vector<FreeCells<Table>>& free) {
  require_only_free<Table>({{report, m}}, free);
}

// The names of all constraints and messages of a table.
template <class Table>
class NameCollector {
 public:
  using Expr = Felt;
  typename Table::template Columns<Felt> now() const { return {}; }
  typename Table::template Columns<Felt> next() const { return {}; }
  Felt public_value(PublicValue) const { return {}; }
  Felt is_first_row() const { return {}; }
  Felt is_last_row() const { return {}; }
  Felt is_transition() const { return {}; }
  void assert_zero(std::string_view name, const Felt&) { add(name); }
  template <size_t N>
  void lookup(std::string_view name, Bus, const std::array<Felt, N>&, Felt) {
    add(name);
  }
  template <size_t N>
  void provide(std::string_view name, Bus, const std::array<Felt, N>&, Felt) {
    add(name);
  }

  std::set<std::string> names;
  std::set<std::string> repeated;  // must stay empty: a name says which

 private:
  void add(std::string_view name) {
    if (!names.insert(std::string(name)).second) repeated.insert(std::string(name));
  }
};

template <class Table>
std::set<std::string> names_of() {
  NameCollector<Table> collector;
  Table::constrain(collector);
  INFO(Table::kName);
  CHECK(collector.repeated.empty());
  return collector.names;
}

// Every constraint and message of the table noticed at least one change, in one of the reports, but
// for the names in `exceptions`, which did not.
template <class Table>
void require_all_notice(const std::vector<MutationReport>& reports,
                        const std::set<std::string>& exceptions = {}) {
  for (const std::string& name : names_of<Table>()) {
    const bool noticed = std::any_of(reports.begin(), reports.end(), [&](const auto& report) {
      return report.noticed.count(name) != 0;
    });
    INFO(Table::kName << ": " << name);
    CHECK(noticed == (exceptions.count(name) == 0));
  }
}

}  // namespace cairn::test
