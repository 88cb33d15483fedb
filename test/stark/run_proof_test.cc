// Proofs of runs of the machine.
#include "stark/run_proof.h"

#include <catch2/catch.hpp>

#include "air/build.h"
#include "vm/encode.h"
#include "vm/run.h"

namespace cairn {
namespace {

Trace traced(const std::vector<Instruction>& code, const std::vector<Word>& inputs = {},
             uint32_t cost_limit = 1000) {
  Program program;
  append_code(program, code);
  return run_traced(program, inputs, {.cost_limit = cost_limit}).value();
}

Instruction push(uint32_t v) {
  return make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(v));
}
Instruction on_top(Kind kind, uint32_t y = 0) {
  return make(kind, XMode::kAp, 1, YMode::kImmediate, Felt(y));
}

ProverOutput proved(const Trace& trace, const ProverOptions& options = {}) {
  auto output = prove_run(trace, options);
  INFO(output.status());
  REQUIRE(output.ok());
  return *std::move(output);
}

}  // namespace

TEST_CASE("a run is proved and verified", "[stark][run]") {
  // Two inputs, their hash is the output.
  const Trace trace =
      traced({push(3), push(4), push(5), on_top(Kind::kHalt, 1)}, {Word{Felt(1)}, Word{Felt(2)}});
  const Statement statement = statement_of(trace);
  const ProverOutput output = proved(trace);
  const VerifyResult result = verify_run(output.bytes, statement);
  INFO(result.text());
  CHECK(result.ok());
  CHECK(claimed_statement(output.bytes) == statement);
}

}  // namespace cairn
