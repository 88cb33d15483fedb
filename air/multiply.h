// int_mul and int_div of 128-bit words: one row is the relation over the integers
//
//   u * v + remainder = low + 2^128 high
//
// where a product has (u, v, low, high) = (x, y, results) and no remainder, and a quotient has
// (u, v, low, remainder) = (first result, y, x, second result), no high half, and remainder < v.
// `second` is the second result in both: the high half, or the remainder.
//
// Why nothing wraps around p: u and v are in bytes (b and 256 b are ranges), so a column of the
// product is at most 16 * 255^2 < 2^20, and two columns, a remainder limb and a carry put together
// stay below 2^20 + 2^28 + 2^16 + 2^14 < 2^29. On the other side a carry and 4 carry are ranges, so
// limb + 2^16 carry < 2^30 + 2^16 < p. So each limb's equation holds over the integers, where
// limbs and carries are the only ones. remainder < v by v = remainder + slack + 1 in limbs
// with borrows, which also excludes v = 0. Free: `base`; `slack` and `borrows` of a product.
// Specification: docs/tables.md (multiply).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/names.h"
#include "air/operation.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct MultiplyTable {
  static constexpr std::string_view kName = "multiply";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;
  static constexpr std::array kKinds = {Kind::kIntMul, Kind::kIntDiv};

  template <class T>
  struct Columns {
    T is_mul, is_div;
    OperationColumns<T> at;
    T u_handle, low_handle;
    std::array<T, 16> u, v;  // bytes
    std::array<T, 8> low, second;
    std::array<T, 15> carries;  // out of each limb of the product but the last
    std::array<T, 8> slack;     // v - remainder - 1
    std::array<T, 7> borrows;   // out of each limb of remainder + slack + 1 but the last
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

namespace internal {
inline constexpr NumberedNames<16> kMultiplyNames("product, limb ");
inline constexpr NumberedNames<8> kRemainderNames("remainder below divisor, limb ");
inline constexpr NumberedNames<7> kBorrowNames("borrow is a bit, ");
inline constexpr NumberedNames<16> kUByteNames("byte of u, "), kUByteHighNames("256 byte of u, ");
inline constexpr NumberedNames<16> kVByteNames("byte of v, "), kVByteHighNames("256 byte of v, ");
inline constexpr NumberedNames<8> kLowNames("range of low, "), kSecondNames("range of second, ");
inline constexpr NumberedNames<8> kSlackNames("range of slack, ");
inline constexpr NumberedNames<15> kProductCarryNames("range of carry, ");
inline constexpr NumberedNames<15> kProductCarry4Names("range of 4 carry, ");

// A word from its bytes.
template <class E>
CAIRN_INLINE constexpr std::array<E, 8> limbs_of_bytes(const std::array<E, 16>& bytes) {
  const E byte(Felt(256));
  return {bytes[0] + byte * bytes[1],   bytes[2] + byte * bytes[3],  bytes[4] + byte * bytes[5],
          bytes[6] + byte * bytes[7],   bytes[8] + byte * bytes[9],  bytes[10] + byte * bytes[11],
          bytes[12] + byte * bytes[13], bytes[14] + byte * bytes[15]};
}
}  // namespace internal

template <AirBuilder B>
CAIRN_INLINE constexpr void MultiplyTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E one(Felt::one());
  const E byte(Felt(256));
  const E limb(Felt(1u << 16));
  const E is_real = now.is_mul + now.is_div;
  assert_bool(air, "is_mul is a bit", now.is_mul);
  assert_bool(air, "is_div is a bit", now.is_div);
  assert_bool(air, "at most one kind", is_real);
  air.assert_zero("u_handle", now.u_handle - now.is_mul * now.at.x - now.is_div * now.at.wp);
  air.assert_zero("low_handle", now.low_handle - now.is_mul * now.at.wp - now.is_div * now.at.x);

  const auto column = [&](size_t k) CAIRN_INLINE_LAMBDA {  // bytes that meet at 2^(8 k), k <= 30
    const size_t first = k < 16 ? 0 : k - 15;
    E total = now.u[first] * now.v[k - first];
    for (size_t i = first + 1; i <= k && i < 16; ++i) total = total + now.u[i] * now.v[k - i];
    return total;
  };
  for (size_t i = 0; i < 16; ++i) {
    E left = column(2 * i);
    if (i < 15) left = left + byte * column(2 * i + 1) - limb * now.carries[i];
    if (i > 0) left = left + now.carries[i - 1];
    if (i < 8) left = left + now.is_div * now.second[i];
    air.assert_zero(internal::kMultiplyNames[i],
                    left - (i < 8 ? now.low[i] : now.is_mul * now.second[i - 8]));
  }

  const std::array<E, 8> u = internal::limbs_of_bytes(now.u);
  const std::array<E, 8> v = internal::limbs_of_bytes(now.v);
  for (size_t i = 0; i < 8; ++i) {
    E sum = now.second[i] + now.slack[i] - v[i];
    sum = i == 0 ? sum + one : sum + now.borrows[i - 1];
    if (i < 7) {
      assert_bool(air, internal::kBorrowNames[i], now.borrows[i]);
      sum = sum - limb * now.borrows[i];
    }
    air.assert_zero(internal::kRemainderNames[i], now.is_div * sum);
  }

  send_operation(
      air, now.at,
      kind_number<E>(Kind::kIntMul) * now.is_mul + kind_number<E>(Kind::kIntDiv) * now.is_div, 2, 2,
      is_real);
  air.lookup("word u", Bus::kWord, word_message(now.u_handle, u), is_real);
  air.lookup("word v", Bus::kWord, word_message(now.at.y, v), is_real);
  air.lookup("word low", Bus::kWord, word_message(now.low_handle, now.low), is_real);
  air.lookup("append second", Bus::kWord, word_message(now.at.wp + one, now.second), is_real);
  air.lookup("append second handle", Bus::kFelt, std::array<E, 2>{now.at.ap + one, now.at.wp + one},
             is_real);
  const auto range = [&](std::string_view name, const E& value) CAIRN_INLINE_LAMBDA {
    air.lookup(name, Bus::kRange, std::array<E, 1>{value}, is_real);
  };
  for (size_t i = 0; i < 16; ++i) {
    range(internal::kUByteNames[i], now.u[i]);
    range(internal::kUByteHighNames[i], byte * now.u[i]);
    range(internal::kVByteNames[i], now.v[i]);
    range(internal::kVByteHighNames[i], byte * now.v[i]);
  }
  for (size_t i = 0; i < 8; ++i) {
    range(internal::kLowNames[i], now.low[i]);
    range(internal::kSecondNames[i], now.second[i]);
    range(internal::kSlackNames[i], now.slack[i]);
  }
  for (size_t i = 0; i < 15; ++i) {
    range(internal::kProductCarryNames[i], now.carries[i]);
    range(internal::kProductCarry4Names[i], E(Felt(4)) * now.carries[i]);
  }
}

static_assert(shape_of<MultiplyTable>().valid());

}  // namespace cairn
