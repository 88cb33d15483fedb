// The prover: see prover.h. Steps as in verifier.cc.
#include "stark/prover.h"

#include <omp.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "stark/commitment.h"
#include "stark/deep.h"
#include "stark/logup.h"
#include "stark/quotient.h"
#include "stark/soundness.h"

namespace cairn {
namespace {

class Clock {
 public:
  Clock(const ProverOptions& options, ProverStats& stats) : options_(options), stats_(stats) {}
  void begin(std::string_view stage) {
    end();
    if (options_.progress) options_.progress(stage);
    stats_.stages.push_back({stage});
    start_ = Time::now();
  }
  void end() {
    if (stats_.stages.empty()) return;
    const double seconds = std::chrono::duration<double>(Time::now() - start_).count();
    stats_.stages.back().seconds = seconds;
    stats_.seconds += seconds;
  }

 private:
  using Time = std::chrono::steady_clock;
  const ProverOptions& options_;
  ProverStats& stats_;
  Time::time_point start_;
};

absl::StatusOr<std::vector<uint8_t>> heights_of(const Air& air, const Claim& claim,
                                                const std::vector<ColumnMatrix>& traces) {
  const auto invalid = [&](size_t table, std::string_view why) {
    const std::string_view name = air.tables[table].name;
    return absl::InvalidArgumentError(
        absl::StrCat("table ", std::string(name), " ", std::string(why)));
  };
  if (traces.size() != air.tables.size()) {
    return absl::InvalidArgumentError("there must be a matrix for every table");
  }
  std::vector<uint8_t> log_heights(traces.size());
  for (size_t i = 0; i < traces.size(); ++i) {
    const TableKernel& table = air.tables[i];
    const size_t height = traces[i].height();
    if (height == 0) {
      if (table.is_always_present) return invalid(i, "must be present");
      continue;
    }
    if (traces[i].width() != table.shape.width) return invalid(i, "has the wrong width");
    if ((height & (height - 1)) != 0 || height < (size_t{1} << kMinLogHeight)) {
      return invalid(i, "has a height that is not a power of two from 8 up");
    }
    log_heights[i] = static_cast<uint8_t>(log2_exact(height));
    if (table.fixed_log_height != 0 && log_heights[i] != table.fixed_log_height) {
      return invalid(i, "does not have its fixed height");
    }
  }
  for (const Claim::Rule& rule : claim.rules) {
    if ((log_heights[rule.table] != 0) != rule.is_present) {
      return invalid(rule.table, "is present or absent against the statement");
    }
  }
  return log_heights;
}

// Threads that wait for each other cost more than they bring where there is little to do, above all
// on a busy machine: one thread for every 2^16 elements of the traces.
class ThreadLimit {
 public:
  explicit ThreadLimit(const std::vector<ColumnMatrix>& traces) : before_(omp_get_max_threads()) {
    size_t elements = 0;
    for (const ColumnMatrix& trace : traces) elements += trace.height() * trace.width();
    const size_t useful = 1 + elements / (size_t{1} << 16);
    omp_set_num_threads(static_cast<int>(std::min(static_cast<size_t>(before_), useful)));
  }
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;
  ~ThreadLimit() { omp_set_num_threads(before_); }

 private:
  int before_;
};

std::vector<const Felt*> columns_of(const ColumnMatrix& matrix) {
  std::vector<const Felt*> columns;
  for (size_t c = 0; c < matrix.width(); ++c) columns.push_back(matrix.column(c).data());
  return columns;
}

// The columns of a table in the order of TableOpenings.
struct OpenedColumns {
  OpenedColumns(const TableKernel& kernel, const ColumnMatrix& main, const ColumnMatrix& aux)
      : here(columns_of(main)) {
    for (const Felt* const column : columns_of(aux)) here.push_back(column);
    for (const size_t c : kernel.next_columns) next.push_back(main.column(c).data());
    for (size_t c = aux.width() - kExtColumns; c < aux.width(); ++c) {
      next.push_back(aux.column(c).data());
    }
  }
  std::vector<const Felt*> here;
  std::vector<const Felt*> next;
};

void add_functions(DeepTerm& term, std::span<const Felt* const> columns,
                   std::span<const Ext> coefficients, std::span<const Ext> values) {
  for (size_t c = 0; c < columns.size(); ++c) {
    term.functions.push_back({columns[c], coefficients[c]});
  }
  term.value += combine(coefficients, values);
}

// The points of one height.
struct HeightPoints {
  PointInverses here;
  PointInverses next;
};

}  // namespace

absl::StatusOr<ProverOutput> prove(const Air& air, const Claim& claim,
                                   std::vector<ColumnMatrix> traces, const ProverOptions& options) {
  ProverOutput output;
  Proof& proof = output.proof;
  ProverStats& stats = output.stats;
  Clock clock(options, stats);
  const ThreadLimit thread_limit(traces);

  // 1. What is agreed on: AIR, parameters, statement, hints, heights.
  clock.begin("setup");
  absl::StatusOr<std::vector<uint8_t>> log_heights = heights_of(air, claim, traces);
  if (!log_heights.ok()) return log_heights.status();
  const Layout layout(air, *log_heights, claim.messages.size());
  ProofParameters parameters;
  if (options.test_parameters.has_value()) {
    parameters = *options.test_parameters;
  } else {
    const auto chosen = parameters_for(air, options.profile, options.security, layout.shape);
    if (!chosen.ok()) return chosen.status();
    parameters = *chosen;
  }
  proof.header = {parameters, claim.statement, claim.hints, *std::move(log_heights)};
  const MerkleHash hash = merkle_hash(parameters);
  const unsigned log_blowup = parameters.log_blowup;
  Transcript transcript =
      begin_transcript(air, parameters, claim.statement, claim.hints, proof.header.log_heights);

  // 2. The main columns.
  clock.begin("extend main columns");
  const bool keeps_all = options.keeps_extensions.value_or(
      profile_settings(parameters.profile, parameters.security).value().keeps_extensions);
  Commitment main(hash, log_blowup, keeps_all);
  for (const Layout::Table& table : layout.tables) main.add_trace(traces[table.index]);
  clock.begin("commit main columns");
  main.commit();
  proof.main_root = main.root();
  transcript.absorb("main root", proof.main_root);

  // 3. The bus challenges; the auxiliary columns and the tables' sums.
  clock.begin("bus proof of work");
  proof.bus_nonce = transcript.grind("bus work", parameters.grinding.bus);
  const Ext beta = transcript.draw_ext("bus beta");
  const Ext chi = transcript.draw_ext("bus chi");
  const BusChallenges bus(beta, chi);
  Commitment aux(hash, log_blowup, keeps_all);
  {
    clock.begin("auxiliary columns");
    std::vector<ColumnMatrix> aux_traces;
    for (const Layout::Table& table : layout.tables) {
      AuxiliaryColumns columns =
          auxiliary_columns(*table.kernel, traces[table.index], claim.publics, bus);
      traces[table.index] = ColumnMatrix();
      aux_traces.push_back(std::move(columns.columns));
      proof.bus_sums.push_back(columns.sum);
    }
    clock.begin("extend auxiliary columns");
    for (ColumnMatrix& columns : aux_traces) {
      aux.add_trace(columns);
      columns = ColumnMatrix();
    }
  }
  clock.begin("commit auxiliary columns");
  aux.commit();
  proof.aux_root = aux.root();
  transcript.absorb("aux root", proof.aux_root);
  transcript.absorb("bus sums", proof.bus_sums);

  // 4. alpha; the quotient.
  clock.begin("constraint proof of work");
  proof.constraint_nonce = transcript.grind("constraint work", parameters.grinding.constraints);
  const Ext alpha = transcript.draw_ext("alpha");
  clock.begin("quotient");
  Commitment quotient(hash, log_blowup, keeps_all);
  for (size_t group = 0; group < layout.log_heights.size(); ++group) {
    Ext power = Ext::one();
    std::vector<QuotientPart> parts;
    for (size_t i = 0; i < layout.tables.size(); ++i) {
      const Layout::Table& table = layout.tables[i];
      if (table.height_group != group) continue;
      const FoldChallenges challenges(table.kernel->shape, table.log_height, bus, alpha, power,
                                      claim.publics, proof.bus_sums[i]);
      power = challenges.next_power(alpha);
      parts.push_back({table.kernel, &main.extension(i), &aux.extension(i), challenges});
    }
    quotient.add_halves(quotient_coefficients(parts, layout.log_heights[group]));
  }
  clock.begin("commit quotient");
  quotient.commit();
  proof.quotient_root = quotient.root();
  transcript.absorb("quotient root", proof.quotient_root);

  // 5. zeta; the openings there and, of what is read there, at the next row.
  clock.begin("zeta proof of work");
  proof.deep_nonce = transcript.grind("zeta work", parameters.grinding.deep);
  const Ext zeta = draw_zeta(transcript);
  clock.begin("open at zeta");
  std::vector<HeightPoints> points;
  for (const unsigned log_height : layout.log_heights) {
    const Ext next = zeta * Felt::two_adic_generator(log_height);
    points.push_back({PointInverses(log_height, zeta), PointInverses(log_height, next)});
  }
  std::vector<OpenedColumns> opened;
  for (size_t i = 0; i < layout.tables.size(); ++i) {
    const OpenedColumns& columns =
        opened.emplace_back(*layout.tables[i].kernel, main.extension(i), aux.extension(i));
    const HeightPoints& at = points[layout.tables[i].height_group];
    proof.openings.push_back(
        {evaluate_at(columns.here, at.here), evaluate_at(columns.next, at.next)});
  }
  for (size_t group = 0; group < layout.log_heights.size(); ++group) {
    proof.quotient_openings.push_back(
        evaluate_at(columns_of(quotient.extension(group)), points[group].here));
  }
  for (const TableOpenings& openings : proof.openings) {
    transcript.absorb("openings", openings.here);
    transcript.absorb("next openings", openings.next);
  }
  for (const std::vector<Ext>& values : proof.quotient_openings) {
    transcript.absorb("quotient openings", values);
  }

  // 6. The batching challenges; FRI; the opened rows.
  clock.begin("batching proof of work");
  proof.batching_nonce = transcript.grind("batching work", parameters.grinding.batching);
  const BatchingCoefficients coefficients = draw_batching(layout, parameters.batching, transcript);
  clock.begin("batch openings");
  std::vector<ColumnMatrix> codewords;
  for (size_t group = 0; group < layout.log_heights.size(); ++group) {
    std::vector<DeepTerm> terms(2);
    terms[0].point = &points[group].here;
    terms[1].point = &points[group].next;
    for (size_t i = 0; i < layout.tables.size(); ++i) {
      if (layout.tables[i].height_group != group) continue;
      const TableOpenings& factors = coefficients.tables[i];
      add_functions(terms[0], opened[i].here, factors.here, proof.openings[i].here);
      add_functions(terms[1], opened[i].next, factors.next, proof.openings[i].next);
    }
    add_functions(terms[0], columns_of(quotient.extension(group)), coefficients.quotients[group],
                  proof.quotient_openings[group]);
    codewords.push_back(deep_codeword(layout.log_heights[group], log_blowup, terms));
  }
  points.clear();
  clock.begin("low-degree test");
  const FriProver fri(fri_parameters(parameters, layout), std::move(codewords), transcript);
  proof.fri = fri.open();
  clock.begin("open rows");
  proof.main_rows = main.open(fri.indices());
  proof.aux_rows = aux.open(fri.indices());
  proof.quotient_rows = quotient.open(fri.indices());
  output.bytes = encode_proof(layout, proof, &stats.parts);
  clock.end();

  for (const Layout::Table& table : layout.tables) {
    stats.tables.push_back(
        {table.kernel->name, table.log_height, table.main_width(), table.aux_width(), 0});
    stats.committed_elements += (table.main_width() + table.aux_width()) << table.log_height;
  }
  for (const unsigned log_height : layout.log_heights) {
    stats.quotient_elements += kQuotientColumns << log_height;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  stats.peak_memory_bytes = static_cast<size_t>(usage.ru_maxrss) * 1024;
  return output;
}

}  // namespace cairn
