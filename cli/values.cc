// Values of a run; see values.h.
#include "cli/values.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "cli/files.h"
#include "cli/units.h"
#include "compiler/io.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

constexpr size_t kMaxJsonBytes = size_t{1} << 30;

absl::StatusOr<std::vector<Word>> read_words(const std::vector<Field>& fields,
                                             const std::string& path, std::string_view what) {
  const absl::StatusOr<std::string> text = read_file(path, what, kMaxJsonBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<std::vector<Word>> words = words_from_json(fields, *text, path);
  if (!words.ok()) return invalid(std::string(words.status().message()));
  return words;
}

// So many values of a long array are shown to people.
constexpr size_t kShown = 4;

std::string short_text(const Json& value) {
  constexpr auto kReplace = Json::error_handler_t::replace;
  if (!value.is_array() || value.size() <= 2 * kShown) return value.dump(-1, ' ', false, kReplace);
  std::string text = "[";
  for (size_t i = 0; i < kShown; ++i) append_all(text, value[i].dump(), ", ");
  return concat(text, "... ", number_text(value.size()), " in all]");
}

absl::Status bad_advice(const std::string& path, std::string_view place, std::string_view what) {
  return invalid(concat(path, ":", place, ": ", what,
                        "; advice is {\"felts\": [numbers], \"words\": [\"0x...\"]}"));
}

}  // namespace

absl::StatusOr<std::vector<Word>> read_inputs(const std::vector<Field>& fields,
                                              const std::string& path) {
  if (!path.empty()) return read_words(fields, path, "JSON file of inputs");
  if (fields.empty()) return std::vector<Word>();
  std::string names;
  for (const Field& field : fields) append_all(names, names.empty() ? "" : ", ", field.name);
  return usage(concat("the program declares inputs (", names, "); give them with --input FILE"));
}

absl::StatusOr<std::vector<Word>> read_outputs(const std::vector<Field>& fields,
                                               const std::string& path) {
  return read_words(fields, path, "JSON file of outputs");
}

Json json_of_words(const std::vector<Field>& fields, std::span<const Word> words) {
  return Json::parse(json_from_words(fields, words), nullptr, /*allow_exceptions=*/false);
}

std::string text_of_words(const std::vector<Field>& fields, std::span<const Word> words) {
  const bool is_named = !fields.empty();
  // Words without names are a list themselves; not all of them are made into text.
  const size_t shown = is_named ? words.size() : std::min(words.size(), kShown);
  const Json values = json_of_words(fields, words.first(shown));
  std::string text;
  for (const auto& item : values.items()) {
    append_all(text, "  ", item.key(), ": ", short_text(item.value()), "\n");
  }
  if (shown < words.size())
    append_all(text, "  ... ", count_text(words.size(), "word"), " in all\n");
  return text;
}

absl::StatusOr<std::unique_ptr<AdviceList>> read_advice(const std::string& path) {
  if (path.empty()) return nullptr;
  const absl::StatusOr<std::string> text = read_file(path, "JSON file of advice", kMaxJsonBytes);
  if (!text.ok()) return text.status();
  const Json advice = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!advice.is_object()) return bad_advice(path, "/", "this is not a JSON object");
  std::vector<Felt> felts;
  std::vector<Word> words;
  for (const auto& item : advice.items()) {
    if (item.key() != "felts" && item.key() != "words") {
      return bad_advice(path, concat("/", item.key()), "the name is unknown");
    }
    if (!item.value().is_array()) {
      return bad_advice(path, concat("/", item.key()), "this is not an array");
    }
    for (size_t i = 0; i < item.value().size(); ++i) {
      const Json& value = item.value()[i];
      const std::string place = concat("/", item.key(), "/", i);
      if (item.key() == "felts") {
        if (!value.is_number_unsigned() || value.get<uint64_t>() >= Felt::kModulus) {
          return bad_advice(path, place, concat("this is not a number below ", Felt::kModulus));
        }
        felts.push_back(Felt(value.get<uint64_t>()));
      } else {
        const absl::StatusOr<Word> word =
            word_from_hex(value.is_string() ? value.get<std::string>() : std::string());
        if (!word.ok()) return bad_advice(path, place, "this is not a word, 0x and 64 digits");
        words.push_back(*word);
      }
    }
  }
  return std::make_unique<AdviceList>(std::move(felts), std::move(words));
}

std::string word_text(const Word& word) { return hex_from_word(word); }

}  // namespace cairn::cli
