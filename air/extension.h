// Arithmetic of the extension field X^5 + X^2 - 1 = 0 on words: one row is one operation on the
// first five felts of W[x] and W[y]. A division proves that its divisor has an inverse, hence is
// not zero and the quotient is the only one. Free: `base`; `inverse` where nothing is divided; the
// upper felts of the operands, which the word bus fixes. Specification: docs/tables.md (extension).
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "air/builder.h"
#include "air/extension_product.h"
#include "air/names.h"
#include "air/operation.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"

namespace cairn {

struct ExtensionTable {
  static constexpr std::string_view kName = "extension";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;
  static constexpr std::array kKinds = {Kind::kExtAdd, Kind::kExtSub, Kind::kExtMul, Kind::kExtDiv};

  template <class T>
  struct Columns {
    T is_add, is_sub, is_mul, is_div;
    OperationColumns<T> at;
    std::array<T, 8> x, y;
    std::array<T, 5> result, inverse;  // inverse of y
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

namespace internal {
inline constexpr NumberedNames<5> kExtSumNames("sum or difference, ");
inline constexpr NumberedNames<5> kExtProductNames("product, ");
inline constexpr NumberedNames<5> kExtQuotientNames("quotient, ");
inline constexpr NumberedNames<5> kExtInverseNames("inverse, ");
}  // namespace internal

template <AirBuilder B>
CAIRN_INLINE constexpr void ExtensionTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E zero{Felt()};
  const E is_real = now.is_add + now.is_sub + now.is_mul + now.is_div;
  assert_bool(air, "is_add is a bit", now.is_add);
  assert_bool(air, "is_sub is a bit", now.is_sub);
  assert_bool(air, "is_mul is a bit", now.is_mul);
  assert_bool(air, "is_div is a bit", now.is_div);
  assert_bool(air, "at most one kind", is_real);

  const std::array<E, 5> product = extension_product(now.x, now.y);
  const std::array<E, 5> dividend = extension_product(now.result, now.y);
  const std::array<E, 5> unit = extension_product(now.inverse, now.y);
  const E is_linear = now.is_add + now.is_sub;
  const E sign = now.is_add - now.is_sub;
  for (size_t i = 0; i < 5; ++i) {
    air.assert_zero(internal::kExtSumNames[i],
                    is_linear * (now.result[i] - now.x[i]) - sign * now.y[i]);
    air.assert_zero(internal::kExtProductNames[i], now.is_mul * (now.result[i] - product[i]));
    air.assert_zero(internal::kExtQuotientNames[i], now.is_div * (now.x[i] - dividend[i]));
    air.assert_zero(internal::kExtInverseNames[i],
                    now.is_div * (unit[i] - E(i == 0 ? Felt::one() : Felt())));
  }

  send_operation(
      air, now.at,
      kind_number<E>(Kind::kExtAdd) * now.is_add + kind_number<E>(Kind::kExtSub) * now.is_sub +
          kind_number<E>(Kind::kExtMul) * now.is_mul + kind_number<E>(Kind::kExtDiv) * now.is_div,
      1, 1, is_real);
  air.lookup("read x", Bus::kWord, word_message(now.at.x, now.x), is_real);
  air.lookup("read y", Bus::kWord, word_message(now.at.y, now.y), is_real);
  air.lookup("append", Bus::kWord,
             std::array<E, 9>{now.at.wp, now.result[0], now.result[1], now.result[2], now.result[3],
                              now.result[4], zero, zero, zero},
             is_real);
}

static_assert(shape_of<ExtensionTable>().valid());

}  // namespace cairn
