// Tables for the blocked transforms: see transform_plan.h.
#include "stark/transform_plan.h"

#include <algorithm>
#include <cassert>

#include "stark/domain.h"

namespace cairn {
namespace {

std::vector<Felt> powers(Felt base, size_t count, Felt first = Felt::one()) {
  std::vector<Felt> list(count);
  Felt power = first;
  for (Felt& entry : list) {
    entry = power;
    power *= base;
  }
  return list;
}

}  // namespace

TransformPlan::TransformPlan(unsigned log_size, unsigned blowup, Felt factor, Felt ratio)
    : n1(std::max(6u, (log_size + 1) / 2)), n2(log_size - n1), log_blowup(blowup) {
  assert(log_size >= kMinLogSize && log_size + log_blowup <= kMaxLogDomain);

  // Entry i of level l has order 2^(l+1) to the power bitrev_l(i): the points of K_l, one in two of
  // those of K_(l+1).
  roots.resize(std::max(size1(), size2()) / 2);
  fill_coset_points(Felt::one(), roots, 1);
  inverse_roots.resize(roots.size());
  for (size_t i = 0; i < roots.size(); ++i) inverse_roots[i] = roots[i];
  // 1/w^k = -w^(order/2 - k): bit-reversed, the inverses of a level are its entries backwards,
  // negated, but for the first. Levels nest, so each is filled from its own half.
  for (size_t half = 1; half < roots.size(); half *= 2) {
    for (size_t i = 0; i < half; ++i) inverse_roots[half + i] = -roots[2 * half - 1 - i];
  }

  for (uint32_t i = 0; i < size1(); ++i) reversed1.push_back(reverse_bits(i, n1));
  for (uint32_t i = 0; i < size2(); ++i) reversed2.push_back(reverse_bits(i, n2));

  inverse_powers = powers(Felt::two_adic_generator(log_size).inverse(), size1());
  scales = powers(ratio, size1(), factor);
  const Felt row_ratio = ratio.pow(size1());
  if (ratio != Felt::one()) row_scales = powers(row_ratio, size2());

  std::vector<Felt> shifts(cosets());  // w^bitrev(k) the shift of every coset of N
  fill_coset_points(Felt::one(), shifts, log_size);
  coset_twiddles.resize(cosets() * size2());
  for (size_t k = 0; k < cosets(); ++k) {
    const Felt shift = row_ratio * shifts[k].pow(size1());
    for (unsigned level = 0; level < n2; ++level) {
      const Felt base = shift.pow(size2() >> (level + 1));
      for (size_t i = 0; i < size_t{1} << level; ++i) {
        coset_twiddles[k * size2() + (size_t{1} << level) + i] = base * roots[i];
      }
    }
  }

  block_shifts.resize(cosets() * size2());
  fill_coset_points(Felt::one(), block_shifts, n1);

  for (unsigned k = 0; k < 4; ++k) {
    for (size_t c = 0; c < size_t{1} << k; ++c) {
      std::vector<Felt>& list = last_roots[(size_t{1} << k) - 1 + c];
      list.resize(size1() / (k < 3 ? 8 : 16));  // the blocks of eight lanes or, for k = 3, sixteen
      for (size_t g = 0; g < list.size(); ++g) list[g] = roots[(g << k) + c];
    }
  }
}

}  // namespace cairn
