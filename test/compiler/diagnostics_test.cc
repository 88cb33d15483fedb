// Expected diagnostics: for every diagnostics/NAME.cairn, the text of all its errors, carets and
// all, stands in NAME.expected. With CAIRN_UPDATE_EXPECTED set the files are written instead.
#include "compiler/diagnostics.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "test/compiler/compiler_test.h"

namespace cairn {

TEST_CASE("every file of errors gives the expected text", "[diagnostics]") {
  const std::filesystem::path folder = CAIRN_SOURCE_DIR "/test/compiler/diagnostics";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".cairn") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  REQUIRE(files.size() >= 15);
  for (std::filesystem::path file : files) {
    SourceManager sources;
    const std::string name = file.filename().string();
    sources.add(name, read_file(file.string()));
    Diagnostics diagnostics;
    const bool assembled = assemble(sources, name, diagnostics).ok();
    const std::string text = diagnostics.render(sources);
    file.replace_extension(".expected");
    if (std::getenv("CAIRN_UPDATE_EXPECTED") != nullptr) std::ofstream(file.string()) << text;
    INFO(name);
    CHECK_FALSE(assembled);
    CHECK(text == read_file(file.string()));
  }
}

}  // namespace cairn
