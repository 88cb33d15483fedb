// Proofs of runs: see run_proof.h.
#include "stark/run_proof.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "air/build.h"
#include "air/footprint.h"
#include "air/tables.h"
#include "stark/statement_codec.h"
#include "stark/table_kernel.h"
#include "vm/run.h"

namespace cairn {
const Air& machine_air() {
  static const Air air = [] {
    std::vector<TableKernel> kernels;
    AllTables::for_each(
        [&]<class Table>(std::type_identity<Table>) { kernels.push_back(table_kernel<Table>()); });
    return Air(std::move(kernels));
  }();
  return air;
}

size_t table_index(std::string_view name) {
  const std::vector<TableKernel>& tables = machine_air().tables;
  size_t i = 0;
  while (tables[i].name != name) ++i;
  return i;
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

std::optional<uint32_t> max_cost_limit(unsigned log_blowup, size_t image_words,
                                       size_t input_words) {
  const uint64_t height = uint64_t{1} << (kMaxLogDomain - log_blowup);
  const auto fits = [&](uint64_t limit) {
    const std::vector<uint64_t> rows = most_rows(image_words, input_words, limit);
    return *std::max_element(rows.begin(), rows.end()) <= height &&
           image_words + input_words + kMaxWordsPerStep * limit < kMaxWords;
  };
  if (image_words > kMaxImageWords || input_words > kMaxInputWords || !fits(0)) return std::nullopt;
  uint32_t fitting = 0;
  uint32_t above = kMaxCostLimit + 1;
  while (above - fitting > 1) {
    const uint32_t middle = fitting + (above - fitting) / 2;
    (fits(middle) ? fitting : above) = middle;
  }
  return fitting;
}

absl::StatusOr<ProverOutput> prove_run(const Trace& trace, const ProverOptions& options) {
  const absl::StatusOr<ProfileSettings> settings =
      profile_settings(options.profile, options.security);
  if (!settings.ok()) return settings.status();
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  if (options.progress) options.progress("fill tables");
  const Claim claim = claim_of(statement_of(trace), hints_of(trace));
  std::vector<ColumnMatrix> matrices;
  std::vector<size_t> rows;  // of the tables that are present
  for (BuiltTable& table : build_tables(trace, claim.publics, settings->heights)) {
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
