// Building code: instructions from their parts, and code words from instructions. What is built
// here may be illegal; the machine decides that (vm/decode.h).
#ifndef CAIRN_VM_ENCODE_H_
#define CAIRN_VM_ENCODE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "crypto/field/felt.h"
#include "vm/instructions.h"
#include "vm/program.h"

namespace cairn {

// The instruction with these fields. `a` is an offset as docs/machine.md writes it: the k of
// [ap - k], [fp - k] or [fp + k].
constexpr Instruction make(Kind kind, XMode x, int a, YMode y, Felt b, Felt imm = Felt()) {
  return {Felt(opcode(kind, x, y)), Felt(a), b, imm};
}

// One that has no operands: ret, advice, advice_word; jump and call with their relative target.
constexpr Instruction make(Kind kind, Felt imm = Felt()) {
  return {Felt(opcode(kind)), Felt(), Felt(), imm};
}

// One that has only x: pack, unpack; jump_table with the length of its table in b.
constexpr Instruction make(Kind kind, XMode x, int a, Felt b = Felt()) {
  return {Felt(opcode(kind, x)), Felt(a), b, Felt()};
}

// Two instructions to a word; after an odd number of them, the last half word is zero, which is
// illegal.
std::vector<Word> code_words(std::span<const Instruction> code);

// Appends code_words(code) to the image.
void append_code(Program& program, std::span<const Instruction> code);

}  // namespace cairn

#endif  // CAIRN_VM_ENCODE_H_
