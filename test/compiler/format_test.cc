// The formatter: what it makes of a source, and that the sources of this repository are formatted.
#include "compiler/format.h"

#include <filesystem>
#include <random>
#include <sstream>

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

std::vector<std::filesystem::path> source_files() {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"compiler/std", "examples"}) {
    const std::filesystem::path root = std::filesystem::path(CAIRN_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".cairn") files.push_back(entry.path());
    }
  }
  return files;
}

// The text with other indentation, spaces at the ends of lines and around commas, and more empty
// lines.
std::string untidied(const std::string& text, uint32_t seed) {
  std::mt19937 random(seed);
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    const size_t begin = std::min(line.find_first_not_of(' '), line.size());
    const size_t comment = std::min(line.find("//"), line.size());
    result.append(line.empty() ? 0 : random() % 6, random() % 2 == 0 ? ' ' : '\t');
    for (size_t i = begin; i < line.size(); ++i) {
      const bool loose =
          i < comment && (line[i] == ',' || line.compare(i, 2, "= ") == 0) && line[i - 1] != '!';
      if (loose) result.append(random() % 3, ' ');
      result += line[i];
      if (loose && line[i + 1] == ' ') result.append(random() % 3, ' ');
    }
    result.append(random() % 3, ' ');
    result += '\n';
    if (line.empty()) result.append(random() % 3, '\n');
  }
  return result;
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
  const std::vector<std::filesystem::path> files = source_files();
  CHECK(files.size() >= 9);
  for (const std::filesystem::path& file : files) {
    const std::string text = read_file(file.string());
    INFO(file);
    CHECK(format_text(text) == text);
    // Whatever its spaces were.
    for (uint32_t seed = 0; seed < 4; ++seed) {
      const std::string untidy = untidied(text, seed);
      REQUIRE(untidy != text);
      CHECK(format_text(untidy) == text);
    }
  }
}

TEST_CASE("a formatted source assembles to the same words", "[format]") {
  size_t programs = 0;
  for (const std::filesystem::path& file : source_files()) {
    INFO(file);
    SourceManager sources;
    const absl::StatusOr<Assembly> before = assemble(sources, file.string());
    if (!before.ok()) continue;  // a module
    ++programs;
    SourceManager again;
    again.add(file.string(), format_text(untidied(read_file(file.string()), 5)));
    const absl::StatusOr<Assembly> after = assemble(again, file.string());
    INFO(after.status().message());
    REQUIRE(after.ok());
    CHECK(after->program.image == before->program.image);
    CHECK(after->interface.inputs.size() == before->interface.inputs.size());
  }
  CHECK(programs >= 4);
}

}  // namespace cairn
