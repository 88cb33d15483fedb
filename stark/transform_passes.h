// The blocked transforms, as kernels over a packed type (crypto/field/dispatch.h).
//
// A polynomial is evaluated by the recursion f = f0 + X^(N/2) f1: on half of a coset X^(N/2) is t,
// on the other half -t, so level l has 2^l blocks, each with one twiddle factor, coefficients come
// in natural order, values leave in bit-reversed order, and a coset's shift disappears in the
// factors. Interpolation of values on the subgroup is the same recursion with inverse roots: the
// coefficients are N^-1 times the values at w^-k of the polynomial whose coefficients are the given
// values.
//
// With N = N1 * N2, a column is transformed in four passes over memory. All but the last work on
// tiles of many rows and 32 columns (two cache lines, which memory likes to move together), copied
// once, where lanes are independent:
//   A  the values as N1 rows of N2: for 32 adjacent columns, the first n1 levels, which join
//      distant rows. Result k1 of column j2, for all k1, transposed to tiles (k1 / 32), row j2, and
//      scaled, which depends on k1 alone.
//   B  per tile of 32 k1: the other n2 levels over j2, with factors of its own for each lane.
//      Row bitrev(k2) is now coefficient k1 + N1 k2. (interpolate() stops here.)
//   C  per tile and coset: the first n2 levels of the evaluation join exactly those coefficients
//      that the tile holds. Row r goes to block r of the extended column.
//   D  per block, N1 contiguous elements: the remaining n1 levels. With eight lanes, the first n1 -
//      3 see the block as rows of 8; for the last three, 8 times 8 elements are transposed in
//      registers. With sixteen, rows of 16 and the last four.
// So nothing is ever only permuted, the twiddle factors of A, B and C are those of a small
// transform, and D makes its own from one number per block.
#ifndef CAIRN_STARK_TRANSFORM_PASSES_H_
#define CAIRN_STARK_TRANSFORM_PASSES_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "crypto/field/felt.h"
#include "crypto/field/packed.h"
#include "stark/domain.h"
#include "stark/transform_lanes.h"
#include "stark/transform_plan.h"

namespace cairn::passes {

inline constexpr size_t kTileWidth = 32;
// Rows of a tile that stay in the first-level cache while all their levels are done.
inline constexpr size_t kInnerRows = 256;

template <class P, class Factor>
CAIRN_INLINE void butterfly(P& a, P& b, const Factor& factor) {
  const P product = multiply(b, factor);
  b = a - product;
  a = a + product;
}

// Level k of a block of kRadix vectors, whose sub-blocks have the given factors. Unrolled, so that
// the vectors live in registers.
template <unsigned k, class P, size_t kRadix, class Factor>
CAIRN_INLINE void butterflies(P (&x)[kRadix], const Factor* factors) {
  constexpr size_t kHalf = kRadix >> (k + 1);
  unroll<(size_t{1} << k)>([&](auto i) CAIRN_INLINE_LAMBDA {
    unroll<kHalf>([&](auto m) CAIRN_INLINE_LAMBDA {
      butterfly(x[2 * kHalf * i + m], x[2 * kHalf * i + kHalf + m], factors[i]);
    });
  });
}

// One factor for all lanes; entry(level, block).
template <class P>
struct BroadcastTwiddles {
  static constexpr bool kPerVector = false;
  using Factor = FactorOf<P>;
  const Felt* table;
  bool is_heap;  // entry at 2^level + block rather than at block
  CAIRN_INLINE FactorOf<P> get(unsigned level, size_t block, size_t) const {
    return FactorOf<P>(P::broadcast(table[is_heap ? (size_t{1} << level) + block : block]));
  }
};

// Factors of each lane's own: level_factors[level] times the root.
template <class P>
struct LaneTwiddles {
  static constexpr bool kPerVector = true;
  using Factor = P;
  const Felt* level_factors;  // kTileWidth for each level
  const Felt* roots;
  CAIRN_INLINE P get(unsigned level, size_t block, size_t vector) const {
    return P::load(level_factors + level * kTileWidth + vector * P::kLanes) *
           P::broadcast(roots[block]);
  }
};

// Where rows lie: row r at base + r * stride, with a stride known to the compiler or not, or at the
// place that a list gives for it.
template <size_t kStride>
struct PackedRows {
  Felt* base;
  CAIRN_INLINE Felt* at(size_t row) const { return base + row * kStride; }
};
using TileRows = PackedRows<kTileWidth>;
struct Rows {
  Felt* base;
  size_t stride;
  CAIRN_INLINE Felt* at(size_t row) const { return base + row * stride; }
};
// Of a column as it is given: pages apart, which no prefetcher foresees.
struct ConstRows {
  const Felt* base;
  size_t stride;
  CAIRN_INLINE const Felt* at(size_t row) const { return base + row * stride; }
  // The row that will be read sixteen rows later, into the second-level cache: in the first level,
  // all of these rows share a few places.
  CAIRN_INLINE void prefetch(size_t row) const { __builtin_prefetch(at(row + 16), 0, 2); }
};
struct ListedRows {
  const Felt* base;
  const uint32_t* order;
  CAIRN_INLINE const Felt* at(size_t row) const { return base + order[row] * kTileWidth; }
};

// kLevels levels at once, from `level` on, of one block: `rows` rows of kVectors vectors, the first
// being `first`. Butterflies of one level are independent, and a product takes longer than three of
// them: so kWays rows or vectors are done together.
template <class P, size_t kVectors, unsigned kLevels, size_t kWays, class Twiddles, class Source,
          class Target>
CAIRN_INLINE void block_levels(const Source& from, const Target& to, const Twiddles& twiddles,
                               unsigned level, size_t block, size_t first, size_t rows) {
  constexpr size_t kRadix = size_t{1} << kLevels;
  const size_t step = rows >> kLevels;
  constexpr size_t kOuter = Twiddles::kPerVector ? kVectors : 1;
  constexpr size_t kInner = kVectors / kOuter;
  for (size_t outer = 0; outer < kOuter; ++outer) {
    typename Twiddles::Factor
        factors[kRadix];  // that of the i-th sub-block of the k-th level at 2^k + i
    for (unsigned k = 0; k < kLevels; ++k) {
      for (size_t i = 0; i < size_t{1} << k; ++i) {
        factors[(size_t{1} << k) + i] = twiddles.get(level + k, (block << k) + i, outer);
      }
    }
    for (size_t item = 0; item < step * kInner; item += kWays) {
      P x[kWays][kRadix];
      const auto place = [&](auto way, auto m, const auto& lines) CAIRN_INLINE_LAMBDA {
        const size_t j = (item + way) / kInner;
        return lines.at(first + m * step + j) + (outer + (item + way) % kInner) * P::kLanes;
      };
      if constexpr (requires { from.prefetch(item); }) {
        unroll<kRadix>(
            [&](auto m) CAIRN_INLINE_LAMBDA { from.prefetch(first + m * step + item / kInner); });
      }
      unroll<kWays>([&](auto way) CAIRN_INLINE_LAMBDA {
        unroll<kRadix>([&](auto m)
                           CAIRN_INLINE_LAMBDA { x[way][m] = P::load(place(way, m, from)); });
      });
      unroll<kLevels>([&](auto k) CAIRN_INLINE_LAMBDA {
        unroll<kWays>([&](auto way) CAIRN_INLINE_LAMBDA {
          butterflies<k>(x[way], factors + (size_t{1} << k));
        });
      });
      unroll<kWays>([&](auto way) CAIRN_INLINE_LAMBDA {
        unroll<kRadix>([&](auto m) CAIRN_INLINE_LAMBDA { x[way][m].store(place(way, m, to)); });
      });
    }
  }
}

// All blocks of one or more levels among those below a given block.
template <class P, size_t kVectors, class Twiddles, class Source, class Target>
CAIRN_INLINE void levels_below(const Source& from, const Target& to, const Twiddles& twiddles,
                               unsigned levels_at_once, unsigned top_level, size_t top_block,
                               size_t top_rows, unsigned level) {
  const size_t rows = top_rows >> (level - top_level);
  const size_t blocks = size_t{1} << (level - top_level);
  for (size_t i = 0; i < blocks; ++i) {
    const size_t block = top_block * blocks + i;
    const size_t first = block * rows;
    if (levels_at_once == 3) {
      block_levels<P, kVectors, 3, 1>(from, to, twiddles, level, block, first, rows);
    } else if (rows > 4) {
      block_levels<P, kVectors, 2, 2>(from, to, twiddles, level, block, first, rows);
    } else {
      block_levels<P, kVectors, 2, 1>(from, to, twiddles, level, block, first, rows);
    }
  }
}

// How many levels to do at once when `left` >= 2 are left: never so that one is left over, and
// three where rows are close together.
CAIRN_INLINE constexpr unsigned levels_at_once(unsigned left) { return left % 3 != 0 ? 2 : 3; }

// The evaluation of 2^levels rows, levels >= 4: the first levels from `from` to `work`, the others
// in place, with the last ones stored to `to`.
template <class P, size_t kVectors, class Twiddles, class Source, class Work, class Target>
CAIRN_INLINE void evaluate_rows(const Source& from, const Work& work, const Target& to,
                                const Twiddles& twiddles, unsigned levels) {
  const size_t rows = size_t{1} << levels;
  unsigned level = levels_at_once(levels);
  levels_below<P, kVectors>(from, work, twiddles, level, 0, 0, rows, 0);
  while (rows >> level > kInnerRows && levels - level > 3) {
    const unsigned count = levels_at_once(levels - level);
    levels_below<P, kVectors>(work, work, twiddles, count, 0, 0, rows, level);
    level += count;
  }
  for (size_t block = 0; block < size_t{1} << level; ++block) {
    unsigned inner = level;
    while (levels - inner > 3) {
      const unsigned count = levels_at_once(levels - inner);
      levels_below<P, kVectors>(work, work, twiddles, count, level, block, rows >> level, inner);
      inner += count;
    }
    levels_below<P, kVectors>(work, to, twiddles, levels - inner, level, block, rows >> level,
                              inner);
  }
}

// Pass A for columns 32 group ... 32 group + 31, given in natural order. scratch: 32 N1 elements;
// tiles: the whole column.
struct PassA {
  template <class P>
  CAIRN_INLINE void operator()(const TransformPlan& plan, const Felt* values, Felt* tiles,
                               Felt* scratch, size_t group) const {
    const ConstRows from{values + kTileWidth * group, plan.size2()};
    finish<P>(plan, from, tiles, scratch, group);
  }

  template <class P, class Source>
  CAIRN_INLINE void finish(const TransformPlan& plan, const Source& from, Felt* tiles,
                           Felt* scratch, size_t group) const {
    const TileRows work{scratch};
    evaluate_rows<P, kTileWidth / P::kLanes>(
        from, work, work, BroadcastTwiddles<P>{plan.inverse_roots.data(), false}, plan.n1);
    // Row bitrev(k1) holds result k1 of all columns; tile k1 / 32 gets it as lane k1 % 32.
    for (size_t tile = 0; tile < plan.size1() / kTileWidth; ++tile) {
      Felt* const to = tiles + (tile * plan.size2() + kTileWidth * group) * kTileWidth;
      for (size_t lanes = 0; lanes < kTileWidth; lanes += P::kLanes) {
        const P scale = P::load(plan.scales.data() + tile * kTileWidth + lanes);
        for (size_t columns = 0; columns < kTileWidth; columns += P::kLanes) {
          P block[P::kLanes];
          for (size_t i = 0; i < P::kLanes; ++i) {
            const size_t k1 = tile * kTileWidth + lanes + i;
            block[i] = P::load(work.at(plan.reversed1[k1]) + columns);
          }
          transpose(block);
          for (size_t i = 0; i < P::kLanes; ++i) {
            multiply(block[i], scale).store(to + (columns + i) * kTileWidth + lanes);
          }
        }
      }
    }
  }
};

// Pass A for values in bit-reversed order: element j1 N2 + j2 lies at bitrev(j2) N1 + bitrev(j1).
struct PassABitReversed {
  template <class P>
  CAIRN_INLINE void operator()(const TransformPlan& plan, const Felt* values, Felt* tiles,
                               Felt* scratch, size_t group) const {
    for (size_t lane = 0; lane < kTileWidth; ++lane) {
      const size_t j2 = kTileWidth * group + lane;
      const Felt* const from = values + (size_t{plan.reversed2[j2]} << plan.n1);
      // The scratch rows keep the order of memory; the first levels read them bit-reversed.
      for (size_t i = 0; i < plan.size1(); ++i) scratch[i * kTileWidth + lane] = from[i];
    }
    Felt* const work = scratch + plan.size1() * kTileWidth;
    PassA{}.finish<P>(plan, ListedRows{scratch, plan.reversed1.data()}, tiles, work, group);
  }
};

// Pass B for one tile, in place.
struct PassB {
  template <class P>
  CAIRN_INLINE void operator()(const TransformPlan& plan, Felt* tiles, size_t tile) const {
    // The factor of lane v at level l: w_N^(-v N2 / 2^(l+1)), by squaring from the last level up.
    Felt level_factors[kMaxLogDomain * kTileWidth];
    for (size_t offset = 0; offset < kTileWidth; offset += P::kLanes) {
      P power = P::load(plan.inverse_powers.data() + tile * kTileWidth + offset);
      for (unsigned level = plan.n2; level-- > 0;) {
        power.store(level_factors + level * kTileWidth + offset);
        power = power * power;
      }
    }
    const TileRows rows{tiles + tile * plan.size2() * kTileWidth};
    evaluate_rows<P, kTileWidth / P::kLanes>(
        rows, rows, rows, LaneTwiddles<P>{level_factors, plan.inverse_roots.data()}, plan.n2);
  }
};

// After pass B, one tile's coefficients to their places: coefficient u N1 + v of the column.
struct StoreCoefficients {
  template <class P>
  CAIRN_INLINE void operator()(const TransformPlan& plan, const Felt* tiles, Felt* coefficients,
                               size_t tile) const {
    const ListedRows rows{tiles + tile * plan.size2() * kTileWidth, plan.reversed2.data()};
    for (size_t u = 0; u < plan.size2(); ++u) {
      for (size_t offset = 0; offset < kTileWidth; offset += P::kLanes) {
        P value = P::load(rows.at(u) + offset);
        if (!plan.row_scales.empty()) value = value * P::broadcast(plan.row_scales[u]);
        value.store(coefficients + (u << plan.n1) + tile * kTileWidth + offset);
      }
    }
  }
};

// The reverse, in place of passes A and B: coefficients to a tile, scaled.
struct LoadCoefficients {
  template <class P>
  CAIRN_INLINE void operator()(const TransformPlan& plan, const Felt* coefficients, Felt* tiles,
                               size_t tile) const {
    const TileRows rows{tiles + tile * plan.size2() * kTileWidth};
    for (size_t offset = 0; offset < kTileWidth; offset += P::kLanes) {
      const P scale = P::load(plan.scales.data() + tile * kTileWidth + offset);
      for (size_t u = 0; u < plan.size2(); ++u) {
        const P value = P::load(coefficients + (u << plan.n1) + tile * kTileWidth + offset);
        multiply(value, scale).store(rows.at(plan.reversed2[u]) + offset);
      }
    }
  }
};

// Pass C for one tile, into the extended column. scratch: 32 N2 elements.
struct PassC {
  template <class P>
  CAIRN_INLINE void operator()(const TransformPlan& plan, const Felt* tiles, Felt* extended,
                               Felt* scratch, size_t tile) const {
    const ListedRows from{tiles + tile * plan.size2() * kTileWidth, plan.reversed2.data()};
    const TileRows work{scratch};
    for (size_t coset = 0; coset < plan.cosets(); ++coset) {
      const Rows to{extended + coset * plan.size() + tile * kTileWidth, plan.size1()};
      const Felt* const twiddles = plan.coset_twiddles.data() + coset * plan.size2();
      evaluate_rows<P, kTileWidth / P::kLanes>(from, work, to, BroadcastTwiddles<P>{twiddles, true},
                                               plan.n2);
    }
  }
};

// Pass D for blocks 32 group ... 32 group + 31 of the extended column, in place. scratch: N1
// elements.
struct PassD {
  template <class P>
  CAIRN_INLINE void operator()(const TransformPlan& plan, Felt* extended, Felt* scratch,
                               size_t group) const {
    for (size_t first = group * kTileWidth; first < (group + 1) * kTileWidth; first += P::kLanes) {
      // The powers of the blocks' shifts at each level, by squaring from the last level up.
      Felt powers[kMaxLogDomain * P::kLanes];
      P power = P::load(plan.block_shifts.data() + first);
      for (unsigned level = plan.n1; level-- > 0;) {
        power.store(powers + level * P::kLanes);
        power = power * power;
      }
      for (size_t i = 0; i < P::kLanes; ++i) {
        Felt* const values = extended + ((first + i) << plan.n1);
        evaluate_block<P>(plan, values, scratch, powers + i);
      }
    }
  }

 private:
  // One block; `powers` has that of level l at l * kLanes.
  template <class P>
  CAIRN_INLINE void evaluate_block(const TransformPlan& plan, Felt* values, Felt* scratch,
                                   const Felt* powers) const {
    constexpr size_t kLanes = P::kLanes;
    constexpr unsigned kLast = std::bit_width(kLanes) - 1;
    const size_t vectors = plan.size1() / kLanes;

    // All levels but the last ones: rows of one vector.
    const unsigned levels = plan.n1 - kLast;
    for (unsigned level = 0; level < levels; ++level) {
      const size_t count = size_t{1} << level;
      if (count < kLanes) {
        for (size_t i = 0; i < count; ++i) {
          scratch[count + i] = powers[level * kLanes] * plan.roots[i];
        }
      } else {
        const FactorOf<P> factor(P::broadcast(powers[level * kLanes]));
        for (size_t i = 0; i < count; i += kLanes) {
          multiply(P::load(plan.roots.data() + i), factor).store(scratch + count + i);
        }
      }
    }
    const PackedRows<kLanes> rows{values};
    const BroadcastTwiddles<P> twiddles{scratch, true};
    if (levels >= 4) {
      evaluate_rows<P, 1>(rows, rows, rows, twiddles, levels);
    } else {
      levels_below<P, 1>(rows, rows, twiddles, 3, 0, 0, vectors, 0);
    }

    // The last levels, on kLanes vectors at a time: lane g of vector i is element kLanes g + i, so
    // a lane is a block, and its factors come from lists by block number.
    FactorOf<P> last[kLast];
    for (unsigned k = 0; k < kLast; ++k) {
      last[k] = FactorOf<P>(P::broadcast(powers[(levels + k) * kLanes]));
    }
    for (size_t first = 0; first < vectors; first += kLanes) {
      P x[kLanes];
      for (size_t i = 0; i < kLanes; ++i) x[i] = P::load(rows.at(first + i));
      transpose(x);
      unroll<kLast>([&](auto k) CAIRN_INLINE_LAMBDA {
        P factors[size_t{1} << k];
        unroll<(size_t{1} << k)>([&](auto c) CAIRN_INLINE_LAMBDA {
          const Felt* const roots = plan.last_roots[(size_t{1} << k) - 1 + c].data();
          factors[c] = multiply(P::load(roots + first), last[k]);
        });
        butterflies<k>(x, factors);
      });
      transpose(x);
      for (size_t i = 0; i < kLanes; ++i) x[i].store(rows.at(first + i));
    }
  }
};

}  // namespace cairn::passes

#endif  // CAIRN_STARK_TRANSFORM_PASSES_H_
