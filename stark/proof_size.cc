// Expected sizes for queries drawn uniformly with replacement; see stark/proof_size.h.
#include "stark/proof_size.h"

#include <algorithm>
#include <cmath>

namespace cairn {
namespace {

constexpr double kFeltBytes = 4;
constexpr double kExtensionBytes = kFeltBytes * kExtensionColumns;
constexpr double kNonceBytes = 8;
constexpr double kHeaderBytes = 32;

// Expected number of distinct positions among `queries` drawn from 2^log_size.
double distinct(double queries, unsigned log_size) {
  const double size = std::ldexp(1.0, static_cast<int>(log_size));
  return size * -std::expm1(queries * std::log1p(-1 / size));
}

// Expected number of digests in a batch of Merkle paths: a node at depth d is sent when no query
// lies below it but one lies below its parent.
double shared_path_digests(double queries, unsigned log_leaves) {
  double digests = 0;
  for (unsigned depth = 1; depth <= log_leaves; ++depth) {
    digests += 2 * distinct(queries, depth - 1) - distinct(queries, depth);
  }
  return digests;
}

uint64_t bytes(double value) { return static_cast<uint64_t>(std::llround(value)); }

}  // namespace

absl::StatusOr<ProofSize> estimate_proof_size(const ProofParameters& parameters,
                                              const ProtocolShape& shape) {
  ParameterFault fault = check_ranges(parameters);
  if (fault == ParameterFault::kNone) fault = check_shape(shape, parameters.log_blowup);
  if (fault != ParameterFault::kNone) return to_status(fault);
  const absl::StatusOr<FriSchedule> schedule = fri_schedule(parameters, shape);
  if (!schedule.ok()) return schedule.status();

  const absl::StatusOr<ProfileSettings> settings =
      profile_settings(parameters.profile, parameters.security);
  if (!settings.ok()) return settings.status();
  const double digest_bytes = settings->digest_bytes;
  const double queries = parameters.num_queries;
  double values = 0;
  double rows = 0;
  // The log of each tree's leaves: preprocessed, main, auxiliary, quotient; 0 for a tree without
  // columns.
  unsigned trees[4] = {};
  for (const ProtocolShape::Table& table : shape.tables) {
    const unsigned log_domain = table.log_height + parameters.log_blowup;
    values += static_cast<double>(table.functions());
    rows += static_cast<double>(table.columns()) * distinct(queries, log_domain);
    const uint32_t columns[4] = {table.preprocessed_columns, table.main_columns, table.aux_columns,
                                 table.quotient_columns};
    for (int i = 0; i < 4; ++i) {
      if (columns[i] > 0) trees[i] = std::max(trees[i], log_domain);
    }
  }
  double path_digests = 0;
  for (unsigned log_leaves : trees) path_digests += shared_path_digests(queries, log_leaves);
  // The verifier knows the root of the preprocessed tree.
  const double committed = static_cast<double>(
      std::count_if(trees + 1, trees + 4, [](unsigned log_leaves) { return log_leaves > 0; }));

  const GrindingBits& g = parameters.grinding;
  double nonces = 0;
  for (unsigned site : {g.bus, g.constraints, g.deep, g.batching, g.query}) nonces += site > 0;
  double fold_values = 0;
  double fold_digests = 0;
  for (const FoldStep& step : schedule->steps) {
    const double siblings = std::ldexp(1.0, static_cast<int>(step.log_arity)) - 1;
    fold_values += siblings * distinct(queries, step.log_folded_domain());
    fold_digests += shared_path_digests(queries, step.log_folded_domain());
    nonces += step.grinding_bits > 0;
  }

  const double tables = static_cast<double>(shape.tables.size());
  ProofSize size;
  size.header = bytes(kHeaderBytes + tables + nonces * kNonceBytes);
  size.commitments =
      bytes((committed + static_cast<double>(schedule->steps.size())) * digest_bytes);
  size.out_of_domain = bytes((values + tables) * kExtensionBytes);
  size.rows = bytes(rows * kFeltBytes);
  size.row_paths = bytes(path_digests * digest_bytes);
  size.fold_values = bytes(fold_values * kExtensionBytes);
  size.fold_paths = bytes(fold_digests * digest_bytes);
  size.final_polynomial =
      bytes(std::ldexp(kExtensionBytes, static_cast<int>(schedule->log_final_length)));
  return size;
}

}  // namespace cairn
