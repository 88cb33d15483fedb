// The loops that are measured; see bench_programs.h. Their numbers of rounds are such that the
// tables, whose heights are powers of two, are nearly full.
#include "cli/bench_programs.h"

#include <array>
#include <string_view>
#include <utility>

#include "compiler/assemble.h"
#include "compiler/source.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

// `text` with its constant ROUNDS.
std::string with_rounds(uint64_t rounds, std::string_view text) {
  return concat("const ROUNDS = ", rounds, "\n", text);
}

std::string steps_name(std::string_view what, unsigned log_steps) {
  return concat(what, ", 2^", log_steps, " steps");
}
std::string hashes_name(std::string_view what, unsigned log_hashes) {
  return concat(what, ", 2^", log_hashes, " hashes");
}

// Rounds of so many steps each, with room for what is before and after them.
uint64_t rounds_of(unsigned log_steps, uint64_t steps) {
  return ((uint64_t{1} << log_steps) - 64) / steps;
}
uint64_t hashes_of(unsigned log_hashes) { return rounds_of(log_hashes, 1); }

// An instruction that takes four cells and works over kWords words, again and again.
constexpr uint64_t kWords = 16;
std::string over_words(uint64_t rounds, std::string_view instruction,
                       const std::array<std::string_view, 4>& cells) {
  const std::string_view words =
      "word WORDS = {0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}, {11}, {12}, {13}, "
      "{14}, {15}\n";
  return with_rounds(
      rounds, concat(words, "proc main {\n  let first = ", cells[0],  //
                     "\n  [ap] = ", cells[1], "\n  [ap] = ", cells[2], "\n  [ap] = ", cells[3], R"(
  [ap] = 4096 + offset(first)
  [ap] = ROUNDS
next(at, left):
  let result = )",
                     instruction, R"((at)
  [ap] = at
  [ap] = left - 1
  jump next if [ap - 1] != 0
  halt(result, 1)
}
)"));
}

}  // namespace

BenchProgram fibonacci_bench(unsigned log_steps) {
  return {steps_name("Fibonacci", log_steps), with_rounds(rounds_of(log_steps, 3), R"(
unchecked proc main {
  [ap] = 0
  [ap] = 0
  [ap] = 1
  [ap] = ROUNDS
again:
  [ap] = [ap - 4] + [ap - 2]
  [ap] = [ap - 2] - 1
  jump again if [ap - 1] != 0
  halt([ap - 1], 0)
}
)")};
}

BenchProgram collatz_bench(unsigned log_steps) {
  // Sequences from 27, each of 111 numbers and 784 instructions.
  return {steps_name("Collatz", log_steps), with_rounds(rounds_of(log_steps, 784), R"(
const MIDDLE = 1065353217  // (p + 1) / 2: n / 2 is below it exactly if n is even

proc main {
  [ap] = ROUNDS
sequence(left):
  jump done if left = 0
  [ap] = left
  [ap] = 27
next(left, now):
  jump ended if now = 1
  let half = now / 2
  let even = half < MIDDLE
  jump halve if even = 1
  [ap] = left
  [ap] = now * 3 + 1
  jump next
halve:
  [ap] = left
  [ap] = half
  jump next
ended:
  [ap] = left - 1
  jump sequence
done:
  [ap] = 0
  halt([ap - 1], 0)
}
)")};
}

BenchProgram integers_bench(unsigned log_steps) {
  return {steps_name("integers of std", log_steps), with_rounds(rounds_of(log_steps, 25), R"(
use std::u64

word MULTIPLIER = {32557, 19605, 62509, 22609}  // 6364136223846793005
word INCREMENT = {33103, 63335, 31614, 5125}    // 1442695040888963407

proc main {
  [ap] = INCREMENT
  [ap] = ROUNDS
next(state, left):
  jump done if left = 0
  call u64::mul_flag(state, MULTIPLIER) -> (product, _)
  call u64::add_flag(product, INCREMENT) -> (following, _)
  let mixed = xor(following, product)
  [ap] = mixed
  [ap] = left - 1
  jump next
done:
  halt(state, 1)
}
)")};
}

BenchProgram hash_chain_bench(unsigned log_steps) {
  // Links without a step between them, so that the cpu is as full as the hashes' own table.
  constexpr uint64_t kLinks = 32;
  const uint64_t rounds = rounds_of(log_steps, kLinks + 2);
  std::string source = with_rounds(rounds, R"(
unchecked proc main {
  [ap] = 0
  [ap] = ROUNDS
again:
  [ap] = hash([ap - 2], [ap - 2])
)");
  for (uint64_t link = 1; link < kLinks; ++link) source += "  [ap] = hash([ap - 1], [ap - 1])\n";
  source += concat("  [ap] = [ap - ", kLinks + 1, R"(] - 1
  jump again if [ap - 1] != 0
  halt([ap - 2], 1)
}
)");
  return {steps_name("hash chain", log_steps), std::move(source), rounds * kLinks};
}

BenchProgram merkle_bench(unsigned log_hashes) {
  const uint64_t hashes = hashes_of(log_hashes);
  // node, index, siblings, levels
  return {hashes_name("Merkle paths", log_hashes),
          over_words(hashes / kWords, "climb", {"WORDS", "23235", "WORDS", "16"}), hashes};
}

BenchProgram mixed_bench(unsigned log_steps) {
  const uint64_t hashes = rounds_of(log_steps, 4);
  return {concat("2^", log_steps, " steps with 2^", log_steps - 2, " hashes"),
          with_rounds(hashes, R"(
unchecked proc main {
  [ap] = 0
  [ap] = 0
  [ap] = ROUNDS
again:
  [ap] = hash([ap - 3], [ap - 3])
  [ap] = [ap - 3] + [ap - 1]
  [ap] = [ap - 3] - 1
  jump again if [ap - 1] != 0
  halt([ap - 3], 1)
}
)"),
          hashes};
}

BenchProgram horner_bench(unsigned log_words) {
  // handle, words, point, start
  return {
      concat("Horner's rule, 2^", log_words, " words"),
      over_words(hashes_of(log_words) / kWords, "horner", {"WORDS", "16", "WORDS[5]", "WORDS[0]"})};
}

BenchProgram smallest_bench() {
  return {"the smallest program", R"(
proc main {
  [ap] = 0
  halt([ap - 1], 0)
}
)"};
}

absl::StatusOr<Program> assemble_bench(const BenchProgram& program) {
  SourceManager sources;
  sources.add("bench.cairn", program.source);
  absl::StatusOr<Assembly> assembly = assemble(sources, "bench.cairn");
  if (!assembly.ok()) return assembly.status();
  return std::move(assembly->program);
}

}  // namespace cairn::cli
