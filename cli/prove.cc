// `cairn prove`: runs the program, checks that the proof fits the machine, proves, and says what it
// took. A run that traps is proven as well.
#include "cli/prove.h"

#include <omp.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/execution.h"
#include "cli/files.h"
#include "cli/preflight.h"
#include "cli/progress.h"
#include "cli/proof_file.h"
#include "cli/session.h"
#include "cli/style.h"
#include "cli/units.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

struct Options {
  RunFlags run;
  std::string output;
  unsigned security = 100;
  std::string profile = "fast";
  std::string memory;
  int threads = 0;
  std::string report;
  bool dry_run = false;
  bool try_larger = false;
  bool recompute = false;
};

absl::StatusOr<ProfileSettings> read_settings(const Options& options) {
  const absl::StatusOr<ProofProfile> profile = parse_profile(options.profile);
  if (!profile.ok()) return usage(concat("--profile: ", std::string(profile.status().message())));
  const std::string flags =
      concat("--profile ", options.profile, " --security ", options.security, ": ");
  absl::StatusOr<ProfileSettings> settings = profile_settings(*profile, options.security);
  if (!settings.ok()) return usage(concat(flags, std::string(settings.status().message())));
  if (settings->collision_bits < options.security) {
    return usage(concat(flags, "the hash of this profile has fewer bits; choose another profile"));
  }
  if (options.recompute && settings->log_blowup == 1) {
    return usage(concat("--recompute: profile ", options.profile,
                        " needs all of its extended columns throughout, so this would save ",
                        "nothing; choose another --profile"));
  }
  return settings;
}

// The cost limit of the task, within what the profile can prove whatever the run does; with --try
// it is found out by the run's tables.
absl::Status settle_limit(Task& task, const Options& options, unsigned log_blowup) {
  const uint32_t image = task.loaded.program.length();
  const std::optional<uint32_t> most = max_cost_limit(log_blowup, image, task.inputs.size());
  if (!most.has_value()) {
    return no_resources(concat(options.run.file, ": an image of ", count_text(image, "word"),
                               " and ", count_text(task.inputs.size(), "input word"),
                               " are too large for profile ", options.profile,
                               "; choose another --profile"));
  }
  if (task.limit > *most && !options.try_larger) {
    if (options.run.limit.has_value()) {
      return no_resources(concat(options.run.file, ": --limit ", number_text(task.limit),
                                 " is above ", number_text(*most), ", the most with which ",
                                 "profile ", options.profile, " proves every run of this program ",
                                 "and input; choose a smaller one, another --profile, or --try"));
    }
    task.limit = *most;
  }
  return absl::OkStatus();
}

// Whether the tables are within the bounds of the profile and of memory; and what is kept there.
absl::Status settle_memory(const Options& options, const ProfileSettings& settings, uint64_t memory,
                           Plan& plan) {
  const unsigned log_blowup = settings.log_blowup;
  const auto takes = [&](bool keeps) { return proving_memory(plan.sizes, log_blowup, keeps); };
  plan.keeps_extensions =
      log_blowup == 1 || (settings.keeps_extensions && !options.recompute && takes(true) <= memory);
  plan.memory = takes(plan.keeps_extensions);
  const uint64_t highest = uint64_t{1} << (kMaxLogDomain - log_blowup);
  for (const TableSize& size : plan.sizes) {
    if (size.height <= highest) continue;
    return no_resources(concat(options.run.file, ": this run needs ", number_text(size.rows),
                               " rows of table ", size.name, ", and profile ", options.profile,
                               " has at most ", number_text(highest),
                               "; choose another --profile or a smaller input"));
  }
  if (plan.memory <= memory) return absl::OkStatus();
  return no_resources(concat(options.run.file, ": proving this run needs about ",
                             bytes_text(plan.memory), " and ", bytes_text(memory),
                             " are available; choose a smaller --limit or input, another ",
                             "--profile, or raise --memory"));
}

absl::StatusOr<uint64_t> allowed_memory(const Options& options) {
  if (options.memory.empty()) return available_memory();
  absl::StatusOr<uint64_t> size = parse_size(options.memory);
  if (!size.ok()) return usage(concat("--memory: ", std::string(size.status().message())));
  return size;
}

std::string sizes_text(std::span<const TableSize> sizes) {
  std::string text = absl::StrFormat("%-12s %14s %14s\n", "table", "rows", "with padding");
  for (const TableSize& size : sizes) {
    if (size.height == 0) continue;
    text += absl::StrFormat("%-12s %14s %14s\n", size.name, number_text(size.rows),
                            number_text(size.height));
  }
  return text;
}

Json sizes_json(std::span<const TableSize> sizes) {
  Json json = Json::array();
  for (const TableSize& size : sizes) {
    if (size.height == 0) continue;
    const TableKernel& kernel = machine_air().tables[static_cast<size_t>(&size - sizes.data())];
    json.push_back({{"name", size.name},
                    {"rows", size.rows},
                    {"height", size.height},
                    {"main_columns", kernel.shape.width},
                    {"auxiliary_columns", kExtColumns * kernel.aux_columns()}});
  }
  return json;
}

// What is known before the proof is begun.
std::string plan_text(const Plan& plan) {
  std::string text = sizes_text(plan.sizes);
  append_all(text, "elements  ", number_text(plan.elements.committed()), " to commit\n",
             "memory    about ", bytes_text(plan.memory), "\n", "time      about ",
             seconds_text(plan.seconds), "\n");
  return text;
}

Exit print_plan(const Session& session, const Trace& trace, const Plan& plan) {
  std::string text;
  append_all(text, "cost      ", number_text(trace.cost), " of at most ",
             number_text(trace.cost_limit), "\n", plan_text(plan));
  session.print({{"cost", trace.cost},
                 {"cost_limit", trace.cost_limit},
                 {"tables", sizes_json(plan.sizes)},
                 {"committed_elements", plan.elements.committed()},
                 {"estimated_memory_bytes", plan.memory},
                 {"estimated_seconds", plan.seconds}},
                text);
  return trace.outcome.halted() ? Exit::kAsAsked : Exit::kTrapped;
}

void print_proven(const Session& session, const Proven& proven, const std::string& output) {
  const Trace& trace = proven.trace;
  const ProverStats& stats = proven.output.stats;
  const ProofParameters& parameters = proven.output.proof.header.parameters;
  const Interface& interface = proven.loaded.interface;

  std::string text;
  if (!trace.outcome.halted()) text += trap_text(proven.loaded, trace);
  text += statement_text(proven.statement, interface);
  append_all(text, "steps     ", number_text(trace.steps.size()), "\n", "tables   ");
  size_t shown = 0;
  for (const TableSize& size : proven.plan.sizes) {
    if (size.height == 0) continue;
    append_all(text, shown > 0 && shown % 4 == 0 ? "\n          " : " ", size.name, " 2^",
               std::bit_width(size.height) - 1, " (", number_text(size.rows), ")");
    ++shown;
  }
  const auto rate = [&](uint64_t count) { return static_cast<double>(count) / proven.seconds; };
  append_all(text, "\ntime      ", seconds_text(proven.seconds), ", ",
             rate_text(rate(stats.committed_elements)), " elements/s, ",
             rate_text(rate(trace.steps.size())), " steps/s\n");
  append_all(text, "memory    ", bytes_text(stats.peak_memory_bytes), " at most, ",
             bytes_text(proven.plan.memory), " estimated",
             proven.plan.keeps_extensions ? "\n" : ", extended columns recomputed\n");
  append_all(text, "proof     ", bytes_text(proven.output.bytes.size()), ", ", output, "\n");
  text += security_text(parameters, proven.soundness);

  Json stages = Json::array();
  for (const ProverStats::Stage& stage : stats.stages) {
    stages.push_back({{"name", stage.name}, {"seconds", stage.seconds}});
  }
  Json json = {{"statement", statement_json(proven.statement, interface)},
               {"steps", trace.steps.size()},
               {"tables", sizes_json(proven.plan.sizes)},
               {"committed_elements", stats.committed_elements},
               {"seconds", proven.seconds},
               {"elements_per_second", rate(stats.committed_elements)},
               {"steps_per_second", rate(trace.steps.size())},
               {"stages", std::move(stages)},
               {"peak_memory_bytes", stats.peak_memory_bytes},
               {"estimated_memory_bytes", proven.plan.memory},
               {"keeps_extensions", proven.plan.keeps_extensions},
               {"proof_bytes", proven.output.bytes.size()},
               {"output", output},
               {"security", security_json(parameters, proven.soundness)}};
  if (!trace.outcome.halted()) {
    json["trap"] = outcome_json(proven.loaded, trace.outcome, &trace);
  }
  session.print(json, text);
}

absl::StatusOr<Exit> prove_program(const Session& session, const Options& options) {
  const absl::StatusOr<ProfileSettings> settings = read_settings(options);
  if (!settings.ok()) return settings.status();
  const absl::StatusOr<uint64_t> memory = allowed_memory(options);
  if (!memory.ok()) return memory.status();
  if (options.threads > 0) omp_set_num_threads(options.threads);
  absl::StatusOr<Task> task = load_task(options.run);
  if (!task.ok()) return task.status();
  if (absl::Status status = settle_limit(*task, options, settings->log_blowup); !status.ok()) {
    return status;
  }
  const std::string output =
      options.output.empty() ? with_extension(options.run.file, ".proof") : options.output;
  for (const std::string& path : {output, options.report}) {
    if (path.empty() || options.dry_run) continue;
    if (absl::Status writable = check_writable(path); !writable.ok()) return writable;
  }

  // 1. The run.
  Progress progress(session);
  const Stopwatch watch;
  progress.stage("run");
  absl::StatusOr<Trace> trace = trace_task(*task, options.run.file);
  if (!trace.ok()) return trace.status();
  const double run_seconds = watch.seconds();
  if (trace->outcome.reason == Reason::kOutOfCost && task->limit < kDefaultCostLimit &&
      !options.run.limit.has_value()) {
    return no_resources(concat(options.run.file, ": the run costs more than ",
                               number_text(task->limit), ", the most that profile ",
                               options.profile, " proves in any case; choose another --profile, ",
                               "--try, or --limit ", task->limit,
                               " to prove that it runs out of cost"));
  }

  // 2. What it will take; of the tables, then with the comparisons that only they count.
  progress.stage("fill tables");
  Proven proven{*std::move(trace), {}, task->loaded, {}, {}, {}, 0};
  proven.statement = statement_of(proven.trace);
  const Claim claim = claim_of(proven.statement, hints_of(proven.trace));
  Plan& plan = proven.plan;
  plan.sizes = least_sizes(proven.trace, claim.publics, settings->heights);
  absl::Status fits = settle_memory(options, *settings, *memory, plan);
  if (!fits.ok()) return fits;
  std::vector<ColumnMatrix> matrices;
  plan.sizes.clear();
  for (BuiltTable& table : build_tables(proven.trace, claim.publics, settings->heights)) {
    plan.sizes.push_back(table.size());
    matrices.push_back(std::move(table.matrix));
  }
  fits = settle_memory(options, *settings, *memory, plan);
  if (!fits.ok()) return fits;
  plan.elements = elements_of(plan.sizes);
  progress.end();
  const double before_proof = watch.seconds();
  if (options.dry_run || progress.is_shown()) {
    plan.seconds =
        expected_seconds(plan.elements, settings->profile, options.security, settings->log_blowup);
  }
  if (options.dry_run) return print_plan(session, proven.trace, plan);
  progress.note(plan_text(plan));
  progress.expect(plan.elements, plan.seconds);

  // 3. The proof.
  const Stopwatch proof_watch;
  ProverOptions prover;
  prover.profile = settings->profile;
  prover.security = options.security;
  prover.keeps_extensions = plan.keeps_extensions;
  prover.progress = [&](std::string_view stage) { progress.stage(stage); };
  absl::StatusOr<ProverOutput> proof = prove(machine_air(), claim, std::move(matrices), prover);
  if (!proof.ok()) {
    return no_resources(concat(options.run.file, ": this run cannot be proven (",
                               std::string(proof.status().message()),
                               "); choose a smaller --limit or another --profile"));
  }
  progress.end();
  proven.output = *std::move(proof);
  proven.seconds = before_proof + proof_watch.seconds();
  std::vector<ProverStats::Stage>& stages = proven.output.stats.stages;
  stages.insert(stages.begin(),
                {{"run", run_seconds}, {"fill tables", before_proof - run_seconds}});
  const ProofHeader& header = proven.output.proof.header;
  const Layout layout(machine_air(), header.log_heights, claim.messages.size());
  absl::StatusOr<SoundnessReport> soundness = security_bits(header.parameters, layout.shape);
  if (!soundness.ok()) return soundness.status();
  proven.soundness = *std::move(soundness);

  // 4. What is kept and said.
  const std::vector<uint8_t>& bytes = proven.output.bytes;
  absl::Status written =
      write_file(output, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (written.ok() && !options.report.empty()) {
    written = write_file(options.report, report_page(proven));
  }
  if (!written.ok()) return written;
  print_proven(session, proven, output);
  return proven.trace.outcome.halted() ? Exit::kAsAsked : Exit::kTrapped;
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
  command->add_flag("--recompute", options->recompute,
                    "less memory, more time: do not keep extended columns (compact, recursive)");
  command->add_option("--threads", options->threads, "threads (one per core)")
      ->envname("CAIRN_THREADS")
      ->check(CLI::Range(1, 1024));
  command->add_option("--report", options->report, "page to write (HTML): stages, tables, bits");
  command->add_flag("--dry-run", options->dry_run,
                    "run, and say what the proof would take: rows, memory, time");
  command->add_flag("--try", options->try_larger,
                    "allow a limit with which not every run, but perhaps this one, can be proven");
  command->callback([&session, options] {
    session.command = [&session, options] { return prove_program(session, *options); };
  });
}

}  // namespace cairn::cli
