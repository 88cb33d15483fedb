// What the tables of word operations share: two handles x and y that exist, and a result appended
// at wp whose handle the cpu appends. Specification: docs/tables.md (integer, multiply, bitwise,
// extension), docs/machine.md.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "air/builder.h"
#include "air/ledger.h"
#include "air/witness.h"
#include "vm/instructions.h"

namespace cairn {

// `base` is free: only the message of the cpu holds it.
template <class T>
struct OperationColumns {
  T x, y, ap, wp, base;
};

template <class E>
CAIRN_INLINE constexpr E kind_number(Kind kind) {
  return E(Felt(static_cast<uint32_t>(kind)));
}

// The cpu's question, `is_real` times, and that both handles lie below wp. `kind` is affine.
template <class B, class E>
CAIRN_INLINE constexpr void send_operation(B& air, const OperationColumns<E>& at, const E& kind,
                                           uint32_t felts, uint32_t words, const E& is_real) {
  const E zero{Felt()};
  const E one(Felt::one());
  air.provide("operation", Bus::kCoprocessor,
              std::array<E, 12>{kind, at.x, at.y, at.wp, at.ap, at.wp, at.base, one, E(Felt(felts)),
                                E(Felt(words)), one, zero},
              is_real);
  look_up_near(air, "x below wp", at.wp - one - at.x, is_real);
  look_up_near(air, "y below wp", at.wp - one - at.y, is_real);
}

template <class E>
CAIRN_INLINE constexpr std::array<E, 9> word_message(const E& handle, const std::array<E, 8>& w) {
  return {handle, w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]};
}

// The steps of several kinds, one kind after the other.
struct OperationStep {
  Kind kind;
  uint32_t step;
};
template <size_t N>
std::vector<OperationStep> operation_steps(const Witness& witness,
                                           const std::array<Kind, N>& kinds) {
  std::vector<OperationStep> steps;
  for (const Kind kind : kinds) {
    for (const uint32_t step : witness.steps_of(kind)) steps.push_back({kind, step});
  }
  return steps;
}

// The shared columns of a step, and the lookups of its operands.
inline OperationColumns<Felt> fill_operation(const Witness& witness, const Step& step,
                                             Ledger& ledger) {
  const OperationColumns<Felt> at = {step.x, step.y, Felt(step.ap), Felt(step.wp),
                                     Felt(witness.base(step))};
  ledger.near(at.wp - Felt::one() - at.x);
  ledger.near(at.wp - Felt::one() - at.y);
  ledger.read_word(step.x.value());
  ledger.read_word(step.y.value());
  return at;
}

}  // namespace cairn
