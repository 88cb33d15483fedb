// Elements, memory and time of a proof; see preflight.h.
#include "cli/preflight.h"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <numeric>
#include <set>
#include <string>

#include "cli/measure.h"
#include "crypto/hash/digest.h"
#include "stark/quotient.h"
#include "stark/run_proof.h"
#include "stark/transform.h"

namespace cairn::cli {
namespace {

constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();

// The number that a file begins with; unlimited where there is no such file or number ("max").
uint64_t number_in(const std::string& path) {
  uint64_t number = 0;
  return std::ifstream(path) >> number ? number : kUnlimited;
}

uint64_t left_of(uint64_t limit, uint64_t used) {
  if (limit == kUnlimited || used == kUnlimited) return kUnlimited;
  return limit > used ? limit - used : 0;
}

uint64_t memory_of_system() {
  std::ifstream file("/proc/meminfo");
  std::string name, unit;
  uint64_t kibibytes = 0;
  while (file >> name >> kibibytes >> unit) {
    if (name == "MemAvailable:") return kibibytes << 10;
  }
  return kUnlimited;
}

// Of the group of processes that a container or a service manager limits (cgroups, version 2 or 1).
uint64_t memory_of_group() {
  const std::string root = "/sys/fs/cgroup";
  uint64_t left = kUnlimited;
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const size_t at = line.find("::");
    if (at == std::string::npos) continue;
    const std::string group = root + line.substr(at + 2);
    left = left_of(number_in(group + "/memory.max"), number_in(group + "/memory.current"));
  }
  const std::string first = root + "/memory/memory.";
  return std::min(
      {left, left_of(number_in(root + "/memory.max"), number_in(root + "/memory.current")),
       left_of(number_in(first + "limit_in_bytes"), number_in(first + "usage_in_bytes"))});
}

uint64_t memory_of_process() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnlimited;
  const uint64_t pages = number_in("/proc/self/statm");
  return left_of(limit.rlim_cur, pages == kUnlimited ? 0 : pages * 4096);
}

std::set<size_t> distinct_heights(std::span<const TableSize> sizes) {
  std::set<size_t> heights;
  for (const TableSize& size : sizes) heights.insert(size.height);
  return heights;
}

}  // namespace

Elements elements_of(std::span<const TableSize> sizes) {
  Elements elements;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const TableKernel& kernel = machine_air().tables[i];
    elements.main += sizes[i].height * kernel.shape.width;
    elements.auxiliary += sizes[i].height * kExtColumns * kernel.aux_columns();
  }
  for (const size_t height : distinct_heights(sizes)) {
    elements.quotient += height * kQuotientColumns;
  }
  return elements;
}

uint64_t elements_of_row(size_t table) {
  const TableKernel& kernel = machine_air().tables[table];
  return kernel.shape.width + kExtColumns * kernel.aux_columns();
}

uint64_t proving_memory(std::span<const TableSize> sizes, unsigned log_blowup, bool keeps_all) {
  constexpr uint64_t kProcess = uint64_t{40} << 20;  // the program, buffers of its threads
  constexpr uint64_t kTrees = 3;                     // of columns; those of the folds are small
  constexpr uint64_t kParts = 4;         // where not all is kept: coefficients, three blocks
  constexpr uint64_t kRowsOfDigest = 2;  // at least; a tree forgets its levels near the leaves
  constexpr uint64_t kCodewords = 3;     // a height's, its folds, and scratch
  const std::set<size_t> heights = distinct_heights(sizes);
  const uint64_t height = std::accumulate(heights.begin(), heights.end(), uint64_t{0});
  const uint64_t highest = *heights.rbegin();
  const Elements elements = elements_of(sizes);
  const uint64_t columns = elements.committed() + elements.quotient;
  const uint64_t codewords = (height * kCodewords * kExtColumns) << log_blowup;
  const uint64_t digests = (highest << log_blowup) / kRowsOfDigest;
  if (!keeps_all) return kProcess + (kParts * columns + codewords) * sizeof(Felt);
  return kProcess + ((columns << log_blowup) + codewords) * sizeof(Felt) +
         kTrees * digests * sizeof(Digest);
}

uint64_t available_memory() {
  return std::min({memory_of_system(), memory_of_group(), memory_of_process()});
}

double expected_seconds(const Elements& elements, ProofProfile profile, unsigned security,
                        unsigned log_blowup) {
  // Extending and hashing columns can be tried. Messages, constraints and openings are arithmetic
  // on the domain of blow-up 2 in every profile, and usually take so many times as long as
  // extending to that.
  constexpr double kArithmetic = 3.5;
  constexpr unsigned kLogExtended = 14;
  constexpr size_t kColumns = 64;
  ColumnMatrix piece(size_t{1} << (kLogExtended - log_blowup), kColumns);
  for (size_t c = 0; c < kColumns; ++c) {
    const std::span<Felt> column = piece.column(c);
    for (size_t r = 0; r < column.size(); ++r) column[r] = Felt(r * r + c);
  }
  const double doubling = best_time(0.01, [&] { low_degree_extend(piece, 1); });
  const double committing = best_time(0.01, [&] {
    const ColumnMatrix extended = low_degree_extend(piece, log_blowup);
    const ColumnMatrix* const matrices[] = {&extended};
    MerkleTree(merkle_hash(profile, security), matrices);
  });
  const auto pieces = static_cast<double>(elements.committed() + elements.quotient) /
                      static_cast<double>(piece.height() * kColumns);
  return pieces * (kArithmetic * doubling + committing);
}

}  // namespace cairn::cli
