// `cairn ethereum demo`: the whole trip on a chain of its own: contracts, a proof, its verification
// in a transaction, and the rejection of the same proof with one bit changed.
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "cli/anvil.h"
#include "cli/ethereum.h"
#include "cli/files.h"
#include "cli/measure.h"
#include "cli/program_file.h"
#include "cli/progress.h"
#include "cli/proof_file.h"
#include "cli/style.h"
#include "cli/units.h"
#include "compiler/text.h"
#include "stark/run_proof.h"
#include "vm/run.h"

namespace cairn::cli {
namespace {

struct Options {
  std::string anvil;
  std::string artifact;
  std::string output;
  uint32_t number = 1000;
  std::string timeout = "60s";
};

// A folder that goes with this object.
class Folder {
 public:
  static absl::StatusOr<std::unique_ptr<Folder>> make() {
    std::error_code error;
    std::string name = (std::filesystem::temp_directory_path(error) / "cairn_XXXXXX").string();
    if (error || ::mkdtemp(name.data()) == nullptr) {
      return no_resources(
          "a folder for temporary files cannot be made; set TMPDIR to another place");
    }
    return std::unique_ptr<Folder>(new Folder(name));
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  std::string file(std::string_view name) const { return concat(path_, "/", name); }

 private:
  explicit Folder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

struct Proven {
  std::string bytes;
  Statement statement;
  Interface interface;
  size_t steps = 0;
  double seconds = 0;
};

absl::StatusOr<Proven> prove_fibonacci(const Session& session, const Options& options,
                                       const Folder& folder) {
  const std::string source = folder.file("fibonacci.cairn");
  if (absl::Status status = write_file(source, fibonacci_source()); !status.ok()) return status;
  const absl::StatusOr<LoadedProgram> loaded = load_program_file(source);
  if (!loaded.ok()) return loaded.status();
  Progress progress(session);
  const Stopwatch watch;
  progress.stage("run");
  RunOptions run;
  run.cost_limit = kDefaultCostLimit;
  const Word input = {Felt(options.number)};
  const absl::StatusOr<Trace> trace = run_traced(loaded->program, {&input, 1}, run);
  if (!trace.ok()) return invalid(std::string(trace.status().message()));
  ProverOptions prover;
  prover.profile = ProofProfile::kEthereum;
  prover.progress = [&](std::string_view stage) { progress.stage(stage); };
  const absl::StatusOr<ProverOutput> output = prove_run(*trace, prover);
  if (!output.ok()) {
    return no_resources(concat("the Fibonacci number ", options.number, " cannot be proven (",
                               std::string(output.status().message()),
                               "); choose a smaller --number"));
  }
  progress.end();
  Proven proven;
  proven.bytes.assign(output->bytes.begin(), output->bytes.end());
  proven.statement = statement_of(*trace);
  proven.interface = loaded->interface;
  proven.steps = trace->steps.size();
  proven.seconds = watch.seconds();
  return proven;
}

// The contract must refuse it, asked and in a transaction; the sentence of its reason.
absl::StatusOr<std::string> refusal(const Session& session, Endpoint& endpoint, const Check& check,
                                    std::string bytes) {
  char& changed = bytes[bytes.size() / 2];
  changed = static_cast<char>(changed ^ 1);
  const absl::StatusOr<EthereumProof> proof = split_proof("tampered proof", bytes);
  if (!proof.ok()) return proof.status();
  const absl::StatusOr<uint8_t> asked = call_verify(endpoint.rpc, check.verifier, *proof);
  if (!asked.ok()) return asked.status();
  Check tampered = check;
  tampered.path = "tampered proof";
  const absl::StatusOr<Checked> checked = check_on_chain(session, endpoint, *proof, tampered);
  if (*asked == 0 || checked.ok()) {
    return invalid("the contract accepts a tampered proof, so it is not Cairn's verifier");
  }
  if (checked.status() != refused_proof(tampered.path, *asked)) return checked.status();
  return std::string(checked.status().message());
}

absl::StatusOr<Exit> run_demo(const Session& session, const Options& options) {
  // What can be missing is found out before the work.
  const absl::StatusOr<ethereum::Plan> plan = read_plan(options.artifact);
  if (!plan.ok()) return plan.status();
  const absl::StatusOr<std::string> binary = find_anvil(options.anvil);
  if (!binary.ok()) return binary.status();
  if (!options.output.empty()) {
    if (absl::Status status = check_writable(options.output); !status.ok()) return status;
  }
  const absl::StatusOr<std::unique_ptr<Folder>> folder = Folder::make();
  if (!folder.ok()) return folder.status();
  const absl::StatusOr<std::unique_ptr<Anvil>> anvil =
      Anvil::start(*binary, (*folder)->file("anvil.log"), std::chrono::seconds(60));
  if (!anvil.ok()) return anvil.status();
  EndpointFlags flags;
  flags.rpc = (*anvil)->url();
  flags.timeout = options.timeout;
  absl::StatusOr<Endpoint> endpoint = connect(flags);
  if (!endpoint.ok()) return endpoint.status();
  say(session, concat("chain     ", endpoint->chain_id, " at ", flags.rpc, " (anvil, Osaka)\n"));
  const auto key = []() -> absl::StatusOr<ethereum::PrivateKey> {
    return *ethereum::PrivateKey::from_text(Anvil::public_key_of_tests());
  };
  absl::StatusOr<ethereum::SendOptions> send = send_options(session, {});
  if (!send.ok()) return send.status();
  send->poll = std::chrono::milliseconds(20);

  const auto deployed = deploy_plan(session, *endpoint, *plan, *send, key);
  if (!deployed.ok()) return deployed.status();
  say(session, concat(deployed_text(*deployed), "\n"));

  const absl::StatusOr<Proven> proven = prove_fibonacci(session, options, **folder);
  if (!proven.ok()) return proven.status();
  if (!options.output.empty()) {
    if (absl::Status status = write_file(options.output, proven->bytes); !status.ok())
      return status;
  }
  say(session, concat(statement_text(proven->statement, proven->interface), "proof     ",
                      bytes_text(proven->bytes.size()), ", of ", number_text(proven->steps),
                      " steps, made in ", seconds_text(proven->seconds), "\n\n"));

  const absl::StatusOr<EthereumProof> proof = split_proof("proof", proven->bytes);
  if (!proof.ok()) return proof.status();
  const Check check{plan->back().address, "proof", "", *send, key};
  const absl::StatusOr<Checked> checked = check_on_chain(session, *endpoint, *proof, check);
  if (!checked.ok()) return checked.status();
  say(session,
      concat(checked_text(*endpoint, *proof, *checked), calldata_text(proof->check_call()), "\n"));

  const absl::StatusOr<std::string> refused = refusal(session, *endpoint, check, proven->bytes);
  if (!refused.ok()) return refused.status();
  say(session, concat("one bit of the proof changed\n",
                      paint(STDOUT_FILENO, Paint::kGood, "refused"), ": ", *refused, "\n"));
  session.print({{"chain_id", endpoint->chain_id},
                 {"contracts", deployed_json(*deployed)},
                 {"statement", statement_json(proven->statement, proven->interface)},
                 {"steps", proven->steps},
                 {"proof_bytes", proven->bytes.size()},
                 {"proving_seconds", proven->seconds},
                 {"verification", checked_json(*endpoint, check, *proof, *checked)},
                 {"tampered", *refused}},
                "");
  return Exit::kAsAsked;
}

}  // namespace

void add_ethereum_demo(CLI::App& app, Session& session) {
  CLI::App* const command = add_command(
      app, session, "demo", "deploy, prove, verify and refuse on a local chain that is started");
  const auto options = std::make_shared<Options>();
  command->add_option("--anvil", options->anvil, "path of anvil (that of bridge/, or on the PATH)")
      ->envname("CAIRN_ANVIL");
  command
      ->add_option("--artifact", options->artifact, "JSON file of the contracts (those built in)")
      ->envname("CAIRN_ETHEREUM_ARTIFACT");
  command->add_option("--number", options->number, "which Fibonacci number is proven")
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "keep the proof in this file");
  command->add_option("--timeout", options->timeout, "the longest that one answer may take")
      ->envname("CAIRN_ETHEREUM_TIMEOUT")
      ->capture_default_str();
  command->callback([&session, options] {
    session.command = [&session, options] { return run_demo(session, *options); };
  });
}

}  // namespace cairn::cli
