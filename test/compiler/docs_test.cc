// The examples of docs/language.md: every block assembles, and ends as its last line says.
#include "compiler/io.h"
#include "test/compiler/compiler_test.h"

namespace cairn {

TEST_CASE("the examples of the language reference do what they say", "[docs]") {
  const std::string text = read_file(CAIRN_SOURCE_DIR "/docs/language.md");
  const std::string open = "```cairn\n", close = "```\n";
  size_t blocks = 0;
  for (size_t at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    at += open.size();
    const std::string block = text.substr(at, text.find(close, at) - at);
    INFO(block);
    ++blocks;
    const Assembly assembly = assemble_text(block);
    // // INPUTS => halted OUTPUTS
    const std::string last = block.substr(block.rfind("// "));
    const size_t arrow = last.find("=> halted");
    REQUIRE(arrow != std::string::npos);
    const std::string json = arrow > 3 ? last.substr(3, arrow - 3) : "{}";
    const absl::StatusOr<std::vector<Word>> inputs =
        words_from_json(assembly.interface.inputs, json, "docs");
    INFO(inputs.status().message());
    REQUIRE(inputs.ok());
    const RunResult result = run_program(assembly.program, *inputs);
    CHECK(result.outcome.reason == Reason::kHalted);
    const std::string expected = last.substr(arrow + 9);
    if (expected.find('{') == std::string::npos) continue;
    std::string outputs = json_from_words(assembly.interface.outputs, result.outcome.outputs);
    std::erase(outputs, '\n');
    std::erase(outputs, ' ');
    std::string wanted = expected;
    std::erase(wanted, '\n');
    std::erase(wanted, ' ');
    CHECK(outputs == wanted);
  }
  CHECK(blocks >= 6);
}

}  // namespace cairn
