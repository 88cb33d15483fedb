// The packed type of an instruction set: its storage and its members. What they do is in
// packed_body.h, which each set compiles for its own target, and is found through `Set`, a struct
// in the set's namespace with kLanes in it.
#ifndef CAIRN_CRYPTO_FIELD_PACKED_VECTOR_H_
#define CAIRN_CRYPTO_FIELD_PACKED_VECTOR_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/field/felt.h"
#include "crypto/field/target.h"

namespace cairn {

template <class Set>
struct VectorProductSum;
template <class Set>
struct PackedDoubles;

// Montgomery numbers, each below p. The storage is an array of integers, not a vector type, because
// functions with and without a target pass vectors differently, and whatever escapes inlining must
// still be called correctly.
template <class Set>
struct alignas(4 * Set::kLanes) PackedVector {
  static constexpr size_t kLanes = Set::kLanes;
  using ProductSum = VectorProductSum<Set>;
  using Doubles = PackedDoubles<Set>;

  std::array<uint32_t, kLanes> raw;  // P() is zero; without parentheses nothing is written

  CAIRN_INLINE PackedVector() = default;
  CAIRN_INLINE PackedVector(Felt value) { broadcast_to(*this, value); }
  CAIRN_INLINE static PackedVector load(const Felt* from) {
    PackedVector lanes;
    load_from(lanes, from);
    return lanes;
  }
  CAIRN_INLINE static PackedVector broadcast(Felt value) { return PackedVector(value); }
  CAIRN_INLINE void store(Felt* to) const { store_lanes(*this, to); }
  // From any numbers, reduced mod p.
  CAIRN_INLINE static PackedVector from_numbers(const uint32_t* numbers) {
    PackedVector lanes;
    load_values(lanes, numbers);
    return lanes;
  }
  // The canonical numbers of the lanes.
  CAIRN_INLINE void store_canonical(uint32_t* to) const { store_values(*this, to); }
  CAIRN_INLINE PackedVector doubled() const { return *this + *this; }
  CAIRN_INLINE PackedVector halved() const { return halve_lanes(*this); }
  CAIRN_INLINE PackedVector square() const { return *this * *this; }
  CAIRN_INLINE PackedVector cube() const { return *this * *this * *this; }
};

// A sum of products whose reduction is put off until value_of(sum): 64-bit numbers, two to a word
// of the lanes, in the set's own order, each below p 2^32.
template <class Set>
struct alignas(4 * Set::kLanes) VectorProductSum {
  std::array<uint64_t, Set::kLanes / 2> first{};
  std::array<uint64_t, Set::kLanes / 2> second{};
};

// One register of doubles: half as many as there are lanes.
template <class Set>
struct alignas(4 * Set::kLanes) PackedDoubles {
  std::array<double, Set::kLanes / 2> numbers;

  CAIRN_INLINE PackedDoubles() = default;
  CAIRN_INLINE explicit PackedDoubles(double number) { broadcast_to(*this, number); }
};

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_PACKED_VECTOR_H_
