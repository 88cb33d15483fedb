// See io.h.
#include "compiler/io.h"

#include <absl/status/status.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "compiler/diagnostics.h"
#include "compiler/text.h"
#include "vm/run.h"

namespace cairn {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxDepth = 4;  // object, array of words, word, felt

class Reader {
 public:
  Reader(const std::vector<Field>& fields, std::string_view file) : fields_(fields), file_(file) {}

  absl::StatusOr<std::vector<Word>> read(std::string_view text) {
    const Json json = parse(text);
    if (ok() && json.is_array()) {
      if (json.size() > kMaxInputWords) too_long("");
      for (size_t i = 0; i < json.size() && ok(); ++i) words_.push_back(word(json[i], pointer(i)));
    } else if (ok() && json.is_object()) {
      object(json);
    } else if (ok()) {
      fail("", "the file holds neither an object nor an array",
           "write an object with the declared names");
    }
    if (!ok()) return absl::InvalidArgumentError(problem_);
    return std::move(words_);
  }

 private:
  bool ok() const { return problem_.empty(); }
  static std::string pointer(size_t index) { return concat("/", index); }

  void fail(std::string_view where, std::string_view what, std::string_view remedy) {
    if (!ok()) return;
    problem_ = concat(file_, where.empty() ? "" : ", at ", where, ": ", what, "; ", remedy);
  }

  void too_long(std::string_view where) {
    fail(where, "there are too many words", concat("at most ", kMaxInputWords, " are allowed"));
  }

  Json parse(std::string_view text) {
    std::set<std::string> keys;
    const auto watch = [&](int depth, nlohmann::json::parse_event_t event, Json& value) {
      using Event = nlohmann::json::parse_event_t;
      if (depth > kMaxDepth) fail("", "the JSON is nested too deeply", "see docs/language.md");
      if (event == Event::key && depth == 1 && !keys.insert(value.get<std::string>()).second) {
        fail(concat("/", value.get<std::string>()), "the name is there twice", "remove one");
      }
      return depth <= kMaxDepth;
    };
    Json json = Json::parse(text, watch, false);
    if (ok() && json.is_discarded()) {
      fail("", "this is not JSON", concat("compare with ", example()));
    }
    return json;
  }

  // What a file for this program looks like.
  std::string example() const {
    if (fields_.empty()) return "[]";
    std::string text = "{";
    for (const Field& field : fields_) {
      const std::string one = field.is_word ? "\"0x...\"" : "0";
      append_all(text, text.size() == 1 ? "" : ", ", "\"", field.name,
                 "\": ", field.is_array ? concat("[", one, ", ...]") : one);
    }
    return text + "}";
  }

  void object(const Json& json) {
    std::vector<std::string_view> names;
    for (const Field& field : fields_) names.push_back(field.name);
    for (const auto& [key, value] : json.items()) {
      if (std::find(names.begin(), names.end(), key) != names.end()) continue;
      const std::string close = closest_name(key, names);
      fail(concat("/", key), "the program declares no such name",
           close.empty() ? "remove it" : concat("did you mean \"", close, "\"?"));
      return;
    }
    lengths(json);
    for (size_t i = 0; i < fields_.size() && ok(); ++i) field(i, json);
  }

  // What the arrays say about the inputs that are their lengths.
  void lengths(const Json& json) {
    for (const Field& field : fields_) {
      if (!field.length_field.has_value() || !json.contains(field.name)) continue;
      if (!json[field.name].is_array()) continue;
      const uint64_t length = json[field.name].size();
      const auto [known, added] = lengths_.emplace(*field.length_field, length);
      const std::string& name = fields_[*field.length_field].name;
      if (!added && known->second != length) {
        fail(concat("/", field.name),
             concat("it has ", length, " elements, but another array of \"", name, "\" has ",
                    known->second),
             "make them equally long");
      }
    }
  }

  void field(size_t index, const Json& json) {
    const Field& field = fields_[index];
    const std::string where = concat("/", field.name);
    const auto implied = lengths_.find(static_cast<uint32_t>(index));
    if (!json.contains(field.name)) {
      if (implied != lengths_.end()) return scalar(field, number(implied->second, where));
      return fail("", concat("\"", field.name, "\" is missing"),
                  concat("a file for this program looks like ", example()));
    }
    const Json& value = json[field.name];
    if (!field.is_array) {
      if (field.is_word) {
        words_.push_back(word(value, where));
        return;
      }
      const Felt given = felt(value, where);
      if (implied != lengths_.end() && ok() && given.value() != implied->second) {
        fail(
            where,
            concat("it says ", given.value(), ", but the array has ", implied->second, " elements"),
            "correct one of them, or leave the number out");
      }
      return scalar(field, given);
    }
    array(field, value, where);
  }

  void scalar(const Field& field, Felt value) {
    if (field.slot == 0) words_.emplace_back();
    if (!words_.empty()) words_.back()[field.slot] = value;
  }

  void array(const Field& field, const Json& value, const std::string& where) {
    if (!value.is_array()) {
      return fail(where, "an array is expected", concat("compare with ", example()));
    }
    if (!field.length_field.has_value() && value.size() != field.length) {
      return fail(where, concat("it has ", value.size(), " elements"),
                  concat("the program declares ", field.length));
    }
    if (words_.size() + field.words(value.size()) > kMaxInputWords) return too_long(where);
    for (size_t i = 0; i < value.size() && ok(); ++i) {
      const std::string element = where + pointer(i);
      if (field.is_word) {
        words_.push_back(word(value[i], element));
      } else {
        if (i % 8 == 0) words_.emplace_back();
        words_.back()[i % 8] = felt(value[i], element);
      }
    }
  }

  Felt number(uint64_t value, const std::string& where) {
    if (value < Felt::kModulus) return Felt(value);
    fail(where, concat("the number ", value, " is too large for a felt"),
         concat("felts are 0 to ", Felt::kModulus - 1));
    return Felt();
  }

  Felt felt(const Json& json, const std::string& where) {
    if (json.is_number_unsigned()) return number(json.get<uint64_t>(), where);
    const std::string what = json.is_number_integer() ? "the number is negative"
                             : json.is_number()
                                 ? "the number is no integer, or far too large"
                                 : concat("a number is expected, not ", kind_of(json));
    fail(where, what, concat("felts are integers from 0 to ", Felt::kModulus - 1));
    return Felt();
  }

  Word word(const Json& json, const std::string& where) {
    if (json.is_string()) {
      const absl::StatusOr<Word> word = word_from_hex(json.get_ref<const std::string&>());
      if (word.ok()) return *word;
      fail(where, std::string(word.status().message()), "a word is \"0x\" and 64 digits");
      return {};
    }
    if (!json.is_array() || json.size() != 8) {
      fail(where,
           json.is_array() ? concat("a word has 8 felts, not ", json.size())
                           : concat("a word is expected, not ", kind_of(json)),
           "a word is \"0x\" and 64 hexadecimal digits, or an array of 8 numbers");
      return {};
    }
    Word word;
    for (size_t i = 0; i < 8; ++i) word[i] = felt(json[i], where + pointer(i));
    return word;
  }

  static std::string kind_of(const Json& json) {
    if (json.is_null()) return "null";
    if (json.is_boolean()) return "true or false";
    return concat(json.is_string() || json.is_number() ? "a " : "an ", json.type_name());
  }

  const std::vector<Field>& fields_;
  std::string_view file_;
  std::string problem_;
  std::vector<Word> words_;
  std::map<uint32_t, uint64_t> lengths_;
};

// Words to values; nothing where they do not lie as the fields say.
std::optional<Json> object_from_words(const std::vector<Field>& fields,
                                      std::span<const Word> words) {
  Json object = Json::object();
  std::vector<uint32_t> scalars(fields.size());
  size_t next = 0;  // the first word that is not used up
  for (size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    const bool packed = !field.is_word && !field.is_array;
    uint64_t length = field.length;
    if (field.length_field.has_value()) length = scalars[*field.length_field];
    const size_t begin = packed && field.slot > 0 ? next - 1 : next;
    const uint64_t count = field.words(length);
    if (next < begin || begin > words.size() || count > words.size() - begin) return std::nullopt;
    next = begin + count;
    const std::span<const Word> own = words.subspan(begin, count);
    if (packed) {
      scalars[i] = own[0][field.slot].value();
      object[field.name] = scalars[i];
      continue;
    }
    Json list = Json::array();
    for (uint64_t k = 0; k < length; ++k) {
      list.push_back(field.is_word ? Json(hex_from_word(own[k])) : Json(own[k / 8][k % 8].value()));
    }
    object[field.name] = field.is_array ? list : list[0];
  }
  if (next != words.size()) return std::nullopt;
  return object;
}

}  // namespace

absl::StatusOr<std::vector<Word>> words_from_json(const std::vector<Field>& fields,
                                                  std::string_view text, std::string_view file) {
  return Reader(fields, file).read(text);
}

std::string json_from_words(const std::vector<Field>& fields, std::span<const Word> words,
                            bool* fits) {
  std::optional<Json> json;
  if (!fields.empty()) json = object_from_words(fields, words);
  if (fits != nullptr) *fits = json.has_value() || (fields.empty() && words.empty());
  if (!json.has_value()) {
    json = Json::array();
    for (const Word& word : words) json->push_back(hex_from_word(word));
  }
  return json->dump(2);
}

std::string hex_from_word(const Word& word) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "0x";
  for (const Felt felt : word) {
    for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[(felt.value() >> shift) & 15];
  }
  return text;
}

absl::StatusOr<Word> word_from_hex(std::string_view text) {
  if (!text.starts_with("0x") || text.size() != 66) {
    return absl::InvalidArgumentError(
        concat("the word has ", text.size(), " characters in place of 66"));
  }
  Word word;
  for (size_t i = 0; i < 8; ++i) {
    uint32_t value = 0;
    for (const char c : text.substr(2 + 8 * i, 8)) {
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return absl::InvalidArgumentError("the word has a character that is no digit");
      value = value << 4 | static_cast<uint32_t>(digit);
    }
    const std::optional<Felt> felt = Felt::from_canonical(value);
    if (!felt.has_value()) {
      return absl::InvalidArgumentError(
          concat("felt ", i, " of the word is ", value, ", and p = ", Felt::kModulus, " or more"));
    }
    word[i] = *felt;
  }
  return word;
}

}  // namespace cairn
