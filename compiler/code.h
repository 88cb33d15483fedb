// A routine after lowering: instructions whose labels, calls and handles are still names, which
// encode.h turns into numbers. Specification: docs/language.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/resolve.h"
#include "vm/instructions.h"

namespace cairn {

struct Op {
  enum class Target : uint8_t { kNone, kLabel, kRoutine };
  Kind kind = Kind::kNone;
  XMode x = XMode::kAp;
  YMode y = YMode::kAp;
  Target target = Target::kNone;
  bool raw = false;  // then opcode, a, b, imm are these:
  std::array<Constant, 2> raw_fields = {};
  uint32_t a = 0;
  Constant b = {};
  Constant imm = {};
  uint32_t label = 0;
  const Routine* routine = nullptr;
  Span span = {};     // of the statement
  uint32_t site = 0;  // index into the sites: the macro call that it comes from; 0 is none
};

// Where a macro was called, and the site within which that is.
struct Site {
  Span span;
  uint32_t parent = 0;
};

struct Code {
  std::vector<Op> ops;
  std::vector<uint32_t> labels;   // the op that each label stands before
  bool returns = true;            // false: no path leads to a `ret`
  std::optional<int64_t> growth;  // ap - fp at every `ret`, where it is the same
};

}  // namespace cairn
