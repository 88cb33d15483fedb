// Memory of a proof; see preflight.h.
#include "cli/preflight.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "air/cpu.h"
#include "crypto/hash/digest.h"
#include "stark/quotient.h"
#include "stark/run_proof.h"

namespace cairn::cli {
namespace {

uint64_t columns(size_t table) {
  const TableKernel& kernel = machine_air().tables[table];
  return kernel.shape.width + kExtColumns * kernel.aux_columns();
}

}  // namespace

uint64_t committed_elements(std::span<const BuiltTable> tables) {
  uint64_t elements = 0;
  for (size_t i = 0; i < tables.size(); ++i) elements += tables[i].matrix.height() * columns(i);
  return elements;
}

uint64_t proving_memory(std::span<const BuiltTable> tables, unsigned log_blowup) {
  constexpr uint64_t kProcess = uint64_t{40} << 20;  // the program, buffers of its threads
  constexpr uint64_t kTrees = 3;
  constexpr uint64_t kCodewords = 3;  // a height's, its folds, and scratch
  uint64_t elements = 0;
  uint64_t highest = 0;
  for (size_t i = 0; i < tables.size(); ++i) {
    const uint64_t height = tables[i].matrix.height();
    highest = std::max(highest, height);
    elements += height * (columns(i) + kQuotientChunks * kExtColumns) << log_blowup;
    elements += (height * kCodewords * kExtColumns) << log_blowup;
  }
  // The tables themselves, until their extensions are made.
  for (const BuiltTable& table : tables) elements += table.matrix.height() * table.matrix.width();
  return kProcess + elements * sizeof(Felt) + kTrees * 2 * (highest << log_blowup) * sizeof(Digest);
}

uint64_t filling_memory(uint64_t steps) { return steps * kWidth<CpuTable> * sizeof(Felt); }

uint64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  uint64_t kibibytes = 0;
  std::string unit;
  while (file >> name >> kibibytes >> unit) {
    if (name == "MemAvailable:") return kibibytes << 10;
  }
  return std::numeric_limits<uint64_t>::max();
}

}  // namespace cairn::cli
