// Evaluation domains. K_n is the subgroup of order 2^n. A trace of 2^n rows is a function on K_n,
// row i at the point w_n^i. Its low-degree extension by 2^b lives on the coset 3 * K_(n+b), and all
// extended rows are in bit-reversed order: position j holds the point 3 * w_(n+b)^bitrev(j). So the
// first 2^m positions are the coset 3 * K_m for every m, the cosets that FRI folds are contiguous,
// and position j of a domain lies above position j >> d of the domain 2^d times smaller.
// Specification: docs/protocol.md.
#ifndef CAIRN_STARK_DOMAIN_H_
#define CAIRN_STARK_DOMAIN_H_

#include <array>
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

// Where eight consecutive rows of an extended column find their next rows: all in one aligned group
// of eight, in lane order except for the last group of a coset.
struct NextRows {
  size_t first;     // position of the group's first element, a multiple of 8
  bool is_rotated;  // lanes are permuted by kNextLane rather than in order
};
// Lane k's successor sits in lane kNextLane[k] when the group is rotated.
inline constexpr std::array<uint8_t, 8> kNextLane = {4, 5, 6, 7, 2, 3, 1, 0};

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

  // The next rows of positions first ... first + 7; first is a multiple of 8 and log_height >= 3.
  // The eight share all digits of the row number but the highest three, so the successors share
  // them too, and a carry reaches the three only from the last group.
  constexpr NextRows next_positions(size_t first) const {
    assert(log_height >= 3 && first % 8 == 0);
    const size_t mask = height() - 1;
    const unsigned bits = log_height - 3;
    const size_t groups_mask = mask >> 3;
    const size_t group = (first & mask) >> 3;
    if (group == groups_mask) return {first & ~mask, true};
    const uint32_t row = reverse_bits(static_cast<uint32_t>(group), bits) + 1;
    return {(first & ~mask) | (size_t{reverse_bits(row, bits)} << 3), false};
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
