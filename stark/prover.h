// The prover. Its numbered steps are those of verifier.cc and of docs/protocol.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/field/matrix.h"
#include "stark/proof.h"
#include "stark/protocol.h"

namespace cairn {

struct ProverOptions {
  ProofProfile profile = ProofProfile::kFast;
  unsigned security = 100;
  // Keep the extended columns, or extend them again where they are opened (commitment.h); if not
  // set, the profile says which. The proof is the same.
  std::optional<bool> keeps_extensions;
  // Called at the beginning of each stage, if set.
  std::function<void(std::string_view stage)> progress;
  // Instead of the parameters that profile and security ask for. Only for tests: verify() refuses
  // what is weaker than those, verify_with_policy() is the tests' own.
  std::optional<ProofParameters> test_parameters;
};

struct ProverStats {
  struct Stage {
    std::string_view name;
    double seconds = 0;
  };
  struct TableSize {
    std::string_view name;
    unsigned log_height = 0;
    size_t main_columns = 0;
    size_t aux_columns = 0;  // of the base field
    size_t rows = 0;         // without padding, where prove_run() knows; else 0
  };
  std::vector<Stage> stages;
  double seconds = 0;
  std::vector<TableSize> tables;    // those present
  uint64_t committed_elements = 0;  // main and auxiliary, padding included
  uint64_t quotient_elements = 0;
  size_t peak_memory_bytes = 0;  // of the process so far
  ProofParts parts;
};

struct ProverOutput {
  Proof proof;
  std::vector<uint8_t> bytes;
  ProverStats stats;
};

// One matrix for every table of the AIR, with its columns and a power of two of at least 8 rows;
// without rows where the table is absent. Errors: InvalidArgument where the matrices do not fit the
// AIR or the claim, or no parameters of the profile reach the security. Whether the constraints
// hold is not checked: a proof of a false trace is refused by verify().
absl::StatusOr<ProverOutput> prove(const Air& air, const Claim& claim,
                                   std::vector<ColumnMatrix> traces, const ProverOptions& options);

}  // namespace cairn
