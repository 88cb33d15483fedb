// Thousands of random programs, in the run loop and in the reference machine: the two must agree on
// every step, and between them the programs must meet every opcode and every way to end.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include "test/vm/coverage.h"
#include "test/vm/random_jobs.h"
#include "test/vm/vm_test.h"

namespace cairn {
namespace {

TEST_CASE("random programs run as in the reference machine", "[differential]") {
  // CAIRN_LONG: the long run of scripts/test --thorough.
  const size_t programs = std::getenv("CAIRN_LONG") == nullptr ? 40000 : 1000000;
  JobGenerator generator(20240501);
  Coverage coverage;
  size_t without_advice = 0;
  for (size_t i = 0; i < programs; ++i) {
    Job job = generator.next();
    if (i % 8 == 7) job = generator.mutated(job);
    std::optional<Trace> trace;
    const std::optional<std::string> found = difference(job, trace);
    INFO("program " << i << ": " << found.value_or("no difference"));
    REQUIRE(!found.has_value());
    if (trace.has_value()) {
      coverage.add(*trace);
    } else {
      ++without_advice;
    }
  }
  coverage.print("random runs");
  std::cout << without_advice << " more without enough advice\n";
  coverage.require_complete();
  CHECK(without_advice > 0);
}

}  // namespace
}  // namespace cairn
