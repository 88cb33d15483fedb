// What the transforms need of a packed type beyond packed.h: products by a factor that is used many
// times.
#ifndef CAIRN_STARK_TRANSFORM_LANES_H_
#define CAIRN_STARK_TRANSFORM_LANES_H_

#include "crypto/field/packed.h"
#include "crypto/field/target.h"

namespace cairn {

// A factor that is the same in all lanes, with whatever makes its products cheaper.
template <class P>
struct FactorOf {
  P value;
  CAIRN_INLINE FactorOf() = default;
  CAIRN_INLINE explicit FactorOf(const P& any) : value(any) {}
};

// x * factor.
template <class P>
CAIRN_INLINE P multiply(const P& x, const FactorOf<P>& factor) {
  return x * factor.value;
}
template <class P>
CAIRN_INLINE P multiply(const P& x, const P& factor) {
  return x * factor;
}

// With registers: the factor's quotient, see packed_body.h.
template <class Set>
struct FactorOf<PackedVector<Set>> {
  PackedVector<Set> value;
  PackedVector<Set> quotient;
  CAIRN_INLINE FactorOf() = default;
  CAIRN_INLINE explicit FactorOf(const PackedVector<Set>& any)
      : value(any), quotient(quotient_of(any)) {}
};
template <class Set>
CAIRN_INLINE PackedVector<Set> multiply(const PackedVector<Set>& x,
                                        const FactorOf<PackedVector<Set>>& factor) {
  return multiply(x, factor.value, factor.quotient);
}

}  // namespace cairn

#endif  // CAIRN_STARK_TRANSFORM_LANES_H_
