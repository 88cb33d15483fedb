// Inputs, outputs and advice of a run, between JSON files and words.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/session.h"
#include "compiler/interface.h"
#include "crypto/field/word.h"
#include "vm/advice.h"

namespace cairn::cli {

// The words of the JSON file. Without a file: none, and an error if the program declares inputs.
absl::StatusOr<std::vector<Word>> read_inputs(const std::vector<Field>& fields,
                                              const std::string& path);
// The words of a JSON file of outputs, to compare with.
absl::StatusOr<std::vector<Word>> read_outputs(const std::vector<Field>& fields,
                                               const std::string& path);
// By their declared names, or as an array of words where there are none.
Json json_of_words(const std::vector<Field>& fields, std::span<const Word> words);
// The same for people, a line to each name or word, indented by two; of long arrays the beginning
// and the number of values.
std::string text_of_words(const std::vector<Field>& fields, std::span<const Word> words);

// Advice from a JSON file, {"felts": [...], "words": [...]}; null without a file. It can be taken
// again from the beginning by copying the list.
absl::StatusOr<std::unique_ptr<AdviceList>> read_advice(const std::string& path);

// "0x..." of a word.
std::string word_text(const Word& word);

}  // namespace cairn::cli
