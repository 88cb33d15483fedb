// Proof files; see proof_file.h.
#include "cli/proof_file.h"

#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/files.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/text.h"
#include "stark/run_proof.h"
#include "stark/statement_codec.h"

namespace cairn::cli {
namespace {

constexpr size_t kMaxProofBytes = size_t{1} << 28;

Json regime_json(const RegimeReport& regime) {
  return {{"bits", regime.bits},
          {"m", regime.regime.m},
          {"weakest_round", regime.rounds.empty() ? "" : regime.rounds[regime.weakest].name}};
}

}  // namespace

absl::StatusOr<ProofFile> read_proof_file(const std::string& path) {
  absl::StatusOr<std::string> bytes = read_file(path, "proof", kMaxProofBytes);
  if (!bytes.ok()) return bytes.status();
  ProofFile file;
  file.bytes = *std::move(bytes);
  const VerifyResult header = read_header(file.span(), file.header);
  if (!header.ok()) {
    return invalid(concat(path, ": ", header.text(), "; make it again with `cairn prove`"));
  }
  std::optional<Statement> statement = decode_statement(file.header.statement);
  const std::optional<Hints> hints = decode_hints(file.header.hints);
  if (!statement.has_value() || !hints.has_value()) {
    return invalid(concat(path, ": the statement of this proof cannot be read; make it again with ",
                          "`cairn prove`"));
  }
  if (const std::optional<std::string> flaw = find_flaw(*statement, *hints); flaw.has_value()) {
    return invalid(concat(path, ": the statement of this proof is impossible (", *flaw,
                          "), so it proves nothing"));
  }
  const Air& air = machine_air();
  if (file.header.log_heights.size() != air.tables.size()) {
    return invalid(concat(path, ": this proof has ", file.header.log_heights.size(),
                          " tables and this version has ", air.tables.size(),
                          "; make it again with `cairn prove`"));
  }
  file.statement = *std::move(statement);
  file.hints = *hints;
  const size_t terms = public_messages(file.statement, file.hints).size();
  file.shape = Layout(air, file.header.log_heights, terms).shape;
  absl::StatusOr<SoundnessReport> soundness = security_bits(file.header.parameters, file.shape);
  if (!soundness.ok()) {
    return invalid(concat(path, ": the parameters of this proof are impossible (",
                          std::string(soundness.status().message()), "), so it proves nothing"));
  }
  file.soundness = *std::move(soundness);
  return file;
}

std::vector<ProofPart> list_parts(const ProofParts& parts) {
  return {{"header and statement", parts.header}, {"commitments", parts.commitments},
          {"openings at zeta", parts.openings},   {"low-degree test", parts.fri},
          {"main rows", parts.main_rows},         {"auxiliary rows", parts.aux_rows},
          {"quotient rows", parts.quotient_rows}};
}

absl::StatusOr<ProofParts> read_parts(const ProofFile& file, const std::string& path) {
  const size_t terms = public_messages(file.statement, file.hints).size();
  const Layout layout(machine_air(), file.header.log_heights, terms);
  const ProofParameters& stated = file.header.parameters;
  const ParameterFault fault = check_parameters_of(machine_air(), stated, layout.shape);
  if (fault != ParameterFault::kNone) {
    return invalid(concat(path, ": the parameters of this proof are refused: ", describe(fault)));
  }
  Proof proof;
  proof.header = file.header;
  const VerifyResult read = read_proof(file.span(), layout, proof);
  if (!read.ok()) {
    return invalid(concat(path, ": ", read.text(), "; make it again with `cairn prove`"));
  }
  ProofParts parts;
  encode_proof(layout, proof, &parts);
  return parts;
}

Json statement_json(const Statement& statement, const Interface& interface) {
  const Outcome& outcome = statement.outcome;
  Json json = {{"program", word_text(statement.program_digest)},
               {"inputs", json_of_words(interface.inputs, statement.inputs)},
               {"halted", outcome.halted()},
               {"reason", kReasonNames[static_cast<size_t>(outcome.reason)]},
               {"pc", outcome.pc}};
  if (outcome.halted()) json["outputs"] = json_of_words(interface.outputs, outcome.outputs);
  json["cost"] = statement.cost;
  json["cost_limit"] = statement.cost_limit;
  json["advice_used"] = statement.advice_used;
  return json;
}

std::string statement_text(const Statement& statement, const Interface& interface) {
  const Outcome& outcome = statement.outcome;
  std::string text;
  append_all(text, "program   ", word_text(statement.program_digest), "\n");
  append_all(text, "inputs    ", count_text(statement.inputs.size(), "word"), "\n",
             text_of_words(interface.inputs, statement.inputs));
  append_all(text, "outcome   ", describe(outcome), "\n");
  if (outcome.halted()) text += text_of_words(interface.outputs, outcome.outputs);
  append_all(text, "cost      ", number_text(statement.cost), " of at most ",
             number_text(statement.cost_limit), "\n");
  append_all(text, "advice    ", statement.advice_used ? "used" : "none", "\n");
  return text;
}

Json security_json(const ProofParameters& parameters, const SoundnessReport& report) {
  return {{"profile", profile_name(parameters.profile)},
          {"asked", parameters.security},
          {"bits", report.bits},
          {"queries", parameters.num_queries},
          {"unique_decoding", regime_json(report.unique_decoding)},
          {"johnson", regime_json(report.johnson)}};
}

std::string security_text(const ProofParameters& parameters, const SoundnessReport& report) {
  return absl::StrFormat(
      "security  %.1f bits proven (unique decoding %.1f, Johnson %.1f), profile %s, %d queries\n",
      report.bits, report.unique_decoding.bits, report.johnson.bits,
      profile_name(parameters.profile), parameters.num_queries);
}

}  // namespace cairn::cli
