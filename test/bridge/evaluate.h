// The evaluator's programs, run over the C++ field: what bridge/contracts/Evaluator.sol does.
// Specification: bridge/generate/program.h.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "bridge/generate/program.h"
#include "crypto/field/ext.h"

namespace cairn::testing {

// The fold, of the values that the program is given.
inline Ext evaluate(const bridge::Program& program, std::span<const Ext> given) {
  using bridge::Operation;
  std::map<uint32_t, Ext> memory = {{bridge::kZeroAddress, Ext()}};
  uint32_t next = bridge::kFirstAddress;
  const auto store = [&](const Ext& value) {
    memory[next] = value;
    next += 32;
  };
  for (const Ext& value : given) store(value);
  const Ext alpha = given[given.size() - 2];

  size_t at = 0;
  const auto read = [&](unsigned bytes) {
    uint32_t number = 0;
    while (bytes-- > 0) number = number << 8 | program.code.at(at++);
    return number;
  };
  const auto operand = [&] { return memory.at(read(2)); };
  const Felt scale = Felt(uint64_t{1} << 40).inverse();
  Ext folded;
  while (at < program.code.size()) {
    const Operation operation = static_cast<Operation>(read(1));
    const uint32_t blocks = read(1);
    for (uint32_t items = read(2); items > 0; --items) {
      Ext value;
      switch (operation) {
        case Operation::kConstant:
          store(Felt(read(4)) * scale);
          break;
        case Operation::kSum:
          value = operand();
          store(value + operand());
          break;
        case Operation::kDifference:
          value = operand();
          store(value - operand());
          break;
        case Operation::kLongSum:
          value = operand();
          value += operand();
          value += operand();
          store(value - operand());
          break;
        case Operation::kWeighted:
          for (size_t i = 0; i < blocks * bridge::kBlockTerms; ++i) {
            const uint32_t low = read(2);
            const Felt weight = Felt(read(2) << 16 | low) * scale;
            value += operand() * weight;
          }
          store(value);
          break;
        case Operation::kProduct:
          value = operand();
          store(value * operand());
          break;
        case Operation::kFold:
          folded = folded * alpha + operand();
          break;
        case Operation::kGiven:
          break;
      }
    }
  }
  return folded;
}

}  // namespace cairn::testing
