// What the assembler knows of `ap` and `fp` at a statement. A place in the felt log is written as a
// base and an offset: base 0 is fp, whose distance from ap is known until a loop, a join of paths
// of different length or a call of unknown growth begins a new base, the ap of that moment.
// Specification: docs/language.md, "Cells".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/resolve.h"
#include "vm/instructions.h"

namespace cairn {

struct Place {
  enum class Via : uint8_t { kAny, kAp, kFp };  // how it was written, which the encoding keeps
  uint32_t base = 0;
  int64_t offset = 0;
  Via via = Via::kAny;
};

// Which names are defined on every path to here.
using Defined = std::vector<bool>;

struct State {
  bool reachable = true;
  uint32_t base = 0;
  int64_t offset = 0;  // ap - base
  Defined defined;
  std::vector<Span> trail;  // the last jumps of a path that leads here, oldest first
};

// The state where two paths meet; a new base, `fresh`, if their frames differ.
State join(const State& a, const State& b, uint32_t fresh);
void intersect(Defined& defined, const Defined& other);

struct Binding {
  enum class Kind : uint8_t { kCell, kConstant, kLabel };
  Kind kind = Kind::kCell;
  Place place;       // the first cell
  int64_t size = 1;  // how many cells
  bool is_array = false;
  Constant constant;
  uint32_t label = 0;
  uint32_t id = 0;  // of a cell, in State::defined
  Span span;
};

// The names inside one routine or one expansion of a macro.
struct Scope {
  const Module* module = nullptr;
  const Scope* caller = nullptr;  // of a macro: where it is expanded
  const Routine* routine = nullptr;
  std::map<std::string_view, Binding> names;
  std::map<std::string_view, uint32_t> labels;
  size_t first_id = 0;  // names of the callers have smaller ids
  uint32_t site = 0;
};

// A label, and what is known of the states in which it is reached.
struct Label {
  Span span;
  bool is_loop = false;  // a later statement jumps to it
  bool placed = false;
  uint32_t op = 0;
  std::optional<State> state;  // of the jumps so far; where placed: after the join
  const Scope* scope = nullptr;
};

}  // namespace cairn
