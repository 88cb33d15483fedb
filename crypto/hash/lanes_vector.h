// Lanes of machine integers in the registers of an instruction set: the type. What is done with
// them is in lanes_body.h, which each set compiles for its own target.
#ifndef CAIRN_CRYPTO_HASH_LANES_VECTOR_H_
#define CAIRN_CRYPTO_HASH_LANES_VECTOR_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/field/target.h"

namespace cairn {

// Storage as in PackedVector, but left unset by default.
template <class Set, class Integer>
struct alignas(4 * Set::kLanes) VectorLanes {
  static constexpr size_t kLanes = 4 * Set::kLanes / sizeof(Integer);

  std::array<Integer, kLanes> lanes;

  CAIRN_INLINE VectorLanes() = default;
  CAIRN_INLINE explicit VectorLanes(Integer value) { broadcast_to(*this, value); }
};

}  // namespace cairn

#endif  // CAIRN_CRYPTO_HASH_LANES_VECTOR_H_
