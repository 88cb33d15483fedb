// The quotient: see quotient.h.
#include "stark/quotient.h"

#include <algorithm>

#include "crypto/field/batch.h"
#include "crypto/field/dispatch.h"
#include "stark/domain.h"
#include "stark/transform.h"

namespace cairn {
namespace {

constexpr size_t kTile = 1024;

// A tile's points, base * steps[i], and scale / (point - 1), by Montgomery's trick in every lane.
struct FillTile {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* steps, Felt base, Felt scale, size_t rows, Felt* points,
                               Felt* inverses) const {
    const P base_lanes = P::broadcast(base);
    const P one = P::broadcast(Felt::one());
    P product = one;
    for (size_t row = 0; row < rows; row += P::kLanes) {
      const P point = P::load(steps + row) * base_lanes;
      point.store(points + row);
      product.store(inverses + row);  // of the rows before
      product = product * (point - one);
    }
    Felt totals[P::kLanes];
    product.store(totals);
    batch_inverse(std::span<Felt>(totals));
    P inverse = P::load(totals) * P::broadcast(scale);
    for (size_t row = rows; row != 0;) {
      row -= P::kLanes;
      (P::load(inverses + row) * inverse).store(inverses + row);
      inverse = inverse * (P::load(points + row) - one);
    }
  }
};

}  // namespace

QuotientDomain::QuotientDomain(unsigned log_height_value)
    : log_height(log_height_value),
      points(size_t{2} << log_height, 1),
      is_first(size_t{2} << log_height, 1) {
  const LdeDomain domain{log_height, 1};
  const size_t tile = std::min(domain.height(), kTile);
  // Position first + i of a tile has the point of position `first` times one of a fixed list.
  std::vector<Felt> steps(tile);
  fill_coset_points(Felt::one(), steps);
  const Felt height_inverse = Felt(domain.height()).inverse();
  std::array<Felt, 2> scales;
  for (size_t half = 0; half < 2; ++half) {
    const Felt vanishing = domain.vanishing_at(half << log_height);
    inverse_vanishing[half] = vanishing.inverse();
    scales[half] = vanishing * height_inverse;
  }
#pragma omp parallel for schedule(static)
  for (size_t first = 0; first < domain.size(); first += tile) {
    const Felt scale = scales[first >> log_height];
    dispatch_eight_to(active_backend(), FillTile{}, steps.data(), domain.point(first), scale, tile,
                      points.data() + first, is_first.data() + first);
  }
}

ColumnMatrix quotient_coefficients(std::span<const QuotientPart> parts, unsigned log_height) {
  const QuotientDomain domain(log_height);
  const size_t size = domain.points.height();
  ColumnMatrix values(size, kExtColumns);
  FoldTask task;
  task.log_height = log_height;
  task.points = domain.points.data();
  task.is_first = domain.is_first.data();
  task.inverse_vanishing = domain.inverse_vanishing;
  task.out = &values;
  const size_t tile = std::min(size, kTile);
  for (const QuotientPart& part : parts) {
    task.main = part.main;
    task.aux = part.aux;
    task.challenges = &part.challenges;
#pragma omp parallel for schedule(dynamic)
    for (size_t first = 0; first < size; first += tile) {
      part.table->fold_rows(task, first, first + tile);
    }
    task.adds = true;
  }
  return interpolate(values, kCosetLayout);
}

PointSelectors::PointSelectors(unsigned log_height, const Ext& point) {
  power = point;
  for (unsigned i = 0; i < log_height; ++i) power = power.square();
  vanishing = power - Ext::one();
  // The Lagrange polynomial of the point w is w (x^N - 1) / (N (x - w)).
  const Felt last = Felt::two_adic_generator(log_height).inverse();
  const Ext scaled = vanishing * Felt(size_t{1} << log_height).inverse();
  is_transition = point - last;
  is_first = scaled * (point - Felt::one()).inverse();
  is_last = scaled * last * is_transition.inverse();
}

}  // namespace cairn
