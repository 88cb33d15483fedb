// Shared by the tests of the standard library: a call of one procedure, whose results and cost are
// compared with what a test computes and with what the procedure's documentation states.
#pragma once

#include <cctype>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "compiler/text.h"
#include "test/compiler/compiler_test.h"

namespace cairn {
__extension__ using Wide = unsigned __int128;
using Names = std::map<std::string, int64_t>;

inline std::string std_text(const std::string& module) {
  return read_file(concat(CAIRN_SOURCE_DIR "/compiler/std/", module, ".cairn"));
}

// The text after "Cost: " in the comment of a procedure.
inline std::string documented_cost(const std::string& module, const std::string& procedure) {
  const std::string text = std_text(module);
  size_t at = text.find(concat("\nproc ", procedure, "("));
  if (at == std::string::npos) at = text.find(concat("\nproc ", procedure, " ->"));
  const size_t begin = text.rfind("/// Cost: ", at) + 10;
  INFO(module << "::" << procedure);
  REQUIRE(at != std::string::npos);
  REQUIRE(begin < at);
  return text.substr(begin, text.find('\n', begin) - begin);
}

// A sum of products of numbers and names.
inline int64_t evaluate(const std::string& text, const Names& names) {
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

inline std::set<std::string>& tested() {
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
    static std::map<std::string, Assembly> assemblies;  // tests often differ by the words alone
    auto known = assemblies.find(text);
    if (known == assemblies.end()) known = assemblies.emplace(text, assemble_text(text)).first;
    const Assembly& assembly = known->second;
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

inline std::pair<bool, Word> felt(int64_t value) {
  Word word{};
  word[0] = Felt(value);
  return {false, word};
}
inline std::pair<bool, Word> word(const Word& value) { return {true, value}; }

// An integer of std::u128.
inline Word integer(Wide value) {
  Word word{};
  for (Felt& limb : word) {
    limb = Felt(static_cast<uint32_t>(value & 0xffff));
    value >>= 16;
  }
  return word;
}

// w[0], w[1], ...
inline std::vector<std::string> handles(size_t count) {
  std::vector<std::string> list;
  for (size_t i = 0; i < count; ++i) list.push_back(concat("w[", i, "]"));
  return list;
}

}  // namespace cairn
