// Programs from source to outcome.
#include "compiler/assemble.h"

#include "test/compiler/compiler_test.h"

namespace cairn {

TEST_CASE("the Fibonacci example computes Fibonacci numbers", "[assemble]") {
  SourceManager sources;
  const absl::StatusOr<Assembly> assembly =
      assemble(sources, CAIRN_SOURCE_DIR "/examples/fibonacci/fibonacci.cairn");
  INFO(assembly.status().message());
  REQUIRE(assembly.ok());
  Felt a(0), b(1);
  for (uint32_t n = 0; n < 50; ++n) {
    const RunResult result = run_program(assembly->program, {word_of({n})});
    REQUIRE(result.outcome.halted());
    REQUIRE(result.outcome.outputs == std::vector<Word>{word_of({a.value()})});
    const Felt next = a + b;
    a = b;
    b = next;
  }
}

TEST_CASE("a label that only later lines jump to", "[assemble]") {
  const Assembly assembly = assemble_text(R"(
proc main {
  let a = 5
  jump second
first:
  assert a = 5
  halt([fp - 3], 0)
second:
  [ap] = a
  jump first
}
)");
  CHECK(run_program(assembly.program).outcome.reason == Reason::kHalted);
}

}  // namespace cairn
