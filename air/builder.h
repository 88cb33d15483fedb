// What a table's constraints are written against. A table is written once,
//
//   struct FooTable {
//     static constexpr std::string_view kName = "foo";
//     template <class T> struct Columns { T a, b; std::array<T, 8> word; };   // T only, no padding
//     template <AirBuilder B> CAIRN_INLINE static constexpr void constrain(B& air);
//   };
//
// and read by every consumer: the prover over packed lanes, the verifier over the extension field,
// the checker that names what fails, and the shape (degrees, counts) at compile time.
// Rules: a constraint has degree at most 3; a tuple entry is affine (degree 1), or of degree 2 in
// the last of an odd number of messages, which shares its column with none; a multiplicity has
// degree at most 2. All are checked at compile time from the shape, never declared. Specification:
// docs/tables.md.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "air/bus.h"
#include "air/public_values.h"
#include "crypto/field/felt.h"
#include "crypto/field/target.h"

namespace cairn {

// `Expr` has + - * and unary -, and is explicitly constructible from Felt (a constant).
// now() and next() are Columns<Expr> of this row and of the following one; the last row is followed
// by the first. The selectors have degree 1 (is_transition is 0 only in the last row).
// Names are unique within a table, and are how a failing row or message is reported.
template <class B>
concept AirBuilder = requires(B& air, const typename B::Expr e, std::string_view name,
                              std::array<typename B::Expr, 2> tuple) {
  air.now();
  air.next();
  { air.public_value(PublicValue::kEntry) } -> std::same_as<typename B::Expr>;
  { air.is_first_row() } -> std::same_as<typename B::Expr>;
  { air.is_last_row() } -> std::same_as<typename B::Expr>;
  { air.is_transition() } -> std::same_as<typename B::Expr>;
  air.assert_zero(name, e);
  air.lookup(name, Bus::kFelt, tuple, e);   // asks `e` times for the message
  air.provide(name, Bus::kFelt, tuple, e);  // answers `e` times
};

// Number of columns of a table.
template <class Table>
inline constexpr size_t kWidth = sizeof(typename Table::template Columns<uint8_t>);

// The columns of a row, named: Columns<T> has the layout of std::array<T, kWidth>.
template <class Table, class T>
CAIRN_INLINE constexpr typename Table::template Columns<T> bind_columns(
    const std::array<T, kWidth<Table>>& row) {
  static_assert(sizeof(typename Table::template Columns<T>) == sizeof(row));
  return std::bit_cast<typename Table::template Columns<T>>(row);
}

// A boolean column.
template <class B>
CAIRN_INLINE constexpr void assert_bool(B& air, std::string_view name,
                                        const typename B::Expr& flag) {
  air.assert_zero(name, flag * (flag - typename B::Expr(Felt::one())));
}

// Asks, `times` times, that v is near: below 2^26 as a number (docs/tables.md, Buses).
template <class B>
CAIRN_INLINE constexpr void look_up_near(B& air, std::string_view name, const typename B::Expr& v,
                                         const typename B::Expr& times) {
  using E = typename B::Expr;
  air.lookup(name, Bus::kNear, std::array<E, 3>{v, E(Felt()), E(Felt::one())}, times);
}

}  // namespace cairn
