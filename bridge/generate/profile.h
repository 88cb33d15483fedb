// The fixed parameters of the profile `ethereum`.
//
// PROVISIONAL: stark/parameters.h will state them; until then they are stated here, and only here.
#pragma once

#include "stark/parameters.h"

namespace cairn::bridge {

inline ProofParameters ethereum_parameters() {
  ProofParameters parameters;
  parameters.profile = ProofProfile::kEthereum;
  parameters.security = 100;
  parameters.log_blowup = 8;
  parameters.max_log_arity = 3;
  parameters.log_final_length = 7;
  parameters.batching = Batching::kPowers;
  parameters.num_queries = 20;
  parameters.grinding = {8, 8, 8, 12, 8, 24};
  return parameters;
}

// The heights that a table may have, descending.
inline constexpr unsigned kEthereumLogHeights[] = {16, 13, 10};

}  // namespace cairn::bridge
