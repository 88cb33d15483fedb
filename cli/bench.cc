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
    primitives();
    absl::Status status = runs();
    status.Update(proofs());
    const int threads = omp_get_max_threads();
    if (threads == 1) return status;
    omp_set_num_threads(1);
    threads_ = ", one thread";
    primitives();
    status.Update(proof_on_one_thread());
    omp_set_num_threads(threads);
    return status;
  }
  const std::vector<Line>& lines() const { return lines_; }

 private:
  void primitives() {
    limits_ = measure_limits(budget_);
    add("field products in registers", "products", limits_.products_per_second);
    add("field sums in registers", "sums", limits_.sums_per_second);
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
  // The rate at which an item's arithmetic alone, or its bytes alone, would allow it.
  double limit(double products, double sums, double bytes) const {
    return 1 / std::max(products / limits_.products_per_second + sums / limits_.sums_per_second,
                        bytes / limits_.bytes_per_second);
  }

  void extension() {
    const ColumnMatrix trace = filled(log_height_, 32);
    const double cells = static_cast<double>(trace.height() * trace.width());
    const double seconds = best_time(budget_, [&] { low_degree_extend(trace, 1); });
    extension_rate_ = cells / seconds;
    // Half a product and a sum for each of the levels of one transform back and two forth; a cell
    // is read once and two are written.
    add(concat("low-degree extension by 2 of 2^", log_height_, " x 32"), "cells", extension_rate_,
        limit(1.5 * log_height_, 3.0 * log_height_, 3 * sizeof(Felt)));
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
        limit(kProducts, 0, 2 * sizeof(PoseidonState)));
  }

  absl::Status runs() {
    const absl::StatusOr<Program> program = assemble_bench(fibonacci_bench(log_height_));
    if (!program.ok()) return program.status();
    absl::Status status;
    double steps = 0;
    const double plain = best_time(budget_, [&] { status.Update(run(*program, {}).status()); });
    const double traced = best_time(budget_, [&] {
      const absl::StatusOr<Trace> trace = run_traced(*program, {});
      status.Update(trace.status());
      if (trace.ok()) steps = static_cast<double>(trace->steps.size());
    });
    // What a step writes: two of three a cell, and with a trace its row.
    add("run", "steps", steps / plain, limits_.bytes_per_second / sizeof(Felt));
    add("run with trace", "steps", steps / traced,
        limits_.bytes_per_second / (sizeof(Felt) + sizeof(Step)));
    return status;
  }

  absl::Status proofs() {
    absl::Status status = proof(smallest_bench());
    const unsigned hashes = quick_ ? 10 : 16;
    for (const BenchProgram& program :
         {fibonacci_bench(log_steps() - 2), fibonacci_bench(log_steps()),
          collatz_bench(log_steps()), integers_bench(log_steps()), hash_chain_bench(hashes + 2),
          merkle_bench(hashes), horner_bench(hashes), mixed_bench(log_steps())}) {
      status.Update(proof(program));
    }
    // A narrow table, of the cpu, and a wide one, of permutations.
    status.Update(proofs_with_other_hashes(fibonacci_bench(log_steps())));
    status.Update(proofs_with_other_hashes(hash_chain_bench(hashes + 2)));
    // The largest comes last: the peak of memory is the process's.
    if (!quick_) status.Update(proof(fibonacci_bench(22)));
    return status;
  }

  absl::Status proof(const BenchProgram& bench) {
    const absl::StatusOr<Trace> trace = trace_of(bench);
    if (!trace.ok()) return trace.status();
    const absl::StatusOr<Proven> proven = prove_often(bench, "", *trace, {});
    if (!proven.ok()) return proven.status();
    const ProverOutput& output = proven->output;
    const ProverStats& stats = output.stats;
    // The first proof pays for the memory that the others find in place.
    add(concat("prove ", bench.name, ", the first"), "elements",
        static_cast<double>(stats.committed_elements) / proven->first, proof_limit());
    add(concat("prove ", bench.name, ", peak ", bytes_text(stats.peak_memory_bytes)), "proofs",
        1 / proven->seconds);
    const Statement statement = statement_of(*trace);
    VerifyResult result;
    const double seconds =
        best_time(budget_, [&] { result = verify_run(output.bytes, statement); });
    if (!result.ok()) return absl::InternalError(result.text());
    const auto bytes = static_cast<double>(output.bytes.size());
    add(concat("verify ", bench.name, ", ", bytes_text(output.bytes.size())), "proofs", 1 / seconds,
        limits_.bytes_per_second / bytes);
    return absl::OkStatus();
  }

  // The hashes of other profiles, with what else `fast` has.
  absl::Status proofs_with_other_hashes(const BenchProgram& bench) {
    const absl::StatusOr<Trace> trace = trace_of(bench);
    if (!trace.ok()) return trace.status();
    const absl::StatusOr<ProverOutput> fast = prove_run(*trace, {});
    if (!fast.ok()) return fast.status();
    ProverOptions options;
    options.test_parameters = fast->proof.header.parameters;
    options.keeps_extensions = true;
    absl::Status status;
    for (const ProofProfile profile : {ProofProfile::kEthereum, ProofProfile::kRecursive}) {
      options.test_parameters->profile = profile;
      const char* const hash = hash_name(merkle_hash(profile, 100).kind);
      status.Update(prove_often(bench, concat(", ", hash), *trace, options).status());
    }
    return status;
  }

  absl::Status proof_on_one_thread() {
    const BenchProgram bench = fibonacci_bench(log_steps());
    const absl::StatusOr<Trace> trace = trace_of(bench);
    if (!trace.ok()) return trace.status();
    return prove_often(bench, "", *trace, {}).status();
  }

  static absl::StatusOr<Trace> trace_of(const BenchProgram& bench) {
    const absl::StatusOr<Program> program = assemble_bench(bench);
    if (!program.ok()) return program.status();
    return run_traced(*program, {}, {.cost_limit = kMaxCostLimit, .advice = nullptr});
  }

  struct Proven {
    ProverOutput output;
    double first = 0;    // seconds of the first proof
    double seconds = 0;  // of the fastest
  };
  absl::StatusOr<Proven> prove_often(const BenchProgram& bench, const std::string& how,
                                     const Trace& trace, const ProverOptions& options) {
    absl::StatusOr<ProverOutput> output = absl::UnknownError("");
    Proven proven;
    proven.seconds = best_time(2 * budget_, [&] {
      const Stopwatch watch;
      output = prove_run(trace, options);
      if (proven.first == 0) proven.first = watch.seconds();
    });
    if (!output.ok()) return output.status();
    proven.output = *std::move(output);
    const std::string name = concat("prove ", bench.name, how);
    add(name, "elements",
        static_cast<double>(proven.output.stats.committed_elements) / proven.seconds,
        proof_limit());
    add(name, "steps", static_cast<double>(trace.steps.size()) / proven.seconds);
    if (bench.hashes != 0) {
      add(name, "hashes", static_cast<double>(bench.hashes) / proven.seconds);
    }
    return proven;
  }
  // Every committed element is at least extended, and both halves of it hashed.
  double proof_limit() const { return 1 / (1 / extension_rate_ + 2 / hash_rate_); }
  unsigned log_steps() const { return quick_ ? 14 : 20; }

  bool quick_;
  unsigned log_height_;  // of the primitives
  double budget_;
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
  std::string text = absl::StrFormat("%-58s %12s %14s %14s  %s\n",
                                     concat("back end ", backend_name(active_backend())),
                                     "per second", "", "limit", "ratio");
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
