// Lanes of machine integers for BLAKE3 (32 bits) and Keccak (64 bits): one message per lane. As
// with packed fields, a plain C++ back end and one per instruction set (lanes_body.h), behind one
// interface; LanesOf<P> names those that belong to a packed field type P, so that dispatch()
// (field/dispatch.h) chooses both. Lanes<...> has P::kLanes integers of 32 bits, or half as many of
// 64 bits; two of the latter hold as many numbers as one of the former, in whatever order
// interleave() gives them.
//
//   a + b, a ^ b, and_not(a, b)                  // ~a & b
//   rotate_left<Count>(a)
//   interleave(low, high, std::array<U64, 2>&)   // low[k] + 2^32 high[k]
//   deinterleave(numbers, low, high)             // and back
//   load_words(from, stride, words)              // words[i] of lane k: word i of the 32 bytes at
//   store_words(words, to, stride)               // from + k * stride; and back
#ifndef CAIRN_CRYPTO_HASH_LANES_H_
#define CAIRN_CRYPTO_HASH_LANES_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "crypto/field/packed.h"
#include "crypto/field/target.h"
#include "crypto/hash/lanes_avx2.h"
#include "crypto/hash/lanes_avx512.h"
#include "crypto/hash/lanes_neon.h"
#include "crypto/hash/lanes_vector.h"

namespace cairn {
namespace portable {

// A single integer, in plain C++.
template <class Integer>
struct IntegerLanes {
  static constexpr size_t kLanes = 1;

  std::array<Integer, 1> lanes;

  IntegerLanes() = default;
  CAIRN_INLINE constexpr explicit IntegerLanes(Integer value) : lanes{value} {}

  CAIRN_INLINE friend constexpr IntegerLanes operator+(IntegerLanes a, IntegerLanes b) {
    return IntegerLanes(a.lanes[0] + b.lanes[0]);
  }
  CAIRN_INLINE friend constexpr IntegerLanes operator^(IntegerLanes a, IntegerLanes b) {
    return IntegerLanes(a.lanes[0] ^ b.lanes[0]);
  }
};

using U32x1 = IntegerLanes<uint32_t>;
using U64x1 = IntegerLanes<uint64_t>;

template <class Integer>
CAIRN_INLINE constexpr IntegerLanes<Integer> and_not(IntegerLanes<Integer> a,
                                                     IntegerLanes<Integer> b) {
  return IntegerLanes<Integer>(~a.lanes[0] & b.lanes[0]);
}

template <int Count, class Integer>
CAIRN_INLINE constexpr IntegerLanes<Integer> rotate_left(IntegerLanes<Integer> a) {
  return IntegerLanes<Integer>(std::rotl(a.lanes[0], Count));
}

}  // namespace portable

template <class P>
struct LanesOf {};
template <class Set>
struct LanesOf<PackedVector<Set>> {
  using U32 = VectorLanes<Set, uint32_t>;
  using U64 = VectorLanes<Set, uint64_t>;
};

// Whether a back end has lanes of integers. The portable one has not: one message at a time is
// faster in plain C++.
template <class P>
concept HasIntegerLanes = requires { typename LanesOf<P>::U32; };

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_LANES_H_
