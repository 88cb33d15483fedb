#include "vm/code_cache.h"

#include <optional>

namespace cairn {
namespace {

Action action_of(const Opcode& opcode) {
  switch (opcode.kind) {
    case Kind::kAdd:
      if (opcode.y == YMode::kDeref) return Action::kLoad;
      return opcode.y == YMode::kImmediate ? Action::kAddImmediate : Action::kAddCell;
    case Kind::kMul:
      return opcode.y == YMode::kImmediate ? Action::kMulImmediate : Action::kMulCell;
    case Kind::kSub:
      return Action::kSub;
    case Kind::kDiv:
      return Action::kDiv;
    case Kind::kAssert:
      return Action::kAssert;
    case Kind::kJump:
      return Action::kJump;
    case Kind::kJumpEq:
      return Action::kJumpEq;
    case Kind::kJumpNe:
      return Action::kJumpNe;
    case Kind::kJumpTable:
      return Action::kJumpTable;
    case Kind::kCall:
      return Action::kCall;
    case Kind::kRet:
      return Action::kRet;
    case Kind::kExec:
      return Action::kExec;
    case Kind::kAdvice:
      return Action::kAdvice;
    case Kind::kAdviceWord:
      return Action::kAdviceWord;
    default:
      return Action::kCoprocessor;
  }
}

// [ap - k] and [fp - k] lie below their pointer, [fp + k] above.
uint32_t signed_offset(uint32_t mode, Felt offset) {
  const uint32_t value = offset.value();
  return mode == static_cast<uint32_t>(XMode::kLocal) ? value : 0 - value;
}

}  // namespace

void decode_into(CachedInstruction& cached, const Instruction& instruction, uint32_t pc) {
  const std::optional<Opcode> opcode = decode(instruction);
  if (!opcode.has_value()) {
    cached.action = Action::kIllegal;
    return;
  }
  const InstructionInfo& kind = info(opcode->kind);
  cached.action = action_of(*opcode);
  cached.kind = opcode->kind;
  cached.uses_x = kind.uses_x;
  cached.uses_y = kind.uses_y;
  cached.y_immediate = opcode->y == YMode::kImmediate;
  cached.x_from_ap = opcode->x == XMode::kAp;
  cached.y_from_ap = opcode->y == YMode::kAp;
  cached.x_offset = signed_offset(static_cast<uint32_t>(opcode->x), instruction.a);
  cached.y_offset = signed_offset(static_cast<uint32_t>(opcode->y), instruction.b);
  cached.b = instruction.b;
  cached.imm = instruction.imm;
  cached.target =
      opcode->kind == Kind::kJumpTable ? instruction.b.value() : static_target(pc, instruction.imm);
}

}  // namespace cairn
