// Public inputs and outputs between JSON, by the names that the program declares, and words. A felt
// is a number; a word is a string "0x" and 64 hexadecimal digits, eight for each felt, the first
// felt first, or an array of eight numbers; an array is an array. Words without names are an array
// of words. Specification: docs/language.md, "Inputs and outputs".
#pragma once

#include <absl/status/statusor.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/interface.h"
#include "crypto/field/word.h"

namespace cairn {

// The words that a JSON text describes, at most kMaxInputWords (vm/run.h): an object with a value
// for each of `fields` (the length of an array may be left out), or an array of words. An error
// (InvalidArgument) is one sentence with `file`, the place in it as a JSON pointer, and the remedy.
absl::StatusOr<std::vector<Word>> words_from_json(const std::vector<Field>& fields,
                                                  std::string_view text, std::string_view file);

// The JSON object, indented, of words that lie as `fields` say; an array of words where there are
// no fields or the words do not fit them, which sets `fits`, if given, to false.
std::string json_from_words(const std::vector<Field>& fields, std::span<const Word> words,
                            bool* fits = nullptr);

// "0x" and 64 digits, and back (InvalidArgument: one sentence).
std::string hex_from_word(const Word& word);
absl::StatusOr<Word> word_from_hex(std::string_view text);

}  // namespace cairn
