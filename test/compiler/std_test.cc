// The standard library: each procedure against the same computation in C++, at the cost that its
// documentation states.
#include <map>
#include <set>
#include <sstream>

#include "compiler/text.h"
#include "crypto/field/ext.h"
#include "crypto/hash/poseidon.h"
#include "test/compiler/compiler_test.h"

namespace cairn {
namespace {

__extension__ using Wide = unsigned __int128;
using Names = std::map<std::string, int64_t>;

std::string std_text(const std::string& module) {
  return read_file(concat(CAIRN_SOURCE_DIR "/compiler/std/", module, ".cairn"));
}

// The text after "Cost: " in the comment of a procedure.
std::string documented_cost(const std::string& module, const std::string& procedure) {
  const std::string text = std_text(module);
  const size_t at = text.find(concat("\nproc ", procedure, "("));
  const size_t begin = text.rfind("/// Cost: ", at) + 10;
  INFO(module << "::" << procedure);
  REQUIRE(at != std::string::npos);
  REQUIRE(begin < at);
  return text.substr(begin, text.find('\n', begin) - begin);
}

// A sum of products of numbers and names.
int64_t evaluate(const std::string& text, const Names& names) {
  std::istringstream stream(text.substr(0, text.find_first_of(",;")));
  int64_t sum = 0, product = 1;
  for (std::string token; stream >> token;) {
    if (token == "+") {
      sum += product;
      product = 1;
    } else if (token != "*") {
      INFO(text);
      REQUIRE((std::isdigit(static_cast<unsigned char>(token[0])) || names.count(token) == 1));
      product *= names.count(token) == 1 ? names.at(token) : std::stoll(token);
    }
  }
  return sum + product;
}

std::set<std::string>& tested() {
  static std::set<std::string> names;
  return names;
}

// One call. An argument is a number, or a word given as an input.
struct Call {
  std::string module, procedure;
  std::string setup;  // lines before the call
  std::vector<std::string> arguments;
  std::vector<Word> words = {};
  Names names = {};       // what the cost depends on
  std::string cost = {};  // in place of the documented one, for a second case of it

  // The program that makes the call and ends with result `k` of `count` as its output.
  std::string source(size_t k, size_t count, bool is_word) const {
    std::string text =
        concat("use std::", module, module == "words" ? "" : "\nuse std::words", "\ninput w: word[",
               words.size(), "]\nproc main {\n", setup, "  call ", module, "::", procedure, "(");
    for (size_t i = 0; i < arguments.size(); ++i)
      append_all(text, i == 0 ? "" : ", ", arguments[i]);
    text += ")";
    for (size_t i = 0; i < count; ++i) append_all(text, i == 0 ? " -> r" : ", r", i);
    const std::string result = concat("r", k);
    if (count == 0) return text + "\n  let zero = 0\n  halt(zero, 0)\n}\n";
    if (is_word) return concat(text, "\n  halt(", result, ", 1)\n}\n");
    return concat(text, "\n  call words::pack(", result,
                  ", 0, 0, 0, 0, 0, 0, 0) -> out\n  halt(out, 1)\n}\n");
  }

  RunResult run(size_t k, size_t count, bool is_word) const {
    const std::string text = source(k, count, is_word);
    INFO(text);
    const Assembly assembly = assemble_text(text);
    RunResult result = run_program(assembly.program, words);
    if (!result.outcome.halted()) return result;
    int64_t own = -1;  // the call itself is a part of the documented cost
    for (uint32_t pc = 0; pc < assembly.source_map.location_of.size(); ++pc) {
      if (assembly.source_map.procedure(pc) == "main") ++own;
    }
    if (count > 0 && !is_word) own += evaluate(documented_cost("words", "pack"), {}) - 1;
    const std::string stated = cost.empty() ? documented_cost(module, procedure) : cost;
    CHECK(result.cost - own == evaluate(stated, names));
    tested().insert(module + "::" + procedure);
    return result;
  }

  void halts() const {
    const RunResult result = run(0, 0, false);
    CHECK(result.outcome.reason == Reason::kHalted);
  }
  void traps(Reason reason) const {
    const RunResult result = run(0, 0, false);
    CHECK(result.outcome.reason == reason);
  }
  void gives(const std::vector<std::pair<bool, Word>>& results) const {
    for (size_t k = 0; k < results.size(); ++k) {
      const RunResult result = run(k, results.size(), results[k].first);
      CHECK(result.outcome.outputs == std::vector<Word>{results[k].second});
    }
  }
};

std::pair<bool, Word> felt(int64_t value) {
  Word word{};
  word[0] = Felt(value);
  return {false, word};
}
std::pair<bool, Word> word(const Word& value) { return {true, value}; }

Word integer(Wide value) {
  Word word{};
  for (Felt& limb : word) {
    limb = Felt(static_cast<uint32_t>(value & 0xffff));
    value >>= 16;
  }
  return word;
}

// w[0], w[1], ...
std::vector<std::string> handles(size_t count) {
  std::vector<std::string> list;
  for (size_t i = 0; i < count; ++i) list.push_back(concat("w[", i, "]"));
  return list;
}

// Cells with these values; their address in main, whose fp is the size of the zero page.
std::string cells(const std::vector<uint32_t>& values) {
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) {
    append_all(text, "  let c", i, " = ", values[i], "\n");
  }
  return text;
}
std::string address(size_t i) { return concat("4096 + offset(c", i, ")"); }

Word hash_words(const std::vector<Word>& words) {
  return poseidon_hash_words(Felt(kRangeDomain), words);
}

}  // namespace

TEST_CASE("std::words", "[std]") {
  const Word a = word_of({1, 2, 3, 4, 5, 6, 7, 8});
  Call{"words", "pack", "", {"1", "2", "3", "4", "5", "6", "7", "8"}}.gives({word(a)});
  Call{"words", "first", "", handles(1), {a}}.gives({felt(1)});
  Call{"words", "equal", "", handles(2), {a, a}}.gives({felt(1)});
  Call{"words", "assert_equal", "", handles(2), {a, a}}.halts();
  for (size_t k = 0; k < 8; ++k) {
    Word b = a;
    b[k] += Felt(1);
    const std::string cost = concat("6 + ", k);
    Call{"words", "equal", "", handles(2), {a, b}, {}, cost}.gives({felt(0)});
    Call{"words", "assert_equal", "", handles(2), {a, b}}.traps(Reason::kAssert);
  }
}

TEST_CASE("std::arrays", "[std]") {
  const std::string setup = cells({5, 7, 11, 5, 7, 11});
  const auto call = [&](const char* name, std::vector<std::string> arguments, Names names,
                        std::string cost = "") {
    return Call{"arrays", name, setup, std::move(arguments), {}, std::move(names), cost};
  };
  call("sum", {address(0), "0"}, {{"count", 0}}).gives({felt(0)});
  call("sum", {address(0), "3"}, {{"count", 3}}).gives({felt(23)});
  call("dot", {address(0), address(1), "3"}, {{"count", 3}}).gives({felt(35 + 77 + 55)});
  call("find", {address(0), "6", "11"}, {{"index", 2}}).gives({felt(2)});
  call("find", {address(0), "6", "12"}, {{"index", 6}}, "6 + 6 * index").gives({felt(6)});
  call("assert_equal", {address(0), address(3), "3"}, {{"count", 3}}).halts();
  call("assert_equal", {address(0), address(2), "3"}, {}).traps(Reason::kAssert);
}

TEST_CASE("std::sponge", "[std]") {
  std::vector<uint32_t> values(24);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<uint32_t>(100 + i);
  const std::string setup = cells(values);
  for (uint32_t count = 1; count <= values.size(); ++count) {
    std::vector<Word> expected((count + 7) / 8);
    for (size_t i = 0; i < count; ++i) expected[i / 8][i % 8] = Felt(values[i]);
    const int64_t words = static_cast<int64_t>(expected.size());
    const int64_t last = count - 8 * (words - 1);
    const std::string n = std::to_string(count);
    Call{"sponge", "felts", setup, {address(0), n}, {}, {{"words", words}, {"last", last}}}.gives(
        {word(hash_words(expected))});
    if (count <= 8) {
      Call{"sponge", "tail", setup, {address(0), n}, {}, {{"count", count}}}.gives(
          {word(expected[0])});
    }
    if (count % 8 == 0) {
      Call{"sponge", "cells", setup, {address(0), std::to_string(words)}, {}, {{"count", words}}}
          .gives({word(hash_words(expected))});
    }
  }
}

TEST_CASE("std::merkle", "[std]") {
  for (uint32_t depth : {0u, 1u, 5u}) {
    for (uint32_t index : {0u, 1u, 22u}) {
      std::vector<Word> words = {word_of({1, 2}), integer(index), word_of({3}), Word{}};
      Word old_root = words[0], new_root = words[2];
      for (uint32_t level = 0; level < depth; ++level) {
        const Word sibling = word_of({1000 + level});
        const bool right = (index >> level & 1) != 0;
        words.push_back(sibling);
        for (Word* node : {&old_root, &new_root}) {
          *node = right ? poseidon_compress(sibling, *node) : poseidon_compress(*node, sibling);
        }
      }
      words[3] = old_root;
      const std::string siblings = depth == 0 ? "0" : "w[4]", d = std::to_string(depth);
      const Names names = {{"depth", depth}};
      Call{"merkle", "root", "", {"w[0]", "w[1]", siblings, d}, words, names}.gives(
          {word(old_root)});
      Call{"merkle", "verify", "", {"w[0]", "w[1]", siblings, d, "w[3]"}, words, names}.halts();
      Call{"merkle", "update", "", {"w[0]", "w[2]", "w[1]", siblings, d}, words, names}.gives(
          {word(old_root), word(new_root)});
      Call{"merkle", "second", "", {"w[3]", "w[2]", "w[1]", siblings, d}, words, names}.gives(
          {word(old_root), word(new_root)});
      Call{"merkle", "verify", "", {"w[2]", "w[1]", siblings, d, "w[3]"}, words, names}.traps(
          Reason::kAssert);
    }
  }
}

TEST_CASE("std::u32, std::u64, std::u128", "[std]") {
  for (const unsigned bits : {32u, 64u, 128u}) {
    const std::string module = concat("u", bits);
    const Wide max = ~Wide{0} >> (128 - bits);
    for (const auto& [a, b] : std::vector<std::pair<Wide, Wide>>{{0, 0},
                                                                 {5, 3},
                                                                 {3, 5},
                                                                 {max, 1},
                                                                 {max, max},
                                                                 {max / 3, 7},
                                                                 {Wide{1} << (bits / 2), 65536}}) {
      const std::vector<Word> words = {integer(a), integer(b)};
      const auto call = [&](const char* name) { return Call{module, name, "", handles(2), words}; };
      const bool sum_over = a > max - b;
      const bool product_over = b != 0 && a > max / b;
      if (sum_over) {
        call("add").traps(Reason::kAssert);
      } else {
        call("add").gives({word(integer(a + b))});
      }
      if (a < b) {
        call("sub").traps(Reason::kAssert);
      } else {
        call("sub").gives({word(integer(a - b))});
      }
      if (product_over) {
        call("mul").traps(Reason::kAssert);
      } else {
        call("mul").gives({word(integer(a * b))});
      }
      call("mul_flag").gives({word(integer(a * b & max)), felt(product_over)});
      if (bits < 128) {
        call("add_flag").gives({word(integer((a + b) & max)), felt(sum_over)});
        call("sub_flag").gives({word(integer((a - b) & max)), felt(a < b)});
      } else {
        call("less").gives({felt(a < b)});
        if (b == 0) {
          call("div").traps(Reason::kDivision);
        } else {
          call("div").gives({word(integer(a / b)), word(integer(a % b))});
        }
      }
      Call{module, "not", "", handles(1), words}.gives({word(integer(max - a))});
      for (const unsigned k : {0u, 1u, bits - 1}) {
        const std::vector<std::string> arguments = {"w[0]", std::to_string(k)};
        Call{module, "shift_left", "", arguments, words}.gives({word(integer(a << k & max))});
        Call{module, "shift_right", "", arguments, words}.gives({word(integer(a >> k))});
      }
    }
    const std::vector<std::string> too_far = {"w[0]", std::to_string(bits)};
    Call{module, "shift_left", "", too_far, {integer(1)}}.traps(Reason::kRange);
    Call{module, "shift_right", "", too_far, {integer(1)}}.traps(Reason::kRange);
    if (bits == 128) continue;
    Call{module, "check", "", handles(1), {integer(max)}}.halts();
    Call{module, "check", "", handles(1), {integer(max + 1)}}.traps(Reason::kAssert);
  }
  for (const uint32_t x : {0u, 1u, 65535u, 65536u, 0x7effffffu, Felt::kModulus - 1}) {
    Call{"u128", "from_felt", "", {std::to_string(x)}}.gives({word(integer(x))});
    const Call back{"u128", "to_felt", "", handles(1), {integer(x)}};
    if (x < 0x7f000000) {
      back.gives({felt(x)});
    } else {
      back.traps(Reason::kRange);
    }
  }
  Call{"u128", "to_felt", "", handles(1), {integer(Wide{1} << 32)}}.traps(Reason::kAssert);
}

TEST_CASE("std::ext", "[std]") {
  const auto element = [](uint32_t seed) {
    return Ext::from_coefficients(
        {Felt(seed), Felt(seed * 7 + 1), Felt(seed * seed), Felt(3), Felt(seed + 11)});
  };
  const auto as_word = [](const Ext& x) {
    return Word{x.c[0], x.c[1], x.c[2], x.c[3], x.c[4], Felt(), Felt(), Felt()};
  };
  Call{"ext", "embed", "", {"9"}}.gives({word(word_of({9}))});
  const Ext a = element(5);
  Call{"ext", "inverse", "", handles(1), {as_word(a)}}.gives({word(as_word(a.inverse()))});
  Call{"ext", "inverse", "", handles(1), {Word{}}}.traps(Reason::kDivision);
  for (const uint32_t exponent : {0u, 1u, 2u, 77u}) {
    Call{"ext", "power", "", {"w[0]", "w[1]", "7"}, {as_word(a), integer(exponent)}, {{"bits", 7}}}
        .gives({word(as_word(a.pow(exponent)))});
  }
  const Ext x = element(123);
  for (uint32_t count = 0; count < 4; ++count) {
    std::vector<Word> words = {as_word(x)};
    Ext value, power = Ext::one();
    for (uint32_t i = 0; i < count; ++i) {
      words.push_back(as_word(element(i)));
      value += element(i) * power;
      power *= x;
    }
    const std::string coefficients = count == 0 ? "0" : "w[1]";
    Call{"ext", "horner",          "", {coefficients, std::to_string(count), "w[0]"},
         words, {{"count", count}}}
        .gives({word(as_word(value))});
  }
}

TEST_CASE("every procedure of the standard library states a cost that a test has checked",
          "[std]") {
  // Runs last: Catch keeps the order of this file.
  if (tested().empty()) return;  // chosen alone
  for (const char* module : {"words", "arrays", "sponge", "merkle", "u32", "u64", "u128", "ext"}) {
    const std::string text = std_text(module);
    for (size_t at = text.find("\nproc "); at != std::string::npos;
         at = text.find("\nproc ", at + 1)) {
      const std::string name = text.substr(at + 6, text.find_first_of("( ", at + 6) - at - 6);
      INFO(module << "::" << name);
      CHECK((name == "frame" || tested().count(std::string(module) + "::" + name) == 1));
    }
  }
}

}  // namespace cairn
