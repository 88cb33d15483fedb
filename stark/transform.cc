// Transforms of whole matrices: see transform.h.
#include "stark/transform.h"

#include <omp.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <span>
#include <vector>

#include "crypto/field/arena.h"
#include "crypto/field/dispatch.h"
#include "stark/transform_passes.h"
#include "stark/transform_plan.h"
#include "stark/transform_small.h"

namespace cairn {
namespace {

// Some columns of a matrix, or all.
struct ColumnRange {
  ColumnMatrix* matrix;
  size_t first;
};

// One kind of transform of all columns of a matrix.
class Transform {
 public:
  enum class Kind { kExtend, kInterpolate, kEvaluate };

  // `layout` is that of the values given (kExtend, kInterpolate), `shift` the coset of the values
  // wanted (kExtend, kEvaluate).
  Transform(Kind kind, unsigned log_size, unsigned log_blowup, RowLayout layout, Felt shift,
            Backend backend = active_backend())
      : kind_(kind), layout_(layout), shift_(shift), backend_(backend) {
    if (log_size < TransformPlan::kMinLogSize) return;
    const Felt in = kind == Kind::kEvaluate ? Felt::one() : layout.shift.inverse();
    const Felt out = kind == Kind::kInterpolate ? Felt::one() : shift;
    const Felt factor =
        kind == Kind::kEvaluate ? Felt::one() : Felt(size_t{1} << log_size).inverse();
    plan_.emplace(log_size, log_blowup, factor, in * out);
  }

  void run(const ColumnMatrix& from, ColumnRange to) const {
    std::vector<const Felt*> columns;
    for (size_t c = 0; c < from.width(); ++c) columns.push_back(from.column(c).data());
    run(columns, from.height(), to);
  }

  void run(std::span<const Felt* const> from, size_t height, ColumnRange to) const {
    const size_t width = from.size();
    if (!plan_.has_value()) {
#pragma omp parallel for schedule(dynamic)
      for (size_t c = 0; c < width; ++c) {
        run_small({from[c], height}, to.matrix->column(to.first + c));
      }
      return;
    }
    // A column for each thread while there are enough; the rest are shared, tile by tile.
    const auto threads = static_cast<size_t>(omp_get_max_threads());
    const size_t whole = width - width % threads;
#pragma omp parallel if (whole != 0)
    {
      const Scratch scratch(*plan_);
#pragma omp for schedule(dynamic)
      for (size_t c = 0; c < whole; ++c) {
        run_alone(from[c], to.matrix->column(to.first + c).data(), scratch);
      }
    }
    for (size_t c = whole; c < width; ++c) {
      run_shared(from[c], to.matrix->column(to.first + c).data());
    }
  }

 private:
  // A column between the passes, and room for one tile.
  struct Scratch {
    explicit Scratch(const TransformPlan& plan, bool with_tiles = true)
        : tile(Arena::global().take(2 * passes::kTileWidth * plan.size1() * sizeof(Felt))) {
      if (with_tiles) column = Arena::global().take(plan.size() * sizeof(Felt));
    }
    Felt* tiles() const { return static_cast<Felt*>(column.data()); }
    Felt* rows() const { return static_cast<Felt*>(tile.data()); }
    Block column;
    Block tile;
  };

  void run_small(std::span<const Felt> from, std::span<Felt> to) const {
    std::copy(from.begin(), from.end(), to.begin());
    std::fill(to.begin() + static_cast<ptrdiff_t>(from.size()), to.end(), Felt());
    if (kind_ != Kind::kEvaluate) {
      const std::span<Felt> values = to.first(from.size());
      if (!layout_.is_bit_reversed) small::bit_reverse(values);
      small::interpolate(values, layout_.shift);
    }
    if (kind_ != Kind::kInterpolate) small::evaluate(to, shift_);
  }

  size_t first_steps() const {
    return kind_ == Kind::kEvaluate ? 0 : plan_->size2() / passes::kTileWidth;
  }
  void first_step(const Felt* from, Felt* tiles, Felt* rows, size_t group) const {
    if (layout_.is_bit_reversed) {
      dispatch_to(backend_, passes::PassABitReversed{}, *plan_, from, tiles, rows, group);
    } else {
      dispatch_to(backend_, passes::PassA{}, *plan_, from, tiles, rows, group);
    }
  }

  size_t middle_steps() const { return plan_->size1() / passes::kTileWidth; }
  void middle_step(const Felt* from, Felt* to, Felt* tiles, Felt* rows, size_t tile) const {
    if (kind_ == Kind::kEvaluate) {
      dispatch_to(backend_, passes::LoadCoefficients{}, *plan_, from, tiles, tile);
    } else {
      dispatch_to(backend_, passes::PassB{}, *plan_, tiles, tile);
    }
    if (kind_ == Kind::kInterpolate) {
      dispatch_to(backend_, passes::StoreCoefficients{}, *plan_, tiles, to, tile);
    } else {
      dispatch_to(backend_, passes::PassC{}, *plan_, tiles, to, rows, tile);
    }
  }

  size_t last_steps() const {
    return kind_ == Kind::kInterpolate ? 0 : plan_->cosets() * plan_->size2() / passes::kTileWidth;
  }
  void last_step(Felt* to, Felt* rows, size_t group) const {
    // The last levels of a block want at least as many rows as there are lanes.
    if (plan_->size1() >= kMaxLanes * kMaxLanes) {
      dispatch_to(backend_, passes::PassD{}, *plan_, to, rows, group);
    } else {
      dispatch_eight_to(backend_, passes::PassD{}, *plan_, to, rows, group);
    }
  }

  // One column on this thread.
  void run_alone(const Felt* from, Felt* to, const Scratch& scratch) const {
    for (size_t i = 0; i < first_steps(); ++i) {
      first_step(from, scratch.tiles(), scratch.rows(), i);
    }
    for (size_t i = 0; i < middle_steps(); ++i) {
      middle_step(from, to, scratch.tiles(), scratch.rows(), i);
    }
    for (size_t i = 0; i < last_steps(); ++i) last_step(to, scratch.rows(), i);
  }

  // One column on all threads.
  void run_shared(const Felt* from, Felt* to) const {
    const Scratch shared(*plan_);
    Felt* const tiles = shared.tiles();
#pragma omp parallel
    {
      const Scratch own(*plan_, /*with_tiles=*/false);
#pragma omp for schedule(static)
      for (size_t i = 0; i < first_steps(); ++i) first_step(from, tiles, own.rows(), i);
#pragma omp for schedule(static)
      for (size_t i = 0; i < middle_steps(); ++i) middle_step(from, to, tiles, own.rows(), i);
#pragma omp for schedule(static)
      for (size_t i = 0; i < last_steps(); ++i) last_step(to, own.rows(), i);
    }
  }

  Kind kind_;
  RowLayout layout_;
  Felt shift_;
  Backend backend_;
  std::optional<TransformPlan> plan_;  // for columns that are long enough
};

}  // namespace

ColumnMatrix low_degree_extend(const ColumnMatrix& values, unsigned log_blowup, RowLayout layout,
                               Backend backend) {
  ColumnMatrix out(values.height() << log_blowup, values.width());
  low_degree_extend_into(values, log_blowup, layout, out, 0, backend);
  return out;
}

void low_degree_extend_into(const ColumnMatrix& values, unsigned log_blowup, RowLayout layout,
                            ColumnMatrix& out, size_t first_column, Backend backend) {
  assert(out.height() == values.height() << log_blowup);
  assert(log2_exact(out.height()) <= kMaxLogDomain);
  assert(first_column + values.width() <= out.width());
  const Transform transform(Transform::Kind::kExtend, log2_exact(values.height()), log_blowup,
                            layout, kCosetShift, backend);
  transform.run(values, {&out, first_column});
}

ColumnMatrix interpolate(const ColumnMatrix& values, RowLayout layout) {
  ColumnMatrix out(values.height(), values.width());
  const Transform transform(Transform::Kind::kInterpolate, log2_exact(values.height()), 0, layout,
                            Felt::one());
  transform.run(values, {&out, 0});
  return out;
}

ColumnMatrix evaluate(const ColumnMatrix& coefficients, unsigned log_blowup, Felt shift) {
  ColumnMatrix out(coefficients.height() << log_blowup, coefficients.width());
  const Transform transform(Transform::Kind::kEvaluate, log2_exact(coefficients.height()),
                            log_blowup, RowLayout{}, shift);
  transform.run(coefficients, {&out, 0});
  return out;
}

ColumnMatrix evaluate_chunks(const ColumnMatrix& coefficients, unsigned log_chunks,
                             unsigned log_blowup) {
  const size_t chunks = size_t{1} << log_chunks;
  assert(coefficients.height() % chunks == 0);
  const size_t height = coefficients.height() >> log_chunks;
  std::vector<const Felt*> columns;
  for (size_t k = 0; k < chunks; ++k) {
    for (size_t c = 0; c < coefficients.width(); ++c) {
      columns.push_back(coefficients.column(c).data() + k * height);
    }
  }
  ColumnMatrix out(height << log_blowup, columns.size());
  const Transform transform(Transform::Kind::kEvaluate, log2_exact(height), log_blowup, RowLayout{},
                            kCosetShift);
  transform.run(columns, height, {&out, 0});
  return out;
}

std::vector<Ext> interpolate_ext(const std::vector<Ext>& values, RowLayout layout) {
  ColumnMatrix columns(values.size(), kExtColumns);
  for (size_t i = 0; i < values.size(); ++i) columns.set_ext(i, 0, values[i]);
  const ColumnMatrix coefficients = interpolate(columns, layout);
  std::vector<Ext> out(values.size());
  for (size_t i = 0; i < values.size(); ++i) out[i] = coefficients.ext_at(i, 0);
  return out;
}

Ext evaluate_polynomial(const std::vector<Ext>& coefficients, const Ext& point) {
  Ext sum;
  for (size_t i = coefficients.size(); i-- > 0;) sum = sum * point + coefficients[i];
  return sum;
}

}  // namespace cairn
