// The numbers that the blocked transforms of one size need. All tables are of about the square root
// of the size, so that they stay in the first-level cache; see transform_passes.h for their use.
#ifndef CAIRN_STARK_TRANSFORM_PLAN_H_
#define CAIRN_STARK_TRANSFORM_PLAN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crypto/field/felt.h"

namespace cairn {

struct TransformPlan {
  // The shortest column that the blocked passes take.
  static constexpr unsigned kMinLogSize = 11;

  // For columns of N = 2^log_size elements, extended by 2^log_blowup. Coefficient m is multiplied
  // by factor * ratio^m between the two directions.
  TransformPlan(unsigned log_size, unsigned log_blowup, Felt factor, Felt ratio);

  // N = N1 * N2 with N1 = 2^n1 >= 64 and N2 = 2^n2 >= 32.
  unsigned n1;
  unsigned n2;
  unsigned log_blowup;
  size_t size() const { return size_t{1} << (n1 + n2); }
  size_t size1() const { return size_t{1} << n1; }
  size_t size2() const { return size_t{1} << n2; }
  size_t cosets() const { return size_t{1} << log_blowup; }

  // w^bitrev(i): entry i < 2^l is the i-th of level l, for the root of order 2^(l+1). roots of the
  // forward direction, inverse_roots of the other.
  std::vector<Felt> roots;
  std::vector<Felt> inverse_roots;

  // bitrev(i) for i < N1 and i < N2.
  std::vector<uint32_t> reversed1;
  std::vector<uint32_t> reversed2;

  // Pass B: w_N^-v, v < N1.
  std::vector<Felt> inverse_powers;
  // Passes A and C: factor * ratio^v, v < N1.
  std::vector<Felt> scales;
  // After B without C: ratio^(N1 u), u < N2. Empty when ratio is 1.
  std::vector<Felt> row_scales;
  // Pass C: for every coset N2 entries, that of level l and block i at 2^l + i.
  std::vector<Felt> coset_twiddles;
  // Pass D: the shift of every block of N1, of which the extended column has cosets() * N2.
  std::vector<Felt> block_shifts;
  // Pass D: roots[2^k g + c] at g, for k < 4 and c < 2^k: list 2^k - 1 + c.
  std::array<std::vector<Felt>, 15> last_roots;
};

}  // namespace cairn

#endif  // CAIRN_STARK_TRANSFORM_PLAN_H_
