// `cairn test`: runs programs on the inputs of test files, and compares outcome, outputs and cost
// with what those say. Specification: docs/cli.md, "Tests".
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/execution.h"
#include "cli/files.h"
#include "cli/session.h"
#include "cli/style.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/diagnostics.h"
#include "compiler/io.h"
#include "compiler/text.h"
#include "stark/run_proof.h"

namespace cairn::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxTestBytes = size_t{64} << 20;

struct Options {
  std::vector<std::string> paths = {"."};
  bool prove = false;
};

// What a test expects of its run.
struct Expected {
  std::optional<std::vector<Word>> outputs;  // with none: whatever it halts with
  std::optional<std::string> trap;           // the reason
  std::string at;                            // is in the source line that traps
  std::optional<uint32_t> cost;
};

struct Test {
  std::string name;
  std::vector<Word> inputs;
  std::unique_ptr<AdviceList> advice;
  uint32_t limit = kDefaultCostLimit;
  Expected expected;
};

// A file of tests, read with the sentence that says what is wrong with it.
class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {}

  absl::StatusOr<LoadedProgram> read_program() {
    const absl::StatusOr<std::string> text = read_file(path_, "file of tests", kMaxTestBytes);
    if (!text.ok()) return text.status();
    json_ = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
    if (!json_.is_object()) return wrong("", "this is not a JSON object");
    if (absl::Status status = check_names(json_, "", {"program", "tests"}); !status.ok()) {
      return status;
    }
    if (!json_.contains("program") || !json_["program"].is_string()) {
      return wrong("", "\"program\" is missing, the path of a program from here");
    }
    if (!json_.contains("tests") || !json_["tests"].is_array() || json_["tests"].empty()) {
      return wrong("", "\"tests\" is missing, an array of tests");
    }
    return load_program_file(beside(json_["program"].get<std::string>()));
  }

  size_t count() const { return json_["tests"].size(); }

  absl::StatusOr<Test> read_test(size_t index, const Interface& interface) const {
    const Json& json = json_["tests"][index];
    const std::string place = concat("/tests/", index);
    if (!json.is_object()) return wrong(place, "this is not an object");
    absl::Status names = check_names(
        json, place, {"name", "input", "advice", "limit", "output", "trap", "at", "cost"});
    if (!names.ok()) return names;
    Test test;
    test.name = json.contains("name") && json["name"].is_string() ? json["name"].get<std::string>()
                                                                  : concat("test ", index);
    absl::StatusOr<std::vector<Word>> inputs = read_values(json, "input", place, interface.inputs);
    if (!inputs.ok()) return inputs.status();
    test.inputs = *std::move(inputs);
    if (json.contains("advice")) {
      if (!json["advice"].is_string()) return wrong(place + "/advice", "this is not a path");
      auto advice = read_advice(beside(json["advice"].get<std::string>()));
      if (!advice.ok()) return advice.status();
      test.advice = *std::move(advice);
    }
    for (const std::string name : {"limit", "cost"}) {
      if (!json.contains(name)) continue;
      if (!json[name].is_number_unsigned() || json[name].get<uint64_t>() > kMaxCostLimit) {
        return wrong(concat(place, "/", name),
                     concat("this is not a number up to ", kMaxCostLimit));
      }
      const auto value = json[name].get<uint32_t>();
      if (name == "limit") test.limit = value;
      if (name == "cost") test.expected.cost = value;
    }
    if (absl::Status status = read_expected(json, place, interface, test); !status.ok()) {
      return status;
    }
    return test;
  }

 private:
  absl::Status wrong(const std::string& place, std::string_view what) const {
    return invalid(concat(path_, place.empty() ? "" : ", at ", place, ": ", what,
                          "; see \"Tests\" in docs/cli.md"));
  }
  std::string beside(const std::string& name) const {
    return (fs::path(path_).parent_path() / name).lexically_normal().string();
  }

  absl::Status check_names(const Json& json, const std::string& place,
                           const std::vector<std::string_view>& known) const {
    for (const auto& item : json.items()) {
      if (std::find(known.begin(), known.end(), item.key()) != known.end()) continue;
      const std::string close = closest_name(item.key(), known);
      return wrong(concat(place, "/", item.key()),
                   close.empty() ? "the name is unknown"
                                 : concat("the name is unknown, did you mean \"", close, "\"?"));
    }
    return absl::OkStatus();
  }

  // The words of a value that is in place, or in the file whose path is in place.
  absl::StatusOr<std::vector<Word>> read_values(const Json& json, const std::string& name,
                                                const std::string& place,
                                                const std::vector<Field>& fields) const {
    if (!json.contains(name)) {
      if (fields.empty()) return std::vector<Word>();
      return wrong(place, concat("\"", name, "\" is missing, an object or the path of one"));
    }
    const Json& value = json[name];
    if (value.is_string()) return read_inputs(fields, beside(value.get<std::string>()));
    absl::StatusOr<std::vector<Word>> words =
        words_from_json(fields, value.dump(-1, ' ', false, Json::error_handler_t::replace),
                        concat(path_, ", in ", place, "/", name));
    if (!words.ok()) return invalid(std::string(words.status().message()));
    return words;
  }

  absl::Status read_expected(const Json& json, const std::string& place, const Interface& interface,
                             Test& test) const {
    for (const std::string name : {"trap", "at"}) {
      if (json.contains(name) && !json[name].is_string()) {
        return wrong(concat(place, "/", name), "this is not a text");
      }
    }
    if (json.contains("output")) {
      if (json.contains("trap")) return wrong(place, "a run has an output or a trap, not both");
      absl::StatusOr<std::vector<Word>> outputs =
          read_values(json, "output", place, interface.outputs);
      if (!outputs.ok()) return outputs.status();
      test.expected.outputs = *std::move(outputs);
    }
    if (json.contains("trap")) {
      const auto reason = json["trap"].get<std::string>();
      const std::vector<std::string_view> reasons(kReasonNames.begin() + 1, kReasonNames.end());
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
        std::string all;
        for (const std::string_view each : reasons) append_all(all, all.empty() ? "" : ", ", each);
        return wrong(place + "/trap", concat("the reasons are ", all));
      }
      test.expected.trap = reason;
    }
    if (json.contains("at")) {
      if (!json.contains("trap")) return wrong(place + "/at", "only a trap has a place");
      test.expected.at = json["at"].get<std::string>();
    }
    return absl::OkStatus();
  }

  const std::string path_;
  Json json_;
};

std::string values_text(const std::vector<Field>& fields, const std::vector<Word>& words) {
  return json_of_words(fields, words).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Why the run is not what the test expects; empty if it is.
std::string difference(const Expected& expected, const LoadedProgram& loaded,
                       const RunResult& result) {
  const Outcome& outcome = result.outcome;
  const SourceMap& map = loaded.source_map;
  const Location* const location = map.find(outcome.pc);
  const std::string line = location == nullptr ? "" : map.texts[location->text];
  const std::string there = location == nullptr ? concat("pc ", outcome.pc) : map.place(*location);
  const std::string_view reason = kReasonNames[static_cast<size_t>(outcome.reason)];
  if (outcome.halted() && expected.trap.has_value()) {
    return concat("the run halted; expected: trap ", *expected.trap);
  }
  if (!outcome.halted() && reason != expected.trap) {
    return concat("trap ", reason, " at ", there, "; expected: ",
                  expected.trap.has_value() ? concat("trap ", *expected.trap) : "to halt");
  }
  if (!outcome.halted() && line.find(expected.at) == std::string::npos) {
    return concat("trap at ", there, "; expected: a line with \"", expected.at, "\"");
  }
  if (expected.outputs.has_value() && outcome.outputs != *expected.outputs) {
    return concat("the output is ", values_text(loaded.interface.outputs, outcome.outputs),
                  "; expected: ", values_text(loaded.interface.outputs, *expected.outputs));
  }
  if (expected.cost.has_value() && result.cost != *expected.cost) {
    return concat("the cost is ", result.cost, "; expected: ", *expected.cost);
  }
  return "";
}

// Proves the run and verifies the proof; why that failed, or empty.
absl::StatusOr<std::string> prove_and_verify(const Task& task, const std::string& file) {
  const absl::StatusOr<Trace> trace = trace_task(task, file);
  if (!trace.ok()) return trace.status();
  const absl::StatusOr<ProverOutput> output = prove_run(*trace, {});
  if (!output.ok()) return concat("not proven: ", std::string(output.status().message()));
  const VerifyResult result = verify_run(output->bytes, statement_of(*trace));
  return result.ok() ? "" : concat("the proof is refused: ", result.text());
}

// Test files: those named, and those of the folder `tests` in (or, under that name, are) a folder.
absl::StatusOr<std::vector<std::string>> find_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    const bool is_tests = fs::canonical(path, error).filename() == "tests";
    const fs::path folder =
        (is_tests ? fs::path(path) : fs::path(path) / "tests").lexically_normal();
    std::vector<std::string> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
      if (entry.path().extension() == ".json") found.push_back(entry.path().string());
    }
    if (found.empty()) {
      return invalid(concat(folder.string(), ": there are no test files (.json); see \"Tests\" in ",
                            "docs/cli.md"));
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

absl::StatusOr<Exit> run_tests(const Session& session, const Options& options) {
  const absl::StatusOr<std::vector<std::string>> files = find_files(options.paths);
  if (!files.ok()) return files.status();
  std::string text;
  Json results = Json::array();
  size_t failed = 0;
  for (const std::string& file : *files) {
    Reader reader(file);
    absl::StatusOr<LoadedProgram> loaded = reader.read_program();
    if (!loaded.ok()) return loaded.status();
    Task task;
    task.loaded = *std::move(loaded);
    append_all(text, paint(STDOUT_FILENO, Paint::kBold, file), "\n");
    for (size_t i = 0; i < reader.count(); ++i) {
      absl::StatusOr<Test> test = reader.read_test(i, task.loaded.interface);
      if (!test.ok()) return test.status();
      task.inputs = std::move(test->inputs);
      task.advice = std::move(test->advice);
      task.limit = test->limit;
      const absl::StatusOr<RunResult> result = run_task(task, concat(file, ", ", test->name));
      if (!result.ok()) return result.status();
      std::string problem = difference(test->expected, task.loaded, *result);
      if (problem.empty() && options.prove) {
        absl::StatusOr<std::string> refused = prove_and_verify(task, file);
        if (!refused.ok()) return refused.status();
        problem = *std::move(refused);
      }
      const bool passed = problem.empty();
      if (!passed) ++failed;
      append_all(text, "  ",
                 passed ? paint(STDOUT_FILENO, Paint::kGood, "ok    ")
                        : paint(STDOUT_FILENO, Paint::kBad, "FAILED"),
                 absl::StrFormat("  %-32s cost %s\n", test->name, number_text(result->cost)));
      if (!passed) append_all(text, "          ", problem, "\n");
      Json entry = {
          {"file", file}, {"name", test->name}, {"passed", passed}, {"cost", result->cost}};
      if (!passed) entry["problem"] = problem;
      results.push_back(std::move(entry));
    }
  }
  append_all(text, count_text(results.size(), "test"), ", ",
             failed == 0
                 ? paint(STDOUT_FILENO, Paint::kGood, "all passed")
                 : paint(STDOUT_FILENO, Paint::kBad, concat(number_text(failed), " failed")),
             options.prove ? ", each proven and verified\n" : "\n");
  session.print({{"tests", std::move(results)}, {"failed", failed}, {"proven", options.prove}},
                text);
  return failed == 0 ? Exit::kAsAsked : Exit::kInvalid;
}

}  // namespace

void add_test(CLI::App& app, Session& session) {
  CLI::App* const command = add_command(app, session, "test", "run the tests of a project");
  const auto options = std::make_shared<Options>();
  command->add_option("PATH", options->paths, "projects, or test files (this folder)");
  command->add_flag("--prove", options->prove, "also prove every run and verify the proof");
  command->callback([&session, options] {
    session.command = [&session, options] { return run_tests(session, *options); };
  });
}

}  // namespace cairn::cli
