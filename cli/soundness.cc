// `cairn soundness`: the bits of every round, for a proof or for a parameter set and a height.
#include "stark/soundness.h"

#include <memory>
#include <string>

#include "cli/proof_file.h"
#include "cli/session.h"
#include "cli/units.h"
#include "compiler/text.h"
#include "stark/proof_size.h"
#include "stark/run_proof.h"

namespace cairn::cli {
namespace {

struct Options {
  std::string proof;
  std::string profile = "fast";
  unsigned security = 100;
  unsigned log_rows = 20;
};

Json rounds_json(const RegimeReport& regime) {
  Json rounds = Json::array();
  for (const RoundBits& round : regime.rounds) {
    rounds.push_back({{"name", round.name},
                      {"bits", round.bits},
                      {"grinding", round.grinding},
                      {"formula", round.formula}});
  }
  return {{"bits", regime.bits}, {"m", regime.regime.m}, {"rounds", std::move(rounds)}};
}

absl::StatusOr<Exit> print_report(const Session& session, const ProofParameters& parameters,
                                  const SoundnessReport& report, const ProtocolShape& shape) {
  std::string text = security_text(parameters, report) + format_report(report);
  if (!text.ends_with('\n')) text += '\n';
  Json json = {{"parameters", security_json(parameters, report)},
               {"bits", report.bits},
               {"unique_decoding", rounds_json(report.unique_decoding)},
               {"johnson", rounds_json(report.johnson)}};
  if (const absl::StatusOr<ProofSize> size = estimate_proof_size(parameters, shape); size.ok()) {
    append_all(text, "proof size about ", bytes_text(size->total()), "\n");
    json["expected_proof_bytes"] = size->total();
  }
  session.print(json, text);
  return Exit::kAsAsked;
}

// All tables of the machine at this height, but for those of fixed height.
absl::StatusOr<Exit> soundness_of_parameters(const Session& session, const Options& options) {
  const absl::StatusOr<ProofProfile> profile = parse_profile(options.profile);
  if (!profile.ok()) return usage(concat("--profile: ", std::string(profile.status().message())));
  std::vector<uint8_t> log_heights;
  for (const TableKernel& table : machine_air().tables) {
    const unsigned fixed = table.fixed_log_height;
    log_heights.push_back(static_cast<uint8_t>(fixed != 0 ? fixed : options.log_rows));
  }
  const ProtocolShape shape = Layout(machine_air(), log_heights, /*public_terms=*/4).shape;
  const absl::StatusOr<ProofParameters> parameters =
      parameters_for(machine_air(), *profile, options.security, shape);
  if (!parameters.ok()) {
    return usage(concat("--profile ", options.profile, " --security ", options.security,
                        " --log-rows ", options.log_rows, ": ",
                        std::string(parameters.status().message()), "; choose others"));
  }
  const absl::StatusOr<SoundnessReport> report = security_bits(*parameters, shape);
  if (!report.ok()) return report.status();
  return print_report(session, *parameters, *report, shape);
}

absl::StatusOr<Exit> soundness(const Session& session, const Options& options) {
  if (options.proof.empty()) return soundness_of_parameters(session, options);
  const absl::StatusOr<ProofFile> file = read_proof_file(options.proof);
  if (!file.ok()) return file.status();
  return print_report(session, file->header.parameters, file->soundness, file->shape);
}

}  // namespace

void add_soundness(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "soundness", "bits of every round, of a proof or of parameters");
  const auto options = std::make_shared<Options>();
  CLI::Option* const proof = command->add_option("PROOF", options->proof, "proof file");
  command->add_option("--profile", options->profile, "fast, compact, recursive or ethereum")
      ->envname("CAIRN_PROFILE")
      ->capture_default_str();
  command->add_option("--security", options->security, "bits asked for: 100 or 128")
      ->envname("CAIRN_SECURITY")
      ->capture_default_str()
      ->check(CLI::IsMember({100, 128}));
  command->add_option("--log-rows", options->log_rows, "logarithm of the rows of every table")
      ->excludes(proof)
      ->capture_default_str()
      ->check(CLI::Range(3u, 24u));
  command->callback([&session, options] {
    session.command = [&session, options] { return soundness(session, *options); };
  });
}

}  // namespace cairn::cli
