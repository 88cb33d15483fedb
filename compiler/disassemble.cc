// See disassemble.h.
#include "compiler/disassemble.h"

#include <optional>
#include <set>

#include "compiler/text.h"
#include "vm/encode.h"
#include "vm/instructions.h"

namespace cairn {
namespace {

// The fields of an instruction as the assembler sees them.
struct Fields {
  Kind kind = Kind::kNone;
  XMode x = XMode::kAp;
  YMode y = YMode::kAp;
  uint32_t a = 0;
};

std::string number(Felt felt) {
  const uint32_t value = felt.value();
  return value > Felt::kModulus / 2 ? concat("-", Felt::kModulus - value) : concat(value);
}

// Nothing for what must be a raw line. `count` is how many instructions there are.
std::optional<Fields> split(const Instruction& instruction, uint32_t pc, uint32_t count) {
  const uint32_t code = instruction.opcode.value();
  if (code < 15 || code >= kOpcodeEnd) return std::nullopt;
  Fields fields{static_cast<Kind>(code / 15), static_cast<XMode>(code / 5 % 3),
                static_cast<YMode>(code % 5), instruction.a.value()};
  const InstructionInfo& known = info(fields.kind);
  const uint32_t b = instruction.b.value();
  const bool load = fields.y == YMode::kDeref;
  const bool x_fits = known.uses_x
                          ? fields.a <= kZeroPage && (fields.a > 0 || fields.x == XMode::kLocal)
                          : fields.a == 0 && fields.x == XMode::kAp;
  bool y_fits = true;
  if (!known.uses_y) {
    y_fits = fields.y == YMode::kAp && (b == 0 || fields.kind == Kind::kJumpTable);
  } else if (load) {
    y_fits = fields.kind == Kind::kAdd && (b <= kZeroPage || b >= Felt::kModulus - kZeroPage);
  } else if (fields.y != YMode::kImmediate) {
    y_fits = b <= kZeroPage && (b > 0 || fields.y == YMode::kLocal);
  }
  bool imm_fits = known.imm != Imm::kUnused || instruction.imm == Felt();
  if (known.imm == Imm::kTarget) imm_fits = (Felt(pc) + instruction.imm).value() < count;
  if (!x_fits || !y_fits || !imm_fits) return std::nullopt;
  return fields;
}

std::string cell(uint32_t mode, uint32_t offset) {
  if (mode == static_cast<uint32_t>(YMode::kLocal)) {
    return offset == 0 ? "[fp]" : concat("[fp + ", offset, "]");
  }
  return concat(mode == 0 ? "[ap - " : "[fp - ", offset, "]");
}

std::string sum(const std::string& left, Felt addend) {
  if (addend == Felt()) return left;
  return concat(left, " + ", number(addend));
}

// The value of an arithmetic instruction; the inverse of compiler/lower_value.cc.
std::string value(const Fields& f, const Instruction& i, const std::string& x,
                  const std::string& y) {
  const bool immediate = f.y == YMode::kImmediate;
  if (f.kind == Kind::kAdd && f.y == YMode::kDeref) {
    return sum(concat("[", x, i.b == Felt() ? "" : concat(" + ", number(i.b)), "]"), i.imm);
  }
  if (f.kind == Kind::kAdd) {
    if (immediate && i.b == Felt() && i.imm == Felt()) return x;
    return sum(concat(x, " + ", y), i.imm);
  }
  if (f.kind == Kind::kMul) {
    const bool constant = immediate && i.b == Felt() && f.x == XMode::kAp && f.a == 1;
    return constant ? number(i.imm) : sum(concat(x, " * ", y), i.imm);
  }
  // `x - -3` would be read as an addition of 3.
  const bool negative = immediate && i.b.value() > Felt::kModulus / 2;
  const std::string right = negative ? concat(i.b.value()) : y;
  return concat(x, f.kind == Kind::kSub ? " - " : " / ", right);
}

std::string line(const Instruction& instruction, uint32_t pc, uint32_t count,
                 std::string_view label) {
  const std::optional<Fields> f = split(instruction, pc, count);
  if (!f.has_value()) {
    return concat("raw ", instruction.opcode.value(), ", ", instruction.a.value(), ", ",
                  instruction.b.value(), ", ", instruction.imm.value());
  }
  const InstructionInfo& known = info(f->kind);
  const std::string target = concat(label, (Felt(pc) + instruction.imm).value());
  const std::string x = cell(static_cast<uint32_t>(f->x), f->a);
  const std::string y = f->y == YMode::kImmediate
                            ? number(instruction.b)
                            : cell(static_cast<uint32_t>(f->y), instruction.b.value());
  switch (f->kind) {
    case Kind::kAdd:
    case Kind::kMul:
    case Kind::kSub:
    case Kind::kDiv:
      return concat("[ap] = ", value(*f, instruction, x, y));
    case Kind::kAssert:
      return concat("assert ", x, " = ", y);
    case Kind::kAssertLess:
      return concat("assert ", x, " < ", y);
    case Kind::kLess:
      return concat("[ap] = ", x, " < ", y);
    case Kind::kJump:
      return concat("jump ", target);
    case Kind::kJumpEq:
      return concat("jump ", target, " if ", x, " = ", y);
    case Kind::kJumpNe:
      return concat("jump ", target, " if ", x, " != ", y);
    case Kind::kJumpTable:
      return concat("jump_table(", x, ", ", instruction.b.value(), ")");
    case Kind::kCall:
      return concat("call ", target);
    case Kind::kRet:
      return "ret";
    default:
      break;
  }
  const std::string operands = concat(known.uses_x ? x : "", known.uses_y ? concat(", ", y) : "");
  return concat(known.felts > 0 && f->kind != Kind::kExec ? "[ap] = " : "", known.name, "(",
                operands, ")");
}

Instruction at(const Program& program, uint32_t pc) {
  return instruction_of(program.image[pc / 2], pc);
}

}  // namespace

std::string describe(const Instruction& instruction, uint32_t pc) {
  return line(instruction, pc, UINT32_MAX, "");
}

std::string disassemble(const Program& program, const SourceMap* map) {
  const uint32_t count = program.code_end();
  std::set<uint32_t> targets;
  for (uint32_t pc = 0; pc < count; ++pc) {
    const Instruction instruction = at(program, pc);
    const std::optional<Fields> fields = split(instruction, pc, count);
    if (!fields.has_value() || info(fields->kind).imm != Imm::kTarget) continue;
    targets.insert((Felt(pc) + instruction.imm).value());
  }
  std::string text;
  if (program.entry != 0) append_all(text, "entry ", program.entry, "\n\n");
  text += "unchecked proc main {\n";
  std::string previous;
  for (uint32_t pc = 0; pc < count; ++pc) {
    if (map != nullptr && map->find(pc) != nullptr) {
      const Location& from = *map->find(pc);
      const std::string place =
          concat("  // ", map->procedure(pc), ", ", map->files[from.file], ":", from.line, "\n");
      if (place != previous) text += place;
      previous = place;
    }
    if (targets.count(pc) > 0) append_all(text, "l", pc, ":\n");
    append_all(text, "  ", line(at(program, pc), pc, count, "l"), "\n");
  }
  return text + "}\n";
}

}  // namespace cairn
