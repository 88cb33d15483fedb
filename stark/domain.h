// Evaluation domains. K_n is the subgroup of order 2^n. A trace of 2^n rows is a function on K_n,
// row i at the point w_n^i. Its low-degree extension by 2^b lives on the coset 3 * K_(n+b), and all
// extended rows are in bit-reversed order: position j holds the point 3 * w_(n+b)^bitrev(j). So the
// first 2^m positions are the coset 3 * K_m for every m, the cosets that FRI folds are contiguous,
// and position j of a domain lies above position j >> d of the domain 2^d times smaller.
// Specification: docs/protocol.md.
#ifndef CAIRN_STARK_DOMAIN_H_
#define CAIRN_STARK_DOMAIN_H_

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/field/felt.h"
#include "stark/parameters.h"

namespace cairn {

// The coset that extended columns live on. 3 generates the whole group, so 3 * K_n and K_m are
// disjoint for all n, m <= 24.
inline constexpr Felt kCosetShift = Felt(Felt::kGenerator);

// The number whose lowest `bits` binary digits are those of `number` in reverse; number < 2^bits,
// bits <= 32.
constexpr uint32_t reverse_bits(uint32_t number, unsigned bits) {
  if (bits == 0) return 0;
  number = ((number >> 1) & 0x55555555u) | ((number & 0x55555555u) << 1);
  number = ((number >> 2) & 0x33333333u) | ((number & 0x33333333u) << 2);
  number = ((number >> 4) & 0x0f0f0f0fu) | ((number & 0x0f0f0f0fu) << 4);
  number = ((number >> 8) & 0x00ff00ffu) | ((number & 0x00ff00ffu) << 8);
  number = (number >> 16) | (number << 16);
  return number >> (32 - bits);
}

// The binary logarithm of a power of two.
constexpr unsigned log2_exact(size_t power) {
  assert(power != 0 && (power & (power - 1)) == 0);
  return static_cast<unsigned>(__builtin_ctzll(power));
}

// Fills out, 2^m long, with the points of the coset shift * K_m in bit-reversed order. With
// log_step > 0, with every 2^log_step-th point of the coset shift * K_(m + log_step).
void fill_coset_points(Felt shift, std::span<Felt> out, unsigned log_step = 0);

// The domain of an extended trace: 2^log_height rows, 2^(log_height + log_blowup) positions.
struct LdeDomain {
  unsigned log_height = 0;
  unsigned log_blowup = 0;

  constexpr unsigned log_size() const { return log_height + log_blowup; }
  constexpr size_t size() const { return size_t{1} << log_size(); }
  constexpr size_t height() const { return size_t{1} << log_height; }

  // The point at a position, 3 * w^bitrev(position).
  constexpr Felt point(size_t position) const {
    return kCosetShift * Felt::two_adic_generator(log_size())
                             .pow(reverse_bits(static_cast<uint32_t>(position), log_size()));
  }

  // The position of the point w_(log_height) times the point at `position`: the next row of the
  // trace; the last row is followed by the first.
  constexpr size_t next_position(size_t position) const {
    const size_t mask = height() - 1;
    const uint32_t row = reverse_bits(static_cast<uint32_t>(position & mask), log_height);
    const auto next = static_cast<uint32_t>((row + 1) & mask);
    return (position & ~mask) | reverse_bits(next, log_height);
  }

  // The next rows of a tile, of positions first ... first + rows - 1, are one after the other from
  // next_position(first) on, except for the last tile of a coset: rows is a power of two, at most
  // height(), and first a multiple of it. (The tile shares all digits of the row number but the
  // highest, and a carry reaches these from the last tile only.)
  constexpr bool has_contiguous_next(size_t first, size_t rows) const {
    assert(rows <= height() && first % rows == 0);
    return (first & (height() - 1)) + rows != height();
  }

  // x^(2^log_height) - 1 for the 2^log_blowup values that it takes: the value at a position depends
  // on position >> log_height only.
  constexpr Felt vanishing_at(size_t position) const {
    Felt power = point(position);
    for (unsigned i = 0; i < log_height; ++i) power = power.square();
    return power - Felt::one();
  }
};

}  // namespace cairn

#endif  // CAIRN_STARK_DOMAIN_H_
