// Packed lanes: one interface to kLanes elements of the base field at a time, for every instruction
// set.
//
// Columns of Felt are contiguous and hold Montgomery numbers, and so do the lanes, so `load` is a
// plain load. A back end is a struct in a namespace of its own that satisfies PackedField: one in
// plain C++ (packed_portable.h), and PackedVector over the registers of an instruction set, whose
// arithmetic is the same text for all of them (packed_body.h). test/crypto/packed_test.cc is the
// test kit of all. Besides the members below there are free functions for sums of products with
// deferred reduction:
//
//   P::ProductSum sum;               // zero
//   add_product(sum, a, b);          // sum += a b
//   add_products(sum, a, b, c, d);   // sum += a b + c d, cheaper than two calls
//   P value = value_of(sum);
//
// where b and d may also be a Felt, the same for all lanes; and transpose(rows), of kLanes rows of
// kLanes.
//
// Those over registers have P::from_numbers(numbers), of any words of 32 bits, and P::Doubles, a
// register of doubles for half of the lanes: a + b, a - b, multiply_add(a, b, c), to_doubles(p) and
// from_doubles(first, second).
//
// Ext5Of<P> (ext.h) is the extension field over the lanes, dot_product(a, b) the sum over two
// arrays.
#ifndef CAIRN_CRYPTO_FIELD_PACKED_H_
#define CAIRN_CRYPTO_FIELD_PACKED_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "crypto/field/ext.h"
#include "crypto/field/felt.h"
#include "crypto/field/packed_avx2.h"
#include "crypto/field/packed_avx512.h"
#include "crypto/field/packed_neon.h"
#include "crypto/field/packed_portable.h"
#include "crypto/field/packed_vector.h"

namespace cairn {

template <class P>
concept PackedField = std::is_trivially_copyable_v<P> && std::constructible_from<P, Felt> &&
                      requires(P p, const P a, const P b, const Felt* from, Felt* to,
                               uint32_t* numbers, typename P::ProductSum sum) {
                        { P::kLanes } -> std::convertible_to<size_t>;
                        { P::load(from) } -> std::same_as<P>;  // from[0 .. kLanes), any alignment
                        { P::broadcast(Felt()) } -> std::same_as<P>;
                        a.store(to);                 // to[0 .. kLanes), any alignment
                        a.store_canonical(numbers);  // the canonical numbers of the lanes
                        { a + b } -> std::same_as<P>;
                        { a - b } -> std::same_as<P>;
                        { a* b } -> std::same_as<P>;
                        { -a } -> std::same_as<P>;
                        p += a;
                        p -= a;
                        p *= a;
                        { a == b } -> std::same_as<bool>;  // in all lanes
                        { a.doubled() } -> std::same_as<P>;
                        { a.halved() } -> std::same_as<P>;
                        { a.square() } -> std::same_as<P>;
                        { a.cube() } -> std::same_as<P>;
                        add_product(sum, a, b);
                        add_product(sum, a, Felt());
                        add_products(sum, a, b, a, b);
                        add_products(sum, a, Felt(), a, Felt());
                        { value_of(sum) } -> std::same_as<P>;
                      };

static_assert(PackedField<Felt>);
static_assert(PackedField<portable::PackedScalar>);
#if CAIRN_HAS_AVX2
static_assert(PackedField<avx2::Packed>);
#endif
#if CAIRN_HAS_AVX512
static_assert(PackedField<avx512::Packed>);
#endif
#if CAIRN_HAS_NEON
static_assert(PackedField<neon::Packed>);
#endif

// The extension element `value` in every lane.
template <class P>
CAIRN_INLINE Ext5Of<P> broadcast(const Ext& value) {
  return Ext5Of<P>::from_coefficients(
      {P(value.c[0]), P(value.c[1]), P(value.c[2]), P(value.c[3]), P(value.c[4])});
}

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_PACKED_H_
