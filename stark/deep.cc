// Openings outside the domain and the DEEP codeword: see deep.h.
#include "stark/deep.h"

#include <omp.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "crypto/field/batch.h"
#include "crypto/field/dispatch.h"
#include "stark/transform.h"

namespace cairn {
namespace {

constexpr size_t kTileRows = 512;
// Columns combined between two reductions: enough to make them cheap, few enough that the
// processor's prefetchers follow all of them.
constexpr size_t kChunkColumns = 16;

// Runs a kernel on the active back end, or, where rows are fewer than its lanes, one at a time.
template <class Kernel, class... Args>
void run_on_rows(size_t rows, const Kernel& kernel, Args&&... args) {
  if (rows < kMaxLanes) {
    kernel.template operator()<Felt>(args...);
  } else {
    dispatch(kernel, args...);
  }
}

// Columns of one extension column from row `first`.
using ExtTile = std::array<Felt*, kExtColumns>;
using ConstExtTile = std::array<const Felt*, kExtColumns>;

ExtTile tile_at(ColumnMatrix& matrix, size_t first) {
  ExtTile tile;
  for (size_t k = 0; k < kExtColumns; ++k) tile[k] = matrix.column(k).data() + first;
  return tile;
}
ConstExtTile tile_at(const ColumnMatrix& matrix, size_t first) {
  ConstExtTile tile;
  for (size_t k = 0; k < kExtColumns; ++k) tile[k] = matrix.column(k).data() + first;
  return tile;
}

template <class P, class Tile>
CAIRN_INLINE Ext5Of<P> load_ext(const Tile& tile, size_t row) {
  Ext5Of<P> value;
  for (size_t k = 0; k < kExtColumns; ++k) value.c[k] = P::load(tile[k] + row);
  return value;
}
template <class P>
CAIRN_INLINE void store_ext(const Ext5Of<P>& value, const ExtTile& tile, size_t row) {
  for (size_t k = 0; k < kExtColumns; ++k) value.c[k].store(tile[k] + row);
}

// Montgomery's trick, lane by lane: out = the running products of z - x, then their inverses.
struct RunningProducts {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* points, const Ext& z, const ExtTile& out,
                               size_t rows) const {
    const Ext5Of<P> point = broadcast<P>(z);
    Ext5Of<P> product = broadcast<P>(Ext::one());
    for (size_t row = 0; row < rows; row += P::kLanes) {
      store_ext<P>(product, out, row);
      product = product * (point - P::load(points + row));
    }
    // The last rows' lanes hold the products of all but one; the caller inverts all of them.
    last_product<P>(product, out, rows);
  }

 private:
  template <class P>
  CAIRN_INLINE void last_product(const Ext5Of<P>& product, const ExtTile& out, size_t rows) const {
    store_ext<P>(product, out, rows);
  }
};

struct ProductsToInverses {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* points, const Ext& z, const ExtTile& out,
                               size_t rows) const {
    const Ext5Of<P> point = broadcast<P>(z);
    Ext5Of<P> inverse = load_ext<P>(out, rows);
    for (size_t row = rows; row != 0;) {
      row -= P::kLanes;
      const Ext5Of<P> prefix = load_ext<P>(out, row);
      store_ext<P>(inverse * prefix, out, row);
      inverse = inverse * (point - P::load(points + row));
    }
  }
};

// weights = x / (z - x).
struct Weights {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* points, const ConstExtTile& inverses,
                               const ExtTile& weights, size_t rows) const {
    for (size_t row = 0; row < rows; row += P::kLanes) {
      store_ext<P>(load_ext<P>(inverses, row) * P::load(points + row), weights, row);
    }
  }
};

// sums[k][lane] += the sums over the rows of column * weights[k]. Asks memory for `next`, too.
struct WeightedSums {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* column, const Felt* next, const ConstExtTile& weights,
                               Felt* sums, size_t rows) const {
    typename P::ProductSum sum[kExtColumns];
    size_t row = 0;
    for (; row + 2 * P::kLanes <= rows; row += 2 * P::kLanes) {
      __builtin_prefetch(next + row);
      __builtin_prefetch(next + row + P::kLanes);
      const P first = P::load(column + row);
      const P second = P::load(column + row + P::kLanes);
      for (size_t k = 0; k < kExtColumns; ++k) {
        add_products(sum[k], first, P::load(weights[k] + row), second,
                     P::load(weights[k] + row + P::kLanes));
      }
    }
    for (; row < rows; row += P::kLanes) {
      const P first = P::load(column + row);
      for (size_t k = 0; k < kExtColumns; ++k) {
        add_product(sum[k], first, P::load(weights[k] + row));
      }
    }
    for (size_t k = 0; k < kExtColumns; ++k) {
      Felt* const to = sums + k * kMaxLanes;
      (P::load(to) + value_of(sum[k])).store(to);
    }
  }
};

// out += the sum of coefficient * column over a chunk of functions.
struct Combine {
  template <class P>
  CAIRN_INLINE void operator()(std::span<const DeepFunction> functions, size_t first,
                               const ExtTile& out, size_t rows) const {
    for (size_t row = 0; row < rows; row += P::kLanes) {
      typename P::ProductSum sum[kExtColumns];
      size_t i = 0;
      for (; i + 2 <= functions.size(); i += 2) {
        const P a = P::load(functions[i].column + first + row);
        const P b = P::load(functions[i + 1].column + first + row);
        for (size_t k = 0; k < kExtColumns; ++k) {
          add_products(sum[k], a, P(functions[i].coefficient.c[k]), b,
                       P(functions[i + 1].coefficient.c[k]));
        }
      }
      if (i < functions.size()) {
        const P a = P::load(functions[i].column + first + row);
        for (size_t k = 0; k < kExtColumns; ++k) {
          add_product(sum[k], a, P(functions[i].coefficient.c[k]));
        }
      }
      for (size_t k = 0; k < kExtColumns; ++k) {
        (P::load(out[k] + row) + value_of(sum[k])).store(out[k] + row);
      }
    }
  }
};

// out += (value - combination) / (z - x).
struct AddQuotient {
  template <class P>
  CAIRN_INLINE void operator()(const ConstExtTile& combination, const Ext& value,
                               const ConstExtTile& inverses, const ExtTile& out,
                               size_t rows) const {
    const Ext5Of<P> claimed = broadcast<P>(value);
    for (size_t row = 0; row < rows; row += P::kLanes) {
      const Ext5Of<P> difference = claimed - load_ext<P>(combination, row);
      const Ext5Of<P> quotient = difference * load_ext<P>(inverses, row);
      store_ext<P>(load_ext<P>(out, row) + quotient, out, row);
    }
  }
};

// The points of 3 * K_n, tile by tile: position first + i has the digits of both, so its point is
// the product of one of the tile's base and one of a fixed list.
class TilePoints {
 public:
  explicit TilePoints(unsigned log_height)
      : domain_{log_height, 0}, rows_(std::min(kTileRows, domain_.height())), steps_(rows_) {
    // Position i of 2^m is followed by n - m zero digits in reversed order, so the steps generate
    // the subgroup of order rows_.
    fill_coset_points(Felt::one(), steps_);
  }
  size_t rows() const { return rows_; }
  size_t tiles() const { return domain_.height() / rows_; }
  void fill(size_t tile, Felt* out) const {
    const Felt base = domain_.point(tile * rows_);
    for (size_t i = 0; i < rows_; ++i) out[i] = base * steps_[i];
  }

 private:
  LdeDomain domain_;
  size_t rows_;
  std::vector<Felt> steps_;
};

}  // namespace

PointInverses::PointInverses(unsigned log_height, const Ext& z)
    : log_height_(log_height), z_(z), inverses_(size_t{1} << log_height, kExtColumns) {
  const TilePoints points(log_height);
  const size_t rows = points.rows();
  const size_t lanes = rows < kMaxLanes ? 1 : kMaxLanes;  // running products kept by a kernel
#pragma omp parallel
  {
    ColumnMatrix running(rows + kMaxLanes, kExtColumns);
    std::vector<Felt> x(rows);
#pragma omp for schedule(static)
    for (size_t tile = 0; tile < points.tiles(); ++tile) {
      points.fill(tile, x.data());
      for (size_t lane = 0; lane < kMaxLanes; ++lane) running.set_ext(rows + lane, 0, Ext::one());
      const ExtTile out = tile_at(running, 0);
      run_on_rows(rows, RunningProducts{}, x.data(), z, out, rows);
      std::array<Ext, kMaxLanes> totals;
      for (size_t lane = 0; lane < lanes; ++lane) totals[lane] = running.ext_at(rows + lane, 0);
      batch_inverse(std::span<Ext>(totals.data(), lanes));
      for (size_t lane = 0; lane < lanes; ++lane) running.set_ext(rows + lane, 0, totals[lane]);
      run_on_rows(rows, ProductsToInverses{}, x.data(), z, out, rows);
      for (size_t k = 0; k < kExtColumns; ++k) {
        std::copy_n(running.column(k).data(), rows, inverses_.column(k).data() + tile * rows);
      }
    }
  }
}

std::vector<Ext> evaluate_at(const ColumnMatrix& extended, const PointInverses& point) {
  assert(extended.height() >= size_t{1} << point.log_height());
  std::vector<const Felt*> columns;
  for (size_t c = 0; c < extended.width(); ++c) columns.push_back(extended.column(c).data());
  return evaluate_at(columns, point);
}

std::vector<Ext> evaluate_at(std::span<const Felt* const> columns, const PointInverses& point) {
  const size_t height = size_t{1} << point.log_height();
  const size_t width = columns.size();
  const TilePoints points(point.log_height());
  const size_t rows = points.rows();

  std::vector<Ext> values(width);
#pragma omp parallel
  {
    // Per column, a partial sum for every lane of every coefficient.
    std::vector<Felt> sums(width * kExtColumns * kMaxLanes);
    ColumnMatrix weights(rows, kExtColumns);
    std::vector<Felt> x(rows);
#pragma omp for schedule(static)
    for (size_t tile = 0; tile < points.tiles(); ++tile) {
      points.fill(tile, x.data());
      const ConstExtTile inverses = tile_at(point.inverses(), tile * rows);
      run_on_rows(rows, Weights{}, x.data(), inverses, tile_at(weights, 0), rows);
      const ConstExtTile w = tile_at(std::as_const(weights), 0);
      for (size_t c = 0; c < width; ++c) {
        const Felt* const next = columns[std::min(c + 1, width - 1)];
        run_on_rows(rows, WeightedSums{}, columns[c] + tile * rows, next + tile * rows, w,
                    sums.data() + c * kExtColumns * kMaxLanes, rows);
      }
    }
    for (size_t c = 0; c < width; ++c) {
      Ext partial;
      for (size_t k = 0; k < kExtColumns; ++k) {
        const Felt* const lanes = sums.data() + (c * kExtColumns + k) * kMaxLanes;
        for (size_t lane = 0; lane < kMaxLanes; ++lane) partial.c[k] += lanes[lane];
      }
#pragma omp critical(cairn_evaluate_at)
      values[c] += partial;
    }
  }

  const Felt shift_power = kCosetShift.pow(height);
  const Ext numerator = point.z().pow(height) - shift_power;
  const Ext factor = numerator * (Felt(height) * shift_power).inverse();
  for (Ext& value : values) value *= factor;
  return values;
}

ColumnMatrix deep_codeword(unsigned log_height, unsigned log_blowup,
                           std::span<const DeepTerm> terms) {
  const size_t height = size_t{1} << log_height;
  const size_t rows = std::min(kTileRows, height);
  ColumnMatrix quotient = ColumnMatrix::zeros(height, kExtColumns);
#pragma omp parallel
  {
    ColumnMatrix combination(rows, kExtColumns);
#pragma omp for schedule(static)
    for (size_t first = 0; first < height; first += rows) {
      for (const DeepTerm& term : terms) {
        for (size_t k = 0; k < kExtColumns; ++k) {
          std::fill_n(combination.column(k).data(), rows, Felt());
        }
        const ExtTile sum = tile_at(combination, 0);
        for (size_t i = 0; i < term.functions.size(); i += kChunkColumns) {
          const size_t count = std::min(kChunkColumns, term.functions.size() - i);
          run_on_rows(rows, Combine{}, std::span(term.functions).subspan(i, count), first, sum,
                      rows);
        }
        run_on_rows(rows, AddQuotient{}, tile_at(std::as_const(combination), 0), term.value,
                    tile_at(term.point->inverses(), first), tile_at(quotient, first), rows);
      }
    }
  }
  return low_degree_extend(quotient, log_blowup, kCosetLayout);
}

Ext combine(std::span<const Ext> coefficients, std::span<const Felt> values) {
  assert(coefficients.size() == values.size());
  Ext sum;
  for (size_t k = 0; k < values.size(); ++k) sum += coefficients[k] * values[k];
  return sum;
}

Ext combine(std::span<const Ext> coefficients, std::span<const Ext> values) {
  assert(coefficients.size() == values.size());
  Ext sum;
  for (size_t k = 0; k < values.size(); ++k) sum += coefficients[k] * values[k];
  return sum;
}

}  // namespace cairn
