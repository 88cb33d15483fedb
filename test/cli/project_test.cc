// Commands for someone who writes programs: new, fmt, test, run --debug.
#include "test/cli/command.h"

namespace cairn::cli_test {
namespace {

using Catch::Contains;

TEST_CASE("a new project passes its tests, and its tests can be proven", "[cli]") {
  const Directory here;
  REQUIRE(here.cairn("new first").code == 0);
  CHECK(here.has("first/tests/main.json"));
  CHECK(here.cairn("fmt --check first/main.cairn").code == 0);
  const Result tested = here.cairn("test first");
  CAPTURE(tested.out, tested.err);
  CHECK(tested.code == 0);
  CHECK_THAT(tested.out, Contains("3 tests, all passed"));
  CHECK(here.cairn("test", "cd first &&").code == 0);
  const Result proven = here.cairn("test first/tests/main.json --prove --json");
  CHECK(proven.code == 0);
  CHECK(proven.json()["failed"] == 0);
  CHECK(proven.json()["proven"] == true);
  CHECK(proven.json()["tests"].size() == 3);
  check_sentence(here.cairn("new first"), 1, "first: this is there already");
  check_sentence(here.cairn("new first/README.md/deep"), 3, "choose another place");
}

TEST_CASE("a test that fails says what came instead", "[cli]") {
  const Directory here;
  here.write("sum.cairn", kSum);
  here.write("trap.cairn", kTrap);
  const auto tested = [&](const std::string& program, const std::string& test) {
    here.write("t.json", R"({"program": ")" + program + R"(", "tests": [)" + test + "]}");
    return here.cairn("test t.json");
  };
  const auto fails = [&](const std::string& program, const std::string& test,
                         const std::string& why) {
    const Result result = tested(program, test);
    CAPTURE(result.out, result.err);
    CHECK(result.code == 1);
    CHECK_THAT(result.out, Contains(why) && Contains("1 test, 1 failed"));
  };
  const std::string input = R"("input": {"a": 2, "b": 3})";
  CHECK(tested("sum.cairn", "{" + input + "}").code == 0);
  fails("sum.cairn", "{" + input + R"(, "output": {"sum": 6}})",
        R"(the output is {"sum":5}; expected: {"sum":6})");
  fails("sum.cairn", "{" + input + R"(, "trap": "assert"})",
        "the run halted; expected: trap assert");
  fails("sum.cairn", "{" + input + R"(, "cost": 1})", "; expected: 1");
  fails("sum.cairn", "{" + input + R"(, "limit": 3})",
        "trap out of cost at sum.cairn:7:3; expected: to halt");
  const std::string trap = R"("input": {"a": 2}, "trap": )";
  CHECK(tested("trap.cairn", "{" + trap + R"("assert", "at": "assert x = 1"})").code == 0);
  fails("trap.cairn", "{" + trap + R"("range"})",
        "trap assert at trap.cairn:3:3; expected: trap range");
  fails("trap.cairn", "{" + trap + R"("assert", "at": "x = 2"})",
        R"(expected: a line with "x = 2")");
}

TEST_CASE("a test file that is wrong is one sentence with the place", "[cli]") {
  const Directory here;
  here.write("sum.cairn", kSum);
  const auto refused = [&](const std::string& text, const std::string& why) {
    here.write("t.json", text);
    check_sentence(here.cairn("test t.json"), 1, why);
  };
  const auto refused_test = [&](const std::string& test, const std::string& why) {
    refused(R"({"program": "sum.cairn", "tests": [)" + test + "]}", why);
  };
  check_sentence(here.cairn("test"), 1, "tests: there are no test files");
  check_sentence(here.cairn("test no.json"), 1, "no.json: there is no such file");
  refused("[1]", "t.json: this is not a JSON object");
  refused("{", "t.json: this is not a JSON object");
  refused(R"({"tests": []})", "\"program\" is missing");
  refused(R"({"program": "sum.cairn", "tests": []})", "\"tests\" is missing");
  refused(R"({"program": "none.cairn", "tests": [{}]})", "none.cairn: there is no such file");
  refused(R"({"program": "sum.cairn", "test": [{}]})", "did you mean \"tests\"?");
  refused_test("3", "t.json, at /tests/0: this is not an object");
  refused_test("{}", "\"input\" is missing");
  refused_test(R"({"input": {"a": 2}})", R"(t.json, in /tests/0/input: "b" is missing)");
  const std::string input = R"("input": {"a": 2, "b": 3}, )";
  refused_test("{" + input + R"("outptu": {}})", "did you mean \"output\"?");
  refused_test("{" + input + R"("trap": "asert"})", "the reasons are assert, bounds");
  refused_test("{" + input + R"("trap": 3})", "this is not a text");
  refused_test("{" + input + R"("at": "x"})", "only a trap has a place");
  refused_test("{" + input + R"("limit": -1})", "/tests/0/limit: this is not a number up to");
  refused_test("{" + input + R"("trap": "assert", "output": {"sum": 5}})", "not both");
}

TEST_CASE("fmt lays sources out, and --check only looks", "[cli]") {
  const Directory here;
  here.write("a.cairn", "proc main {\nlet x=1\n    halt( x,0 )\n}\n");
  here.write("b.cairn", "proc main {\n  let x = 1\n  halt(x, 0)\n}\n");
  const std::string before = here.read("a.cairn");
  const Result checked = here.cairn("fmt --check a.cairn b.cairn");
  CHECK(checked.code == 1);
  CHECK(checked.out == "not formatted: a.cairn\n");
  CHECK(here.read("a.cairn") == before);
  CHECK(here.cairn("fmt a.cairn b.cairn --json").json()["changed"] ==
        nlohmann::json::array({"a.cairn"}));
  CHECK(here.read("a.cairn") == here.read("b.cairn"));
  CHECK(here.cairn("fmt --check a.cairn b.cairn").code == 0);
  CHECK(here.cairn("fmt a.cairn --quiet").out.empty());

  // A link stays a link, and a file with errors stays as it is.
  std::filesystem::create_symlink("c.cairn", here.path() / "link.cairn");
  here.write("c.cairn", before);
  CHECK(here.cairn("fmt link.cairn").code == 0);
  CHECK(std::filesystem::is_symlink(here.path() / "link.cairn"));
  CHECK(here.read("c.cairn") == here.read("b.cairn"));
  here.write("bad.cairn", "proc main {\n  let = 1\n}\n");
  here.write("a.cairn", before);
  const Result bad = here.cairn("fmt a.cairn bad.cairn");
  CHECK(bad.code == 1);
  CHECK_THAT(bad.err, Contains("bad.cairn:2:7") && Contains("^"));
  CHECK(here.read("a.cairn") == before);
  check_sentence(here.cairn("fmt none.cairn"), 1, "none.cairn: there is no such file");
  REQUIRE(here.cairn("build b.cairn").code == 0);
  check_sentence(here.cairn("fmt b.program"), 1, "this is a program image");
}

TEST_CASE("a run is walked in both directions", "[cli]") {
  const Directory& here = project();
  const auto debugged = [&](const std::string& file, const std::string& commands) {
    here.write("commands", commands);
    return here.cairn("run " + file + ".cairn -i " + file + ".json --debug <commands");
  };
  const Result sum =
      debugged("sum", "step 2\nprint ap\nprint [ap - 1]\nback\ngoto 99\nprint W[0]\n");
  CHECK(sum.code == 0);
  CHECK_THAT(sum.out, Contains("step 0  pc 0") && Contains("sum.cairn:6:3:   read a"));
  CHECK_THAT(sum.out, Contains("step 2  ") && Contains("step 1  "));
  CHECK_THAT(sum.out, Contains("the end: halted with 1 output word"));
  CHECK_THAT(sum.out, Contains("W[0] = 0x"));

  const Result trap = debugged("trap", "break check\ncontinue\nwhere\nprint [fp - 3]\nc\n");
  CHECK(trap.code == 4);
  CHECK_THAT(trap.out, Contains("1 breakpoint set") && Contains("trap.cairn:3:3:   assert x = 1"));
  CHECK_THAT(trap.out, Contains("in check at") && Contains("called from main at"));
  CHECK_THAT(trap.out, Contains("[fp-3] = 7"));
  CHECK_THAT(trap.out, Contains("the end: trapped"));

  // A call at once, and out of it.
  const Result over = debugged("sum", "break 9\ncontinue\nnext\nprint pc\nreverse\nstep\nup\n");
  CHECK_THAT(over.out, Contains("sum.cairn:9:3:") && Contains("sum.cairn:10:3:"));
  const Result wrong = debugged(
      "sum",
      "fly\nstep x\nbreak nowhere\nprint [ap]\nprint 3 + 4\nprint W[99]\nhelp\nquit\nstep\n");
  CHECK_THAT(wrong.out, Contains("\"fly\" is no command") && Contains("\"x\" is not a number"));
  CHECK_THAT(wrong.out, Contains("no code at \"nowhere\"") && Contains("[ap] is no cell yet"));
  CHECK_THAT(wrong.out, Contains("print a register") && Contains("W[99] is no word yet"));
  CHECK_THAT(wrong.out, !Contains("step 1"));
  check_sentence(here.cairn("run sum.cairn -i sum.json --debug --json"), 2, "--json");
}

}  // namespace
}  // namespace cairn::cli_test
