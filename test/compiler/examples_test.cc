// Examples against the same computation in C++, without the machine. How they are proved is tested
// beside them, in examples/NAME/test.
#include <algorithm>

#include "compiler/text.h"
#include "crypto/hash/poseidon.h"
#include "test/compiler/compiler_test.h"

namespace cairn {
namespace {

Program example(const std::string& name) {
  SourceManager sources;
  const absl::StatusOr<Assembly> assembly =
      assemble(sources, concat(CAIRN_SOURCE_DIR "/examples/", name, "/", name, ".cairn"));
  INFO(assembly.status().message());
  REQUIRE(assembly.ok());
  return assembly->program;
}

}  // namespace

TEST_CASE("examples/fibonacci", "[examples]") {
  const Program program = example("fibonacci");
  Felt a(0), b(1);
  for (uint32_t n = 0; n < 50; ++n) {
    const RunResult result = run_program(program, {word_of({n})});
    REQUIRE(result.outcome.halted());
    REQUIRE(result.outcome.outputs == std::vector<Word>{word_of({a.value()})});
    const Felt next = a + b;
    a = b;
    b = next;
  }
}

TEST_CASE("examples/hash_chain", "[examples]") {
  const Program program = example("hash_chain");
  const Word seed = word_of({1, 2, 3, 4, 5, 6, 7, 8});
  Word link = seed;
  for (uint32_t length = 0; length <= 100; ++length) {
    const RunResult result = run_program(program, {word_of({length}), seed});
    REQUIRE(result.outcome.outputs == std::vector<Word>{link});
    link = poseidon_compress(link, link);
  }
}

TEST_CASE("examples/merkle_tree", "[examples]") {
  const Program program = example("merkle_tree");
  std::vector<Word> inputs = {Word{}};
  for (uint32_t count = 1; count <= 33; ++count) {
    inputs[0] = word_of({count});
    inputs.push_back(word_of({count, 5, 6, 7}));
    // Nodes in one row; where the count is a power of two, this is level after level.
    std::vector<Word> nodes(inputs.begin() + 1, inputs.end());
    for (size_t child = 0; child + 1 < nodes.size(); child += 2) {
      nodes.push_back(poseidon_compress(nodes[child], nodes[child + 1]));
    }
    CHECK(run_program(program, inputs).outcome.outputs == std::vector<Word>{nodes.back()});
  }
  // Of four leaves, by the definition of a tree.
  const std::vector<Word> leaves = {word_of({9}), word_of({8}), word_of({7}), word_of({6})};
  CHECK(run_program(program, {word_of({4}), leaves[0], leaves[1], leaves[2], leaves[3]})
            .outcome.outputs ==
        std::vector<Word>{poseidon_compress(poseidon_compress(leaves[0], leaves[1]),
                                            poseidon_compress(leaves[2], leaves[3]))});
}

TEST_CASE("examples/collatz", "[examples]") {
  const Program program = example("collatz");
  for (uint32_t n = 1; n < 300; ++n) {
    uint32_t now = n, steps = 0, highest = n;
    for (; now != 1; ++steps) {
      now = now % 2 == 0 ? now / 2 : 3 * now + 1;
      highest = std::max(highest, now);
    }
    CHECK(run_program(program, {word_of({n})}).outcome.outputs ==
          std::vector<Word>{word_of({steps, highest})});
  }
  // 3 n + 1 = p - 1 is the last that fits; 710235478 is even, and the next odd one is too large.
  CHECK(run_program(program, {word_of({710235479})}).outcome.reason == Reason::kRange);
  absl::StatusOr<RunResult> last =
      run(program, std::vector<Word>{word_of({710235477})}, {16, nullptr});
  REQUIRE(last.ok());
  CHECK(last->outcome.reason == Reason::kOutOfCost);
}

}  // namespace cairn
