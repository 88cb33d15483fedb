#include "vm/encode.h"

#include <cstddef>

namespace cairn {

std::vector<Word> code_words(std::span<const Instruction> code) {
  std::vector<Word> words((code.size() + 1) / 2);
  for (size_t i = 0; i < code.size(); ++i) {
    Felt* half = words[i / 2].data() + 4 * (i % 2);
    half[0] = code[i].opcode;
    half[1] = code[i].a;
    half[2] = code[i].b;
    half[3] = code[i].imm;
  }
  return words;
}

void append_code(Program& program, std::span<const Instruction> code) {
  const std::vector<Word> words = code_words(code);
  program.image.insert(program.image.end(), words.begin(), words.end());
}

}  // namespace cairn
