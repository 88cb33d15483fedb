// Forged runs: a prover who fills the tables anew, so that all of it fits but what is false. Each
// was accepted, or would be, if one constraint or message were missing; the test names that one,
// proves the forgery and sees it refused.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "air/cpu.h"
#include "air/faults.h"
#include "test/air/endings.h"
#include "test/air/harness.h"
#include "test/stark/run_claim.h"

namespace cairn {

using namespace test;
using testing::RunClaim;

namespace {

// The forgery holds but for one constraint, and is refused for that.
void require_only(const RunClaim& forged, const std::string& table, const std::string& name) {
  const CheckReport report = forged.check();
  INFO(report.text());
  CHECK(report.imbalances.empty());
  CHECK(!report.failures.empty());
  for (const CheckReport::Failure& failure : report.failures) {
    CHECK(failure.table == table);
    CHECK(failure.name == name);
  }
  const VerifyResult result = forged.verify();
  INFO(result.text());
  CHECK(result.reason == VerifyReason::kConstraintsViolated);
  CHECK((", " + result.detail + ",").find(", " + table + ",") != std::string::npos);
}

}  // namespace

TEST_CASE("forged: the end of the code as an illegal instruction", "[stark][forged]") {
  // On the fetch bus the two differ by the bit of x_ap, which a row without a kind must not set.
  RunClaim forged(traced({push(1), push(2)}));
  REQUIRE(forged.statement.outcome.reason == Reason::kEndOfCode);
  forged.statement.outcome.reason = Reason::kIllegal;
  constexpr auto c = columns_of<CpuTable>();
  forged.cell("cpu", 2, c.flags.x_ap) = Felt::one();
  forged.cell("cpu", 2, c.address_x) += forged.cell("cpu", 2, c.ap) - forged.cell("cpu", 2, c.fp);
  require_only(forged, "cpu", "x_ap needs a kind");
}

TEST_CASE("forged: a handle just below p as one that exists", "[stark][forged]") {
  // x = -1 is out of bounds. The distance wp - 1 - x = wp is near nevertheless, so the division by
  // zero must also prove that x itself is near.
  Trace trace =
      traced({push(0), on_top(Kind::kSub, 1), on_top(Kind::kExtDiv, 2), push(0)}, {Word{}});
  REQUIRE(trace.outcome.reason == Reason::kBounds);
  trace.outcome.reason = Reason::kDivision;
  const RunClaim forged(trace);
  // x is neither in the range table nor a comparison of bounds that holds.
  const CheckReport report = forged.check();
  INFO(report.text());
  CHECK(!report.imbalances.empty());
  CHECK(report.text().find("the other word exists") != std::string::npos);
  CHECK(forged.verify().reason == VerifyReason::kBusUnbalanced);
}

}  // namespace cairn
