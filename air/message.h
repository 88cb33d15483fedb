// One message on a bus as numbers: what a table sends in one row, and what the verifier itself adds
// for the statement (its public terms). Specification: docs/tables.md.
#pragma once

#include <array>
#include <cstddef>

#include "air/bus.h"
#include "crypto/field/felt.h"

namespace cairn {

// `multiplicity` counts lookups; an answer has a negative one.
struct BusMessage {
  Bus bus = Bus::kFetch;
  std::array<Felt, kMaxTuple> entries{};  // what a shorter tuple does not have is zero
  Felt multiplicity = Felt::one();
};

template <size_t N>
constexpr BusMessage bus_message(Bus bus, const std::array<Felt, N>& tuple, Felt multiplicity) {
  static_assert(N <= kMaxTuple);
  BusMessage message{bus, {}, multiplicity};
  for (size_t i = 0; i < N; ++i) message.entries[i] = tuple[i];
  return message;
}

}  // namespace cairn
