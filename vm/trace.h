// The record of a run, from which the tables of a proof are filled (air/). It keeps what cannot be
// derived cheaply: the two logs hold every result, so a step holds only its registers and operands.
#ifndef CAIRN_VM_TRACE_H_
#define CAIRN_VM_TRACE_H_

#include <cstdint>
#include <vector>

#include "crypto/field/felt.h"
#include "crypto/field/word.h"
#include "vm/decode.h"
#include "vm/instructions.h"
#include "vm/log.h"
#include "vm/outcome.h"
#include "vm/program.h"

namespace cairn {

inline constexpr uint32_t kNoIndex = 0xffffffff;

// An instruction that was executed in a region, once for each such pair (base, pc).
struct Decoded {
  uint32_t base;       // of the region: 0 for the root
  uint32_t pc;         // so the code word is W[pc / 2]
  uint32_t region;     // index into Trace::regions
  uint32_t count;      // how many steps executed it
  Opcode opcode;       // legal there, targets included
  Instruction fields;  // as it stands in the code
};

// One row of the cpu table: the registers before the instruction, and its operands.
struct Step {
  uint32_t decoded;  // index into Trace::decoded; kNoIndex in a stop row that executes nothing
  uint32_t region;   // index into Trace::regions: base, lo, hi
  uint32_t fp, ap, wp;
  uint32_t cost;  // before the instruction is charged
  Felt x, y;      // zero where not used or not reached (a fault before it)
};

// A code region that was entered: the root, or by exec. An exec that traps enters none.
struct Region {
  uint32_t base;         // 0 for the root; else unique, and increasing in this order
  uint32_t lo, hi;       // instruction indices: 2 h and 2 (h + n)
  uint32_t parent;       // index into Trace::regions; the root is its own
  uint32_t parent_base;  // the root's: 0
  uint32_t exec_step;    // index into Trace::steps; the root: kNoIndex
  uint32_t popped_step;  // of the ret that left it; kNoIndex: it was never left
  uint32_t wp;           // when it was entered
  uint32_t h, n;         // its words
};

// Which part of the machine found the fault that ended the run.
enum class FaultSource : uint8_t {
  kNone,         // halted; or end of code or illegal instruction: nothing was executed
  kX,            // bounds of operand x
  kY,            // bounds of operand y
  kCpu,          // what a kind of Unit::kCpu says: assert, div, exec
  kCoprocessor,  // what any other kind says
  kCostBefore,   // cost = limit
  kCostRange,    // hash_range, climb or horner over more words than cost is left
};

// The state in which the run ended, before the charge of the last instruction.
struct Stop {
  uint32_t pc = 0;
  uint32_t fp = 0;
  uint32_t ap = 0;
  uint32_t wp = 0;
  uint32_t cost = 0;
  uint32_t region = 0;  // index into Trace::regions
  FaultSource source = FaultSource::kNone;
};

struct Trace {
  Program program;
  std::vector<Word> inputs;
  uint32_t cost_limit = 0;

  std::vector<Felt> felts;  // M[0..ap), with the zero page
  std::vector<Word> words;  // W[0..wp)
  // Every executed instruction, the one that ends the run included; where none is executed at the
  // end (cost = limit, end of code, illegal instruction) one more, without instruction. So there is
  // at least one and the last is the stop row.
  Log<Step> steps;
  std::vector<Decoded> decoded;  // in the order of their first execution
  std::vector<Region> regions;   // the root first, then in the order of entering

  Outcome outcome;
  Stop stop;
  bool advice_used = false;
  uint32_t cost = 0;  // of the statement: stop.cost, and 1 more unless the reason is out of cost

  // The pc of a step, also of one that executes nothing.
  uint32_t pc(const Step& step) const {
    return step.decoded == kNoIndex ? stop.pc : decoded[step.decoded].pc;
  }
};

}  // namespace cairn

#endif  // CAIRN_VM_TRACE_H_
