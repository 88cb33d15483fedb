// An estimate of a proof's size from its parameters and shape, before there is a proof.
//
// What: bytes of every part, with Merkle paths that share siblings counted at their expected size.
// Why: `cairn soundness` prints it, and the profiles' blow-ups were chosen by it.
// Specification: docs/soundness.md.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "stark/parameters.h"

namespace cairn {

// Bytes of each part.
struct ProofSize {
  uint64_t header = 0;            // parameters, heights, lengths, nonces
  uint64_t commitments = 0;       // roots of the tables' trees and of the FRI layers
  uint64_t out_of_domain = 0;     // openings at zeta and at the next row, bus sums
  uint64_t rows = 0;              // opened rows of every table
  uint64_t row_paths = 0;         // their Merkle paths
  uint64_t fold_values = 0;       // siblings in the FRI layers
  uint64_t fold_paths = 0;        // their Merkle paths
  uint64_t final_polynomial = 0;  // its coefficients
  uint64_t total() const {
    return header + commitments + out_of_domain + rows + row_paths + fold_values + fold_paths +
           final_polynomial;
  }
};

// Errors: those of check_ranges, check_shape and fri_schedule.
absl::StatusOr<ProofSize> estimate_proof_size(const ProofParameters& parameters,
                                              const ProtocolShape& shape);

}  // namespace cairn
