// Programs from source to outcome.
#include "compiler/assemble.h"

#include "test/compiler/compiler_test.h"

namespace cairn {

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
