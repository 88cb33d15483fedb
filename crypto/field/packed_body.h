// The arithmetic of packed lanes over a set's registers, written once. It is a text, not a header:
// packed_avx2.h and its like include it in their namespace, so that it is compiled for their
// target (target.h). They define before it
//
//   Set                                           // see packed_vector.h
//   Vector                                        // Set::kLanes words of 32 bits
//   load_vector(from), load_aligned(from)         // and store_vector(to, x), store_aligned(to, x)
//   splat32(word), splat64(number)                // the same everywhere
//   add32, sub32, min32, mul32, bits_and (x, y)   // word by word; mul32 mod 2^32, min32 unsigned
//   add64, sub64 (x, y)                           // on numbers of 64 bits
//   halve_words(x)                                // x >> 1
//   all_equal(x, y)
//   Wide {first, second}                          // a number of 64 bits for each word
//   multiply_wide(x, y)                           // products word by word
//   multiply_wide_same(x, y)                      // the same; y has one word everywhere
//   multiply_low(wide, y)                         // the low words times y, which has one word
//   high_words(wide)
//   DoubleVector                                  // Set::kLanes / 2 doubles
//   load_doubles(from), store_doubles(to, x)      // aligned
//   splat_double(number)
//   as_doubles(vector), bits_of(x)                // the same bits
//   add_double, sub_double (x, y)
//   multiply_add_double(x, y, z)                  // x y + z, rounded once
//   unpack_low32, unpack_high32 (x, y)            // x0 y0 x1 y1 or x2 y2 x3 y3, in every 128 bits
//   unpack_low64, unpack_high64 (x, y)            // x0 y0 or x1 y1 of numbers of 64 bits, likewise
//   transpose_blocks(rows)                        // kLanes / 4 vectors: block b of row r, of 128
//                                                 // bits, becomes block r of row b

using Packed = PackedVector<Set>;
using ProductSum = VectorProductSum<Set>;
using Doubles = PackedDoubles<Set>;

inline Packed from_vector(Vector x) {
  Packed lanes;
  store_aligned(lanes.raw.data(), x);
  return lanes;
}
inline Vector to_vector(const Packed& lanes) { return load_aligned(lanes.raw.data()); }

inline Vector modulus() { return splat32(Felt::kModulus); }
// x mod p from a number that is at most one p too high, or too low: the other candidate is huge.
inline Packed below_modulus(Vector x) { return from_vector(min32(x, sub32(x, modulus()))); }
inline Packed above_zero(Vector x) { return from_vector(min32(x, add32(x, modulus()))); }

inline void load_from(Packed& lanes, const Felt* from) { lanes = from_vector(load_vector(from)); }
inline void store_lanes(const Packed& lanes, Felt* to) { store_vector(to, to_vector(lanes)); }
inline void broadcast_to(Packed& lanes, Felt value) { lanes = from_vector(splat32(value.raw())); }

inline Packed operator+(const Packed& a, const Packed& b) {
  return below_modulus(add32(to_vector(a), to_vector(b)));
}
inline Packed operator-(const Packed& a, const Packed& b) {
  return above_zero(sub32(to_vector(a), to_vector(b)));
}
inline Packed operator-(const Packed& a) { return Packed() - a; }

inline Wide add64(const Wide& x, const Wide& y) {
  return {add64(x.first, y.first), add64(x.second, y.second)};
}
inline Wide sub64(const Wide& x, const Wide& y) {
  return {sub64(x.first, y.first), sub64(x.second, y.second)};
}

// The Montgomery reduction of products, given q = product / p mod 2^32 in the low words of
// `quotients`: the low half of product - q p is zero, its high half product * 2^-32 mod p, up to
// one p too low. Products are below p * 2^32.
inline Packed reduce(const Wide& products, const Wide& quotients) {
  return above_zero(high_words(sub64(products, multiply_low(quotients, modulus()))));
}
inline Packed reduce(const Wide& products) {
  return reduce(products, multiply_low(products, splat32(Felt::kModulusInverse)));
}

inline Packed operator*(const Packed& a, const Packed& b) {
  return reduce(multiply_wide(to_vector(a), to_vector(b)));
}

// A factor of many products, the same in all lanes, with factor / p mod 2^32: times x this gives
// the quotient of the reduction of x * factor, without waiting for that product.
inline Packed quotient_of(const Packed& factor) {
  return from_vector(mul32(to_vector(factor), splat32(Felt::kModulusInverse)));
}
inline Packed multiply(const Packed& x, const Packed& factor, const Packed& quotient) {
  return reduce(multiply_wide_same(to_vector(x), to_vector(factor)),
                multiply_wide_same(to_vector(x), to_vector(quotient)));
}

// x / 2 or (x + p) / 2.
inline Packed halve_lanes(const Packed& lanes) {
  const Vector x = to_vector(lanes);
  const Vector odd = sub32(splat32(0), bits_and(x, splat32(1)));
  return from_vector(halve_words(add32(x, bits_and(odd, modulus()))));
}

inline bool operator==(const Packed& a, const Packed& b) {
  return all_equal(to_vector(a), to_vector(b));
}

inline Packed& operator+=(Packed& a, const Packed& b) { return a = a + b; }
inline Packed& operator-=(Packed& a, const Packed& b) { return a = a - b; }
inline Packed& operator*=(Packed& a, const Packed& b) { return a = a * b; }

// The 64-bit numbers below 2 p 2^32, brought below p 2^32: only the high halves differ.
inline Vector subtract_bound(Vector x) {
  return min32(x, sub64(x, splat64(uint64_t{Felt::kModulus} << 32)));
}
inline Wide sums_of(const ProductSum& sum) {
  return {load_aligned(sum.first.data()), load_aligned(sum.second.data())};
}
inline void add_wide(ProductSum& sum, const Wide& products) {
  const Wide total = add64(sums_of(sum), products);
  store_aligned(sum.first.data(), subtract_bound(total.first));
  store_aligned(sum.second.data(), subtract_bound(total.second));
}

// sum += a * b
inline void add_product(ProductSum& sum, const Packed& a, const Packed& b) {
  add_wide(sum, multiply_wide(to_vector(a), to_vector(b)));
}
// sum += a * b + c * d, cheaper than two calls: 2 p^2 < p 2^32, and twice that still fits 64 bits.
inline void add_products(ProductSum& sum, const Packed& a, const Packed& b, const Packed& c,
                         const Packed& d) {
  add_wide(sum, add64(multiply_wide(to_vector(a), to_vector(b)),
                      multiply_wide(to_vector(c), to_vector(d))));
}
// The same with the factor b (and d) in all lanes.
inline void add_product(ProductSum& sum, const Packed& a, Felt b) {
  add_wide(sum, multiply_wide_same(to_vector(a), splat32(b.raw())));
}
inline void add_products(ProductSum& sum, const Packed& a, Felt b, const Packed& c, Felt d) {
  add_wide(sum, add64(multiply_wide_same(to_vector(a), splat32(b.raw())),
                      multiply_wide_same(to_vector(c), splat32(d.raw()))));
}

inline Packed value_of(const ProductSum& sum) { return reduce(sums_of(sum)); }

inline Doubles from_vector(DoubleVector x) {
  Doubles doubles;
  store_doubles(doubles.numbers.data(), x);
  return doubles;
}
inline DoubleVector to_vector(const Doubles& doubles) {
  return load_doubles(doubles.numbers.data());
}
inline void broadcast_to(Doubles& doubles, double number) {
  doubles = from_vector(splat_double(number));
}
inline Doubles operator+(const Doubles& a, const Doubles& b) {
  return from_vector(add_double(to_vector(a), to_vector(b)));
}
inline Doubles operator-(const Doubles& a, const Doubles& b) {
  return from_vector(sub_double(to_vector(a), to_vector(b)));
}
// a * b + c, rounded once.
inline Doubles multiply_add(const Doubles& a, const Doubles& b, const Doubles& c) {
  return from_vector(multiply_add_double(to_vector(a), to_vector(b), to_vector(c)));
}

// The raw numbers of the lanes, in the set's own order. The bits of 2^52 + x, for an integer 0 <= x
// < 2^52, are those of 2^52, plus x.
inline std::array<Doubles, 2> to_doubles(const Packed& lanes) {
  constexpr double kOffset = 0x1p52;
  const Vector bits = splat64(std::bit_cast<uint64_t>(kOffset));
  const Wide numbers = multiply_wide_same(to_vector(lanes), splat32(1));
  const DoubleVector offset = splat_double(kOffset);
  return {from_vector(sub_double(as_doubles(add64(numbers.first, bits)), offset)),
          from_vector(sub_double(as_doubles(add64(numbers.second, bits)), offset))};
}

// The lanes whose raw numbers are x * 2^-32 mod p, for integers |x| < 2^10 p: the bits of 1.5 *
// 2^52 + x are those of 1.5 * 2^52, plus x.
inline Packed from_doubles(const Doubles& first, const Doubles& second) {
  constexpr double kOffset = 0x1.8p52;
  const Vector bits = splat64(std::bit_cast<uint64_t>(kOffset) - (uint64_t{Felt::kModulus} << 10));
  const DoubleVector offset = splat_double(kOffset);
  return reduce(Wide{sub64(bits_of(add_double(to_vector(first), offset)), bits),
                     sub64(bits_of(add_double(to_vector(second), offset)), bits)});
}

// The Montgomery reduction of the raw numbers x < p themselves gives the canonical ones: with q = x
// / p mod 2^32, the high half of x - q p is that of q p, negated, because the low halves are equal.
inline void store_values(const Packed& lanes, uint32_t* to) {
  const Vector quotients = mul32(to_vector(lanes), splat32(Felt::kModulusInverse));
  const Vector high = high_words(multiply_wide_same(quotients, modulus()));
  store_vector(to, to_vector(above_zero(sub32(splat32(0), high))));
}

// A number x < 2^32 times 2^64 mod p is below p 2^32, so its reduction is x * 2^32.
inline void load_values(Packed& lanes, const uint32_t* from) {
  lanes = reduce(multiply_wide_same(load_vector(from), splat32(Felt::kMontgomerySquare)));
}

// In every 128 bits, word k of vector i becomes word i of vector k.
inline void transpose_words(Vector (&rows)[4]) {
  const Vector low[2] = {unpack_low32(rows[0], rows[1]), unpack_low32(rows[2], rows[3])};
  const Vector high[2] = {unpack_high32(rows[0], rows[1]), unpack_high32(rows[2], rows[3])};
  rows[0] = unpack_low64(low[0], low[1]);
  rows[1] = unpack_high64(low[0], low[1]);
  rows[2] = unpack_low64(high[0], high[1]);
  rows[3] = unpack_high64(high[0], high[1]);
}

// Lane k of row i becomes lane i of row k, of Set::kLanes rows: four rows at a time in every 128
// bits, then the blocks of 128 bits.
inline void transpose(Packed* rows) {
  constexpr size_t kBlocks = Set::kLanes / 4;
  Vector groups[kBlocks][4];
  for (size_t g = 0; g < kBlocks; ++g) {
    for (size_t i = 0; i < 4; ++i) groups[g][i] = to_vector(rows[4 * g + i]);
    transpose_words(groups[g]);
  }
  for (size_t i = 0; i < 4; ++i) {
    Vector blocks[kBlocks];
    for (size_t g = 0; g < kBlocks; ++g) blocks[g] = groups[g][i];
    transpose_blocks(blocks);
    for (size_t g = 0; g < kBlocks; ++g) rows[4 * g + i] = from_vector(blocks[g]);
  }
}
