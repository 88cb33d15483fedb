// The corners of the instructions that take their arguments from cells (docs/machine.md): climb and
// horner. Every run is also compared with the reference machine, by checked_run.
#include <algorithm>
#include <catch2/catch.hpp>

#include "crypto/hash/poseidon.h"
#include "test/vm/ends.h"
#include "vm/extension.h"

namespace cairn {
namespace {

// A climb whose four arguments are pushed, in a run of 4 code words and `count` input words.
Job climbing(std::array<Felt, 4> cells, uint32_t count = 30) {
  std::vector<Word> inputs(count);
  for (uint32_t i = 0; i < count; ++i) inputs[i] = word({100 + i, i * i});
  return job({push(cells[0]), push(cells[1]), push(cells[2]), push(cells[3]), push(kZ),
              last(Kind::kClimb), halt()},
             inputs);
}

TEST_CASE("a climb hashes with the siblings on the side that the index says") {
  for (const uint32_t index : {0u, 1u, 2u, 5u, 6u, 7u}) {
    const Trace trace = checked_run(climbing({Felt(4), Felt(index), Felt(9), Felt(3)}));
    check_halt(trace, 6);
    CHECK(trace.cost == 6 + 3);
    CHECK(trace.felts.back() == Felt(34));  // the new word's handle
    Word node = trace.words[4];
    for (uint32_t level = 0; level < 3; ++level) {
      const Word& sibling = trace.words[9 + level];
      node = (index >> level & 1) != 0 ? poseidon_compress(sibling, node)
                                       : poseidon_compress(node, sibling);
    }
    CHECK(trace.words.back() == node);
  }
  // The most levels, and a node among its siblings.
  check_halt(checked_run(climbing({Felt(33), Felt((1 << 24) - 1), Felt(10), Felt(24)})), 6);
}

TEST_CASE("climbs that trap, in the order of precedence") {
  const auto climb = [](int64_t node, int64_t index, int64_t siblings, int64_t n,
                        uint32_t limit = 1000) {
    Job climbing_job = climbing({Felt(node), Felt(index), Felt(siblings), Felt(n)});
    climbing_job.cost_limit = limit;
    return checked_run(climbing_job);
  };
  const auto traps = [](const Trace& trace, Reason reason,
                        FaultSource source = FaultSource::kCoprocessor) {
    check_trap(trace, reason, 5, source);
  };
  // There are 34 words. Bounds come before everything else.
  traps(climb(34, 99, 9, 3), Reason::kBounds);
  traps(climb(-1, 0, 9, 3, 6), Reason::kBounds);
  traps(climb(4, 99, 32, 3, 6), Reason::kBounds);
  traps(climb(4, 0, 35, 0), Reason::kBounds);
  traps(climb(4, 0, 0, 35), Reason::kBounds);
  traps(climb(4, 0, 37, -3), Reason::kBounds);
  traps(climb(4, 0, -3, 6), Reason::kBounds);
  // Then the cost: 5 are spent.
  traps(climb(4, 99, 9, 3, 7), Reason::kOutOfCost, FaultSource::kCostRange);
  traps(climb(4, 0, 0, 25, 29), Reason::kOutOfCost, FaultSource::kCostRange);
  CHECK(climb(4, 0, 0, 25, 29).cost == 5);
  // Then the range.
  traps(climb(4, 8, 9, 3, 8), Reason::kRange);
  traps(climb(4, -1, 9, 3), Reason::kRange);
  traps(climb(4, 1, 9, 0), Reason::kRange);
  traps(climb(4, 0, 9, 0), Reason::kRange);
  traps(climb(4, 0, 0, 25), Reason::kRange);
  traps(climb(4, 1 << 24, 9, 24), Reason::kRange);
  CHECK(climb(4, 8, 9, 3, 8).cost == 6);
  // As much cost as is left.
  check_trap(climb(4, 7, 9, 3, 8), Reason::kOutOfCost, 6, FaultSource::kCostBefore);
  // Four cells from x on must be below ap, which is Z + 1 here.
  for (const int x : {-1, kZ - 2, kZ}) {
    check_trap(checked_run(job({push(x), last(Kind::kClimb)})), Reason::kBounds, 1,
               FaultSource::kCoprocessor);
  }
  // The last cells that fit are (0, Z, 2, Z - 3), no range; the zero page is a path of no levels.
  check_trap(checked_run(job({push(kZ - 3), last(Kind::kClimb)})), Reason::kBounds, 1,
             FaultSource::kCoprocessor);
  check_trap(checked_run(job({push(100), last(Kind::kClimb)})), Reason::kRange, 1,
             FaultSource::kCoprocessor);
}

// A horner whose four arguments are pushed, in a run of 4 code words and 10 input words.
Job at_the_point(std::array<int64_t, 4> cells, uint32_t limit = 1000) {
  std::vector<Word> inputs(10);
  for (uint32_t i = 0; i < inputs.size(); ++i) {
    for (uint32_t k = 0; k < 8; ++k) inputs[i][k] = Felt(1000003 * i * i + 77 * k - 5);
  }
  Job result = job({push(Felt(cells[0])), push(Felt(cells[1])), push(Felt(cells[2])),
                    push(Felt(cells[3])), push(kZ), last(Kind::kHorner), halt()},
                   inputs);
  result.cost_limit = limit;
  return result;
}

TEST_CASE("horner goes through the felts of its words, at the point, from the start") {
  for (const uint32_t n : {0u, 1u, 2u, 9u}) {
    const Trace trace = checked_run(at_the_point({5, n, 4, 13}));
    check_halt(trace, 6);
    CHECK(trace.cost == 6 + std::max(1u, n));
    CHECK(trace.felts.back() == Felt(14));  // the new word's handle
    const Ext point = extension_of(trace.words[4]);
    Ext value = extension_of(trace.words[13]);
    for (uint32_t i = 0; i < n; ++i) {
      for (const Felt felt : trace.words[5 + i]) value = value * point + felt;
    }
    CHECK(trace.words.back() == word_of(value));
  }
  // Point and start among the words, and all in one.
  check_halt(checked_run(at_the_point({4, 10, 7, 8})), 6);
  check_halt(checked_run(at_the_point({9, 1, 9, 9})), 6);
  // No words: the start without its upper felts, from anywhere up to wp.
  for (const uint32_t h : {0u, 13u, 14u}) {
    const Trace trace = checked_run(at_the_point({h, 0, 4, 13}));
    check_halt(trace, 6);
    CHECK(trace.words[13][5] != Felt());
    CHECK(trace.words.back() == word_of(extension_of(trace.words[13])));
  }
}

TEST_CASE("horners that trap, in the order of precedence") {
  const auto traps = [](std::array<int64_t, 4> cells, Reason reason, FaultSource source,
                        uint32_t limit = 1000) {
    check_trap(checked_run(at_the_point(cells, limit)), reason, 5, source);
  };
  // There are 14 words. Bounds come before the cost, of which 5 are spent.
  for (const uint32_t limit : {6u, 1000u}) {
    const auto out = [&](std::array<int64_t, 4> cells) {
      traps(cells, Reason::kBounds, FaultSource::kCoprocessor, limit);
    };
    out({4, 11, 0, 0});
    out({15, 0, 0, 0});
    out({0, 15, 0, 0});
    out({-1, 0, 0, 0});
    out({-2, 4, 0, 0});
    out({4, -1, 0, 0});
    out({0, -1, 0, 0});
    out({4, 3, 14, 0});
    out({4, 3, 0, 14});
    out({4, 3, -1, 0});
    out({4, 3, 0, -1});
    out({4, 0, 14, 4});
    out({4, 0, 4, 14});
  }
  traps({4, 3, 0, 0}, Reason::kOutOfCost, FaultSource::kCostRange, 7);
  CHECK(checked_run(at_the_point({4, 3, 0, 0}, 7)).cost == 5);
  // As much cost as is left.
  check_trap(checked_run(at_the_point({4, 3, 0, 0}, 8)), Reason::kOutOfCost, 6,
             FaultSource::kCostBefore);
  check_trap(checked_run(at_the_point({4, 0, 0, 0}, 6)), Reason::kOutOfCost, 6,
             FaultSource::kCostBefore);
  // Four cells from x on must be below ap, which is Z + 1 here.
  for (const int x : {-1, kZ - 2, kZ}) {
    check_trap(checked_run(job({push(x), last(Kind::kHorner)})), Reason::kBounds, 1,
               FaultSource::kCoprocessor);
  }
  // The last cells that fit are (0, Z, 2, Z - 3), no range; in the zero page all is word 0.
  check_trap(checked_run(job({push(kZ - 3), last(Kind::kHorner)})), Reason::kBounds, 1,
             FaultSource::kCoprocessor);
  check_halt(checked_run(job({push(100), last(Kind::kHorner), halt()})), 2);
}

}  // namespace
}  // namespace cairn
