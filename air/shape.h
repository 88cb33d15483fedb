// The shape of a table, at compile time: degrees, counts, and which columns are read in the next
// row. Derived from the constraints themselves, so that nothing can be declared wrongly.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "air/builder.h"

namespace cairn {

// A set of columns.
struct ColumnSet {
  static constexpr size_t kMax = 320;
  std::array<uint64_t, kMax / 64> bits{};
  constexpr bool contains(size_t column) const { return bits[column / 64] >> (column % 64) & 1; }
  constexpr void insert(size_t column) { bits[column / 64] |= uint64_t{1} << (column % 64); }
  constexpr ColumnSet& operator|=(const ColumnSet& other) {
    for (size_t i = 0; i < bits.size(); ++i) bits[i] |= other.bits[i];
    return *this;
  }
  constexpr size_t size() const {
    size_t n = 0;
    for (uint64_t word : bits) n += static_cast<size_t>(std::popcount(word));
    return n;
  }
};

// An expression reduced to its degree and to the columns that it reads in the next row.
struct DegreeExpr {
  int degree = 0;
  ColumnSet next;
  constexpr DegreeExpr() = default;
  constexpr explicit DegreeExpr(Felt) {}
  constexpr explicit DegreeExpr(int d) : degree(d) {}
  friend constexpr DegreeExpr operator+(DegreeExpr a, const DegreeExpr& b) {
    a.degree = a.degree > b.degree ? a.degree : b.degree;
    a.next |= b.next;
    return a;
  }
  friend constexpr DegreeExpr operator-(const DegreeExpr& a, const DegreeExpr& b) { return a + b; }
  friend constexpr DegreeExpr operator*(DegreeExpr a, const DegreeExpr& b) {
    a.degree += b.degree;
    a.next |= b.next;
    return a;
  }
  constexpr DegreeExpr operator-() const { return *this; }
};

struct TableShape {
  static constexpr size_t kMaxInteractions = 128;
  size_t width = 0;
  size_t constraints = 0;  // written by the table; the bus adds its own (aux_columns)
  size_t interactions = 0;
  int max_degree = 0;        // of the constraints
  int max_tuple_degree = 0;  // of all tuples but the last
  int last_tuple_degree = 0;
  int max_multiplicity_degree = 0;
  size_t max_tuple = 0;                       // entries without the bus
  ColumnSet next;                             // columns that are read in the next row
  std::array<Bus, kMaxInteractions> buses{};  // of the interactions, in order

  // Two interactions share a column of the extension field.
  constexpr size_t aux_columns() const { return (interactions + 1) / 2; }
  constexpr bool valid() const {
    const bool last_is_alone = interactions % 2 == 1;
    return max_degree <= 3 && max_tuple_degree <= 1 &&
           last_tuple_degree <= (last_is_alone ? 2 : 1) && max_multiplicity_degree <= 2 &&
           max_tuple <= kMaxTuple && interactions > 0 && interactions <= kMaxInteractions;
  }
};

template <class Table>
class ShapeBuilder {
 public:
  using Expr = DegreeExpr;
  using Columns = typename Table::template Columns<Expr>;

  constexpr ShapeBuilder() {
    std::array<Expr, kWidth<Table>> now{}, next{};
    static_assert(kWidth<Table> <= ColumnSet::kMax);
    now.fill(Expr(1));
    next.fill(Expr(1));
    for (size_t i = 0; i < next.size(); ++i) next[i].next.insert(i);
    now_ = bind_columns<Table>(now);
    next_ = bind_columns<Table>(next);
    shape_.width = kWidth<Table>;
  }
  constexpr const Columns& now() const { return now_; }
  constexpr const Columns& next() const { return next_; }
  constexpr Expr public_value(PublicValue) const { return {}; }
  constexpr Expr is_first_row() const { return Expr(1); }
  constexpr Expr is_last_row() const { return Expr(1); }
  constexpr Expr is_transition() const { return Expr(0); }  // x - last: Z_H gives the degree back
  constexpr void assert_zero(std::string_view, const Expr& e) {
    ++shape_.constraints;
    if (e.degree > shape_.max_degree) shape_.max_degree = e.degree;
    shape_.next |= e.next;
  }
  template <size_t N>
  constexpr void lookup(std::string_view, Bus bus, const std::array<Expr, N>& tuple,
                        const Expr& m) {
    if (shape_.interactions < TableShape::kMaxInteractions) {
      shape_.buses[shape_.interactions] = bus;
    }
    ++shape_.interactions;
    shape_.max_tuple_degree = std::max(shape_.max_tuple_degree, shape_.last_tuple_degree);
    shape_.last_tuple_degree = 0;
    for (const Expr& e : tuple) {
      shape_.last_tuple_degree = std::max(shape_.last_tuple_degree, e.degree);
      shape_.next |= e.next;
    }
    if (m.degree > shape_.max_multiplicity_degree) shape_.max_multiplicity_degree = m.degree;
    if (N > shape_.max_tuple) shape_.max_tuple = N;
    shape_.next |= m.next;
  }
  template <size_t N>
  constexpr void provide(std::string_view name, Bus bus, const std::array<Expr, N>& tuple,
                         const Expr& m) {
    lookup(name, bus, tuple, m);
  }
  constexpr const TableShape& shape() const { return shape_; }

 private:
  Columns now_{}, next_{};
  TableShape shape_;
};

template <class Table>
constexpr TableShape shape_of() {
  ShapeBuilder<Table> builder;
  Table::constrain(builder);
  return builder.shape();
}

}  // namespace cairn
