#include "vm/decode.h"

namespace cairn {
namespace {

// A used offset of an operand in a cell mode, 0 ap, 1 arg, 2 local.
bool offset_legal(uint32_t mode, Felt offset) {
  const uint32_t least = mode == static_cast<uint32_t>(XMode::kLocal) ? 0 : 1;
  const uint32_t value = offset.value();
  return least <= value && value <= kZeroPage;
}

}  // namespace

std::optional<Opcode> split_opcode(Felt opcode) {
  const uint32_t number = opcode.value();
  if (number >= kOpcodeEnd) return std::nullopt;
  const Opcode parts = {static_cast<Kind>(number / 15), static_cast<XMode>(number / 5 % kXModes),
                        static_cast<YMode>(number % kYModes)};
  if (parts.kind == Kind::kNone) return std::nullopt;
  return parts;
}

std::optional<Opcode> decode(const Instruction& instruction) {
  const std::optional<Opcode> parts = split_opcode(instruction.opcode);
  if (!parts.has_value()) return std::nullopt;
  const InstructionInfo& kind = info(parts->kind);
  if (kind.uses_x && !offset_legal(static_cast<uint32_t>(parts->x), instruction.a)) {
    return std::nullopt;
  }
  if (kind.uses_y) {
    if (parts->y == YMode::kDeref) {
      const bool in_range = (instruction.b + Felt(kZeroPage)).value() <= 2 * kZeroPage;
      if (parts->kind != Kind::kAdd || !in_range) return std::nullopt;
    } else if (parts->y != YMode::kImmediate &&
               !offset_legal(static_cast<uint32_t>(parts->y), instruction.b)) {
      return std::nullopt;
    }
  }
  return parts;
}

bool targets_legal(const Opcode& opcode, const Instruction& instruction, uint32_t pc, uint32_t lo,
                   uint32_t hi) {
  if (info(opcode.kind).imm == Imm::kTarget) {
    const uint32_t target = static_target(pc, instruction.imm);
    return lo <= target && target < hi;
  }
  if (opcode.kind == Kind::kJumpTable) {
    return uint64_t{pc} + 1 + instruction.b.value() <= hi;
  }
  return true;
}

}  // namespace cairn
