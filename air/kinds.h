// The kinds of instructions as columns, one for each but kNone, for the tables that take opcodes
// apart (decode, faults). What is true of a kind is read from the instruction table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "air/builder.h"
#include "vm/instructions.h"

namespace cairn {

template <class T>
using KindFlags = std::array<T, kKinds - 1>;

constexpr size_t kind_index(Kind kind) { return static_cast<size_t>(kind) - 1; }

// "add is a bit", ...: the names of the constraints below.
inline constexpr auto kKindIsABit = [] {
  std::array<std::array<char, 24>, kKinds - 1> names{};
  for (size_t i = 0; i < names.size(); ++i) {
    size_t at = 0;
    for (const char c : kInstructions[i + 1].name) names[i][at++] = c;
    for (const char c : std::string_view(" is a bit")) names[i][at++] = c;
  }
  return names;
}();

// Booleans, at most one of them set.
template <class B>
CAIRN_INLINE constexpr void assert_kinds(B& air, const KindFlags<typename B::Expr>& is) {
  typename B::Expr sum = is[0];
  for (size_t i = 0; i < is.size(); ++i) {
    assert_bool(air, kKindIsABit[i].data(), is[i]);
    if (i > 0) sum = sum + is[i];
  }
  assert_bool(air, "at most one kind", sum);
}

// The sum of the flags of the kinds for which `holds`: 1 if the row's kind is among them.
template <class E, class Predicate>
CAIRN_INLINE constexpr E any_kind(const KindFlags<E>& is, Predicate holds) {
  E sum{Felt()};
  for (size_t i = 0; i < is.size(); ++i) {
    if (holds(kInstructions[i + 1])) sum = sum + is[i];
  }
  return sum;
}

// The kind's number, or 0 where `holds` is false of it.
template <class E, class Predicate>
CAIRN_INLINE constexpr E kind_number(const KindFlags<E>& is, Predicate holds) {
  E sum{Felt()};
  for (size_t i = 0; i < is.size(); ++i) {
    if (holds(kInstructions[i + 1])) sum = sum + E(Felt(i + 1)) * is[i];
  }
  return sum;
}

// Whether the cpu asks another table for what the instruction does. (`ret` asks only where it
// leaves a region.)
constexpr bool asks_coprocessor(const InstructionInfo& kind) {
  return kind.unit != Unit::kCpu || kind.kind == Kind::kExec || kind.kind == Kind::kRet;
}

constexpr bool has_target(const InstructionInfo& kind) { return kind.imm == Imm::kTarget; }

}  // namespace cairn
