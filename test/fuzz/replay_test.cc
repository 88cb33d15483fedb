// The corpus, and the sources that seed the fuzzers, through the same checks in every build.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "test/fuzz/targets.h"

namespace cairn::fuzz {
namespace {

// The number of files below a folder of the repository, each checked.
size_t replay(const std::string& folder, const std::string& extension, void (*check)(Bytes)) {
  size_t files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(CAIRN_SOURCE_DIR "/" + folder)) {
    if (!entry.is_regular_file()) continue;
    if (!extension.empty() && entry.path().extension() != extension) continue;
    INFO(entry.path());
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    REQUIRE(!stream.bad());
    check(bytes_of(text));
    ++files;
  }
  return files;
}

}  // namespace

TEST_CASE("the corpus of sources", "[fuzz]") {
  CHECK(replay("test/fuzz/corpus/assembler", "", check_assembler) > 0);
  for (const char* folder : {"compiler/std", "examples", "test/compiler/diagnostics"}) {
    CHECK(replay(folder, ".cairn", check_assembler) > 0);
  }
}

TEST_CASE("the corpus of programs", "[fuzz]") {
  CHECK(replay("test/fuzz/corpus/program", "", check_program) > 0);
}

TEST_CASE("the corpus of inputs", "[fuzz]") {
  CHECK(replay("test/fuzz/corpus/input", "", check_input) > 0);
}

TEST_CASE("the corpus of proofs", "[fuzz]") {
  CHECK(replay("test/fuzz/corpus/proof", "", check_proof) > 0);
}

TEST_CASE("the corpus of an endpoint's answers", "[fuzz]") {
  CHECK(replay("test/fuzz/corpus/endpoint", "", check_endpoint) > 0);
}

}  // namespace cairn::fuzz
