// The textbook transforms, one butterfly at a time: for columns too short for the blocked passes of
// transform_passes.h, and the reference that those are tested against.
#ifndef CAIRN_STARK_TRANSFORM_SMALL_H_
#define CAIRN_STARK_TRANSFORM_SMALL_H_

#include <span>

#include "crypto/field/felt.h"

namespace cairn::small {

// Swaps every element with the one at its bit-reversed index. The size is a power of two.
void bit_reverse(std::span<Felt> values);

// In place: coefficients, natural order, to values on shift * K_n, bit-reversed.
void evaluate(std::span<Felt> values, Felt shift);

// In place: values on shift * K_n, bit-reversed, to coefficients, natural order.
void interpolate(std::span<Felt> values, Felt shift);

}  // namespace cairn::small

#endif  // CAIRN_STARK_TRANSFORM_SMALL_H_
