// Eight felts to a word and back: one row is one `pack` or one `unpack`.
//
// first_cell and handle say where the cells and the word are, by the kind: x and wp for a pack, ap
// and x for an unpack. The reading side lies in the past: x <= ap - 8, or x < wp. Each is asked as
// `near`, and so is an address that exists, which makes the distance one over the integers; for the
// other side the difference to its pointer is 0, so that one expression serves both kinds.
// Free columns: base, and ap or wp where the kind does not use it, which only the message holds, so
// that it meets one step of the cpu; in padding rows all but the flags and what follows from them.
// Specification: docs/tables.md (pack), docs/machine.md (pack, unpack).
#pragma once

#include <array>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "vm/instructions.h"

namespace cairn {

struct Witness;
class Ledger;

struct PackTable {
  static constexpr std::string_view kName = "pack";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;

  template <class T>
  struct Columns {
    T is_pack, is_unpack;
    T x, res, ap, wp, base;
    T first_cell, handle;
    std::array<T, 8> values;
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);
};

template <AirBuilder B>
CAIRN_INLINE constexpr void PackTable::constrain(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E zero{Felt()};
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };
  const auto kind = [&](Kind k) CAIRN_INLINE_LAMBDA { return number(static_cast<uint32_t>(k)); };

  const E is_real = now.is_pack + now.is_unpack;
  assert_bool(air, "is_pack is a bit", now.is_pack);
  assert_bool(air, "is_unpack is a bit", now.is_unpack);
  assert_bool(air, "at most one kind", is_real);
  air.assert_zero("res", now.res - now.is_pack * now.wp);
  air.assert_zero("first_cell", now.first_cell - now.is_pack * now.x - now.is_unpack * now.ap);
  air.assert_zero("handle", now.handle - now.is_pack * now.wp - now.is_unpack * now.x);

  // A pack adds ap - 8 - x to 0, an unpack 0 to wp - 1 - x.
  const E behind = (now.ap - now.first_cell) + (now.wp - now.handle);
  air.provide(
      "pack or unpack", Bus::kCoprocessor,
      std::array<E, 12>{kind(Kind::kPack) * now.is_pack + kind(Kind::kUnpack) * now.is_unpack,
                        now.x, zero, now.res, now.ap, now.wp, now.base, one,
                        now.is_pack + number(8) * now.is_unpack, now.is_pack, one, zero},
      is_real);
  air.lookup("x in bounds", Bus::kNear,
             std::array<E, 3>{behind - number(8) * now.is_pack - now.is_unpack, zero, one},
             is_real);
  const std::array<E, 8>& word = now.values;
  air.lookup("word", Bus::kWord,
             std::array<E, 9>{now.handle, word[0], word[1], word[2], word[3], word[4], word[5],
                              word[6], word[7]},
             is_real);
  constexpr std::array<std::string_view, 8> kNames = {"cell 0", "cell 1", "cell 2", "cell 3",
                                                      "cell 4", "cell 5", "cell 6", "cell 7"};
  for (size_t i = 0; i < 8; ++i) {
    air.lookup(kNames[i], Bus::kFelt, std::array<E, 2>{now.first_cell + E(Felt(i)), word[i]},
               is_real);
  }
}

static_assert(shape_of<PackTable>().valid());

}  // namespace cairn
