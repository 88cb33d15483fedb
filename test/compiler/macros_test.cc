// Macros are hygienic: a name, label or constant means what it means where it is written, whatever
// the other side calls its own. What is refused is in diagnostics/macros.cairn and routines.cairn.
#include "test/compiler/compiler_test.h"

namespace cairn {
namespace {

// Main and a module `other` beside it.
Reason run_with_module(const std::string& main, const std::string& other) {
  SourceManager sources;
  sources.add("other.cairn", other);
  sources.add("main.cairn", main);
  const absl::StatusOr<Assembly> assembly = assemble(sources, "main.cairn");
  INFO(assembly.status().message());
  REQUIRE(assembly.ok());
  return run_program(assembly->program).outcome.reason;
}

}  // namespace

TEST_CASE("the cells and labels of a macro cannot meet those of its caller", "[macros]") {
  const Assembly assembly = assemble_text(R"(
macro absolute(x, limit) -> (result) {
  let t = x < limit
  jump small if t = 1
  let zero = 0
  [ap] = zero - x
  jump done
small:
  [ap] = x + 0
done:
  alias result = [ap - 1]
}
proc main {
  let t = 7
  let zero = 3
  absolute!(t, zero) -> minus_seven        // `t` and `zero` are the caller's
  assert minus_seven = -7
  assert t = 7
  assert zero = 3
  absolute!(t, 8) -> seven                 // its labels, a second time
  assert seven = 7
  absolute!([ap - 1], 8) -> again          // the newest cell before the expansion
  assert again = 7
  jump small
done:
  halt([fp - 3], 0)
small:
  jump done
}
)");
  CHECK(run_program(assembly.program).outcome.reason == Reason::kHalted);
}

TEST_CASE("an argument is what it was before the expansion", "[macros]") {
  const Assembly assembly = assemble_text(R"(
macro inner(a, b) -> (c) {
  let b1 = 50
  let a1 = 60
  let a10 = a * 10
  let c = a10 + b1
  let two = b * 1
  assert two = 2
}
macro outer(b, a) -> (c) {   // the other way round
  let b1 = 1000
  inner!(a, b) -> c
}
proc main {
  let a = 2
  let b = 3
  outer!(a, b) -> c
  assert c = 80
  outer!(2, b) -> d          // a constant
  assert d = 80
  halt([fp - 3], 0)
}
)");
  CHECK(run_program(assembly.program).outcome.reason == Reason::kHalted);
}

TEST_CASE("the free names of a macro are those of its file", "[macros]") {
  const std::string other = R"(
const STEP = 5
word DATA = {42}
macro step(x) -> (y) {
  let h = DATA
  let felts[8] = unpack(h)
  call add(x, STEP) -> sum
  let y = sum + felts[0]
}
proc add(a, b) -> (sum) {
  return a + b
}
)";
  const std::string main = R"(
use other
const STEP = 1000
word DATA = {1}
proc add(a) -> (b) {
  assert a = -1
  ret
}
proc main {
  let h = 3
  other::step!(h) -> y
  assert y = 50
  let STEP_TOO = STEP + other::STEP
  assert STEP_TOO = 1005
  halt([fp - 3], 0)
}
)";
  CHECK(run_with_module(main, other) == Reason::kHalted);
}

TEST_CASE("a label is handed on to a macro within a macro", "[macros]") {
  const Assembly assembly = assemble_text(R"(
macro leave(target, x) {
  jump target if x = 0
}
macro leave_unless(x, loop) {
  let y = x - 1
  leave!(loop, y)
}
proc main {
  [ap] = 3
loop(left):
  [ap] = left - 1
  jump loop if [ap - 1] != 0
  let one = 1
  leave_unless!(one, end)
  assert one = 2
end:
  halt([fp - 3], 0)
}
)");
  CHECK(run_program(assembly.program).outcome.reason == Reason::kHalted);
}

}  // namespace cairn
