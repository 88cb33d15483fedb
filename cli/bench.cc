// `cairn bench`: how fast this machine proves, part by part, each beside the limit that the machine
// sets: field products in registers and memory bandwidth, measured in the same run. A ratio of 1
// would be a part that does nothing but what it cannot avoid.
#include <omp.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/bench_programs.h"
#include "cli/measure.h"
#include "cli/session.h"
#include "cli/units.h"
#include "compiler/text.h"
#include "crypto/field/backend.h"
#include "crypto/hash/hasher.h"
#include "crypto/hash/poseidon.h"
#include "stark/merkle.h"
#include "stark/run_proof.h"
#include "stark/transform.h"
#include "vm/run.h"

namespace cairn::cli {
namespace {

struct Options {
  bool quick = false;
  std::string time = "500ms";
};

struct Line {
  std::string name;
  std::string unit;  // of the rate, by second
  double rate = 0;
  std::optional<double> limit;  // of the rate
};

struct ThreadsRestored {
  int threads = omp_get_max_threads();
  ~ThreadsRestored() { omp_set_num_threads(threads); }
};

ColumnMatrix filled(unsigned log_height, size_t width) {
  ColumnMatrix matrix(size_t{1} << log_height, width);
  for (size_t c = 0; c < width; ++c) {
    std::span<Felt> column = matrix.column(c);
    for (size_t r = 0; r < column.size(); ++r) column[r] = Felt(r * r + c);
  }
  return matrix;
}

class Bench {
 public:
  Bench(const Options& options, double budget)
      : quick_(options.quick), log_height_(quick_ ? 16 : 20), budget_(budget) {}

  absl::Status measure() {
    for (const int threads : {1, restored_.threads}) {
      if (threads == 1 && restored_.threads == 1) continue;
      omp_set_num_threads(threads);
      threads_ = threads == 1 ? ", one thread" : "";
      primitives();
    }
    if (absl::Status status = runs(); !status.ok()) return status;
    return proofs();
  }
  const std::vector<Line>& lines() const { return lines_; }

 private:
  void primitives() {
    limits_ = measure_limits(budget_);
    add("field products in registers", "products", limits_.products_per_second);
    add("memory, copied", "bytes", limits_.bytes_per_second);
    extension();
    leaves(HashKind::kBlake3);
    leaves(HashKind::kKeccak);
    leaves(HashKind::kPoseidon);
    hash_rate_ = tree(HashKind::kBlake3);
    tree(HashKind::kKeccak);
    tree(HashKind::kPoseidon);
    permutations();
  }

  void add(const std::string& name, std::string unit, double rate,
           std::optional<double> limit = {}) {
    lines_.push_back({name + threads_, std::move(unit), rate, limit});
  }
  // The rate at which products and bytes alone would allow an item.
  double limit(double products, double bytes) const {
    return 1 / std::max(products / limits_.products_per_second, bytes / limits_.bytes_per_second);
  }

  void extension() {
    const ColumnMatrix trace = filled(log_height_, 32);
    const double cells = static_cast<double>(trace.height() * trace.width());
    const double seconds = best_time(budget_, [&] { low_degree_extend(trace, 1); });
    extension_rate_ = cells / seconds;
    // A half product for each of the levels of one transform back and two forth; a cell is read
    // once and two are written.
    add(concat("low-degree extension by 2 of 2^", log_height_, " x 32"), "cells", extension_rate_,
        limit(1.5 * log_height_, 3 * sizeof(Felt)));
  }
  // Rows that stay in the cache, of 4 KiB each.
  void leaves(HashKind kind) {
    constexpr size_t kRows = 64;
    constexpr int kBatches = 64;
    const ColumnMatrix matrix = filled(6, 1024);
    std::vector<const Felt*> columns;
    for (size_t c = 0; c < matrix.width(); ++c) columns.push_back(matrix.column(c).data());
    std::vector<Digest> digests(kBatches * kRows);
    const double seconds = best_time(budget_, [&] {
#pragma omp parallel for schedule(static)
      for (int batch = 0; batch < kBatches; ++batch) {
        hash_rows(kind, columns, 0, kRows, digests.data() + static_cast<size_t>(batch) * kRows);
      }
    });
    const double bytes = static_cast<double>(kBatches * kRows * matrix.width() * sizeof(Felt));
    add(concat("leaves of wide rows, ", hash_name(kind)), "bytes", bytes / seconds,
        limits_.bytes_per_second);
  }
  double tree(HashKind kind) {
    const ColumnMatrix matrix = filled(log_height_, 32);
    const ColumnMatrix* const matrices[] = {&matrix};
    const double cells = static_cast<double>(matrix.height() * matrix.width());
    const double seconds = best_time(budget_, [&] { MerkleTree(MerkleHash{kind}, matrices); });
    add(concat("Merkle tree of 2^", log_height_, " x 32, ", hash_name(kind)), "cells",
        cells / seconds, limits_.bytes_per_second / sizeof(Felt));
    return cells / seconds;
  }
  void permutations() {
    constexpr int kBatches = 64;
    constexpr size_t kStates = 256;
    std::vector<PoseidonState> states(kBatches * kStates);
    const double seconds = best_time(budget_, [&] {
#pragma omp parallel for schedule(static)
      for (int batch = 0; batch < kBatches; ++batch) {
        poseidon_permute_many(states.data() + static_cast<size_t>(batch) * kStates, kStates);
      }
    });
    // The S-boxes' products alone.
    constexpr double kProducts =
        2.0 * (2 * kPoseidonHalfFullRounds * kPoseidonWidth + kPoseidonPartialRounds);
    add("Poseidon permutations", "permutations", static_cast<double>(states.size()) / seconds,
        limit(kProducts, 2 * sizeof(PoseidonState)));
  }

  absl::Status runs() {
    const absl::StatusOr<Program> program = assemble_bench(fibonacci_bench(log_height_));
    if (!program.ok()) return program.status();
    absl::StatusOr<Trace> trace = run_traced(*program, {});
    if (!trace.ok()) return trace.status();
    const auto steps = static_cast<double>(trace->steps.size());
    absl::Status status;
    const double plain = best_time(budget_, [&] { status.Update(run(*program, {}).status()); });
    const double traced =
        best_time(budget_, [&] { status.Update(run_traced(*program, {}).status()); });
    // What a step writes: two of three a cell, and with a trace its row.
    add("run", "steps", steps / plain, limits_.bytes_per_second / sizeof(Felt));
    add("run with trace", "steps", steps / traced,
        limits_.bytes_per_second / (sizeof(Felt) + sizeof(Step)));
    return status;
  }

  absl::Status proofs() {
    absl::Status status = proof(smallest_bench());
    const unsigned steps = quick_ ? 14 : 20;
    const unsigned hashes = quick_ ? 10 : 16;
    for (const BenchProgram& program :
         {fibonacci_bench(steps - 2), fibonacci_bench(steps), collatz_bench(steps),
          integers_bench(steps), hash_chain_bench(hashes), merkle_bench(hashes),
          horner_bench(hashes), mixed_bench(steps)}) {
      status.Update(proof(program));
    }
    // The other hashes with what else `fast` has.
    for (const ProofProfile hash : {ProofProfile::kEthereum, ProofProfile::kRecursive}) {
      status.Update(proof(fibonacci_bench(steps), hash));
    }
    omp_set_num_threads(1);
    threads_ = ", one thread";
    status.Update(proof(fibonacci_bench(steps)));
    omp_set_num_threads(restored_.threads);
    threads_ = "";
    // The largest comes last: the peak of memory is the process's.
    if (!quick_) status.Update(proof(fibonacci_bench(22)));
    return status;
  }

  // `hash`: the profile whose hash the trees have; everything else is as in `fast`.
  absl::Status proof(const BenchProgram& bench, ProofProfile hash = ProofProfile::kFast) {
    const absl::StatusOr<Program> program = assemble_bench(bench);
    if (!program.ok()) return program.status();
    const absl::StatusOr<Trace> trace =
        run_traced(*program, {}, {.cost_limit = kMaxCostLimit, .advice = nullptr});
    if (!trace.ok()) return trace.status();
    ProverOptions options;
    absl::StatusOr<ProverOutput> output = absl::UnknownError("");
    double first = 0;
    const auto prove_once = [&] {
      const Stopwatch watch;
      output = prove_run(*trace, options);
      if (first == 0) first = watch.seconds();
    };
    std::string name = "prove " + bench.name;
    if (hash != ProofProfile::kFast) {
      prove_once();
      if (!output.ok()) return output.status();
      options.test_parameters = output->proof.header.parameters;
      options.test_parameters->profile = hash;
      options.keeps_extensions = true;
      name += concat(", ", hash_name(merkle_hash(hash, 100).kind));
    }
    const double seconds = best_time(2 * budget_, prove_once);
    if (!output.ok()) return output.status();
    const ProverStats& stats = output->stats;
    const auto elements = static_cast<double>(stats.committed_elements);
    // Every committed element is at least extended, and both halves of it hashed.
    const double bound = 1 / (1 / extension_rate_ + 2 / hash_rate_);
    add(name, "elements", elements / seconds, bound);
    add(name, "steps", static_cast<double>(trace->steps.size()) / seconds);
    if (bench.hashes != 0) add(name, "hashes", static_cast<double>(bench.hashes) / seconds);
    if (hash != ProofProfile::kFast || !threads_.empty()) return absl::OkStatus();
    // The first proof pays for the memory that the others find in place.
    add(concat(name, ", the first"), "elements", elements / first, bound);
    add(concat(name, ", peak ", bytes_text(stats.peak_memory_bytes)), "proofs", 1 / seconds);
    const Statement statement = statement_of(*trace);
    VerifyResult result;
    const double verify_seconds =
        best_time(budget_, [&] { result = verify_run(output->bytes, statement); });
    if (!result.ok()) return absl::InternalError(result.text());
    add(concat("verify ", bench.name, ", ", bytes_text(output->bytes.size())), "proofs",
        1 / verify_seconds, limits_.bytes_per_second / static_cast<double>(output->bytes.size()));
    return absl::OkStatus();
  }

  bool quick_;
  unsigned log_height_;  // of the primitives
  double budget_;
  ThreadsRestored restored_;
  std::string threads_;  // what names say of them
  Limits limits_;
  double extension_rate_ = 0;
  double hash_rate_ = 0;
  std::vector<Line> lines_;
};

absl::StatusOr<Exit> bench(const Session& session, const Options& options) {
  const absl::StatusOr<double> budget = parse_duration(options.time);
  if (!budget.ok()) return usage(concat("--time: ", std::string(budget.status().message())));
  Bench measured(options, *budget);
  absl::Status status = measured.measure();
  if (!status.ok()) return status;
  std::string text =
      absl::StrFormat("%-58s %12s %14s %14s  %s\n", "", "per second", "", "limit", "ratio");
  Json json = Json::array();
  for (const Line& line : measured.lines()) {
    text += absl::StrFormat("%-58s %12s %-14s", line.name, rate_text(line.rate), line.unit);
    Json entry = {{"name", line.name}, {"unit", line.unit}, {"per_second", line.rate}};
    if (line.limit.has_value()) {
      const double ratio = line.rate / *line.limit;
      text += absl::StrFormat(" %13s  %.3f", rate_text(*line.limit), ratio);
      entry["limit"] = *line.limit;
      entry["ratio"] = ratio;
    }
    text += '\n';
    json.push_back(std::move(entry));
  }
  session.print({{"backend", backend_name(active_backend())},
                 {"quick", options.quick},
                 {"results", std::move(json)}},
                text);
  return Exit::kAsAsked;
}

}  // namespace

void add_bench(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "bench", "how fast this machine proves, beside its limits");
  const auto options = std::make_shared<Options>();
  command->add_flag("--quick", options->quick, "small sizes, for a first impression");
  command->add_option("--time", options->time, "time for each measurement")
      ->envname("CAIRN_BENCH_TIME")
      ->capture_default_str();
  command->callback([&session, options] {
    session.command = [&session, options] { return bench(session, *options); };
  });
}

}  // namespace cairn::cli
