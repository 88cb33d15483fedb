#include "test/vm/vm_test.h"

#include <catch2/catch.hpp>

namespace cairn {

Trace checked_run(const Job& job) {
  std::optional<Trace> trace;
  const std::optional<std::string> found = difference(job, trace);
  INFO(found.value_or("no difference"));
  REQUIRE(!found.has_value());
  REQUIRE(trace.has_value());
  return *std::move(trace);
}

}  // namespace cairn
