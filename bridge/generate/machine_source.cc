// Machine.sol: see sources.h.
#include <string_view>

#include "absl/strings/str_format.h"
#include "air/advice.h"
#include "air/statement.h"
#include "bridge/generate/solidity.h"
#include "bridge/generate/sources.h"
#include "stark/quotient.h"
#include "stark/run_proof.h"
#include "vm/program.h"
#include "vm/run.h"

namespace cairn::bridge {
namespace {

// Lines of a library's constants.
class Constants {
 public:
  void number(const std::string& name, uint64_t number) {
    absl::StrAppendFormat(&text_, "    uint256 internal constant %s = %d;\n", name, number);
  }
  void line(const std::string& text) { absl::StrAppendFormat(&text_, "    %s\n", text); }
  void comment(const std::string& text) { absl::StrAppendFormat(&text_, "\n    // %s\n", text); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// What the contract asks of a proof.
constexpr ProofProfile kProfile = ProofProfile::kEthereum;
constexpr unsigned kSecurity = 100;

void add_parameters(Constants& out, const Air& air) {
  const ProfileSettings settings = profile_settings(kProfile, kSecurity).value();
  // The same for every shape, as the profile has constant parameters.
  const ProofParameters parameters = parameters_for(air, kProfile, kSecurity, {}).value();
  const GrindingBits& grinding = parameters.grinding;
  out.comment("The parameters of the profile, and their encoding.");
  out.line(absl::StrFormat("bytes internal constant PARAMETERS = %s;",
                           hex_literal(encode_parameters(parameters))));
  out.number("PROFILE", static_cast<uint64_t>(parameters.profile));
  out.number("SECURITY", parameters.security);
  out.number("DIGEST_BYTES", settings.digest_bytes);
  out.number("LOG_BLOWUP", parameters.log_blowup);
  out.number("LOG_ARITY", parameters.max_log_arity);
  out.number("LOG_FINAL_LENGTH", parameters.log_final_length);
  out.number("QUERIES", parameters.num_queries);
  out.number("BUS_GRINDING", grinding.bus);
  out.number("CONSTRAINT_GRINDING", grinding.constraints);
  out.number("DEEP_GRINDING", grinding.deep);
  out.number("BATCHING_GRINDING", grinding.batching);
  out.number("QUERY_GRINDING", grinding.query);

  out.comment("The heights that a table may have, descending, and the rounds of FRI.");
  std::vector<unsigned> log_heights;
  for (unsigned log = kMaxLogDomain - settings.log_blowup; log >= settings.heights.least_log;
       log -= settings.heights.step) {
    out.number(absl::StrFormat("LOG_HEIGHT_%d", log_heights.size()), log);
    log_heights.push_back(log);
  }
  out.number("LOG_HEIGHTS", log_heights.size());
  const FriSchedule schedule =
      fri_schedule(log_heights, parameters.log_blowup, parameters.max_log_arity,
                   parameters.log_final_length, grinding.fold)
          .value();
  out.number("ROUNDS", schedule.steps.size());
  for (size_t i = 0; i < schedule.steps.size(); ++i) {
    out.number(absl::StrFormat("FOLD_GRINDING_%d", i), schedule.steps[i].grinding_bits);
  }
}

void add_bounds(Constants& out) {
  out.comment("Bounds of a statement and of its hints.");
  out.number("MACHINE_VERSION", kMachineVersion);
  out.number("MAX_INPUT_WORDS", kMaxInputWords);
  out.number("MAX_OUTPUT_WORDS", kMaxOutputWords);
  out.number("MAX_COST_LIMIT", kMaxCostLimit);
  out.number("MAX_IMAGE_WORDS", kMaxImageWords);
  out.number("MAX_CELLS", kMaxFelts);
  out.number("ZERO_PAGE", kZeroPage);
  out.number("REASONS", kReasons);
  out.number("END_WITNESSES", static_cast<uint64_t>(EndWitness::kUnfetched) + 1);
  out.number("HALTED_CODE", kHaltedCode);
}

void add_tables(Constants& out, const Air& air) {
  out.comment("The tables. ADVICE is there exactly if advice was used.");
  out.number("TABLES", air.tables.size());
  out.number("ADVICE", table_index(AdviceTable::kName));
  out.number("QUOTIENT_COLUMNS", kQuotientColumns);
  out.number("PUBLIC_VALUES", kPublicValues);
  out.number("MAX_TUPLE", kMaxTuple);
  out.number("BUS_FELT", static_cast<uint64_t>(Bus::kFelt));
  out.number("BUS_WORD", static_cast<uint64_t>(Bus::kWord));
}

constexpr char kMachine[] =
    R"(// The machine as its verifier sees it. Specification: docs/ethereum.md.
library Machine {
    bytes32 internal constant AIR_DIGEST = 0x%s;
    string internal constant PROTOCOL = "%s";
    uint256 internal constant PROOF_VERSION = %d;
%s
    uint256 internal constant SHAPE_BYTES = 14;

    // Of every table, in protocol order: main columns (2 bytes), auxiliary columns of E (2), columns read in
    // the next row (2) and the place of the first of them in nextColumns (2), constraints without those of
    // auxiliary columns (2), messages (2), whether it must be there (1), the logarithm of its height if that
    // is fixed, else 0 (1).
    function shapes() internal pure returns (bytes memory) {
        return%s;
    }

    // The columns read in the next row, of all tables, 2 bytes each.
    function nextColumns() internal pure returns (bytes memory) {
        return%s;
    }
}
)";

}  // namespace

std::string machine_source(const Air& air) {
  Constants constants;
  add_parameters(constants, air);
  add_bounds(constants);
  add_tables(constants, air);
  std::string shapes;
  std::vector<uint8_t> next_columns;
  for (const TableKernel& table : air.tables) {
    std::vector<uint8_t> shape;
    append(shape, table.shape.width, 2);
    append(shape, table.aux_columns(), 2);
    append(shape, table.next_columns.size(), 2);
    append(shape, next_columns.size() / 2, 2);
    append(shape, table.shape.constraints, 2);
    append(shape, table.shape.interactions, 2);
    append(shape, table.is_always_present ? 1 : 0, 1);
    append(shape, table.fixed_log_height, 1);
    absl::StrAppendFormat(&shapes, "\n            // %s\n            %s", std::string(table.name),
                          hex_literal(shape));
    for (const size_t column : table.next_columns) append(next_columns, column, 2);
  }
  std::string text = kSolidityHead;
  absl::StrAppendFormat(&text, kMachine, hexadecimal(air.digest.bytes), std::string(kProtocolName),
                        kProofVersion, constants.text(), shapes, hex_lines(next_columns));
  return text;
}

}  // namespace cairn::bridge
