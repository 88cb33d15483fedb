// `cairn bench`: how fast this machine proves, part by part, each beside the limit that the machine
// sets: field products in registers and memory bandwidth, measured in the same run. A ratio of 1
// would be a part that does nothing but what it cannot avoid.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/measure.h"
#include "cli/session.h"
#include "cli/units.h"
#include "compiler/text.h"
#include "crypto/field/backend.h"
#include "crypto/hash/poseidon.h"
#include "stark/merkle.h"
#include "stark/run_proof.h"
#include "stark/transform.h"
#include "vm/encode.h"
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

// c = a + b; n = n - 1; again while n is not 0: three steps for each number.
Program fibonacci(uint32_t numbers) {
  using enum Kind;
  const auto ap = XMode::kAp;
  const auto first = XMode::kArg;  // [fp - Z] is cell 0, which is 0
  Program program;
  const int page = static_cast<int>(kZeroPage);
  const auto constant = [&](uint32_t value) {
    return make(kAdd, first, page, YMode::kImmediate, Felt(value));
  };
  append_code(program,
              std::vector<Instruction>{constant(0), constant(0), constant(1), constant(numbers),
                                       make(kAdd, ap, 4, YMode::kAp, Felt(2)),
                                       make(kAdd, ap, 2, YMode::kImmediate, Felt(-1)),
                                       make(kJumpNe, ap, 1, YMode::kImmediate, Felt(0), Felt(-2)),
                                       make(kHalt, first, page, YMode::kImmediate, Felt(0))});
  return program;
}

// h = hash(h, h); n = n - 1; again while n is not 0.
Program hash_chain(uint32_t hashes) {
  using enum Kind;
  const auto ap = XMode::kAp;
  const auto first = XMode::kArg;
  const int page = static_cast<int>(kZeroPage);
  Program program;
  append_code(program,
              std::vector<Instruction>{make(kAdd, first, page, YMode::kImmediate, Felt(0)),
                                       make(kAdd, first, page, YMode::kImmediate, Felt(hashes)),
                                       make(kHash, ap, 2, YMode::kAp, Felt(2)),
                                       make(kAdd, ap, 2, YMode::kImmediate, Felt(-1)),
                                       make(kJumpNe, ap, 1, YMode::kImmediate, Felt(0), Felt(-2)),
                                       make(kHalt, ap, 2, YMode::kImmediate, Felt(1))});
  return program;
}

// Climbs the same path of kLevels words, n times: three steps for each.
constexpr uint32_t kLevels = 16;
Program merkle_paths(uint32_t paths) {
  using enum Kind;
  const auto ap = XMode::kAp;
  const auto first = XMode::kArg;
  const int page = static_cast<int>(kZeroPage);
  Program program;
  const auto constant = [&](uint32_t value) {
    return make(kAdd, first, page, YMode::kImmediate, Felt(value));
  };
  append_code(program, std::vector<Instruction>{
                           constant(0), constant(0x5ac3), constant(0), constant(kLevels),
                           constant(kZeroPage),  // where these four are
                           constant(paths), make(kClimb, XMode::kLocal, 4),
                           make(kAdd, ap, 2, YMode::kImmediate, Felt(-1)),
                           make(kJumpNe, ap, 1, YMode::kImmediate, Felt(0), Felt(-2)),
                           make(kHalt, ap, 2, YMode::kImmediate, Felt(1))});
  return program;
}

class Bench {
 public:
  Bench(const Options& options, double budget) : options_(options), budget_(budget) {}

  absl::Status measure() {
    limits_ = measure_limits(budget_);
    lines_.push_back({"field products in registers", "products", limits_.products_per_second, {}});
    lines_.push_back({"memory, copied", "bytes", limits_.bytes_per_second, {}});
    extension();
    leaves();
    permutations();
    if (absl::Status status = runs(); !status.ok()) return status;
    // As much as fits the tables' heights, which are powers of two.
    const unsigned log_steps = options_.quick ? 14 : 20;
    const uint32_t numbers = (uint32_t{1} << log_steps) / 3 - 3;
    absl::Status status =
        proof(concat("Fibonacci, 2^", log_steps, " steps"), fibonacci(numbers), {});
    if (!status.ok()) return status;
    const unsigned log_hashes = options_.quick ? 10 : 16;
    const uint32_t hashes = (uint32_t{1} << log_hashes) - 64;
    status = proof(concat("hash chain, 2^", log_hashes, " hashes"), hash_chain(hashes), hashes);
    if (!status.ok()) return status;
    return proof(concat("Merkle paths, 2^", log_hashes, " hashes"), merkle_paths(hashes / kLevels),
                 hashes);
  }
  const std::vector<Line>& lines() const { return lines_; }

 private:
  // The rate at which products and bytes alone would allow an item.
  double limit(double products, double bytes) const {
    return 1 / std::max(products / limits_.products_per_second, bytes / limits_.bytes_per_second);
  }
  ColumnMatrix filled(size_t height, size_t width) const {
    ColumnMatrix matrix(height, width);
    for (size_t c = 0; c < width; ++c) {
      std::span<Felt> column = matrix.column(c);
      for (size_t r = 0; r < height; ++r) column[r] = Felt(r * r + c);
    }
    return matrix;
  }

  void extension() {
    const unsigned log_height = options_.quick ? 16 : 20;
    const ColumnMatrix trace = filled(size_t{1} << log_height, 16);
    const double cells = static_cast<double>(trace.height() * trace.width());
    const double seconds = best_time(budget_, [&] { low_degree_extend(trace, 1); });
    extension_rate_ = cells / seconds;
    // A half product for each of the levels of one transform back and two forth; a cell is read
    // once and two are written.
    lines_.push_back({"low-degree extension, blow-up 2", "cells", extension_rate_,
                      limit(1.5 * log_height, 3 * sizeof(Felt))});
  }
  void leaves() {
    const ColumnMatrix matrix = filled(size_t{1} << (options_.quick ? 16 : 20), 32);
    const ColumnMatrix* const matrices[] = {&matrix};
    const double cells = static_cast<double>(matrix.height() * matrix.width());
    const double seconds =
        best_time(budget_, [&] { MerkleTree(merkle_hash(ProofProfile::kFast, 100), matrices); });
    hash_rate_ = cells / seconds;
    lines_.push_back({"Merkle tree, 32 columns, BLAKE3", "cells", hash_rate_,
                      limits_.bytes_per_second / sizeof(Felt)});
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
    lines_.push_back({"Poseidon permutations", "permutations",
                      static_cast<double>(states.size()) / seconds,
                      limit(kProducts, 2 * sizeof(PoseidonState))});
  }
  absl::Status runs() {
    const uint32_t numbers = (uint32_t{1} << (options_.quick ? 16 : 20)) / 3 - 3;
    const Program program = fibonacci(numbers);
    absl::Status status;
    const double steps = 3.0 * numbers + 5;
    const double plain = best_time(budget_, [&] { status.Update(run(program, {}).status()); });
    const double traced =
        best_time(budget_, [&] { status.Update(run_traced(program, {}).status()); });
    if (!status.ok()) return status;
    // What a step writes: two of three a cell, and with a trace its row.
    lines_.push_back({"run", "steps", steps / plain, limits_.bytes_per_second / sizeof(Felt)});
    lines_.push_back({"run with trace", "steps", steps / traced,
                      limits_.bytes_per_second / (sizeof(Felt) + sizeof(Step))});
    return absl::OkStatus();
  }
  // The first proof pays for the memory that the others find in place; it has a line of its own.
  absl::Status proof(const std::string& name, const Program& program,
                     std::optional<uint32_t> hashes) {
    const std::vector<Word> inputs(kLevels);
    const absl::StatusOr<Trace> trace = run_traced(program, inputs);
    if (!trace.ok()) return trace.status();
    absl::StatusOr<ProverOutput> output = absl::UnknownError("");
    double first = 0;
    const double seconds = best_time(2 * budget_, [&] {
      const Stopwatch watch;
      output = prove_run(*trace, {});
      if (first == 0) first = watch.seconds();
    });
    if (!output.ok()) return output.status();
    const auto elements = static_cast<double>(output->stats.committed_elements);
    // Every committed element is at least extended, and both halves of it hashed.
    const double limit = 1 / (1 / extension_rate_ + 2 / hash_rate_);
    lines_.push_back(
        {concat("prove ", name, ", the first time"), "elements", elements / first, limit});
    lines_.push_back({concat("prove ", name), "elements", elements / seconds, limit});
    lines_.push_back(
        {concat("prove ", name), "steps", static_cast<double>(trace->steps.size()) / seconds, {}});
    if (hashes.has_value()) {
      lines_.push_back({concat("prove ", name), "hashes", *hashes / seconds, {}});
    }
    const Statement statement = statement_of(*trace);
    VerifyResult result;
    const double verify_seconds =
        best_time(budget_, [&] { result = verify_run(output->bytes, statement); });
    if (!result.ok()) return absl::InternalError(result.text());
    lines_.push_back({concat("verify ", name, ", ", bytes_text(output->bytes.size())), "proofs",
                      1 / verify_seconds,
                      limits_.bytes_per_second / static_cast<double>(output->bytes.size())});
    return absl::OkStatus();
  }

  const Options& options_;
  double budget_;
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
      absl::StrFormat("%-52s %12s %14s %14s  %s\n", "", "per second", "", "limit", "ratio");
  Json json = Json::array();
  for (const Line& line : measured.lines()) {
    text += absl::StrFormat("%-52s %12s %-14s", line.name, rate_text(line.rate), line.unit);
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
