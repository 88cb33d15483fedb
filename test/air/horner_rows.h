// What the tests of horner share: runs of it.
#pragma once

#include <cstdint>
#include <vector>

#include "test/air/run_tables.h"
#include "vm/coprocessor.h"

namespace cairn::test {

// Executes one horner after the other. After the code the words are `count` inputs without zeros.
inline Trace horner_run(const std::vector<HornerCells>& horners, uint32_t count = 40) {
  std::vector<Instruction> code;
  for (const HornerCells& cells : horners) {
    const auto first = static_cast<uint32_t>(kZeroPage + code.size());
    for (const uint32_t v : {cells.h, cells.n, cells.point, cells.start, first}) {
      code.push_back(push(v));
    }
    code.push_back(make(Kind::kHorner, XMode::kAp, 1));  // it appends one cell, as each push does
  }
  code.push_back(push(0));
  code.push_back(halt());
  std::vector<Word> inputs(count);
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t k = 0; k < 8; ++k) inputs[i][k] = Felt(70001 * i * i + 123457 * k + 89);
  }
  return traced(code, inputs);
}

}  // namespace cairn::test
