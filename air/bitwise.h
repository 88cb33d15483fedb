// and, or, xor of 128-bit words: one row is one operation, both operands bit by bit. The bits give
// the operands' limbs, so that these are below 2^16 without a lookup; a word with a larger limb has
// no row here and is a `range` fault. Free: `base`; everything but bits and flags in padding rows.
// Specification: docs/tables.md (bitwise).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/names.h"
#include "air/operation.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct BitwiseTable {
  static constexpr std::string_view kName = "bitwise";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;
  static constexpr size_t kBits = 128;
  static constexpr std::array kKinds = {Kind::kAnd, Kind::kOr, Kind::kXor};

  template <class T>
  struct Columns {
    T is_and, is_or, is_xor;
    OperationColumns<T> at;
    std::array<T, kBits> x_bits, y_bits;  // lowest first
    std::array<T, 8> result;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

namespace internal {
inline constexpr NumberedNames<128> kXBitNames("x is a bit, ");
inline constexpr NumberedNames<128> kYBitNames("y is a bit, ");
inline constexpr NumberedNames<8> kBitwiseNames("result, limb ");
}  // namespace internal

template <AirBuilder B>
CAIRN_INLINE constexpr void BitwiseTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E is_real = now.is_and + now.is_or + now.is_xor;
  assert_bool(air, "is_and is a bit", now.is_and);
  assert_bool(air, "is_or is a bit", now.is_or);
  assert_bool(air, "is_xor is a bit", now.is_xor);
  assert_bool(air, "at most one kind", is_real);

  // and = xy, or = x + y - xy, xor = x + y - 2xy.
  const E sums = now.is_or + now.is_xor;
  const E products = now.is_and - now.is_or - E(Felt(2)) * now.is_xor;
  std::array<E, 8> x{now.result}, y{now.result};
  for (size_t limb = 0; limb < 8; ++limb) {
    E both = E(Felt());
    x[limb] = E(Felt());
    y[limb] = E(Felt());
    for (size_t i = 0; i < 16; ++i) {
      const size_t bit = 16 * limb + i;
      const E weight(Felt(1u << i));
      assert_bool(air, internal::kXBitNames[bit], now.x_bits[bit]);
      assert_bool(air, internal::kYBitNames[bit], now.y_bits[bit]);
      x[limb] = x[limb] + weight * now.x_bits[bit];
      y[limb] = y[limb] + weight * now.y_bits[bit];
      both = both + weight * (now.x_bits[bit] * now.y_bits[bit]);
    }
    air.assert_zero(internal::kBitwiseNames[limb],
                    now.result[limb] - sums * (x[limb] + y[limb]) - products * both);
  }

  send_operation(air, now.at,
                 kind_number<E>(Kind::kAnd) * now.is_and + kind_number<E>(Kind::kOr) * now.is_or +
                     kind_number<E>(Kind::kXor) * now.is_xor,
                 1, 1, is_real);
  air.lookup("read x", Bus::kWord, word_message(now.at.x, x), is_real);
  air.lookup("read y", Bus::kWord, word_message(now.at.y, y), is_real);
  air.lookup("append", Bus::kWord, word_message(now.at.wp, now.result), is_real);
}

static_assert(shape_of<BitwiseTable>().valid());

}  // namespace cairn
