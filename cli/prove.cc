// `cairn prove`: runs the program, checks that the proof fits the machine, proves, and says what it
// took. A run that traps is proven as well.
#include <omp.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/execution.h"
#include "cli/files.h"
#include "cli/measure.h"
#include "cli/preflight.h"
#include "cli/proof_file.h"
#include "cli/session.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/text.h"
#include "stark/run_proof.h"

namespace cairn::cli {
namespace {

struct Options {
  RunFlags run;
  std::string output;
  unsigned security = 100;
  std::string profile = "fast";
  std::string memory;
  int threads = 0;
};

// Stages on stderr, for a person who waits; silent when nobody looks.
class Progress {
 public:
  explicit Progress(const Session& session)
      : is_shown_(!session.quiet && ::isatty(STDERR_FILENO) == 1) {}
  void stage(std::string_view name) {
    end();
    name_ = name;
    if (is_shown_) say(concat("  ", name, " ..."));
  }
  void note(const std::string& text) {
    if (is_shown_) say(text + "\n");
  }
  void end() {
    if (name_.empty()) return;
    if (is_shown_) {
      say(concat("\r  ", name_, " ", seconds_text(watch_.seconds()), " since the start\n"));
    }
    name_.clear();
  }

 private:
  static void say(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  }
  bool is_shown_;
  Stopwatch watch_;
  std::string name_;
};

struct Plan {
  std::vector<ColumnMatrix> matrices;
  std::vector<std::pair<std::string, size_t>> rows;  // of the present tables
  uint64_t elements = 0;
  uint64_t memory = 0;
};

absl::Status too_large(const std::string& file, uint64_t needed, uint64_t there) {
  return no_resources(concat(file, ": proving this run needs about ", bytes_text(needed), " and ",
                             bytes_text(there), " are available; choose a smaller --limit or ",
                             "input, another --profile, or raise --memory"));
}

absl::StatusOr<Plan> make_plan(const Trace& trace, const Claim& claim, const Options& options,
                               unsigned log_blowup) {
  uint64_t there = available_memory();
  if (!options.memory.empty()) {
    const absl::StatusOr<uint64_t> size = parse_size(options.memory);
    if (!size.ok()) return usage(concat("--memory: ", std::string(size.status().message())));
    there = *size;
  }
  const uint64_t filling = filling_memory(trace.steps.size());
  if (filling > there) return too_large(options.run.file, filling, there);
  std::vector<BuiltTable> tables = build_tables(trace, claim.publics);
  Plan plan;
  plan.elements = committed_elements(tables);
  plan.memory = proving_memory(tables, log_blowup);
  if (plan.memory > there) return too_large(options.run.file, plan.memory, there);
  for (BuiltTable& table : tables) {
    if (table.is_present()) plan.rows.emplace_back(std::string(table.name), table.rows);
    plan.matrices.push_back(std::move(table.matrix));
  }
  return plan;
}

absl::StatusOr<Exit> prove_program(const Session& session, const Options& options) {
  const absl::StatusOr<ProofProfile> profile = parse_profile(options.profile);
  if (!profile.ok()) return usage(concat("--profile: ", std::string(profile.status().message())));
  const absl::StatusOr<ProfileSettings> settings = profile_settings(*profile, options.security);
  if (!settings.ok()) {
    return usage(concat("--profile ", options.profile, " --security ", options.security, ": ",
                        std::string(settings.status().message())));
  }
  if (settings->collision_bits < options.security) {
    return usage(concat("--profile ", options.profile, " --security ", options.security,
                        ": the hash of this profile has fewer bits; choose another profile"));
  }
  if (options.threads > 0) omp_set_num_threads(options.threads);
  const absl::StatusOr<Task> task = load_task(options.run);
  if (!task.ok()) return task.status();
  const std::string output =
      options.output.empty() ? with_extension(options.run.file, ".proof") : options.output;
  if (const absl::Status writable = check_writable(output); !writable.ok()) return writable;

  Progress progress(session);
  const Stopwatch watch;
  progress.stage("run");
  const absl::StatusOr<Trace> trace = trace_task(*task, options.run.file);
  if (!trace.ok()) return trace.status();
  progress.stage("fill tables");
  const Statement statement = statement_of(*trace);
  const Claim claim = claim_of(statement, hints_of(*trace));
  absl::StatusOr<Plan> plan = make_plan(*trace, claim, options, settings->log_blowup);
  if (!plan.ok()) return plan.status();
  progress.end();
  progress.note(concat("  ", number_text(trace->cost), " cost, ", number_text(plan->elements),
                       " elements to commit, about ", bytes_text(plan->memory), " of memory"));

  ProverOptions prover;
  prover.profile = *profile;
  prover.security = options.security;
  prover.progress = [&](std::string_view stage) { progress.stage(stage); };
  const absl::StatusOr<ProverOutput> proven =
      prove(machine_air(), claim, std::move(plan->matrices), prover);
  if (!proven.ok()) {
    return invalid(concat(options.run.file, ": this run cannot be proven (",
                          std::string(proven.status().message()),
                          "); choose a smaller --limit or another --profile"));
  }
  progress.end();
  const double seconds = watch.seconds();
  const absl::Status written = write_file(
      output, {reinterpret_cast<const char*>(proven->bytes.data()), proven->bytes.size()});
  if (!written.ok()) return written;

  const ProverStats& stats = proven->stats;
  const ProofHeader& header = proven->proof.header;
  const Layout layout(machine_air(), header.log_heights, claim.messages.size());
  const absl::StatusOr<SoundnessReport> soundness = security_bits(header.parameters, layout.shape);
  if (!soundness.ok()) return soundness.status();

  std::string text;
  if (!trace->outcome.halted()) text += trap_text(task->loaded, *trace);
  text += statement_text(statement, task->loaded.interface);
  append_all(text, "steps     ", number_text(trace->steps.size()), "\n", "tables   ");
  Json tables = Json::array();
  for (size_t i = 0; i < stats.tables.size(); ++i) {
    const ProverStats::TableSize& table = stats.tables[i];
    append_all(text, i % 4 == 0 && i > 0 ? "\n          " : " ", table.name, " 2^",
               table.log_height, " (", number_text(plan->rows[i].second), ")");
    tables.push_back({{"name", table.name},
                      {"rows", plan->rows[i].second},
                      {"log_height", table.log_height},
                      {"main_columns", table.main_columns},
                      {"auxiliary_columns", table.aux_columns}});
  }
  const double elements_rate = static_cast<double>(stats.committed_elements) / seconds;
  const double steps_rate = static_cast<double>(trace->steps.size()) / seconds;
  append_all(text, "\ntime      ", seconds_text(seconds), ", ", rate_text(elements_rate),
             " elements/s, ", rate_text(steps_rate), " steps/s\n");
  append_all(text, "memory    ", bytes_text(stats.peak_memory_bytes), " at most, ",
             bytes_text(plan->memory), " estimated\n");
  append_all(text, "proof     ", bytes_text(proven->bytes.size()), ", ", output, "\n");
  text += security_text(header.parameters, *soundness);

  Json stages = Json::array();
  for (const ProverStats::Stage& stage : stats.stages) {
    stages.push_back({{"name", stage.name}, {"seconds", stage.seconds}});
  }
  Json json = {{"statement", statement_json(statement, task->loaded.interface)},
               {"steps", trace->steps.size()},
               {"tables", std::move(tables)},
               {"committed_elements", stats.committed_elements},
               {"seconds", seconds},
               {"elements_per_second", elements_rate},
               {"steps_per_second", steps_rate},
               {"stages", std::move(stages)},
               {"peak_memory_bytes", stats.peak_memory_bytes},
               {"estimated_memory_bytes", plan->memory},
               {"proof_bytes", proven->bytes.size()},
               {"output", output},
               {"security", security_json(header.parameters, *soundness)}};
  if (!trace->outcome.halted()) {
    json["trap"] = outcome_json(task->loaded, trace->outcome, &*trace);
  }
  session.print(json, text);
  return trace->outcome.halted() ? Exit::kAsAsked : Exit::kTrapped;
}

}  // namespace

void add_prove(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "prove", "run a program and prove the run, also one that traps");
  const auto options = std::make_shared<Options>();
  add_run_flags(*command, options->run);
  command->add_option("-o,--output", options->output, "proof file (beside the source)");
  command->add_option("--security", options->security, "bits of security: 100 or 128")
      ->envname("CAIRN_SECURITY")
      ->capture_default_str()
      ->check(CLI::IsMember({100, 128}));
  command->add_option("--profile", options->profile, "fast, compact, recursive or ethereum")
      ->envname("CAIRN_PROFILE")
      ->capture_default_str();
  command->add_option("--memory", options->memory, "the most to use, such as 8GiB (what is there)")
      ->envname("CAIRN_MEMORY");
  command->add_option("--threads", options->threads, "threads (one per core)")
      ->envname("CAIRN_THREADS")
      ->check(CLI::Range(1, 1024));
  command->callback([&session, options] {
    session.command = [&session, options] { return prove_program(session, *options); };
  });
}

}  // namespace cairn::cli
