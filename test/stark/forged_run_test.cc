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

TEST_CASE("forged: the end of the code as an illegal instruction", "[stark][forged]") {
  // On the fetch bus the two differ by a bit that no sum of flags makes.
  RunClaim forged(traced({push(1), push(2)}));
  REQUIRE(forged.statement.outcome.reason == Reason::kEndOfCode);
  forged.statement.outcome.reason = Reason::kIllegal;
  constexpr auto c = columns_of<CpuTable>();
  forged.cell("cpu", 7, c.flags.x_ap) = Felt::one();
  forged.cell("cpu", 7, c.address_x) += forged.cell("cpu", 7, c.ap) - forged.cell("cpu", 7, c.fp);
  CHECK(forged.check().failures.empty());
  CHECK(forged.verify().reason == VerifyReason::kBusUnbalanced);
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
