// The standard library: each procedure against the same computation in C++, at the cost that its
// documentation states.
#include "test/compiler/std_test.h"

#include "crypto/field/ext.h"
#include "crypto/hash/poseidon.h"

namespace cairn {
namespace {

constexpr const char* kModules[] = {"words", "arrays", "sponge", "merkle",
                                    "u32",   "u64",    "u128",   "ext"};

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
  // In main, fp is 4096, and the call is the first instruction.
  Call{"words", "frame", "", {}}.gives({felt(4096), felt(1)});
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
    return Call{"arrays", name, setup, std::move(arguments), {}, std::move(names), std::move(cost)};
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
  for (uint32_t depth : {0u, 1u, 5u, 16u, 17u, 32u, 48u}) {
    for (const uint64_t bits : std::vector<uint64_t>{0, 0xffffffffffff, 0x813724f59ac6}) {
      const uint64_t index = bits & ((uint64_t{1} << depth) - 1);
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
      const auto call = [&](const char* name, std::vector<std::string> arguments,
                            const char* cost_alone) {
        return Call{"merkle",
                    name,
                    "",
                    std::move(arguments),
                    words,
                    {{"depth", depth}, {"more", depth == 0 ? 0 : (depth - 1) / 16}},
                    depth == 0 ? cost_alone : ""};
      };
      call("root", {"w[0]", "w[1]", siblings, d}, "4").gives({word(old_root)});
      call("verify", {"w[0]", "w[1]", siblings, d, "w[3]"}, "24").halts();
      call("update", {"w[0]", "w[2]", "w[1]", siblings, d}, "27")
          .gives({word(old_root), word(new_root)});
      call("second", {"w[3]", "w[2]", "w[1]", siblings, d}, "12")
          .gives({word(old_root), word(new_root)});
      call("verify", {"w[2]", "w[1]", siblings, d, "w[3]"}, "24").traps(Reason::kAssert);
      if (depth == 0 || depth > kMaxClimb) continue;
      const std::string felt = std::to_string(index);
      call("short_root", {"w[0]", felt, siblings, d}, "").gives({word(old_root)});
      // A bit above the depth.
      const std::string above = std::to_string(index | uint64_t{1} << depth);
      call("short_root", {"w[0]", above, siblings, d}, "").traps(Reason::kRange);
      if (depth % 16 == 0) continue;
      words[1] = integer(index | uint64_t{1} << depth);
      call("root", {"w[0]", "w[1]", siblings, d}, "").traps(Reason::kRange);
    }
  }
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
  for (uint32_t count = 0; count < 4; ++count) {
    std::vector<Word> words = {as_word(x), as_word(a)};
    words[0][6] = words[1][7] = Felt(9);  // no part of the elements
    Ext value = a;
    for (uint32_t i = 0; i < count; ++i) {
      words.push_back(word_of({i + 1, 0, 77 * i, 3, 1u << 30, 4, 5, 6}));
      for (const Felt coefficient : words.back()) value = value * x + coefficient;
    }
    const std::string coefficients = count == 0 ? "0" : "w[2]";
    const std::string cost = count == 0 ? "6" : "";
    const auto call = [&](const std::string& n) {
      return Call{"ext", "horner_felts",     "",  {coefficients, n, "w[0]", "w[1]"},
                  words, {{"count", count}}, cost};
    };
    call(std::to_string(count)).gives({word(as_word(value))});
    call("2000000").traps(Reason::kBounds);
  }
}

// The names in a line of documentation: "a, b (words), c (felt)".
std::string names_in(const std::string& line) {
  std::string names;
  int depth = 0;
  for (const char c : line) {
    depth += c == '(' ? 1 : 0;
    if (depth == 0 && c != ' ') names += c;
    depth -= c == ')' ? 1 : 0;
  }
  return names;
}

TEST_CASE("every procedure of the standard library documents inputs, outputs and cost", "[std]") {
  for (const char* module : kModules) {
    std::istringstream text(std_text(module));
    std::map<std::string, std::string> documented;
    for (std::string line; std::getline(text, line);) {
      if (line.starts_with("/// ")) {
        const size_t colon = line.find(':');
        const std::string key = colon < 10 ? line.substr(4, colon - 4) : "What";
        documented[key] += colon < 10 ? line.substr(colon + 1) : line.substr(4);
      } else if (line.starts_with("proc ")) {
        INFO(module << ": " << line);
        CHECK_FALSE(documented["What"].empty());
        CHECK_FALSE(documented["Cost"].empty());
        const size_t arrow = std::min(line.find(" -> "), line.size() - 2);
        const auto list = [](const std::string& part) {
          const size_t open = part.find('(');
          return open == std::string::npos ? "" : part.substr(open + 1, part.find(')') - open - 1);
        };
        std::string arguments = list(line.substr(0, arrow)), results = list(line.substr(arrow));
        std::erase(arguments, ' ');
        std::erase(results, ' ');
        CHECK(names_in(documented["In"]) == arguments);
        CHECK(names_in(documented["Out"]) == results);
        documented.clear();
      } else {
        CHECK((documented.empty() || line.empty()));
        documented.clear();
      }
    }
  }
}

TEST_CASE("every procedure of the standard library states a cost that a test has checked",
          "[std]") {
  // Runs last: Catch keeps the order of this file, and of files.
  if (tested().empty()) return;  // chosen alone
  for (const char* module : kModules) {
    const std::string text = std_text(module);
    for (size_t at = text.find("\nproc "); at != std::string::npos;
         at = text.find("\nproc ", at + 1)) {
      const std::string name = text.substr(at + 6, text.find_first_of("( ", at + 6) - at - 6);
      INFO(module << "::" << name);
      CHECK(tested().count(std::string(module) + "::" + name) == 1);
    }
  }
}

}  // namespace cairn
