// The named public inputs and outputs of a program, and how they lie in words. Consecutive felts
// share a word, eight to each; a word takes a word; an array begins a new word, and arrays of felts
// are packed as well, the last word filled with zeros. An array whose length is a felt declared
// before it may be followed by other such arrays only. Specification: docs/language.md, "Inputs and
// outputs".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/resolve.h"

namespace cairn {

// The most elements of an array of declared length, so that no size computation overflows.
inline constexpr int64_t kMaxArrayLength = int64_t{1} << 24;

struct Field {
  std::string name;
  bool is_word = false;
  bool is_array = false;
  uint32_t length = 1;                        // of an array, unless it is an input itself:
  std::optional<uint32_t> length_field = {};  // the index of the felt that says the length
  std::optional<uint32_t> word = {};          // the first word, where it does not depend on lengths
  uint32_t slot = 0;                          // which felt of the word; 0 except for single felts

  // How many words it takes at this length.
  uint64_t words(uint64_t elements) const { return is_word ? elements : (elements + 7) / 8; }
  friend bool operator==(const Field&, const Field&) = default;
};

struct Interface {
  std::vector<Field> inputs;
  std::vector<Field> outputs;
  friend bool operator==(const Interface&, const Interface&) = default;
};

// Lays out the declarations of the main module and tells `constants` the handles of its inputs.
Interface layout_interface(const Module& main, Constants& constants, Diagnostics& diagnostics);

}  // namespace cairn
