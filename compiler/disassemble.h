// Words to source text that assembles to the same words, whatever they are: instructions that the
// assembler would write otherwise (illegal ones, or with something in an unused field) become `raw`
// lines. Specification: docs/language.md, "Disassembly".
#pragma once

#include <string>

#include "compiler/source_map.h"
#include "vm/program.h"

namespace cairn {

// The whole image, data included, as one unchecked procedure; `map`, if given, puts a comment with
// the procedure and line before the code of each statement.
std::string disassemble(const Program& program, const SourceMap* map = nullptr);

// One instruction as a line, with targets as numbers of instructions; for traces.
std::string describe(const Instruction& instruction, uint32_t pc);

}  // namespace cairn
