// Why a proof is refused. The order is the order of the checks, and so of the protocol's steps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cairn {

enum class VerifyReason : uint8_t {
  kNone,
  // The format.
  kNotAProof,      // the magic number is missing
  kWrongVersion,   // of the proof format
  kTruncated,      // the bytes end too early
  kNotCanonical,   // a field element that is not below p
  kCountTooLarge,  // a count above what the parameters and heights admit
  kTrailingBytes,  // bytes after the end
  // 1. What is agreed on.
  kWrongProfile,       // another profile than the caller asked for
  kSecurityTooLow,     // the proof aims at fewer bits than the caller asked for
  kStatementMismatch,  // the proof is for another statement
  kBadHints,           // statement and hints contradict each other
  kMissingTable,       // a table that must be there is absent
  kForbiddenTable,     // a table is there that must be absent
  kWrongHeight,        // a table of fixed height has another one
  kBadParameters,      // parameters or heights are out of range or too weak
  // 3. Buses.
  kBusGrinding,
  kUndefinedTerm,  // a public message whose denominator is zero
  kBusUnbalanced,  // the sums of all tables and of the public messages do not add up to zero
  // 4. to 6.
  kConstraintGrinding,
  kDeepGrinding,
  kConstraintsViolated,  // at zeta, a table's constraints do not equal its quotient
  kBatchingGrinding,
  kFri,            // FRI refuses: degree, folding or grinding
  kMainRows,       // the Merkle opening of the main columns is refused
  kAuxiliaryRows,  // the same for the auxiliary columns
  kQuotientRows,   // the same for the quotient
};
std::string_view to_string(VerifyReason reason);

struct VerifyResult {
  VerifyReason reason = VerifyReason::kNone;
  std::string detail;  // which table, round, fault ...
  bool ok() const { return reason == VerifyReason::kNone; }
  // One sentence for people.
  std::string text() const;
};

}  // namespace cairn
