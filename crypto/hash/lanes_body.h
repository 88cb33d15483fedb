// The operations of lanes.h over a set's registers, written once. As field/packed_body.h it is a
// text: lanes_avx2.h and its like include it in their namespace. Of the set it takes, besides what
// that file names,
//
//   bits_xor, bits_and_not (x, y)                 // x ^ y, ~x & y
//   rotate32<Count>(x), rotate64<Count>(x)        // to the left
//   even_words, odd_words (x, y)                  // x0 x2 y0 y2 or x1 x3 y1 y3, in every 128 bits
//   load_blocks(from, stride)                     // 16 bytes at from + b * stride in block b;
//   store_blocks(x, to, stride)                   // and back

using U32 = VectorLanes<Set, uint32_t>;
using U64 = VectorLanes<Set, uint64_t>;

template <class Integer>
inline Vector to_vector(const VectorLanes<Set, Integer>& a) {
  return load_aligned(a.lanes.data());
}
template <class L>
inline L to_lanes(Vector x) {
  L lanes;
  store_aligned(lanes.lanes.data(), x);
  return lanes;
}
inline void broadcast_to(U32& lanes, uint32_t value) { lanes = to_lanes<U32>(splat32(value)); }
inline void broadcast_to(U64& lanes, uint64_t value) { lanes = to_lanes<U64>(splat64(value)); }

inline U32 operator+(const U32& a, const U32& b) {
  return to_lanes<U32>(add32(to_vector(a), to_vector(b)));
}
template <class Integer>
inline VectorLanes<Set, Integer> operator^(const VectorLanes<Set, Integer>& a,
                                           const VectorLanes<Set, Integer>& b) {
  return to_lanes<VectorLanes<Set, Integer>>(bits_xor(to_vector(a), to_vector(b)));
}
inline U64 and_not(const U64& a, const U64& b) {
  return to_lanes<U64>(bits_and_not(to_vector(a), to_vector(b)));
}
template <int Count>
inline U32 rotate_left(const U32& a) {
  return to_lanes<U32>(rotate32<Count>(to_vector(a)));
}
template <int Count>
inline U64 rotate_left(const U64& a) {
  return to_lanes<U64>(rotate64<Count>(to_vector(a)));
}

inline void interleave(const U32& low, const U32& high, std::array<U64, 2>& numbers) {
  numbers[0] = to_lanes<U64>(unpack_low32(to_vector(low), to_vector(high)));
  numbers[1] = to_lanes<U64>(unpack_high32(to_vector(low), to_vector(high)));
}
inline void deinterleave(const std::array<U64, 2>& numbers, U32& low, U32& high) {
  low = to_lanes<U32>(even_words(to_vector(numbers[0]), to_vector(numbers[1])));
  high = to_lanes<U32>(odd_words(to_vector(numbers[0]), to_vector(numbers[1])));
}

// 16 bytes of four messages, in each block of 128 bits, are four words of four lanes.
inline void load_words(const uint8_t* from, size_t stride, U32* words) {
  for (size_t half = 0; half < 2; ++half) {
    Vector rows[4];
    for (size_t i = 0; i < 4; ++i) rows[i] = load_blocks(from + i * stride + 16 * half, 4 * stride);
    transpose_words(rows);
    for (size_t i = 0; i < 4; ++i) words[4 * half + i] = to_lanes<U32>(rows[i]);
  }
}
inline void store_words(const U32* words, uint8_t* to, size_t stride) {
  for (size_t half = 0; half < 2; ++half) {
    Vector rows[4];
    for (size_t i = 0; i < 4; ++i) rows[i] = to_vector(words[4 * half + i]);
    transpose_words(rows);
    for (size_t i = 0; i < 4; ++i) store_blocks(rows[i], to + i * stride + 16 * half, 4 * stride);
  }
}
