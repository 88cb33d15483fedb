// The instruction set as one table: read by the assembler, the disassembler, the run loop, the
// decode table of the proof and the documentation. Specification: docs/machine.md.
//
// An instruction is four felts (opcode, a, b, imm); a code word holds two. The opcode is
//   15 * kind + 5 * x mode + y mode,
// so that every field can be read back from it and everything outside the table is illegal.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cairn {

// The zero page and the largest operand offset, in cells.
inline constexpr uint32_t kZeroPage = 4096;
inline constexpr uint32_t kMachineVersion = 1;
inline constexpr uint32_t kMaxOutputWords = 256;
// Levels of one climb: an index of so many bits is a felt in one way only.
inline constexpr uint32_t kMaxClimb = 24;

// Where the first operand comes from; `a` is its offset, a plain number.
enum class XMode : uint8_t {
  kAp = 0,     // [ap - a], 1 <= a <= Z
  kArg = 1,    // [fp - a], 1 <= a <= Z
  kLocal = 2,  // [fp + a], 0 <= a <= Z, and below ap, else the trap is `bounds`
};
inline constexpr uint32_t kXModes = 3;

// Where the second operand comes from.
enum class YMode : uint8_t {
  kAp = 0,
  kArg = 1,
  kLocal = 2,
  kImmediate = 3,  // the felt b itself
  kDeref = 4,      // [x + b], -Z <= b <= Z as a felt; only `add` has it, and then it is a load
};
inline constexpr uint32_t kYModes = 5;

enum class Kind : uint8_t {
  kNone = 0,  // no instruction
  kAdd,
  kMul,
  kSub,
  kDiv,
  kAssert,
  kJump,
  kJumpEq,
  kJumpNe,
  kJumpTable,
  kCall,
  kRet,
  kExec,
  kHalt,
  kAdvice,
  kAdviceWord,
  kLess,
  kAssertLess,
  kHash,
  kHashRange,
  kPack,
  kUnpack,
  kIntAdd,
  kIntSub,
  kIntMul,
  kIntDiv,
  kAnd,
  kOr,
  kXor,
  kExtAdd,
  kExtSub,
  kExtMul,
  kExtDiv,
  kClimb,
  kHorner,
};
inline constexpr uint32_t kKinds = 35;  // with kNone
inline constexpr uint32_t kOpcodeEnd = 15 * kKinds;

// How the cpu table treats a kind (docs/tables.md): by a constraint of its own, or as a message to
// a coprocessor table. kCoprocessor appends one felt through the cpu; kCoprocessorQuiet does not.
enum class Unit : uint8_t { kCpu, kCoprocessor, kCoprocessorQuiet };

// What `imm` means.
enum class Imm : uint8_t { kUnused, kAddend, kTarget };

struct InstructionInfo {
  Kind kind;
  std::string_view name;
  bool uses_x;
  bool uses_y;
  Imm imm;
  Unit unit;
  uint8_t felts;  // cells appended to M
  uint8_t words;  // words appended to W
  std::string_view meaning;
};

inline constexpr std::array<InstructionInfo, kKinds> kInstructions = {{
    {Kind::kNone, "illegal", false, false, Imm::kUnused, Unit::kCpu, 0, 0, "no instruction"},
    {Kind::kAdd, "add", true, true, Imm::kAddend, Unit::kCpu, 1, 0,
     "[ap] = x + y + imm; with y = [x + b] it is a load: [ap] = y + imm"},
    {Kind::kMul, "mul", true, true, Imm::kAddend, Unit::kCpu, 1, 0, "[ap] = x * y + imm"},
    {Kind::kSub, "sub", true, true, Imm::kUnused, Unit::kCpu, 1, 0, "[ap] = x - y"},
    {Kind::kDiv, "div", true, true, Imm::kUnused, Unit::kCpu, 1, 0,
     "[ap] = x / y; y = 0 traps (division)"},
    {Kind::kAssert, "assert", true, true, Imm::kUnused, Unit::kCpu, 0, 0, "x != y traps (assert)"},
    {Kind::kJump, "jump", false, false, Imm::kTarget, Unit::kCpu, 0, 0, "pc += imm"},
    {Kind::kJumpEq, "jump_eq", true, true, Imm::kTarget, Unit::kCpu, 0, 0, "if x = y: pc += imm"},
    {Kind::kJumpNe, "jump_ne", true, true, Imm::kTarget, Unit::kCpu, 0, 0, "if x != y: pc += imm"},
    {Kind::kJumpTable, "jump_table", true, false, Imm::kUnused, Unit::kCoprocessorQuiet, 0, 0,
     "pc += 1 + x; x >= b traps (bounds); illegal unless pc + 1 + b <= hi"},
    {Kind::kCall, "call", false, false, Imm::kTarget, Unit::kCpu, 2, 0,
     "append fp and pc + 1; fp = ap; pc += imm"},
    {Kind::kRet, "ret", false, false, Imm::kUnused, Unit::kCpu, 0, 0,
     "fp, pc = [fp - 2], [fp - 1]; where fp = base also base, lo, hi = [fp - 5 .. fp - 3]"},
    {Kind::kExec, "exec", true, true, Imm::kUnused, Unit::kCpu, 5, 0,
     "run W[x .. x + y) as code: append base, lo, hi, fp, pc + 1; base = fp = ap"},
    {Kind::kHalt, "halt", true, true, Imm::kUnused, Unit::kCoprocessorQuiet, 0, 0,
     "end the run with W[x .. x + y) as output; y > 256 traps (output)"},
    {Kind::kAdvice, "advice", false, false, Imm::kUnused, Unit::kCoprocessor, 1, 0,
     "append a felt of the prover's choosing"},
    {Kind::kAdviceWord, "advice_word", false, false, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append a word of the prover's choosing, and its handle"},
    {Kind::kLess, "less", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 0,
     "[ap] = 1 if x < y, else 0"},
    {Kind::kAssertLess, "assert_less", true, true, Imm::kUnused, Unit::kCoprocessorQuiet, 0, 0,
     "x >= y traps (range)"},
    {Kind::kHash, "hash", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append the compression of W[x] and W[y], and its handle"},
    {Kind::kHashRange, "hash_range", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append the sponge of W[x .. x + y), and its handle; costs max(1, y)"},
    {Kind::kPack, "pack", true, false, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append the cells M[x .. x + 8) as a word, and its handle"},
    {Kind::kUnpack, "unpack", true, false, Imm::kUnused, Unit::kCoprocessorQuiet, 8, 0,
     "append the eight felts of W[x]"},
    {Kind::kIntAdd, "int_add", true, true, Imm::kUnused, Unit::kCoprocessor, 2, 1,
     "append W[x] + W[y] mod 2^128; its handle and the carry"},
    {Kind::kIntSub, "int_sub", true, true, Imm::kUnused, Unit::kCoprocessor, 2, 1,
     "append W[x] - W[y] mod 2^128; its handle and the borrow"},
    {Kind::kIntMul, "int_mul", true, true, Imm::kUnused, Unit::kCoprocessor, 2, 2,
     "append the low and the high half of W[x] * W[y]; their handles"},
    {Kind::kIntDiv, "int_div", true, true, Imm::kUnused, Unit::kCoprocessor, 2, 2,
     "append quotient and remainder of W[x] by W[y]; their handles; y = 0 traps (division)"},
    {Kind::kAnd, "and", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append W[x] & W[y], and its handle"},
    {Kind::kOr, "or", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append W[x] | W[y], and its handle"},
    {Kind::kXor, "xor", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append W[x] ^ W[y], and its handle"},
    {Kind::kExtAdd, "ext_add", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append W[x] + W[y] in the extension field, and its handle"},
    {Kind::kExtSub, "ext_sub", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append W[x] - W[y] in the extension field, and its handle"},
    {Kind::kExtMul, "ext_mul", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append W[x] * W[y] in the extension field, and its handle"},
    {Kind::kExtDiv, "ext_div", true, true, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "append W[x] / W[y] in the extension field, and its handle; y = 0 traps (division)"},
    {Kind::kClimb, "climb", true, false, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "with node, index, siblings, n = M[x .. x + 4): append the root of the path of n levels, and "
     "its handle; costs n"},
    {Kind::kHorner, "horner", true, false, Imm::kUnused, Unit::kCoprocessor, 1, 1,
     "with h, n, point, start = M[x .. x + 4): append W[start] carried on by Horner's rule at "
     "W[point] over the felts of W[h .. h + n), and its handle; costs max(1, n)"},
}};

constexpr const InstructionInfo& info(Kind kind) {
  return kInstructions[static_cast<uint32_t>(kind)];
}
// How many cells a kind takes from the address x on: what pack packs, or arguments.
inline constexpr uint32_t kArgumentCells = 4;
constexpr bool has_arguments(Kind kind) { return kind == Kind::kClimb || kind == Kind::kHorner; }
constexpr uint32_t cells_at_x(Kind kind) {
  return kind == Kind::kPack ? 8 : has_arguments(kind) ? kArgumentCells : 0;
}
constexpr uint32_t opcode(Kind kind, XMode x = XMode::kAp, YMode y = YMode::kAp) {
  return 15 * static_cast<uint32_t>(kind) + 5 * static_cast<uint32_t>(x) + static_cast<uint32_t>(y);
}

// Why a run ended. The numbers are part of the statement.
enum class Reason : uint8_t {
  kHalted = 0,
  kAssert = 1,
  kBounds = 2,
  kIllegal = 3,
  kEndOfCode = 4,
  kDivision = 5,
  kOutOfCost = 6,
  kRange = 7,
  kOutput = 8,
};
inline constexpr uint32_t kReasons = 9;
inline constexpr std::array<std::string_view, kReasons> kReasonNames = {
    "halted",      "assert", "bounds", "illegal instruction", "end of code", "division",
    "out of cost", "range",  "output"};

}  // namespace cairn
