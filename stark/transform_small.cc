// The textbook transforms: see transform_small.h.
//
// Values on c * K_n of f = f0 + X^(N/2) f1: on half of the points X^(N/2) is t = c^(N/2), on the
// other half -t, so both halves are transforms of half the size, of f0 + t f1 and of f0 - t f1. One
// constant serves a whole block, and the coset costs nothing.
#include "stark/transform_small.h"

#include <array>
#include <utility>

#include "stark/domain.h"

namespace cairn::small {
namespace {

// Calls visit(first, half, t) for the blocks of one level: 2^level blocks of 2 * half elements. The
// roots come in bit-reversed order, each from those before it.
template <class Visit>
void for_each_block(size_t size, unsigned level, Felt shift, Visit visit) {
  const size_t half = size >> (level + 1);
  const Felt base = shift.pow(half);
  std::array<Felt, kMaxLogDomain> steps;  // steps[i]: what digit i of the block number contributes
  for (unsigned i = 0; i < level; ++i) steps[i] = Felt::two_adic_generator(i + 2);
  for (size_t block = 0; block < size_t{1} << level; ++block) {
    Felt t = base;
    for (unsigned i = 0; i < level; ++i) {
      if ((block >> i & 1) != 0) t *= steps[i];
    }
    visit(block * 2 * half, half, t);
  }
}

}  // namespace

void bit_reverse(std::span<Felt> values) {
  const unsigned bits = log2_exact(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t j = reverse_bits(static_cast<uint32_t>(i), bits);
    if (i < j) std::swap(values[i], values[j]);
  }
}

void evaluate(std::span<Felt> values, Felt shift) {
  const unsigned levels = log2_exact(values.size());
  for (unsigned level = 0; level < levels; ++level) {
    for_each_block(values.size(), level, shift, [&](size_t first, size_t half, Felt t) {
      for (size_t i = first; i < first + half; ++i) {
        const Felt product = values[i + half] * t;
        values[i + half] = values[i] - product;
        values[i] += product;
      }
    });
  }
}

void interpolate(std::span<Felt> values, Felt shift) {
  const unsigned levels = log2_exact(values.size());
  for (unsigned level = levels; level-- > 0;) {
    for_each_block(values.size(), level, shift, [&](size_t first, size_t half, Felt t) {
      const Felt inverse = t.inverse();
      for (size_t i = first; i < first + half; ++i) {
        const Felt difference = values[i] - values[i + half];
        values[i] += values[i + half];
        values[i + half] = difference * inverse;
      }
    });
  }
  const Felt scale = Felt(values.size()).inverse();
  for (Felt& value : values) value *= scale;
}

}  // namespace cairn::small
