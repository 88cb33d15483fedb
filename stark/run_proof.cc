// Proofs of runs: see run_proof.h.
#include "stark/run_proof.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "air/build.h"
#include "air/tables.h"
#include "stark/statement_codec.h"
#include "stark/table_kernel.h"

namespace cairn {
namespace {

size_t table_index(std::string_view name) {
  const std::vector<TableKernel>& tables = machine_air().tables;
  size_t i = 0;
  while (tables[i].name != name) ++i;
  return i;
}

}  // namespace

const Air& machine_air() {
  static const Air air = [] {
    std::vector<TableKernel> kernels;
    AllTables::for_each(
        [&]<class Table>(std::type_identity<Table>) { kernels.push_back(table_kernel<Table>()); });
    return Air(std::move(kernels));
  }();
  return air;
}

Claim claim_of(const Statement& statement, const Hints& hints) {
  Claim claim;
  claim.statement = encode_statement(statement);
  claim.hints = encode_hints(hints);
  claim.publics = public_values(statement, hints);
  claim.messages = public_messages(statement, hints);
  claim.rules = {{table_index(AdviceTable::kName), statement.advice_used}};
  return claim;
}

absl::StatusOr<ProverOutput> prove_run(const Trace& trace, const ProverOptions& options) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  if (options.progress) options.progress("fill tables");
  const Claim claim = claim_of(statement_of(trace), hints_of(trace));
  std::vector<ColumnMatrix> matrices;
  std::vector<size_t> rows;  // of the tables that are present
  for (BuiltTable& table : build_tables(trace, claim.publics)) {
    if (table.is_present()) rows.push_back(table.rows);
    matrices.push_back(std::move(table.matrix));
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();

  absl::StatusOr<ProverOutput> output = prove(machine_air(), claim, std::move(matrices), options);
  if (!output.ok()) return output;
  ProverStats& stats = output->stats;
  stats.stages.insert(stats.stages.begin(), {"fill tables", seconds});
  stats.seconds += seconds;
  for (size_t i = 0; i < rows.size(); ++i) stats.tables[i].rows = rows[i];
  return output;
}

Expected expected_run(const Statement& statement, std::optional<ProofProfile> profile,
                      unsigned security) {
  Expected expected;
  expected.statement = encode_statement(statement);
  expected.claim = [statement](std::span<const uint8_t> bytes) -> std::variant<Claim, std::string> {
    const std::optional<Hints> hints = decode_hints(bytes);
    if (!hints.has_value()) return "the hints cannot be read";
    if (std::optional<std::string> flaw = find_flaw(statement, *hints); flaw.has_value()) {
      return *std::move(flaw);
    }
    return claim_of(statement, *hints);
  };
  expected.profile = profile;
  expected.security = security;
  return expected;
}

VerifyResult verify_run(std::span<const uint8_t> proof, const Statement& statement,
                        std::optional<ProofProfile> profile, unsigned security) {
  return verify(machine_air(), proof, expected_run(statement, profile, security));
}

std::optional<Statement> claimed_statement(std::span<const uint8_t> proof) {
  ProofHeader header;
  if (!read_header(proof, header).ok()) return std::nullopt;
  return decode_statement(header.statement);
}

}  // namespace cairn
