// The command from outside: what it prints, its exit codes, and what it leaves behind when
// something is wrong.
#include "test/cli/command.h"

namespace cairn::cli_test {
namespace {

using Catch::Contains;

TEST_CASE("build prints the digest that inspect and run print", "[cli]") {
  const Result built = project().cairn("build sum.cairn -o sum.program --json");
  REQUIRE(built.code == 0);
  const auto digest = built.json()["program"].get<std::string>();
  CHECK(digest.size() == 66);
  CHECK(project().cairn("inspect sum.program --json").json()["program"] == digest);
  CHECK(project().cairn("run sum.cairn -i sum.json --json").json()["program"] == digest);
}

TEST_CASE("run prints outputs by name, and a trap with line, values and stack", "[cli]") {
  const Result sum = project().cairn("run sum.cairn -i sum.json --json");
  REQUIRE(sum.code == 0);
  CHECK(sum.json()["outcome"]["outputs"]["sum"] == 5);

  const Result trap = project().cairn("run trap.cairn -i trap.json");
  CHECK(trap.code == 4);
  CHECK_THAT(trap.out, Contains("trap.cairn:3:3: trap: assert"));
  CHECK_THAT(trap.out, Contains("^"));
  CHECK_THAT(trap.out, Contains("x = 7"));
  CHECK_THAT(trap.out, Contains("y = 1"));
  CHECK_THAT(trap.out, Contains("in check at") && Contains("called from main at"));
}

TEST_CASE("a disassembly assembles to the same program", "[cli]") {
  REQUIRE(project().cairn("disassemble sum.cairn -o again.cairn").code == 0);
  CHECK(project().cairn("inspect again.cairn --json").json()["program"] ==
        project().cairn("inspect sum.cairn --json").json()["program"]);
}

TEST_CASE("wrong usage is exit code 2", "[cli]") {
  check_sentence(project().cairn(""), 2, "subcommand is required");
  check_sentence(project().cairn("run sum.cairn -i sum.json --no-such"), 2, "--no-such");
  check_sentence(project().cairn("run sum.cairn --limit 99999999"), 2, "--limit");
  check_sentence(project().cairn("run sum.cairn"), 2, "declares inputs (a, b)");
  check_sentence(project().cairn("verify x.proof"), 2, "--program is required");
  check_sentence(project().cairn("verify x.proof --program 0x12"), 2, "is not a program digest");
  check_sentence(project().cairn("prove sum.cairn -i sum.json --memory 64"), 2, "needs a unit");
  check_sentence(project().cairn("prove sum.cairn -i sum.json --profile recursive --security 128"),
                 2, "--profile recursive --security 128");
}

TEST_CASE("bad files are exit code 1, and the sentence names the file", "[cli]") {
  const Directory& here = project();
  check_sentence(here.cairn("run missing.cairn"), 1, "missing.cairn: there is no such file");
  check_sentence(here.cairn("run ."), 1, "this is a directory");
  here.write("bad.json", R"({"a": 2, "b": "three"})");
  check_sentence(here.cairn("run sum.cairn -i bad.json"), 1, "bad.json");
  here.write("name.json", R"({"a": 2, "b": 3, "c": 4})");
  check_sentence(here.cairn("run sum.cairn -i name.json"), 1, "name.json");
  here.write("large.json", R"({"a": 2, "b": 2130706433})");
  check_sentence(here.cairn("run sum.cairn -i large.json"), 1, "large.json");
  here.write("short.json", R"({"a": 2)");
  check_sentence(here.cairn("run sum.cairn -i short.json"), 1, "short.json");
  here.write("advice.json", R"({"felts": [-1]})");
  check_sentence(here.cairn("run sum.cairn -i sum.json --advice advice.json"), 1,
                 "advice.json:/felts/0: this is not a number below 2130706433");

  here.write("binary.cairn", std::string("proc\0main", 9));
  check_sentence(here.cairn("build binary.cairn"), 1,
                 "binary.cairn: this is neither an assembly source nor a program image");

  here.write("wrong.cairn", "proc main {\n  [ap] = nothing\n  halt(0, 0)\n}\n");
  const Result wrong = here.cairn("build wrong.cairn");
  CHECK(wrong.code == 1);
  CHECK_THAT(wrong.err, Contains("wrong.cairn:2:10") && Contains("^"));
  CHECK(!here.has("wrong.program"));
}

TEST_CASE("an image of another version, cut or damaged", "[cli]") {
  const Directory& here = project();
  REQUIRE(here.cairn("build sum.cairn -o whole.program").code == 0);
  std::string image = here.read("whole.program");
  here.write("cut.program", image.substr(0, image.size() / 2));
  check_sentence(here.cairn("run cut.program"), 1, "truncated");
  std::string damaged = image;
  damaged[40] = static_cast<char>(damaged[40] ^ 1);
  here.write("damaged.program", damaged);
  check_sentence(here.cairn("run damaged.program"), 1, "checksum");
  image[8] = 9;
  here.write("version.program", image);
  check_sentence(here.cairn("run version.program"), 1, "version");
}

TEST_CASE("an output that cannot be written is exit code 3 and leaves nothing", "[cli]") {
  const Directory& here = project();
  const size_t before = here.files();
  check_sentence(here.cairn("build sum.cairn -o no/such/place"), 3, "no/such/place");
  check_sentence(here.cairn("prove sum.cairn -i sum.json -o no/such/place"), 3, "no/such/place");
  check_sentence(here.cairn("prove sum.cairn -i sum.json -o small.proof --memory 1MiB"), 3,
                 "choose a smaller --limit");
  CHECK(here.files() == before);
}

TEST_CASE("a flag wins over the environment, which wins over the default", "[cli]") {
  ::setenv("CAIRN_LIMIT", "3", 1);
  CHECK(project().cairn("run sum.cairn -i sum.json --json").json()["limit"] == 3);
  CHECK(project().cairn("run sum.cairn -i sum.json --json --limit 50").json()["limit"] == 50);
  ::unsetenv("CAIRN_LIMIT");
  CHECK(project().cairn("run sum.cairn -i sum.json --json").json()["limit"] == 1048576);
}

TEST_CASE("threads that wait spin briefly, unless the environment says otherwise", "[cli]") {
  const Directory directory;
  const std::string show = "env -u OMP_WAIT_POLICY -u GOMP_SPINCOUNT OMP_DISPLAY_ENV=verbose ";
  const Result plain = directory.cairn("--version", show);
  CHECK(plain.code == 0);
  if (plain.err.find("GOMP_SPINCOUNT") == std::string::npos) return;  // not GCC's library
  CHECK(plain.err.find("GOMP_SPINCOUNT = '1000'") != std::string::npos);
  for (const char* const wish : {"OMP_WAIT_POLICY=active", "GOMP_SPINCOUNT=7"}) {
    const Result told = directory.cairn("--version", show + wish);
    CHECK(told.code == 0);
    CHECK(told.err.find("GOMP_SPINCOUNT = '1000'") == std::string::npos);
  }
}

TEST_CASE("errors are JSON with --json", "[cli]") {
  const Result result = project().cairn("run missing.cairn --json");
  CHECK(result.json()["exit_code"] == 1);
  CHECK_THAT(result.json()["error"].get<std::string>(), Contains("missing.cairn"));
}

TEST_CASE("soundness and tables describe the machine", "[cli]") {
  const Result soundness = project().cairn("soundness --log-rows 18 --json");
  REQUIRE(soundness.code == 0);
  CHECK(soundness.json()["bits"].get<double>() >= 100);
  const Result tables = project().cairn("tables --json");
  REQUIRE(tables.code == 0);
  CHECK(tables.json()["tables"][0]["name"] == "cpu");
}

TEST_CASE("a proof verifies for its program alone", "[cli][proof]") {
  const Directory& here = project();
  const Result proven = here.cairn("prove sum.cairn -i sum.json -o sum.proof --json");
  CAPTURE(proven.err);
  REQUIRE(proven.code == 0);
  CHECK(proven.json()["security"]["bits"].get<double>() >= 100);

  const Result verified = here.cairn("verify sum.proof --program sum.cairn -i sum.json --json");
  REQUIRE(verified.code == 0);
  CHECK(verified.json()["statement"]["outputs"]["sum"] == 5);
  const auto digest = verified.json()["statement"]["program"].get<std::string>();
  CHECK(here.cairn("verify sum.proof --program " + digest).code == 0);

  check_sentence(here.cairn("verify sum.proof --program trap.cairn"), 1, "is of program");
  here.write("other.json", R"({"a": 2, "b": 4})");
  check_sentence(here.cairn("verify sum.proof --program sum.cairn -i other.json"), 1,
                 "other inputs");
  here.write("sum_out.json", R"({"sum": 6})");
  check_sentence(here.cairn("verify sum.proof --program sum.cairn --output sum_out.json"), 1,
                 "other outputs");
  check_sentence(here.cairn("verify sum.proof --program sum.cairn --expect trapped"), 1,
                 "the run halted");
  check_sentence(here.cairn("verify sum.proof --program sum.cairn --security 128"), 1, "100 bits");

  const std::string bytes = here.read("sum.proof");
  here.write("cut.proof", bytes.substr(0, bytes.size() - 1));
  check_sentence(here.cairn("verify cut.proof --program sum.cairn"), 1, "cut.proof");
  std::string damaged = bytes;
  damaged[bytes.size() / 2] = static_cast<char>(damaged[bytes.size() / 2] ^ 1);
  here.write("damaged.proof", damaged);
  check_sentence(here.cairn("verify damaged.proof --program sum.cairn"), 1, "refused");
  std::string version = bytes;
  version[8] = 9;
  here.write("version.proof", version);
  check_sentence(here.cairn("verify version.proof --program sum.cairn"), 1, "version");
  check_sentence(here.cairn("verify sum.json --program sum.cairn"), 1, "sum.json");

  const nlohmann::json parts = here.cairn("inspect sum.proof --json").json()["parts"];
  size_t sum = 0;
  for (const auto& part : parts) sum += part.get<size_t>();
  CHECK(sum == bytes.size());
}

TEST_CASE("every instruction set makes the same proof", "[cli][proof]") {
  const Directory& here = project();
  REQUIRE(here.cairn("prove sum.cairn -i sum.json -o best.proof").code == 0);
  REQUIRE(
      here.cairn("prove sum.cairn -i sum.json -o portable.proof", "CAIRN_BACKEND=portable").code ==
      0);
  CHECK(here.read("best.proof") == here.read("portable.proof"));
}

TEST_CASE("a trapped run is proven, and verified as a trap", "[cli][proof]") {
  const Directory& here = project();
  CHECK(here.cairn("prove trap.cairn -i trap.json -o trap.proof").code == 4);
  CHECK(here.cairn("verify trap.proof --program trap.cairn").code == 4);
  const Result trapped = here.cairn("verify trap.proof --program trap.cairn --expect trapped");
  CHECK(trapped.code == 0);
  CHECK_THAT(trapped.out, Contains("assert"));
}

}  // namespace
}  // namespace cairn::cli_test
