// docs/machine.md: its instruction table is the one of vm/instructions.h.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "vm/instructions.h"

namespace cairn {

TEST_CASE("the instruction table of the documentation is the machine's", "[docs]") {
  const std::string path = CAIRN_SOURCE_DIR "/docs/machine.md";
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  const std::string mark = "<!-- From vm/instructions.h";
  const size_t begin = text.find("-->\n", text.find(mark)) + 4;
  const size_t end = text.find("\n## ", begin);
  REQUIRE(text.find(mark) != std::string::npos);
  REQUIRE(end != std::string::npos);

  std::string table = "\n| kind | name | x | y | imm | cells | words | meaning |\n";
  table += "|---|---|---|---|---|---|---|---|\n";
  for (const InstructionInfo& kind : kInstructions) {
    if (kind.kind == Kind::kNone) continue;
    std::string meaning;
    for (const char c : kind.meaning) meaning += c == '|' ? "\\|" : std::string(1, c);
    const char* imm = kind.imm == Imm::kAddend   ? "addend"
                      : kind.imm == Imm::kTarget ? "target"
                                                 : "";
    table += "| " + std::to_string(static_cast<uint32_t>(kind.kind)) + " | " +
             std::string(kind.name) + " | " + (kind.uses_x ? "x" : "") + " | " +
             (kind.uses_y ? "y" : "") + " | " + imm + " | " + std::to_string(kind.felts) + " | " +
             std::to_string(kind.words) + " | " + meaning + " |\n";
  }
  if (std::getenv("CAIRN_UPDATE_EXPECTED") != nullptr) {
    std::ofstream(path, std::ios::binary) << text.replace(begin, end - begin, table);
    return;
  }
  CHECK(text.substr(begin, end - begin) == table);
}

}  // namespace cairn
