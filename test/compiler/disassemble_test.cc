// The disassembler: its output assembles to the same words.
#include "compiler/disassemble.h"

#include <random>

#include "test/compiler/compiler_test.h"
#include "vm/encode.h"

namespace cairn {
namespace {

void require_round_trip(const Program& program) {
  const std::string text = disassemble(program);
  INFO(text);
  const Assembly again = assemble_text(text);
  REQUIRE(again.program.image == program.image);
  REQUIRE(again.program.entry == program.entry);
}

}  // namespace

TEST_CASE("every kind in every mode survives disassembly", "[disassemble]") {
  Program program;
  std::vector<Instruction> code;
  for (uint32_t kind = 1; kind < kKinds; ++kind) {
    const InstructionInfo& known = info(static_cast<Kind>(kind));
    for (uint32_t mode = 0; mode < 15; ++mode) {
      for (const int64_t b : {0, 1, 4096, -1, -4096}) {
        for (const int64_t imm : {0, 2, -2}) {
          Instruction instruction{Felt(15 * kind + mode), Felt(known.uses_x ? 1 : 0), Felt(b),
                                  Felt(imm)};
          code.push_back(instruction);
        }
      }
    }
  }
  append_code(program, code);
  const std::string text = disassemble(program);
  size_t raw = 0, lines = 0;
  for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    ++lines;
    if (text.substr(at + 1, 6) == "  raw ") ++raw;
  }
  CHECK(lines - raw > 1000);  // the others have something in a field that they do not use
  for (const char* shown :
       {"hash(", "hash_range(", "pack(", "unpack(", "int_add(", "ext_div(", "climb(", "horner(",
        "exec(", "halt(", "advice()", "advice_word()", " < ", "assert ", "jump_table(", "call l",
        "ret\n", "[ap] = [[ap - 1] + 1]"}) {
    INFO(shown);
    CHECK(text.find(shown) != std::string::npos);
  }
  require_round_trip(program);
}

TEST_CASE("random words survive disassembly", "[disassemble]") {
  std::mt19937_64 random(7);
  const auto below = [&](uint64_t bound) { return static_cast<uint32_t>(random() % bound); };
  for (int round = 0; round < 40; ++round) {
    Program program;
    std::vector<Instruction> code(1 + below(60));
    for (Instruction& instruction : code) {
      const bool wild = below(4) == 0;
      const auto offset = [&] { return Felt(static_cast<int64_t>(below(12)) - 3); };
      instruction = {Felt(below(wild ? Felt::kModulus : kOpcodeEnd + 20)), offset(), offset(),
                     wild ? Felt(below(Felt::kModulus)) : offset()};
    }
    append_code(program, code);
    program.entry = below(3) == 0 ? below(Felt::kModulus) : 0;
    require_round_trip(program);
  }
}

// Every legal instruction that has zeros where it uses nothing is shown as what it does, never raw.
TEST_CASE("random legal instructions are shown by name and survive", "[disassemble]") {
  std::mt19937_64 random(11);
  const auto below = [&](uint64_t bound) { return static_cast<uint32_t>(random() % bound); };
  const auto felt = [&] {
    const int64_t corners[] = {0, 1, -1, 4096, -4096, Felt::kModulus / 2, Felt::kModulus / 2 + 1};
    const uint32_t choice = below(12);
    return choice < 7 ? Felt(corners[choice]) : Felt(below(Felt::kModulus));
  };
  for (int round = 0; round < 100; ++round) {
    const uint32_t count = 2 * (1 + below(100));
    std::vector<Instruction> code(count);
    for (uint32_t pc = 0; pc < count; ++pc) {
      const InstructionInfo& kind = info(static_cast<Kind>(1 + below(kKinds - 1)));
      const auto x = static_cast<XMode>(below(3));
      const auto y = static_cast<YMode>(below(kind.kind == Kind::kAdd ? 5 : 4));
      const auto offset = [&](bool local) {
        return local ? below(kZeroPage + 1) : 1 + below(kZeroPage);
      };
      Instruction& instruction = code[pc];
      instruction.opcode =
          Felt(opcode(kind.kind, kind.uses_x ? x : XMode::kAp, kind.uses_y ? y : YMode::kAp));
      if (kind.uses_x) instruction.a = Felt(offset(x == XMode::kLocal));
      if (kind.kind == Kind::kJumpTable) {
        instruction.b = Felt(below(count - pc));
      } else if (kind.uses_y && y == YMode::kImmediate) {
        instruction.b = felt();
      } else if (kind.uses_y && y == YMode::kDeref) {
        instruction.b = Felt(int64_t{below(2 * kZeroPage + 1)} - kZeroPage);
      } else if (kind.uses_y) {
        instruction.b = Felt(offset(y == YMode::kLocal));
      }
      if (kind.imm == Imm::kTarget) instruction.imm = Felt(int64_t{below(count)} - pc);
      if (kind.imm == Imm::kAddend) instruction.imm = felt();
    }
    Program program;
    append_code(program, code);
    program.entry = below(count);
    const std::string text = disassemble(program);
    CHECK(text.find("  raw ") == std::string::npos);
    require_round_trip(program);
  }
}

TEST_CASE("an assembled program survives disassembly, data and all", "[disassemble]") {
  require_round_trip(assemble_text("word table = {1, 2, 3}, {-1}\n"
                                   "proc main {\n"
                                   "  let h = table[1]\n"
                                   "  halt(h, 1)\n"
                                   "}\n")
                         .program);
  require_round_trip(Program{});
}

}  // namespace cairn
