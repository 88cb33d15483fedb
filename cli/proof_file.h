// A proof file taken apart, for `verify`, `inspect` and `soundness`, and what is said about one.
// Nothing here verifies: what a proof says about itself is a claim.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "air/statement.h"
#include "cli/session.h"
#include "compiler/interface.h"
#include "stark/parameters.h"
#include "stark/proof.h"
#include "stark/soundness.h"

namespace cairn::cli {

struct ProofFile {
  std::string bytes;
  ProofHeader header;
  Statement statement;
  Hints hints;
  ProtocolShape shape;
  SoundnessReport soundness;
  std::span<const uint8_t> span() const {
    return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
  }
};
absl::StatusOr<ProofFile> read_proof_file(const std::string& path);

struct ProofPart {
  std::string_view name;
  size_t bytes = 0;
};
std::vector<ProofPart> list_parts(const ProofParts& parts);
// Of a whole proof, which is read to its end.
absl::StatusOr<ProofParts> read_parts(const ProofFile& file, const std::string& path);

// Program, inputs, outcome and cost, by the names of the interface if there is one.
Json statement_json(const Statement& statement, const Interface& interface);
std::string statement_text(const Statement& statement, const Interface& interface);

Json security_json(const ProofParameters& parameters, const SoundnessReport& report);
std::string security_text(const ProofParameters& parameters, const SoundnessReport& report);

}  // namespace cairn::cli
