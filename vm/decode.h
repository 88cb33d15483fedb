// What four felts mean as an instruction, and when they are illegal. Specification:
// docs/machine.md, section Instructions.
#ifndef CAIRN_VM_DECODE_H_
#define CAIRN_VM_DECODE_H_

#include <cstdint>
#include <optional>

#include "crypto/field/felt.h"
#include "vm/instructions.h"
#include "vm/program.h"

namespace cairn {

// The parts of an opcode of the table.
struct Opcode {
  Kind kind;
  XMode x;
  YMode y;
};

// Nothing when the opcode is not in the table.
std::optional<Opcode> split_opcode(Felt opcode);

// Everything about an instruction that does not depend on where it stands. Nothing when the opcode
// is not in the table, a used offset is out of its range, or y is deref where it must not be.
std::optional<Opcode> decode(const Instruction& instruction);

// pc + imm as a felt: the static target of a jump or call at pc.
constexpr uint32_t static_target(uint32_t pc, Felt imm) { return (Felt(pc) + imm).value(); }

// Whether an instruction with this decoded opcode, standing at pc in [lo, hi), has its targets
// inside.
bool targets_legal(const Opcode& opcode, const Instruction& instruction, uint32_t pc, uint32_t lo,
                   uint32_t hi);

}  // namespace cairn

#endif  // CAIRN_VM_DECODE_H_
