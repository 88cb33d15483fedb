// int_add and int_sub of 128-bit words: one row is u + v = w + 2^128 carry in 16-bit limbs, where a
// sum has (u, v, w) = (x, y, result) and a difference (result, y, x). All limbs are ranges, so an
// operand with a larger limb has no row here (a `range` fault), and the result is the only one.
// A limb equation stays below 2^18 and cannot wrap. Free: `base`. Specification: docs/tables.md.
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/names.h"
#include "air/operation.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct IntegerTable {
  static constexpr std::string_view kName = "integer";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;
  static constexpr std::array kKinds = {Kind::kIntAdd, Kind::kIntSub};

  template <class T>
  struct Columns {
    T is_add, is_sub;
    OperationColumns<T> at;
    T u_handle, w_handle;
    std::array<T, 8> u, v, w;
    std::array<T, 8> carries;  // out of each limb; the last is appended
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

namespace internal {
inline constexpr NumberedNames<8> kCarryNames("carry is a bit, ");
inline constexpr NumberedNames<8> kIntegerNames("sum, limb ");
inline constexpr NumberedNames<8> kURangeNames("range of u, ");
inline constexpr NumberedNames<8> kVRangeNames("range of v, ");
inline constexpr NumberedNames<8> kWRangeNames("range of w, ");
}  // namespace internal

template <AirBuilder B>
CAIRN_INLINE constexpr void IntegerTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E one(Felt::one());
  const E is_real = now.is_add + now.is_sub;
  assert_bool(air, "is_add is a bit", now.is_add);
  assert_bool(air, "is_sub is a bit", now.is_sub);
  assert_bool(air, "at most one kind", is_real);
  air.assert_zero("u_handle", now.u_handle - now.is_add * now.at.x - now.is_sub * now.at.wp);
  air.assert_zero("w_handle", now.w_handle - now.is_add * now.at.wp - now.is_sub * now.at.x);
  for (size_t i = 0; i < 8; ++i) {
    assert_bool(air, internal::kCarryNames[i], now.carries[i]);
    E sum = now.u[i] + now.v[i];
    if (i > 0) sum = sum + now.carries[i - 1];
    air.assert_zero(internal::kIntegerNames[i],
                    sum - now.w[i] - E(Felt(1u << 16)) * now.carries[i]);
  }

  send_operation(
      air, now.at,
      kind_number<E>(Kind::kIntAdd) * now.is_add + kind_number<E>(Kind::kIntSub) * now.is_sub, 2, 1,
      is_real);
  air.lookup("word u", Bus::kWord, word_message(now.u_handle, now.u), is_real);
  air.lookup("word v", Bus::kWord, word_message(now.at.y, now.v), is_real);
  air.lookup("word w", Bus::kWord, word_message(now.w_handle, now.w), is_real);
  air.lookup("append carry", Bus::kFelt, std::array<E, 2>{now.at.ap + one, now.carries[7]},
             is_real);
  for (size_t i = 0; i < 8; ++i) {
    air.lookup(internal::kURangeNames[i], Bus::kRange, std::array<E, 1>{now.u[i]}, is_real);
    air.lookup(internal::kVRangeNames[i], Bus::kRange, std::array<E, 1>{now.v[i]}, is_real);
    air.lookup(internal::kWRangeNames[i], Bus::kRange, std::array<E, 1>{now.w[i]}, is_real);
  }
}

static_assert(shape_of<IntegerTable>().valid());

}  // namespace cairn
