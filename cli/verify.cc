// `cairn verify`: whether a proof is one of the program, inputs, outputs and outcome that are asked
// for. It never takes the program from the proof: a proof of some program proves nothing.
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>

#include "cli/measure.h"
#include "cli/program_file.h"
#include "cli/proof_file.h"
#include "cli/session.h"
#include "cli/style.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/text.h"
#include "stark/run_proof.h"

namespace cairn::cli {
namespace {

struct Options {
  std::string proof;
  std::string program;
  std::string input;
  std::string output;
  std::string expect = "halted";
  std::string profile;
  unsigned security = 100;
};

// What the program, inputs and outputs of the caller leave of the proof's claim: nothing, if it is
// about something else.
absl::Status compare(const Options& options, const Statement& claimed, const Word& program,
                     const Interface& interface) {
  if (claimed.program_digest != program) {
    return invalid(concat(options.proof, ": this proof is of program ",
                          word_text(claimed.program_digest), ", not of ", word_text(program),
                          "; give the program that it was made from"));
  }
  if (!options.input.empty()) {
    const absl::StatusOr<std::vector<Word>> inputs = read_inputs(interface.inputs, options.input);
    if (!inputs.ok()) return inputs.status();
    if (*inputs != claimed.inputs) {
      return invalid(concat(options.proof, ": this proof is of other inputs than ", options.input,
                            "; `cairn inspect` shows them"));
    }
  }
  if (!options.output.empty()) {
    const absl::StatusOr<std::vector<Word>> outputs =
        read_outputs(interface.outputs, options.output);
    if (!outputs.ok()) return outputs.status();
    if (!claimed.outcome.halted() || *outputs != claimed.outcome.outputs) {
      return invalid(concat(options.proof, ": this proof is of other outputs than ", options.output,
                            "; `cairn inspect` shows them"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Exit> verify_proof(const Session& session, const Options& options) {
  std::optional<ProofProfile> profile;
  if (!options.profile.empty()) {
    const absl::StatusOr<ProofProfile> parsed = parse_profile(options.profile);
    if (!parsed.ok()) return usage(concat("--profile: ", std::string(parsed.status().message())));
    profile = *parsed;
  }
  Interface interface;
  Word program{};
  if (looks_like_digest(options.program)) {
    const absl::StatusOr<Word> digest = parse_digest(options.program);
    if (!digest.ok()) return digest.status();
    program = *digest;
  } else {
    absl::StatusOr<LoadedProgram> loaded = load_program_file(options.program);
    if (!loaded.ok()) return loaded.status();
    program = loaded->program.digest();
    interface = std::move(loaded->interface);
  }
  const absl::StatusOr<ProofFile> file = read_proof_file(options.proof);
  if (!file.ok()) return file.status();
  const Statement& claimed = file->statement;
  absl::Status same = compare(options, claimed, program, interface);
  if (!same.ok()) return same;

  const Stopwatch watch;
  const VerifyResult result = verify_run(file->span(), claimed, profile, options.security);
  const double seconds = watch.seconds();
  if (!result.ok()) return invalid(concat(options.proof, ": refused: ", result.text()));

  const bool halted = claimed.outcome.halted();
  const bool as_expected = options.expect == "any" || (options.expect == "halted") == halted;
  if (!as_expected && halted) {
    return invalid(concat(options.proof, ": the proof is valid, but the run halted and --expect ",
                          options.expect, " was asked for"));
  }
  std::string text =
      as_expected ? concat(paint(STDOUT_FILENO, Paint::kGood, "accepted"), ": the proof is valid\n")
                  : concat(paint(STDOUT_FILENO, Paint::kBad, "trapped"),
                           ": the proof is valid, and the program did not halt\n");
  text += statement_text(claimed, interface);
  if (options.input.empty() && !claimed.inputs.empty()) {
    text += "note      the inputs are those of the proof; --input FILE asks for others\n";
  }
  const bool weak_trap = !halted && claimed.advice_used;
  if (weak_trap) {
    text += "note      advice was used, so this proves only that some advice traps\n";
  }
  text += security_text(file->header.parameters, file->soundness);
  append_all(text, "verified  in ", seconds_text(seconds), ", ", bytes_text(file->bytes.size()),
             "\n");
  session.print({{"valid", true},
                 {"as_expected", as_expected},
                 {"statement", statement_json(claimed, interface)},
                 {"inputs_from_proof", options.input.empty()},
                 {"only_some_advice_traps", weak_trap},
                 {"security", security_json(file->header.parameters, file->soundness)},
                 {"seconds", seconds},
                 {"proof_bytes", file->bytes.size()}},
                text);
  return as_expected ? Exit::kAsAsked : Exit::kTrapped;
}

}  // namespace

void add_verify(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "verify", "check a proof of a program that you name");
  const auto options = std::make_shared<Options>();
  command->add_option("PROOF", options->proof, "proof file")->required();
  command->add_option("--program", options->program, "source, image or program digest (0x...)")
      ->envname("CAIRN_PROGRAM")
      ->required();
  command->add_option("-i,--input", options->input, "JSON file: the inputs must be these");
  command->add_option("--output", options->output, "JSON file: the outputs must be these");
  command->add_option("--expect", options->expect, "the outcome: halted, trapped or any")
      ->capture_default_str()
      ->check(CLI::IsMember({"halted", "trapped", "any"}));
  command->add_option("--security", options->security, "at least so many bits: 100 or 128")
      ->envname("CAIRN_SECURITY")
      ->capture_default_str()
      ->check(CLI::IsMember({100, 128}));
  command->add_option("--profile", options->profile, "only this profile (any)")
      ->envname("CAIRN_PROFILE");
  command->callback([&session, options] {
    session.command = [&session, options] { return verify_proof(session, *options); };
  });
}

}  // namespace cairn::cli
