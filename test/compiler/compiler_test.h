// Shared by the tests of the assembler: assembling a text, and running what comes of it.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "compiler/assemble.h"
#include "vm/run.h"

namespace cairn {

inline std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  INFO(path);
  REQUIRE(stream.good());
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline Assembly assemble_text(const std::string& text) {
  SourceManager sources;
  sources.add("test.cairn", text);
  absl::StatusOr<Assembly> assembly = assemble(sources, "test.cairn");
  INFO(assembly.status().message());
  REQUIRE(assembly.ok());
  return *std::move(assembly);
}

// The rendered errors of a text that has some.
inline std::string errors_of(const std::string& text) {
  SourceManager sources;
  sources.add("test.cairn", text);
  Diagnostics diagnostics;
  const absl::StatusOr<Assembly> assembly = assemble(sources, "test.cairn", diagnostics);
  REQUIRE_FALSE(assembly.ok());
  return diagnostics.render(sources);
}

inline Word word_of(std::vector<uint32_t> felts) {
  Word word{};
  for (size_t i = 0; i < felts.size(); ++i) word[i] = Felt(felts[i]);
  return word;
}

inline RunResult run_program(const Program& program, const std::vector<Word>& inputs = {}) {
  absl::StatusOr<RunResult> result = run(program, inputs);
  INFO(result.status().message());
  REQUIRE(result.ok());
  return *std::move(result);
}

}  // namespace cairn
