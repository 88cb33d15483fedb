// The constraints of filled tables, evaluated row by row, and the balance of the buses: the tool
// that names what is wrong with a table, for tests and for a prover that wants to know before it
// proves. It is not part of the proof. Specification: docs/tables.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "air/builder.h"
#include "air/message.h"
#include "air/public_values.h"
#include "crypto/field/felt.h"
#include "crypto/field/matrix.h"

namespace cairn {

// The constraints and messages of one row. A sink has fail(name) and send(name, BusMessage), which
// gets only messages of a multiplicity other than 0.
template <class Table, class Sink>
class RowEvaluator {
 public:
  using Expr = Felt;
  using Row = std::array<Felt, kWidth<Table>>;
  using Columns = typename Table::template Columns<Felt>;

  constexpr RowEvaluator(const Row& now, const Row& next, bool is_first, bool is_last,
                         const PublicValues& publics, Sink& sink)
      : now_(bind_columns<Table>(now)),
        next_(bind_columns<Table>(next)),
        is_first_(is_first),
        is_last_(is_last),
        publics_(publics),
        sink_(sink) {}

  constexpr const Columns& now() const { return now_; }
  constexpr const Columns& next() const { return next_; }
  constexpr Felt public_value(PublicValue v) const { return publics_[v]; }
  constexpr Felt is_first_row() const { return Felt(int{is_first_}); }
  constexpr Felt is_last_row() const { return Felt(int{is_last_}); }
  constexpr Felt is_transition() const { return Felt(int{!is_last_}); }
  constexpr void assert_zero(std::string_view name, const Felt& e) {
    if (e != Felt()) sink_.fail(name);
  }
  template <size_t N>
  constexpr void lookup(std::string_view name, Bus bus, const std::array<Felt, N>& tuple, Felt m) {
    if (m != Felt()) sink_.send(name, bus_message(bus, tuple, m));
  }
  template <size_t N>
  constexpr void provide(std::string_view name, Bus bus, const std::array<Felt, N>& tuple, Felt m) {
    lookup(name, bus, tuple, -m);
  }

 private:
  Columns now_, next_;
  bool is_first_, is_last_;
  const PublicValues& publics_;
  Sink& sink_;
};

// Row `row` of a filled table.
template <class Table>
std::array<Felt, kWidth<Table>> row_of(const ColumnMatrix& m, size_t row) {
  std::array<Felt, kWidth<Table>> out;
  m.copy_row(row, out);
  return out;
}

// Evaluates row `row` of `m`, which has kWidth<Table> columns, into the sink.
template <class Table, class Sink>
void evaluate_row(const ColumnMatrix& m, size_t row, const PublicValues& publics, Sink& sink) {
  const size_t last = m.height() - 1;
  const auto now = row_of<Table>(m, row);
  const auto next = row_of<Table>(m, row == last ? 0 : row + 1);
  RowEvaluator<Table, Sink> air(now, next, row == 0, row == last, publics, sink);
  Table::constrain(air);
}

std::string_view bus_name(Bus bus);

// What is wrong with a set of tables.
struct CheckReport {
  struct Failure {  // a constraint that does not hold
    std::string_view table;
    size_t row;
    std::string_view name;
  };
  struct Imbalance {  // a message that is asked `net` times more often than it is answered
    BusMessage message;
    std::vector<std::string> contributors;  // "cpu row 3: read x (+1)", at most 8
  };
  std::vector<Failure> failures;
  std::vector<Imbalance> imbalances;

  bool ok() const { return failures.empty() && imbalances.empty(); }
  bool has_failure(std::string_view table, std::string_view name) const;
  // One line for each finding, at most `limit` of each kind.
  std::string text(size_t limit = 10) const;
};

// Collects tables and public terms; report() says whether they fit.
class Checker {
 public:
  explicit Checker(const PublicValues& publics) : publics_(publics) {}

  template <class Table>
  void add_table(const ColumnMatrix& m) {
    for (size_t row = 0; row < m.height(); ++row) {
      RowSink sink{*this, Table::kName, row};
      evaluate_row<Table>(m, row, publics_, sink);
    }
  }
  // A term that the verifier adds.
  void add_term(std::string_view name, const BusMessage& message) {
    send("verifier", 0, name, message);
  }
  CheckReport report() const;

 private:
  using Key = std::array<uint32_t, kMaxTuple + 1>;
  struct KeyHash {
    size_t operator()(const Key& key) const;
  };
  struct Contributor {
    std::string_view table;
    size_t row;
    std::string_view name;
    Felt multiplicity;
  };
  struct Balance {
    Felt net;
    std::vector<Contributor> contributors;
  };
  struct RowSink {
    Checker& checker;
    std::string_view table;
    size_t row;
    void fail(std::string_view name) { checker.failures_.push_back({table, row, name}); }
    void send(std::string_view name, const BusMessage& message) {
      checker.send(table, row, name, message);
    }
  };
  void send(std::string_view table, size_t row, std::string_view name, const BusMessage& message);

  PublicValues publics_;
  std::vector<CheckReport::Failure> failures_;
  std::unordered_map<Key, Balance, KeyHash> balances_;
};

}  // namespace cairn
