// Sources that mean harm: the assembler answers all of them, with an error or a program, soon and
// without using the stack or the memory up.
#include <random>

#include "compiler/text.h"
#include "test/compiler/compiler_test.h"
#include "test/fuzz/targets.h"

namespace cairn {
namespace {

std::string repeat(std::string_view part, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += part;
  return text;
}

bool mentions(const std::string& text, std::string_view part) {
  INFO(text.substr(0, 2000));
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("nesting is limited", "[hostile]") {
  const size_t deep = 200000;
  CHECK(mentions(errors_of("proc main {\n  [ap] = " + repeat("(", deep)), "nested too deeply"));
  CHECK(mentions(errors_of("proc main {\n  [ap] = " + repeat("[", deep)), "nested too deeply"));
  CHECK(mentions(errors_of("proc main {\n  [ap] = " + repeat("-", deep)), "nested too deeply"));
  CHECK(mentions(errors_of("proc main {\n  [ap] = " + repeat("f(", deep)), "nested too deeply"));
  CHECK(mentions(errors_of("const A = 1" + repeat(" + 1", deep) + "\n"), "too many terms"));
  CHECK(mentions(errors_of(repeat("{", deep)), "expected an item"));
}

TEST_CASE("macros cannot expand without end", "[hostile]") {
  // Each doubles: 2^40 instructions.
  std::string text = "macro m0(x) {\n  [ap] = x\n}\n";
  for (int i = 1; i <= 40; ++i) {
    const std::string call = concat("  m", i - 1, "!(x)\n");
    append_all(text, "macro m", i, "(x) {\n", call, call, "}\n");
  }
  CHECK(mentions(errors_of(text + "proc main {\n  let x = 1\n  m40!(x)\n}\n"),
                 "expands more than 1048576 macros"));
  // The same without a single instruction.
  text = "macro m0(x) {\n}\n";
  for (int i = 1; i <= 40; ++i) {
    const std::string call = concat("  m", i - 1, "!(x)\n");
    append_all(text, "macro m", i, "(x) {\n", call, call, "}\n");
  }
  CHECK(mentions(errors_of(text + "proc main {\n  let x = 1\n  m40!(x)\n}\n"),
                 "expands more than 1048576 macros"));
}

TEST_CASE("long chains do not use the stack up", "[hostile]") {
  std::string text;
  const int length = 20000;
  for (int i = 0; i < length; ++i) append_all(text, "const c", i, " = c", i + 1, "\n");
  CHECK(mentions(
      errors_of(concat(text, "const c", length, " = 1\nproc main {\n  halt([fp - 1], 0)\n}\n")),
      "too deeply"));
  text = "";
  for (int i = 0; i < length; ++i)
    append_all(text, "proc p", i, " {\n  call p", i + 1, "\n  ret\n}\n");
  const Assembly chain = assemble_text(concat(
      text, "proc p", length, " {\n  ret\n}\nproc main {\n  call p0\n  halt([fp - 3], 0)\n}\n"));
  CHECK(run_program(chain.program).outcome.halted());
}

TEST_CASE("modules may use each other in a circle", "[hostile]") {
  SourceManager sources;
  sources.add("a.cairn",
              "use b\nuse a\nconst ONE = 1\nproc main {\n  call b::f -> x\n  halt(x, 0)\n}\n");
  sources.add("b.cairn", "use a\nproc f -> (x) {\n  let x = a::ONE - 1\n  ret\n}\n");
  const absl::StatusOr<Assembly> assembly = assemble(sources, "a.cairn");
  INFO(assembly.status().message());
  REQUIRE(assembly.ok());
  CHECK(run_program(assembly->program).outcome.halted());
}

TEST_CASE("procedures may call each other in a circle", "[hostile]") {
  const Assembly assembly = assemble_text(
      "proc even(n) -> (yes) {\n  jump zero if n = 0\n  call odd(n - 1)\n  ret\nzero:\n"
      "  return 1\n}\n"
      "proc odd(n) -> (yes) {\n  jump zero if n = 0\n  call even(n - 1)\n  ret\nzero:\n"
      "  return 0\n}\n"
      "proc main {\n  call even(10) -> yes\n  assert yes = 1\n  halt([fp - 3], 0)\n}\n");
  CHECK(run_program(assembly.program).outcome.halted());
}

TEST_CASE("a file that is too large, or not there, is refused in a sentence", "[hostile]") {
  SourceManager sources;
  CHECK(assemble(sources, "no/such/file.cairn").status().message() ==
        "there is no file `no/such/file.cairn`");
  CHECK(assemble(sources, std::string("a\0b", 3)).status().code() == absl::StatusCode::kNotFound);
  CHECK(assemble(sources, CAIRN_SOURCE_DIR).status().code() == absl::StatusCode::kNotFound);
}

TEST_CASE("every byte is answered", "[hostile]") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  CHECK(mentions(errors_of(all), "a byte of value 0 does not belong in a source"));
  CHECK(mentions(errors_of(""), "there is no `proc main`"));
  CHECK(mentions(errors_of(std::string(1 << 20, '\0')), "more errors"));
  CHECK(mentions(errors_of(repeat("\xff", 1 << 20)), "does not belong to the language"));
}

TEST_CASE("damaged sources are answered", "[hostile]") {
  // What a fuzzer does, in small: real sources with bytes, lines and tokens changed.
  std::mt19937_64 random(11);
  const std::vector<std::string> seeds = {
      read_file(CAIRN_SOURCE_DIR "/compiler/std/merkle.cairn"),
      read_file(CAIRN_SOURCE_DIR "/compiler/std/sponge.cairn"),
      read_file(CAIRN_SOURCE_DIR "/examples/fibonacci/fibonacci.cairn"),
      read_file(CAIRN_SOURCE_DIR "/test/compiler/diagnostics/macros.cairn"),
      read_file(CAIRN_SOURCE_DIR "/test/compiler/diagnostics/calls.cairn")};
  const std::vector<std::string> parts = {
      "[ap]", "(", ")", "[", "]", "{",     "}",     "\n",
      "call", "=", ":", "!", "-", "->",    "9",     "loop",
      "let",  ",", "<", "*", "/", "macro", "proc ", std::string(1, '\0')};
  for (int round = 0; round < 1500; ++round) {
    std::string text = seeds[random() % seeds.size()];
    for (uint64_t change = 0; change < 1 + random() % 4; ++change) {
      const size_t at = random() % text.size(), length = random() % 20;
      if (random() % 2 == 0) text.erase(at, length);
      if (text.empty()) break;
      text.insert(random() % text.size(), parts[random() % parts.size()]);
      if (random() % 3 == 0) text.insert(random() % text.size(), text.substr(0, length * 10));
    }
    fuzz::check_assembler(fuzz::bytes_of(text));
  }
}

}  // namespace cairn
