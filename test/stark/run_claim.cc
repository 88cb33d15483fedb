// See run_claim.h.
#include "test/stark/run_claim.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "air/tables.h"
#include "test/stark/toy_air.h"

namespace cairn::testing {
namespace {

ProverOptions tiny_options() {
  ProverOptions options;
  options.test_parameters = tiny_parameters(ProofProfile::kFast);
  return options;
}

ColumnMatrix copy_of(const ColumnMatrix& from) {
  ColumnMatrix to(from.height(), from.width());
  for (size_t c = 0; c < from.width(); ++c) std::ranges::copy(from.column(c), to.column(c).begin());
  return to;
}

}  // namespace

RunClaim::RunClaim(const Trace& trace)
    : statement(statement_of(trace)),
      hints(hints_of(trace)),
      tables(build_tables(trace, publics())) {}

ColumnMatrix& RunClaim::table(std::string_view name) {
  const auto found = std::ranges::find(tables, name, &BuiltTable::name);
  REQUIRE(found != tables.end());
  return found->matrix;
}

CheckReport RunClaim::check() const {
  return check_tables(tables, publics(), public_messages(statement, hints));
}

ProverOutput RunClaim::prove() const {
  std::vector<ColumnMatrix> matrices;
  for (const BuiltTable& table : tables) matrices.push_back(copy_of(table.matrix));
  Claim claim = claim_of(statement, hints);
  claim.rules.clear();  // they hold back an honest prover
  auto output = cairn::prove(machine_air(), claim, std::move(matrices), tiny_options());
  INFO(output.status());
  REQUIRE(output.ok());
  return *std::move(output);
}

VerifyResult RunClaim::verify() const { return verify_tiny(prove().bytes, statement); }

VerifyResult RunClaim::foretold() const {
  if (find_flaw(statement, hints).has_value()) return {VerifyReason::kBadHints, ""};
  const auto advice = std::ranges::find(tables, AdviceTable::kName, &BuiltTable::name);
  if (statement.advice_used != advice->is_present()) {
    return {statement.advice_used ? VerifyReason::kMissingTable : VerifyReason::kForbiddenTable,
            std::string(AdviceTable::kName)};
  }
  const CheckReport report = check();
  if (!report.imbalances.empty()) return {VerifyReason::kBusUnbalanced, ""};
  if (!report.failures.empty()) {
    size_t highest = 0;
    for (const BuiltTable& table : tables) {
      if (std::ranges::find(report.failures, table.name, &CheckReport::Failure::table) !=
          report.failures.end()) {
        highest = std::max(highest, table.matrix.height());
      }
    }
    std::string names;
    for (const BuiltTable& table : tables) {
      if (table.matrix.height() != highest) continue;
      names += (names.empty() ? "" : ", ") + std::string(table.name);
    }
    return {VerifyReason::kConstraintsViolated, names};
  }
  return {};
}

ProverOutput prove_tiny(const Trace& trace) {
  auto output = prove_run(trace, tiny_options());
  INFO(output.status());
  REQUIRE(output.ok());
  return *std::move(output);
}

VerifyResult verify_tiny(std::span<const uint8_t> proof, const Statement& statement) {
  return verify_with_policy(machine_air(), proof, expected_run(statement, std::nullopt, 100),
                            tiny_policy);
}

}  // namespace cairn::testing
