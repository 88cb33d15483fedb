// What `cairn bench` proves: loops that do one thing again and again, as assembly text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "vm/program.h"

namespace cairn::cli {

struct BenchProgram {
  std::string name;
  std::string source;
  uint64_t hashes = 0;  // permutations that the program asks for; 0 where they are not the point
};

// c = a + b; n = n - 1; again while n is not 0: three steps for each number.
BenchProgram fibonacci_bench(unsigned log_steps);
// The lengths of Collatz sequences: comparisons, divisions and jumps.
BenchProgram collatz_bench(unsigned log_steps);
// A generator of 64-bit numbers with the integers of std.
BenchProgram integers_bench(unsigned log_steps);
// h = hash(h, h), nearly every step.
BenchProgram hash_chain_bench(unsigned log_steps);
// Merkle paths of 16 levels, each climbed by one instruction.
BenchProgram merkle_bench(unsigned log_hashes);
// Four steps to a hash.
BenchProgram mixed_bench(unsigned log_steps);
// Horner's rule over 16 words, each time by one instruction; `log_words` is of all words.
BenchProgram horner_bench(unsigned log_words);
// The shortest run there is.
BenchProgram smallest_bench();

absl::StatusOr<Program> assemble_bench(const BenchProgram& program);

}  // namespace cairn::cli
