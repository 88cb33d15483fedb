// What goes wrong for a user: one sentence that names file, place and remedy, the exit code that
// docs/cli.md promises, and nothing left behind.
#include "test/cli/command.h"

namespace cairn::cli_test {
namespace {

using Catch::Contains;

// An output that cannot be written: the sentence, and no file more than before.
void check_unwritten(const std::string& arguments, const std::string& part) {
  const size_t before = project().files();
  check_sentence(project().cairn(arguments), 3, part);
  CHECK(project().files() == before);
}

TEST_CASE("outputs that cannot be written are exit code 3 and leave nothing", "[cli]") {
  const Directory& here = project();
  const std::string sum = " sum.cairn -i sum.json ";
  here.make("folder");
  for (const std::string place : {"no/such/place", "/dev/full", "/proc/cairn", "folder"}) {
    CAPTURE(place);
    check_unwritten("build sum.cairn -o " + place, place + ": cannot be written");
    check_unwritten("disassemble sum.cairn -o " + place, place + ": cannot be written");
    check_unwritten(("run" + sum + "--flamegraph ").append(place), place + ": cannot be written");
  }
  check_unwritten("prove" + sum + "-o no/such/place", "no/such/place: cannot be written");
  check_unwritten("prove" + sum + "-o folder", "folder: cannot be written");
  check_unwritten("prove" + sum + "-o small.proof --report no/page", "no/page: cannot be written");
  check_unwritten("new /proc/cairn", "/proc/cairn: cannot be made");
  const Result full = here.cairn("tables >/dev/full");
  CHECK(full.code == 3);
  CHECK_THAT(full.err, Contains("cannot be written to stdout"));
}

TEST_CASE("an instruction set that is not there is refused", "[cli]") {
  check_sentence(project().cairn("tables", "CAIRN_BACKEND=avx1024"), 2,
                 "CAIRN_BACKEND: \"avx1024\" is not among those of this machine: ");
  CHECK(project().cairn("tables", "CAIRN_BACKEND=portable").code == 0);
}

TEST_CASE("a full disk is noticed when the proof is written", "[cli][proof]") {
  check_unwritten("prove sum.cairn -i sum.json -o /dev/full", "/dev/full: cannot be written");
}

TEST_CASE("extensions that would save nothing are not recomputed", "[cli]") {
  check_sentence(project().cairn("prove sum.cairn -i sum.json -o small.proof --recompute"), 2,
                 "save nothing");
}

TEST_CASE("too little memory is refused before the proof", "[cli]") {
  check_unwritten("prove sum.cairn -i sum.json -o small.proof --memory 1MiB", "needs about");
#ifndef CAIRN_SANITIZE  // a sanitizer reserves more address space than this
  const Result limited =
      project().cairn("prove sum.cairn -i sum.json -o small.proof", "ulimit -v 60000;");
  check_sentence(limited, 3, "choose a smaller --limit");
  CHECK(!project().has("small.proof"));
#endif
}

TEST_CASE("a limit, image or input above the profile's is refused before the run", "[cli]") {
  const Directory& here = project();
  const std::string prove = "prove sum.cairn -i sum.json -o small.proof ";
  check_unwritten(prove + "--limit 8000000", "--limit 8,000,000 is above 1,398,09");
  check_unwritten(prove + "--limit 100000 --profile ethereum", "profile ethereum");
  // Nothing that this program does reaches a limit: the run would end at once.
  here.write("loop.cairn", "proc main {\nagain:\n  jump again\n}\n");
  check_unwritten("prove loop.cairn --profile ethereum", "the run costs more than 10,92");
  // --try allows it, and what does not fit is then refused by its tables.
  CHECK(here.cairn("prove sum.cairn -i sum.json --profile ethereum --limit 100000 --try --dry-run")
            .code == 0);
  check_unwritten("prove loop.cairn --profile ethereum --limit 300000 --try",
                  "300,001 rows of table cpu, and profile ethereum has at most 65,536");
  std::string image = "word BIG = {1}";
  for (int i = 1; i < 300'000; ++i) image += ", {1}";
  here.write("big.cairn", image + "\nproc main {\n  let h = BIG\n  halt(h, 1)\n}\n");
  check_unwritten("prove big.cairn --profile ethereum", "too large for profile ethereum");
  std::string words = "[";
  for (int i = 0; i <= 1 << 20; ++i) words += i == 0 ? "[]" : ",[]";
  here.write("many.json", words + "]");
  check_sentence(here.cairn("run sum.cairn -i many.json"), 1,
                 "many.json: there are too many words; at most 1048576 are allowed");
}

TEST_CASE("what the proof will take is said without proving", "[cli]") {
  const Directory& here = project();
  const size_t before = here.files();
  const Result plan = here.cairn("prove sum.cairn -i sum.json --dry-run --json");
  CAPTURE(plan.err);
  REQUIRE(plan.code == 0);
  CHECK(plan.json()["tables"][0]["name"] == "cpu");
  CHECK(plan.json()["tables"][0]["rows"] == plan.json()["cost"]);
  CHECK(plan.json()["estimated_memory_bytes"].get<uint64_t>() > 1 << 20);
  CHECK(plan.json()["estimated_seconds"].get<double>() > 0);
  CHECK_THAT(
      here.cairn("prove sum.cairn -i sum.json --dry-run").out,
      Contains("with padding") && Contains("memory    about") && Contains("time      about"));
  CHECK(here.files() == before);
}

TEST_CASE("bad values in the environment and of options are exit code 2", "[cli]") {
  const Directory& here = project();
  check_sentence(here.cairn("run sum.cairn -i sum.json", "CAIRN_LIMIT=many"), 2, "many");
  check_sentence(here.cairn("prove sum.cairn -i sum.json", "CAIRN_PROFILE=slow"), 2, "--profile");
  check_sentence(here.cairn("prove sum.cairn -i sum.json", "CAIRN_MEMORY=8"), 2, "needs a unit");
  check_sentence(here.cairn("prove sum.cairn -i sum.json --security 90"), 2, "90");
  check_sentence(here.cairn("prvoe sum.cairn"), 2,
                 "there is no command \"prvoe\"; did you mean `cairn prove`?");
  check_sentence(here.cairn("frobnicate"), 2, "there is no command \"frobnicate\"; see");
  check_sentence(here.cairn("verify sum.proof --program sum.cairn --no-such"), 2,
                 "see `cairn verify --help`");
  check_sentence(here.cairn("bench --time 5"), 2, "needs a unit");
  check_sentence(here.cairn("completions fish"), 2, "fish");
  check_sentence(here.cairn("verify x.proof --program sum.cairn --expect maybe"), 2, "maybe");
}

TEST_CASE("files of the wrong kind are named with what to give", "[cli]") {
  const Directory& here = project();
  here.write("empty", "");
  here.write("prf", "CAIRNPRF");
  here.write("prg", "CAIRNPRG");
  check_sentence(here.cairn("verify empty --program sum.cairn"), 1, "empty: ");
  check_sentence(here.cairn("verify prf --program sum.cairn"), 1, "prf: ");
  check_sentence(here.cairn("verify prg --program sum.cairn"), 1, "prg: ");
  check_sentence(here.cairn("inspect prf"), 1, "prf: ");
  check_sentence(here.cairn("inspect prg"), 1, "prg: ");
  check_sentence(here.cairn("soundness prf"), 1, "prf: ");
  check_sentence(here.cairn("run prf"), 1, "prf: this is a proof");
  check_sentence(here.cairn("run prg"), 1, "prg: ");
  check_sentence(here.cairn("build prg"), 1, "prg: ");
  check_sentence(here.cairn("disassemble prf"), 1, "prf: this is a proof");
  check_sentence(here.cairn("run sum.cairn -i sum.cairn"), 1, "sum.cairn: this is not JSON");
  check_sentence(here.cairn("run sum.cairn -i none.json"), 1, "none.json: there is no such file");
  check_sentence(here.cairn("run sum.cairn -i sum.json --advice sum.json"), 1,
                 "the name is unknown");
  here.write("advised.cairn", "proc main {\n  let x = advice()\n  halt([fp - 3], 0)\n}\n");
  check_sentence(here.cairn("run advised.cairn"), 1, "give more with --advice FILE");
  const Result empty = here.cairn("run empty");
  CHECK(empty.code == 1);
  CHECK_THAT(empty.err, Contains("empty"));
}

TEST_CASE("every part of the command line is documented, and completed", "[cli]") {
  const Result help = project().cairn("--help");
  const Result script = project().cairn("completions bash");
  REQUIRE(help.code == 0);
  std::ifstream page(std::string(CAIRN_SOURCE_DIR) + "/docs/cli.md");
  const std::string text{std::istreambuf_iterator<char>(page), {}};
  for (const std::string command :
       {"new", "build", "run", "prove", "verify", "inspect", "disassemble", "fmt", "test", "tables",
        "soundness", "bench", "ethereum", "completions"}) {
    CAPTURE(command);
    CHECK_THAT(help.out, Contains("\n  " + command + " "));
    CHECK_THAT(script.out, Contains("    " + command + ") words="));
    CHECK_THAT(text, Contains("| `" + command));
    const Result own = project().cairn(command + " --help");
    CHECK(own.code == 0);
    CHECK_THAT(own.out, Contains("--json") && Contains("--quiet"));
  }
}

}  // namespace
}  // namespace cairn::cli_test
