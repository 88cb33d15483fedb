// The formatter: what it makes of a source, and that the sources of this repository are formatted.
#include "compiler/format.h"

#include <filesystem>

#include "test/compiler/compiler_test.h"

namespace cairn {
namespace {

std::string format_text(const std::string& text) {
  SourceManager sources;
  const absl::StatusOr<std::string> formatted =
      format_source(sources, sources.add("a.cairn", text));
  INFO(formatted.status().message());
  REQUIRE(formatted.ok());
  return *formatted;
}

}  // namespace

TEST_CASE("a source is laid out in one way", "[format]") {
  const std::string formatted =
      "// Top.\n"
      "use std::words\n"
      "\n"
      "const N = -(3 + 4) * 2\n"
      "word D = {1, -2}, {3},\n"
      "    {4}\n"
      "input n: felt, w: word[2]\n"
      "\n"
      "/// Doc.\n"
      "proc main {\n"
      "  read n  // longer\n"
      "  [ap] = [ap - 1] * -1 + N    // aligned\n"
      "loop(a, b[8]):\n"
      "  // inside\n"
      "  jump loop if [ap - 1] != 0\n"
      "  call words::pack(a, 0,\n"
      "      1) -> (r, _)\n"
      "  m!(a)\n"
      "  let x[8] = unpack(r)\n"
      "  jump loop, loop at x[0]\n"
      "}\n";
  const std::string messy =
      "\n\n// Top.  \nuse   std :: words\n\n\n\nconst N=- (3+4)*2\nword D={ 1,-2 },{3} ,\n{4}\n"
      "input n:felt,w : word [2]\n\n/// Doc.\nproc main{\n\n\tread n//longer\n"
      "[ap]=[ap-1]*-1+N // aligned\n    loop( a,b [8] ) :\n// inside\njump loop if[ap-1]!=0\n"
      "call words::pack( a ,0,\n1)->( r,_ )\nm !( a )\nlet x [8]=unpack( r )\n"
      "jump loop,loop at x[0]\n\n}\n\n\n";
  std::string expected = formatted;
  expected.replace(expected.find("  read n  // longer"), 19,
                   "  read n                    //longer");
  expected.replace(expected.find("+ N    // aligned"), 17, "+ N  // aligned");
  CHECK(format_text(messy) == expected);
  CHECK(format_text(expected) == expected);
  CHECK(format_text("") == "");
}

TEST_CASE("a source with errors is not formatted", "[format]") {
  SourceManager sources;
  const auto formatted =
      format_source(sources, sources.add("a.cairn", "proc main {\n  let =\n}\n"));
  CHECK(formatted.status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(formatted.status().message().find("a.cairn:2:7: error: expected a name") == 0);
}

TEST_CASE("the sources of this repository are formatted", "[format]") {
  size_t files = 0;
  for (const char* folder : {"compiler/std", "examples"}) {
    const std::filesystem::path root = std::filesystem::path(CAIRN_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".cairn") continue;
      const std::string text = read_file(entry.path().string());
      INFO(entry.path());
      CHECK(format_text(text) == text);
      ++files;
    }
  }
  CHECK(files >= 9);
}

}  // namespace cairn
