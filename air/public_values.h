// The scalars that constraints may read: all of them follow from the statement and from the few
// hints that a proof carries beside it (air/statement.h). Specification: docs/tables.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/field/felt.h"

namespace cairn {

// What the coprocessor bus calls the end of a run by `halt`. It is not 0, so that a run cannot go
// on after a halt; the other outcomes on that bus are 0 (goes on) and the number of the Reason.
inline constexpr uint32_t kHaltedCode = 9;

enum class PublicValue : uint32_t {
  // The program and the first row.
  kLength,   // words of the image
  kEntry,    // as in the digest
  kFirstPc,  // min(entry, 2 * length)
  kFirstWp,  // length + number of input words
  kDigest,   // and the 7 after it: the program digest
  // The stop row.
  kStopPc = kDigest + 8,
  kStopCost,  // before the stop row is charged
  kStopAp,    // hint
  kLeft,      // cost limit - kStopCost
  // How it ends: of the selectors below exactly one is 1.
  kEndAssert,       // by the cpu: x != y
  kEndDivision,     // by the cpu: y = 0
  kEndBoundsX,      // by the cpu: operand x
  kEndBoundsY,      // by the cpu: operand y
  kEndIllegal,      // nothing is executed
  kEndOfCode,       // nothing is executed
  kEndOutOfCost,    // nothing is executed: cost = limit
  kEndCoprocessor,  // a coprocessor says so, halt included
  // kHaltedCode or the number of the Reason where kEndCoprocessor, else 0.
  kCoprocessorOutcome,
  kOutputHandle,  // hint; where halted, else 0
  kOutputLength,
  kCount,
};
inline constexpr size_t kPublicValues = static_cast<size_t>(PublicValue::kCount);

struct PublicValues {
  std::array<Felt, kPublicValues> values{};
  constexpr Felt operator[](PublicValue v) const { return values[static_cast<size_t>(v)]; }
  constexpr Felt& operator[](PublicValue v) { return values[static_cast<size_t>(v)]; }
};

}  // namespace cairn
