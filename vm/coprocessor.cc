#include "vm/coprocessor.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <span>

#include "crypto/hash/poseidon.h"
#include "vm/extension.h"
#include "vm/integer.h"
#include "vm/program.h"

namespace cairn {
namespace {

Effect fault(Reason reason) { return {reason, 1, 0, 0}; }

// Appends `words`, then their handles to M.
Effect append(std::initializer_list<Word> words, const Memory& memory, Felt* new_felts,
              Word* new_words) {
  uint32_t count = 0;
  for (const Word& word : words) {
    new_words[count] = word;
    new_felts[count] = Felt(memory.wp + count);
    ++count;
  }
  return {Reason::kHalted, 1, count, count};
}

// One word, its handle and a carry or borrow.
Effect append_with_carry(const Word& word, bool carry, const Memory& memory, Felt* new_felts,
                         Word* new_words) {
  const Effect effect = append({word}, memory, new_felts, new_words);
  new_felts[1] = Felt(carry ? 1 : 0);
  return {Reason::kHalted, 1, effect.felts + 1, effect.words};
}

Effect integers(Kind kind, const Word& left_word, const Word& right_word, const Memory& memory,
                Felt* new_felts, Word* new_words) {
  const std::optional<Uint128> a = integer_of(left_word);
  const std::optional<Uint128> b = integer_of(right_word);
  if (!a.has_value() || !b.has_value()) return fault(Reason::kRange);
  switch (kind) {
    case Kind::kIntAdd:
      return append_with_carry(word_of(*a + *b), *a + *b < *a, memory, new_felts, new_words);
    case Kind::kIntSub:
      return append_with_carry(word_of(*a - *b), *a < *b, memory, new_felts, new_words);
    case Kind::kIntMul: {
      const std::array<Uint128, 2> halves = multiply_wide(*a, *b);
      return append({word_of(halves[0]), word_of(halves[1])}, memory, new_felts, new_words);
    }
    case Kind::kIntDiv:
      if (*b == 0) return fault(Reason::kDivision);
      return append({word_of(*a / *b), word_of(*a % *b)}, memory, new_felts, new_words);
    case Kind::kAnd:
      return append({word_of(*a & *b)}, memory, new_felts, new_words);
    case Kind::kOr:
      return append({word_of(*a | *b)}, memory, new_felts, new_words);
    default:  // kXor
      return append({word_of(*a ^ *b)}, memory, new_felts, new_words);
  }
}

Effect extensions(Kind kind, const Word& left_word, const Word& right_word, const Memory& memory,
                  Felt* new_felts, Word* new_words) {
  const Ext a = extension_of(left_word);
  const Ext b = extension_of(right_word);
  Ext result;
  switch (kind) {
    case Kind::kExtAdd:
      result = a + b;
      break;
    case Kind::kExtSub:
      result = a - b;
      break;
    case Kind::kExtMul:
      result = a * b;
      break;
    default:  // kExtDiv
      if (b == Ext::zero()) return fault(Reason::kDivision);
      result = a * b.inverse();
      break;
  }
  return append({word_of(result)}, memory, new_felts, new_words);
}

Effect climb(Felt x, const Memory& memory, uint32_t left, Felt* new_felts, Word* new_words) {
  if (x.value() > memory.ap - kArgumentCells) return fault(Reason::kBounds);
  const auto [node, index, siblings, n] = climb_cells(memory.felts + x.value());
  if (node >= memory.wp || !range_legal(siblings, n, memory.wp)) return fault(Reason::kBounds);
  if (n > left) return fault(Reason::kOutOfCost);
  if (n == 0 || n > kMaxClimb || index >= 1u << n) return fault(Reason::kRange);
  Word digest = memory.words[node];
  for (uint32_t level = 0; level < n; ++level) {
    const Word& sibling = memory.words[siblings + level];
    digest = is_right(index, level) ? poseidon_compress(sibling, digest)
                                    : poseidon_compress(digest, sibling);
  }
  Effect effect = append({digest}, memory, new_felts, new_words);
  effect.cost = n;
  return effect;
}

Effect horner(Felt x, const Memory& memory, uint32_t left, Felt* new_felts, Word* new_words) {
  if (x.value() > memory.ap - kArgumentCells) return fault(Reason::kBounds);
  const auto [h, n, point, start] = horner_cells(memory.felts + x.value());
  if (!range_legal(h, n, memory.wp)) return fault(Reason::kBounds);
  if (point >= memory.wp || start >= memory.wp) return fault(Reason::kBounds);
  if (n > left) return fault(Reason::kOutOfCost);
  const Ext at = extension_of(memory.words[point]);
  Ext value = extension_of(memory.words[start]);
  for (uint32_t i = 0; i < n; ++i) {
    for (const Felt coefficient : memory.words[h + i]) value = value * at + coefficient;
  }
  Effect effect = append({word_of(value)}, memory, new_felts, new_words);
  effect.cost = std::max(1u, n);
  return effect;
}

}  // namespace

Effect coprocess(Kind kind, Felt x, Felt y, const Memory& memory, uint32_t left, Felt* new_felts,
                 Word* new_words) {
  const uint32_t first = x.value();
  const uint32_t second = y.value();
  switch (kind) {
    case Kind::kLess:
      new_felts[0] = Felt(first < second ? 1 : 0);
      return {Reason::kHalted, 1, 1, 0};
    case Kind::kAssertLess:
      return first < second ? Effect{} : fault(Reason::kRange);
    case Kind::kHalt:
      if (!range_legal(first, second, memory.wp)) return fault(Reason::kBounds);
      return second <= kMaxOutputWords ? Effect{} : fault(Reason::kOutput);
    case Kind::kHashRange: {
      if (!range_legal(first, second, memory.wp)) return fault(Reason::kBounds);
      if (second > left) return fault(Reason::kOutOfCost);
      const Word digest = poseidon_hash_words(Felt(kRangeDomain),
                                              std::span<const Word>(memory.words + first, second));
      Effect effect = append({digest}, memory, new_felts, new_words);
      effect.cost = std::max(1u, second);
      return effect;
    }
    case Kind::kPack: {
      if (first > memory.ap - cells_at_x(kind)) return fault(Reason::kBounds);
      Word word;
      std::copy(memory.felts + first, memory.felts + first + 8, word.begin());
      return append({word}, memory, new_felts, new_words);
    }
    case Kind::kUnpack: {
      if (first >= memory.wp) return fault(Reason::kBounds);
      const Word& word = memory.words[first];
      std::copy(word.begin(), word.end(), new_felts);
      return {Reason::kHalted, 1, 8, 0};
    }
    case Kind::kClimb:
      return climb(x, memory, left, new_felts, new_words);
    case Kind::kHorner:
      return horner(x, memory, left, new_felts, new_words);
    default:
      break;
  }
  // The rest take two words.
  if (first >= memory.wp || second >= memory.wp) return fault(Reason::kBounds);
  const Word& a = memory.words[first];
  const Word& b = memory.words[second];
  if (kind == Kind::kHash) {
    return append({poseidon_compress(a, b)}, memory, new_felts, new_words);
  }
  if (Kind::kIntAdd <= kind && kind <= Kind::kXor) {
    return integers(kind, a, b, memory, new_felts, new_words);
  }
  return extensions(kind, a, b, memory, new_felts, new_words);
}

}  // namespace cairn
