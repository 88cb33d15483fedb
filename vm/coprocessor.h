// What the instructions outside the cpu do: those of Unit::kCoprocessor and kCoprocessorQuiet but
// for advice. Read by the run loop and by the tables of the proof. Specification: docs/machine.md.
#ifndef CAIRN_VM_COPROCESSOR_H_
#define CAIRN_VM_COPROCESSOR_H_

#include <cstdint>

#include "crypto/field/felt.h"
#include "crypto/field/word.h"
#include "vm/instructions.h"

namespace cairn {

// The machine before the instruction.
struct Memory {
  const Felt* felts;  // M[0..ap)
  const Word* words;  // W[0..wp)
  uint32_t ap, wp;
};

struct Effect {
  Reason reason = Reason::kHalted;  // kHalted: no fault; only then is something appended
  uint32_t cost = 1;                // where there is no fault
  uint32_t felts = 0;               // appended
  uint32_t words = 0;
};

// A range of words is legal: n <= wp and h <= wp - n.
constexpr bool range_legal(uint32_t h, uint32_t n, uint32_t wp) { return n <= wp && h <= wp - n; }

// What `climb` finds in the cells at x: the word to begin with, the index whose bits are the
// directions, and the range (siblings, n) of words.
struct ClimbCells {
  uint32_t node, index, siblings, n;
};
inline ClimbCells climb_cells(const Felt* at) {
  return {at[0].value(), at[1].value(), at[2].value(), at[3].value()};
}
// Whether a climb hashes the node of a level on the right, its sibling being on the left.
inline bool is_right(uint32_t index, uint32_t level) { return (index >> level & 1) != 0; }

// What `horner` finds there: the range (h, n) of words, and the handles of the point and of the
// element to start with.
struct HornerCells {
  uint32_t h, n, point, start;
};
inline HornerCells horner_cells(const Felt* at) {
  return {at[0].value(), at[1].value(), at[2].value(), at[3].value()};
}

// Executes `kind` with its operands (zero where unused). Results go to new_felts and new_words,
// which have room for kMaxFeltsPerStep and kMaxWordsPerStep and may be the free ends of the logs.
// `left` is cost limit - cost, at least 1. halt has no effect of its own: the caller ends the run.
Effect coprocess(Kind kind, Felt x, Felt y, const Memory& memory, uint32_t left, Felt* new_felts,
                 Word* new_words);

}  // namespace cairn

#endif  // CAIRN_VM_COPROCESSOR_H_
