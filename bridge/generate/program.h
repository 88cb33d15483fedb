// The evaluator's program of a table: the fold of all its constraints, as stark/folder.h has it.
//
// A program is a list of groups, each of one operation: a byte for the operation, one for the
// blocks of an item (weighted sums; else 1) and two for the number of items, then the items. All
// numbers are big-endian; an operand is the address of a value in the evaluator's memory:
//   constant   the number, times 2^40 mod p, in 4 bytes
//   sum, difference, product    2 operands
//   long sum   4 operands
//   weighted   blocks of kBlockTerms terms: the weight, times 2^40 mod p, its low 16 bits first;
//              then the operand
//   fold       1 operand: the constraints, last one first
// Every item but a fold's puts its value where the last one ended. First come those that the
// caller gives, in the order of Given. A group reads only what groups before it have computed.
// Specification: docs/ethereum.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "air/public_values.h"
#include "air/recorder.h"
#include "bridge/generate/values.h"

namespace cairn::bridge {

inline constexpr size_t kBlockTerms = 2;
// The address of the first given value; zero is at an address that Solidity keeps zero.
inline constexpr uint32_t kFirstAddress = 0x400;
inline constexpr uint32_t kZeroAddress = 0x60;

// What the caller gives, by number.
struct Given {
  Given(const RecordedTable& table, std::span<const size_t> next_columns);
  uint32_t main, next, aux, publics, betas;  // the first of each
  uint32_t next_accumulator, is_first, is_last, is_transition, chi, alpha, sum_per_row;
  uint32_t count;  // the values that are given are 1 ... count
};

struct Program {
  std::vector<uint8_t> code;
  uint32_t given;   // values that the caller gives
  uint32_t values;  // all of them
};

Program compile(const RecordedTable& table, std::span<const size_t> next_columns);

}  // namespace cairn::bridge
