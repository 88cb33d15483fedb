// Totality: any words are a program, and every run has an outcome that has a proof. Random words,
// instructions and mutations of the examples are run, on random input; of the runs a sample that
// executes every opcode and ends in every way is proven and verified.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/assemble.h"
#include "compiler/io.h"
#include "test/stark/run_claim.h"
#include "test/vm/coverage.h"
#include "test/vm/random_jobs.h"

namespace cairn {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  INFO(path);
  REQUIRE(stream.good());
  return {std::istreambuf_iterator<char>(stream), {}};
}

// An example program with its input.
Job example(const std::string& name) {
  const std::string folder = CAIRN_SOURCE_DIR "/examples/" + name + "/";
  SourceManager sources;
  const auto assembly = assemble(sources, folder + name + ".cairn");
  INFO(assembly.status());
  REQUIRE(assembly.ok());
  const std::string input = folder + "input.json";
  const auto words = words_from_json(assembly->interface.inputs, text_of(input), input);
  INFO(words.status());
  REQUIRE(words.ok());
  Job job;
  job.program = assembly->program;
  job.inputs = *words;
  job.cost_limit = 3000;
  return job;
}

// Advice without end, so that no run is left without an outcome.
class EndlessAdvice final : public AdviceProvider {
 public:
  std::optional<Felt> next_felt(const MachineView& machine) override {
    return Felt(machine.felts.size() % 7);
  }
  std::optional<Word> next_word(const MachineView& machine) override {
    return machine.words.empty() ? Word{}
                                 : machine.words[machine.felts.size() % machine.words.size()];
  }
};

}  // namespace

TEST_CASE("random programs end, and their outcomes are proven", "[stark][totality]") {
  const bool is_long = std::getenv("CAIRN_LONG") != nullptr;
  const size_t programs = is_long ? 300000 : 60000;
#ifdef CAIRN_SANITIZE  // A sanitized proof takes seconds, so that not every opcode and end has one.
  constexpr bool kProvesAll = false;
  const size_t proofs = 30;
#else
  constexpr bool kProvesAll = true;
  const size_t proofs = is_long ? 3000 : 300;
#endif
  const std::vector<Job> examples = {example("fibonacci"), example("code_as_data"),
                                     example("bad_transfer"), example("transfers")};
  JobGenerator generator(20261125);
  Coverage all, sample;
  for (size_t i = 0; i < programs; ++i) {
    const Job job =
        i % 3 == 2 ? generator.mutated(examples[i / 3 % examples.size()]) : generator.next();
    EndlessAdvice advice;
    const auto trace =
        run_traced(job.program, job.inputs, {.cost_limit = job.cost_limit, .advice = &advice});
    INFO("program " << i << ": " << trace.status());
    REQUIRE(trace.ok());
    all.add(*trace);
    // What is new is proven, and of the rest as many as make the sample, spread over the reasons.
    const bool is_spread = sample.reasons[trace->outcome.reason] * kReasons < proofs * 3 / 4;
    const bool is_wanted = kProvesAll && (sample.is_new(*trace) || is_spread);
    if (!is_wanted && sample.runs * programs >= i * proofs) continue;
    sample.add(*trace);
    const Statement statement = statement_of(*trace);
    const VerifyResult result = testing::verify_tiny(testing::prove_tiny(*trace).bytes, statement);
    INFO(describe(statement.outcome) << ": " << result.text());
    REQUIRE(result.ok());
  }
  all.print("random runs");
  sample.print("of them proven and verified");
  all.require_complete();
  if (kProvesAll) sample.require_complete();
  CHECK(sample.runs >= proofs);
}

}  // namespace cairn
