// What the tables of a run are filled from: its trace, its public values, and for every kind the
// steps that executed it successfully. Specification: docs/tables.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "air/public_values.h"
#include "vm/instructions.h"
#include "vm/trace.h"

namespace cairn {

struct Witness {
  // Both outlive the witness.
  Witness(const Trace& run, const PublicValues& values);

  const Trace& trace;
  const PublicValues& publics;
  // For each kind the indices into trace.steps, increasing, of the steps that executed it without a
  // fault. So a step that traps is in none of them, and the last step is in one only if it is the
  // `halt` of a halted run.
  std::array<std::vector<uint32_t>, kKinds> steps;

  const std::vector<uint32_t>& steps_of(Kind kind) const {
    return steps[static_cast<size_t>(kind)];
  }
  const Step& step(uint32_t index) const { return trace.steps[index]; }
  // Of the region in which a step runs.
  uint32_t base(const Step& at) const { return trace.regions[at.region].base; }
};

}  // namespace cairn
