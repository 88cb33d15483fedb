// Forged statements: for every kind of outcome the prover has an honest run, and claims something
// else of it: another outcome, pc, output, program, input or cost, or that no advice was used. He
// makes a whole proof of the lie, from tables as good as he has, so that it is the tables that are
// refused and not a mere copy of a proof. Why, is foretold by the checker of tables.
#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "air/tables.h"
#include "test/air/endings.h"
#include "test/stark/run_claim.h"

namespace cairn {

using namespace test;
using testing::RunClaim;

namespace {

// One run for every reason together with the part of the machine that witnesses it.
std::vector<Trace> all_outcomes() {
  std::vector<Trace> runs;
  std::set<std::pair<Reason, EndWitness>> seen;
  for (Ending ending : endings()) {
    // Something to lie about: an input that nobody reads.
    if (ending.inputs.empty() && ending.reason == Reason::kHalted) ending.inputs = {Word{Felt(5)}};
    Trace trace = traced(ending);
    if (!seen.insert({trace.outcome.reason, hints_of(trace).end}).second) continue;
    runs.push_back(std::move(trace));
  }
  return runs;
}

struct Lies {
  explicit Lies(const Trace& trace) : claim(trace), truth(claim.statement), hints(claim.hints) {}

  // The lie is refused, and a proof of it for the reason that the tables foretell.
  void tell(const std::string& what, const std::function<void(Statement&, Hints&)>& change) {
    change(claim.statement, claim.hints);
    INFO(describe(truth.outcome) << ", but " << what);
    REQUIRE(claim.statement != truth);
    const VerifyResult expected = claim.foretold();
    CHECK(!expected.ok());
    // Hints that do not fit are refused before there is anything to prove.
    if (expected.reason != VerifyReason::kBadHints) {
      const VerifyResult result = claim.verify();
      INFO("foretold: " << expected.text() << "; was: " << result.text());
      CHECK(result.reason == expected.reason);
      CHECK(result.detail == expected.detail);
      ++proven;
    }
    reasons.insert(expected.reason);
    claim.statement = truth;
    claim.hints = hints;
  }

  RunClaim claim;
  const Statement truth;
  const Hints hints;
  size_t proven = 0;
  std::set<VerifyReason> reasons;
};

}  // namespace

TEST_CASE("forged: another outcome", "[stark][forged]") {
  std::set<Reason> claimed;
  for (const Trace& trace : all_outcomes()) {
    Lies lies(trace);
    for (uint32_t r = 0; r < kReasons; ++r) {
      const auto reason = static_cast<Reason>(r);
      if (reason == lies.truth.outcome.reason) continue;
      for (uint8_t end = 0; end <= static_cast<uint8_t>(EndWitness::kUnfetched); ++end) {
        const auto lie = [&](Statement& s, Hints& h) {
          // The cost that fits the stop row, and a limit that fits the cost.
          if (s.outcome.reason == Reason::kOutOfCost) ++s.cost, ++s.cost_limit;
          if (reason == Reason::kOutOfCost && s.cost > 0) {
            --s.cost;
            if (end == static_cast<uint8_t>(EndWitness::kUnfetched)) s.cost_limit = s.cost;
          }
          s.outcome.reason = reason;
          s.outcome.outputs.clear();
          h.output_handle = 0;
          h.end = static_cast<EndWitness>(end);
        };
        Statement statement = lies.truth;
        Hints hints = lies.hints;
        lie(statement, hints);
        if (find_flaw(statement, hints).has_value()) continue;
        lies.tell(std::string(kReasonNames[r]) + " by " + std::to_string(end), lie);
        claimed.insert(reason);
      }
    }
    CHECK(lies.proven >= 8);
  }
  CHECK(claimed.size() == kReasons);
}

TEST_CASE("forged: another pc, cost, program or input", "[stark][forged]") {
  for (const Trace& trace : all_outcomes()) {
    Lies lies(trace);
    using S = Statement;
    using H = Hints;
    lies.tell("one instruction later", [](S& s, H&) { ++s.outcome.pc; });
    lies.tell("elsewhere", [](S& s, H&) { s.outcome.pc = s.outcome.pc == 0 ? 9 : 0; });
    lies.tell("dearer", [](S& s, H&) { ++s.cost, s.cost_limit = s.cost; });
    lies.tell("another program", [](S& s, H&) { s.program_digest[5] += Felt::one(); });
    lies.tell("entered elsewhere", [](S& s, H& h) { ++h.entry, s.program_digest = {}; });
    lies.tell("a longer program", [](S& s, H& h) { ++h.length, s.program_digest = {}; });
    lies.tell("one more input", [](S& s, H&) { s.inputs.push_back({}); });
    if (lies.truth.inputs.empty()) continue;
    lies.tell("another input", [](S& s, H&) { s.inputs[0][7] += Felt::one(); });
    lies.tell("one input less", [](S& s, H&) { s.inputs.pop_back(); });
    // The input as the last word of the program.
    lies.tell("the first input is code", [](S& s, H& h) {
      s.inputs.erase(s.inputs.begin());
      ++h.length;
    });
  }
}

TEST_CASE("forged: another output", "[stark][forged]") {
  Lies lies(traced({push(2), on_top(Kind::kHalt, 2)}, {{Felt(5)}, {Felt(6)}, {Felt(7)}}));
  REQUIRE(lies.truth.outcome.outputs.size() == 2);
  using S = Statement;
  using H = Hints;
  lies.tell("another felt", [](S& s, H&) { s.outcome.outputs[1][7] += Felt::one(); });
  lies.tell("in another order",
            [](S& s, H&) { std::swap(s.outcome.outputs[0], s.outcome.outputs[1]); });
  lies.tell("the second word only", [](S& s, H& h) {
    s.outcome.outputs.erase(s.outcome.outputs.begin());
    ++h.output_handle;
  });
  lies.tell("none", [](S& s, H&) { s.outcome.outputs.clear(); });
  lies.tell("a word more", [](S& s, H&) { s.outcome.outputs.push_back({Felt(7)}); });
  lies.tell("the words before them", [](S& s, H& h) {
    s.outcome.outputs = {{Felt(5)}, {Felt(6)}};
    --h.output_handle;
  });
}

TEST_CASE("forged: advice hidden, or feigned", "[stark][forged]") {
  Program program;
  append_code(program, std::vector<Instruction>{make(Kind::kAdvice), on_top(Kind::kHalt, 0)});
  AdviceList advice({Felt(1)}, {});
  Lies hidden(run_traced(program, {}, {.cost_limit = 10, .advice = &advice}).value());
  REQUIRE(hidden.truth.advice_used);
  const auto hide = [](Statement& s, Hints&) { s.advice_used = false; };
  hidden.tell("no advice was used", hide);
  CHECK(hidden.reasons == std::set{VerifyReason::kForbiddenTable});
  // Then without the table: nobody answers the cpu.
  hidden.claim.table("advice") = ColumnMatrix();
  hidden.tell("no advice was used, and there is no table", hide);
  CHECK(hidden.reasons == std::set{VerifyReason::kForbiddenTable, VerifyReason::kBusUnbalanced});

  const auto feign = [](Statement& s, Hints&) { s.advice_used = true; };
  for (const Trace& trace : all_outcomes()) {
    Lies lies(trace);
    lies.tell("advice was used", feign);
    CHECK(lies.reasons == std::set{VerifyReason::kMissingTable});
    // A table of padding does not stand.
    lies.claim.table("advice") = ColumnMatrix::zeros(8, kWidth<AdviceTable>);
    lies.tell("advice was used, and here is a table", feign);
    CHECK(lies.reasons ==
          std::set{VerifyReason::kMissingTable, VerifyReason::kConstraintsViolated});
  }
}

}  // namespace cairn
