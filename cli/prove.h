// What `cairn prove` knows about a proof: what it expected of it, and what came out. For its
// report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "air/statement.h"
#include "cli/preflight.h"
#include "cli/program_file.h"
#include "stark/run_proof.h"
#include "stark/soundness.h"
#include "vm/trace.h"

namespace cairn::cli {

struct Plan {
  std::vector<TableSize> sizes;  // for each of AllTables
  Elements elements;
  bool keeps_extensions = true;
  uint64_t memory = 0;  // bytes, about
  double seconds = 0;   // about; 0 where nobody asked
};

struct Proven {
  Trace trace;
  Statement statement;
  const LoadedProgram& loaded;
  Plan plan;
  ProverOutput output;
  SoundnessReport soundness;
  double seconds = 0;  // of all, the run included
};

// One HTML page that needs nothing else: stages, tables, memory, parts of the proof, and the bits
// of every round.
std::string report_page(const Proven& proven);

}  // namespace cairn::cli
