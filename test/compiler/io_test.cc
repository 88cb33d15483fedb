// JSON to words and back, and what is said about JSON that does not fit.
#include "compiler/io.h"

#include "compiler/source_map.h"
#include "test/compiler/compiler_test.h"
#include "vm/run.h"

namespace cairn {
namespace {

const Interface& interface() {
  static const Interface layout =
      assemble_text(
          "input n: felt, count: felt, root: word, key: felt, fixed: felt[9], list: word[count], "
          "more: felt[n]\n"
          "output n: felt, root: word\n"
          "proc main {\n  halt([fp - 3], 0)\n}\n")
          .interface;
  return layout;
}

std::string problem(const std::string& json) {
  const auto words = words_from_json(interface().inputs, json, "in.json");
  REQUIRE_FALSE(words.ok());
  return std::string(words.status().message());
}

const std::string kHex = "0x0000000100000002000000030000000400000005000000060000000700000008";

}  // namespace

TEST_CASE("inputs lie as they are declared", "[io]") {
  const auto words = words_from_json(
      interface().inputs,
      R"({"n": 3, "root": ")" + kHex +
          R"(", "key": 5, "fixed": [1,2,3,4,5,6,7,8,9], "list": [[1,1,1,1,1,1,1,1], ")" + kHex +
          R"("], "more": [10, 11, 12]})",
      "in.json");
  INFO(words.status().message());
  REQUIRE(words.ok());
  const Word root = word_of({1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(*words == std::vector<Word>{word_of({3, 2}), root, word_of({5}), root, word_of({9}),
                                    word_of({1, 1, 1, 1, 1, 1, 1, 1}), root,
                                    word_of({10, 11, 12})});
  bool fits = false;
  const std::string json = json_from_words(interface().inputs, *words, &fits);
  CHECK(fits);
  CHECK(*words_from_json(interface().inputs, json, "again") == *words);
  CHECK(*interface().inputs[3].word == 2);
  CHECK_FALSE(interface().inputs[6].word.has_value());
}

TEST_CASE("what does not fit is said in a sentence", "[io]") {
  std::string many = "[";
  for (size_t i = 0; i <= kMaxInputWords; ++i) many += i == 0 ? "0" : ",0";
  CHECK(problem(many + "]") == "in.json: there are too many words; at most 1048576 are allowed");
  CHECK(problem("{").find("in.json: this is not JSON; compare with {\"n\": 0, ") == 0);
  CHECK(problem("3") ==
        "in.json: the file holds neither an object nor an array; write an object with the declared "
        "names");
  CHECK(problem(R"({"n": 1})").find("in.json: \"count\" is missing; ") == 0);
  CHECK(problem(R"({"coutn": 1})") ==
        "in.json, at /coutn: the program declares no such name; did you mean \"count\"?");
  CHECK(problem(R"({"n": 1, "n": 2})") == "in.json, at /n: the name is there twice; remove one");
  const std::string felts = "felts are integers from 0 to 2130706432";
  CHECK(problem(R"({"n": -1})") == "in.json, at /n: the number is negative; " + felts);
  CHECK(problem(R"({"n": 1.5})") ==
        "in.json, at /n: the number is no integer, or far too large; " + felts);
  CHECK(problem(R"({"n": "1"})") == "in.json, at /n: a number is expected, not a string; " + felts);
  CHECK(problem(R"({"n": 2130706433})") ==
        "in.json, at /n: the number 2130706433 is too large for a felt; felts are 0 to 2130706432");
  CHECK(problem(R"({"n": 1, "count": 2, "list": []})") ==
        "in.json, at /count: it says 2, but the array has 0 elements; correct one of them, or "
        "leave the number out");
  CHECK(problem(R"({"n": 1, "count": 0, "root": "0x12"})") ==
        "in.json, at /root: the word has 4 characters in place of 66; a word is \"0x\" and 64 "
        "digits");
  CHECK(problem(R"({"n": 1, "count": 0, "root": "0xffffffff)" + std::string(56, '0') + "\"}") ==
        "in.json, at /root: felt 0 of the word is 4294967295, and p = 2130706433 or more; a word "
        "is \"0x\" and 64 digits");
  CHECK(problem(R"({"n": 1, "count": 0, "root": ")" + kHex + R"(", "key": 1, "fixed": [1]})") ==
        "in.json, at /fixed: it has 1 elements; the program declares 9");
  CHECK(problem("[[[[[[1]]]]]]").find("in.json: the JSON is nested too deeply") == 0);
  CHECK(problem("[[1,2]]").find("in.json, at /0: a word has 8 felts, not 2") == 0);
}

TEST_CASE("output words that do not fit their names are shown as words", "[io]") {
  bool fits = true;
  const std::vector<Word> words = {word_of({1, 2, 3, 4, 5, 6, 7, 8})};
  CHECK(json_from_words(interface().outputs, words, &fits) == "[\n  \"" + kHex + "\"\n]");
  CHECK_FALSE(fits);
  CHECK(*words_from_json({}, "[\"" + kHex + "\"]", "words") == words);
}

TEST_CASE("the source map finds lines, macros and callers, and survives its file", "[source_map]") {
  const Assembly assembly = assemble_text(
      "macro check(x) {\n"
      "  assert x = 1\n"
      "}\n"
      "proc inner(x) {\n"
      "  check!(x)\n"
      "  ret\n"
      "}\n"
      "proc main {\n"
      "  call inner(2)\n"
      "  halt([fp - 3], 0)\n"
      "}\n");
  const RunResult result = run_program(assembly.program);
  REQUIRE(result.outcome.reason == Reason::kAssert);
  const uint32_t pc = result.outcome.pc;
  const std::string excerpt = assembly.source_map.excerpt(pc, "trap", "assert");
  CHECK(excerpt ==
        "test.cairn:2:3: trap: assert\n"
        "    2 |   assert x = 1\n"
        "      |   ^^^^^^^^^^^^\n"
        "test.cairn:5:3: note: in the macro expanded here\n"
        "    5 |   check!(x)\n"
        "      |   ^^^^^^^^^\n");
  CHECK(assembly.source_map.procedure(pc) == "inner");
  // ap = 4096; the argument, fp and pc are appended: inner has fp = 4099.
  std::vector<Felt> felts(4099);
  felts[4094] = Felt(4096);
  felts[4096] = Felt(2);
  felts[4097] = Felt(4096);
  felts[4098] = Felt(2);
  const std::vector<StackFrame> stack = call_stack(felts, pc, 4099);
  REQUIRE(stack.size() == 2);
  CHECK(stack[0].pc == pc);
  CHECK(assembly.source_map.place(*assembly.source_map.find(stack[1].pc)) == "test.cairn:9:3");

  SourceMap map;
  Interface names;
  REQUIRE(decode_source_map(assembly.program.source_map, map, names).ok());
  CHECK(map.excerpt(pc, "trap", "assert") == excerpt);
  CHECK(names == assembly.interface);
  const std::string& text = assembly.program.source_map;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ 3);
    if (!decode_source_map(damaged, map, names).ok()) continue;
    for (uint32_t at = 0; at < 8; ++at) map.excerpt(at, "trap", "assert");
  }
  CHECK_FALSE(decode_source_map("", map, names).ok());
}

}  // namespace cairn
