// The reasons in words: see verify_error.h.
#include "stark/verify_error.h"

namespace cairn {

std::string_view to_string(VerifyReason reason) {
  switch (reason) {
    case VerifyReason::kNone:
      return "the proof is valid";
    case VerifyReason::kNotAProof:
      return "these bytes are not a proof";
    case VerifyReason::kWrongVersion:
      return "the proof has another format version";
    case VerifyReason::kTruncated:
      return "the proof ends too early";
    case VerifyReason::kNotCanonical:
      return "a field element is not below p";
    case VerifyReason::kCountTooLarge:
      return "a count is larger than possible";
    case VerifyReason::kTrailingBytes:
      return "bytes follow the end of the proof";
    case VerifyReason::kWrongProfile:
      return "the proof has another profile than asked for";
    case VerifyReason::kSecurityTooLow:
      return "the proof aims at less security than asked for";
    case VerifyReason::kStatementMismatch:
      return "the proof is for another statement";
    case VerifyReason::kBadHints:
      return "the statement and the proof's hints do not fit each other";
    case VerifyReason::kMissingTable:
      return "a table is missing";
    case VerifyReason::kForbiddenTable:
      return "a table is present that must be absent";
    case VerifyReason::kWrongHeight:
      return "a table does not have its fixed height";
    case VerifyReason::kBadParameters:
      return "the parameters are refused";
    case VerifyReason::kBusGrinding:
      return "the proof of work before the bus challenges is not good";
    case VerifyReason::kUndefinedTerm:
      return "a public message has the denominator zero";
    case VerifyReason::kBusUnbalanced:
      return "the buses do not balance";
    case VerifyReason::kConstraintGrinding:
      return "the proof of work before the constraint challenge is not good";
    case VerifyReason::kDeepGrinding:
      return "the proof of work before the point zeta is not good";
    case VerifyReason::kConstraintsViolated:
      return "the constraints do not hold at zeta";
    case VerifyReason::kBatchingGrinding:
      return "the proof of work before the batching challenge is not good";
    case VerifyReason::kFri:
      return "the low-degree test fails";
    case VerifyReason::kMainRows:
      return "the opened rows of the main columns are refused";
    case VerifyReason::kAuxiliaryRows:
      return "the opened rows of the auxiliary columns are refused";
    case VerifyReason::kQuotientRows:
      return "the opened rows of the quotient are refused";
  }
  return "unknown reason";
}

std::string VerifyResult::text() const {
  std::string sentence(to_string(reason));
  if (!detail.empty()) sentence += ": " + detail;
  return sentence;
}

}  // namespace cairn
