// A run, and single tables filled from it.
#pragma once

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "air/build.h"
#include "air/check.h"
#include "air/ledger.h"
#include "air/statement.h"
#include "air/witness.h"
#include "vm/encode.h"
#include "vm/run.h"

namespace cairn::test {

// [ap] = v: what the zero page holds, plus v.
inline Instruction push(uint32_t v) {
  return make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(v));
}
// push, also where the cells just below fp are not zero.
inline Instruction push_anywhere(uint32_t v) {
  return make(Kind::kAdd, XMode::kArg, 100, YMode::kImmediate, Felt(v));
}
// An instruction on the felt just pushed and an immediate.
inline Instruction on_top(Kind kind, uint32_t y = 0) {
  return make(kind, XMode::kAp, 1, YMode::kImmediate, Felt(y));
}
inline Instruction halt() { return on_top(Kind::kHalt, 0); }  // no output; after a push

inline Trace traced(const Program& program, const std::vector<Word>& inputs,
                    AdviceProvider* advice = nullptr) {
  auto trace = run_traced(program, inputs, {.advice = advice});
  REQUIRE(trace.ok());
  return *std::move(trace);
}

inline Trace traced(const std::vector<Instruction>& code, const std::vector<Word>& inputs = {},
                    AdviceProvider* advice = nullptr) {
  Program program;
  append_code(program, code);
  return traced(program, inputs, advice);
}

// A run with all of its tables, and what the checker says of them.
struct CheckedRun {
  explicit CheckedRun(Trace run)
      : trace(std::move(run)),
        publics(public_values(statement_of(trace), hints_of(trace))),
        messages(public_messages(statement_of(trace), hints_of(trace))),
        tables(build_tables(trace, publics)) {}
  CheckReport report() const { return check_tables(tables, publics, messages); }
  BuiltTable& table(std::string_view name) {
    for (BuiltTable& t : tables) {
      if (t.name == name) return t;
    }
    throw std::logic_error("no such table");
  }

  Trace trace;
  PublicValues publics;
  std::vector<BusMessage> messages;
  std::vector<BuiltTable> tables;
};

struct RunTables {
  explicit RunTables(Trace run)
      : trace(std::move(run)),
        publics(public_values(statement_of(trace), hints_of(trace))),
        witness(trace, publics),
        ledger(trace.felts.size(), trace.words.size()) {}
  RunTables(const RunTables&) = delete;

  template <class Table>
  static size_t height_for(size_t rows) {
    if (Table::kLogHeight != 0) return size_t{1} << Table::kLogHeight;
    return std::max<size_t>(8, std::bit_ceil(rows));
  }
  template <class Table>
  ColumnMatrix fill() {
    const size_t rows = [&] {
      if constexpr (requires { Table::rows(ledger); }) {
        return Table::rows(ledger);
      } else {
        return Table::rows(witness);
      }
    }();
    ColumnMatrix matrix(height_for<Table>(rows), kWidth<Table>);
    Table::fill(witness, ledger, matrix);
    return matrix;
  }

  const Trace trace;
  const PublicValues publics;
  const Witness witness;
  Ledger ledger;
};

struct FailedNames {
  std::set<std::string> names;
  void fail(std::string_view name) { names.insert(std::string(name)); }
  void send(std::string_view, const BusMessage&) {}
};

// The constraints that fail in a row.
template <class Table>
std::set<std::string> failures(const ColumnMatrix& m, size_t row, const PublicValues& publics) {
  FailedNames failed;
  evaluate_row<Table>(m, row, publics, failed);
  return failed.names;
}

template <class Table>
void require_valid(const ColumnMatrix& m, const PublicValues& publics) {
  for (size_t row = 0; row < m.height(); ++row) {
    const std::set<std::string> names = failures<Table>(m, row, publics);
    INFO(Table::kName << " row " << row << ": " << (names.empty() ? "" : *names.begin()));
    REQUIRE(names.empty());
  }
}

// Whole columns by index, for the lists of free cells.
template <class Array>
void append_columns(std::vector<size_t>& to, const Array& columns) {
  to.insert(to.end(), columns.begin(), columns.end());
}

}  // namespace cairn::test
