// Pictures and what a terminal shows.
#include "test/cli/command.h"

namespace cairn::cli_test {
namespace {

using Catch::Contains;

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

TEST_CASE("a flame graph shows procedures and tables, and stands alone", "[cli]") {
  const Directory here;
  here.write("calls.cairn", R"(proc twice(x) -> (y) {
  call hashed(x) -> _
  call hashed(x) -> y
  return y
}
proc hashed(x) -> (y) {
  let y = hash(x, x)
  return y
}
proc main {
  call twice(0) -> h
  halt(h, 1)
}
)");
  REQUIRE(here.cairn("run calls.cairn --flamegraph run.svg --quiet").code == 0);
  const std::string svg = here.read("run.svg");
  CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  CHECK(svg.ends_with("</svg>\n"));
  for (const std::string name : {"all", "main", "twice", "hashed", "cpu", "poseidon", "felts"}) {
    CHECK_THAT(svg, Contains("<title>" + name + ": "));
  }
  CHECK(count(svg, "<title>hashed: ") == 1);  // both calls in one box
  CHECK(count(svg, "<title>all: ") == 1);
  CHECK_THAT(svg, Contains("100.0%"));
  CHECK(count(svg, "<g>") == count(svg, "</g>"));
  CHECK_THAT(svg, !Contains("<script") && !Contains("href"));
}

TEST_CASE("a report is one page with all of a proof", "[cli][proof]") {
  const Directory& here = project();
  const Result proven =
      here.cairn("prove sum.cairn -i sum.json -o page.proof --report page.html --json");
  REQUIRE(proven.code == 0);
  const std::string page = here.read("page.html");
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(page.ends_with("</html>\n"));
  const nlohmann::json json = proven.json();
  for (const auto& stage : json["stages"]) {
    CHECK_THAT(page, Contains("<td>" + stage["name"].get<std::string>() + "</td>"));
  }
  for (const auto& table : json["tables"]) {
    CHECK_THAT(page, Contains("<td>" + table["name"].get<std::string>() + "</td>"));
  }
  CHECK_THAT(page, Contains(json["statement"]["program"].get<std::string>()));
  CHECK_THAT(page, Contains("Rounds, unique decoding") && Contains("Rounds, Johnson bound"));
  CHECK(count(page, "<tr class=\"weakest\">") == 2);
  CHECK(count(page, "<table>") == count(page, "</table>"));
  CHECK_THAT(page, !Contains("<script") && !Contains("http"));
  std::filesystem::remove(here.path() / "page.proof");
  std::filesystem::remove(here.path() / "page.html");
}

TEST_CASE("progress has stages, speed and an end, on a terminal alone", "[cli][proof]") {
  const Directory& here = project();
  const std::string arguments = "prove sum.cairn -i sum.json -o seen.proof";
  const std::string shown = here.on_terminal(arguments);
  CHECK_THAT(shown, Contains("fill tables") && Contains("ETA ") && Contains("elements/s"));
  CHECK_THAT(shown, Contains("time      about"));
  // Every stage of the prover that goes through columns has its speed.
  const Result result = here.cairn(arguments + " --json");
  CHECK(result.err.empty());
  size_t known = 0;
  const nlohmann::json json = result.json();
  for (const auto& stage : json["stages"]) {
    const auto name = stage["name"].get<std::string>();
    const size_t at = shown.rfind("  " + name + " ");
    CAPTURE(name);
    REQUIRE(at != std::string::npos);
    if (shown.substr(at, shown.find('\n', at) - at).find("elements/s") != std::string::npos)
      ++known;
  }
  CHECK(known >= 8);
  CHECK(here.on_terminal(arguments + " --quiet").empty());
  std::filesystem::remove(here.path() / "seen.proof");
}

TEST_CASE("colour is for terminals", "[cli]") {
  const Directory& here = project();
  const std::string escape = "\033[";
  CHECK_THAT(here.on_terminal("run none.cairn"), Contains(escape));
  CHECK_THAT(here.on_terminal("run trap.cairn -i trap.json"), Contains(escape));
  CHECK_THAT(here.cairn("run none.cairn").err, !Contains(escape));
  CHECK_THAT(here.cairn("run trap.cairn -i trap.json").out, !Contains(escape));
  const Result none = here.cairn("--version");
  CHECK_THAT(none.out, Contains("cairn 0") && !Contains(escape));
}

TEST_CASE("long inputs are shortened for people and whole in JSON", "[cli][proof]") {
  const Directory& here = project();
  here.write("long.cairn", R"(input n: felt, list: word[n]
proc main {
  read n
  halt([fp - 3], 0)
}
)");
  std::string list = R"({"list": [)";
  for (int i = 0; i < 100; ++i) list += std::string(i == 0 ? "" : ",") + "[0,0,0,0,0,0,0,1]";
  here.write("long.json", list + "]}");
  const Result proven = here.cairn("prove long.cairn -i long.json -o long.proof");
  REQUIRE(proven.code == 0);
  CHECK_THAT(proven.out, Contains("... 100 in all]"));
  CHECK(proven.out.size() < 3000);
  const Result verified = here.cairn("verify long.proof --program long.cairn");
  CHECK_THAT(verified.out, Contains("... 100 in all]"));
  CHECK_THAT(here.cairn("inspect long.proof").out, Contains("... 101 words in all"));
  const Result whole = here.cairn("verify long.proof --program long.cairn --json");
  CHECK(whole.json()["statement"]["inputs"]["list"].size() == 100);
  std::filesystem::remove(here.path() / "long.proof");
}

TEST_CASE("tables say what an instruction adds", "[cli]") {
  const Result tables = project().cairn("tables --json");
  REQUIRE(tables.code == 0);
  const nlohmann::json json = tables.json();
  const auto row = [&](const std::string& name) {
    for (const auto& table : json["tables"]) {
      if (table["name"] == name) return table["elements_per_row"].get<double>();
    }
    return 0.0;
  };
  for (const auto& instruction : json["instructions"]) {
    if (instruction["name"] == "hash") {
      CHECK(instruction["elements"] ==
            row("cpu") + row("felts") / 8 + row("words") / 2 + row("poseidon"));
    }
    CHECK(instruction["elements"].get<double>() >= row("cpu"));
  }
  CHECK_THAT(project().cairn("tables").out, Contains("elements  own tables"));
}

}  // namespace
}  // namespace cairn::cli_test
