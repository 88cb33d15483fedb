// See source_map.h. The encoding is JSON: small beside a proof, and readable by any tool.
#include "compiler/source_map.h"

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "vm/instructions.h"

namespace cairn {

using Json = nlohmann::json;

const Location* SourceMap::find(uint32_t pc) const {
  if (pc >= location_of.size() || location_of[pc] == 0) return nullptr;
  return &locations[location_of[pc]];
}

std::string_view SourceMap::procedure(uint32_t pc) const {
  return pc < procedure_of.size() ? std::string_view(procedures[procedure_of[pc]]) : "?";
}

std::string SourceMap::place(const Location& location) const {
  return absl::StrFormat("%s:%d:%d", files[location.file], location.line, location.column);
}

std::string SourceMap::excerpt(uint32_t pc, std::string_view kind, std::string_view message) const {
  const Location* location = find(pc);
  if (location == nullptr) {
    return absl::StrFormat("%s: %s (instruction %d, which has no source)\n", kind, message, pc);
  }
  std::string text;
  for (bool first = true; location != nullptr; first = false) {
    std::string line = texts[location->text];
    std::replace(line.begin(), line.end(), '\t', ' ');
    text += absl::StrFormat("%s: %s: %s\n%5d | %s\n      | %s%s\n", place(*location),
                            first ? kind : "note", first ? message : "in the macro expanded here",
                            location->line, line, std::string(location->column - 1, ' '),
                            std::string(location->width, '^'));
    location = location->parent == 0 ? nullptr : &locations[location->parent];
  }
  return text;
}

std::vector<StackFrame> call_stack(std::span<const Felt> felts, uint32_t pc, uint32_t fp,
                                   size_t limit) {
  std::vector<StackFrame> frames;
  while (frames.size() < limit) {
    frames.push_back({pc, fp});
    if (fp <= kZeroPage || fp > felts.size()) break;
    const uint32_t caller = felts[fp - 2].value();
    const uint32_t resume = felts[fp - 1].value();
    if (caller >= fp || resume == 0) break;  // no frame: code may keep what it likes there
    fp = caller;
    pc = resume - 1;
  }
  return frames;
}

namespace {

Json fields_json(const std::vector<Field>& fields) {
  Json list = Json::array();
  for (const Field& field : fields) {
    list.push_back({field.name, field.is_word, field.is_array, field.length,
                    field.length_field.has_value() ? Json(*field.length_field) : Json(),
                    field.word.has_value() ? Json(*field.word) : Json(), field.slot});
  }
  return list;
}

bool is_index(const Json& json) {
  return json.is_number_unsigned() && json.get<uint64_t>() <= UINT32_MAX;
}

bool parse_fields(const Json& list, std::vector<Field>& fields) {
  if (!list.is_array()) return false;
  for (const Json& item : list) {
    const bool shaped = item.is_array() && item.size() == 7 && item[0].is_string() &&
                        item[1].is_boolean() && item[2].is_boolean() && is_index(item[3]) &&
                        (item[4].is_null() || is_index(item[4])) &&
                        (item[5].is_null() || is_index(item[5])) && is_index(item[6]);
    if (!shaped) return false;
    Field field{.name = item[0].get<std::string>(),
                .is_word = item[1].get<bool>(),
                .is_array = item[2].get<bool>(),
                .length = item[3].get<uint32_t>()};
    if (!item[4].is_null()) field.length_field = item[4].get<uint32_t>();
    if (!item[5].is_null()) field.word = item[5].get<uint32_t>();
    field.slot = item[6].get<uint32_t>();
    const bool lies = field.word.has_value() || field.length_field.has_value();
    const bool length_before =
        !field.length_field.has_value() ||
        (*field.length_field < fields.size() && field.is_array &&
         !fields[*field.length_field].is_array && !fields[*field.length_field].is_word);
    if (!lies || !length_before || field.slot >= 8 || field.length > kMaxArrayLength) return false;
    if (field.word.has_value() && *field.word > kMaxArrayLength) return false;
    fields.push_back(std::move(field));
  }
  return true;
}

bool parse_strings(const Json& list, std::vector<std::string>& strings) {
  if (!list.is_array()) return false;
  for (const Json& item : list) {
    if (!item.is_string()) return false;
    strings.push_back(item.get<std::string>());
  }
  return true;
}

bool parse_indices(const Json& list, size_t below, std::vector<uint32_t>& indices) {
  if (!list.is_array()) return false;
  for (const Json& item : list) {
    if (!is_index(item) || item.get<uint32_t>() >= below) return false;
    indices.push_back(item.get<uint32_t>());
  }
  return true;
}

bool parse_locations(const Json& list, SourceMap& map) {
  if (!list.is_array() || list.empty()) return false;
  map.locations.emplace_back();
  for (size_t i = 1; i < list.size(); ++i) {
    const Json& item = list[i];
    const bool shaped =
        item.is_array() && item.size() == 6 && std::all_of(item.begin(), item.end(), is_index);
    if (!shaped) return false;
    const Location location{item[0].get<uint32_t>(), item[1].get<uint32_t>(),
                            item[2].get<uint32_t>(), item[3].get<uint32_t>(),
                            item[4].get<uint32_t>(), item[5].get<uint32_t>()};
    const bool inside = location.file < map.files.size() && location.text < map.texts.size() &&
                        location.parent < i && location.column >= 1;
    // What is printed of a line is no longer than the line.
    if (!inside || location.column - 1 > map.texts[location.text].size() ||
        location.width > map.texts[location.text].size() + 1) {
      return false;
    }
    map.locations.push_back(location);
  }
  return true;
}

}  // namespace

std::string encode_source_map(const SourceMap& map, const Interface& interface) {
  Json locations = Json::array();
  for (const Location& at : map.locations) {
    locations.push_back({at.file, at.line, at.column, at.width, at.text, at.parent});
  }
  const Json json = {{"inputs", fields_json(interface.inputs)},
                     {"outputs", fields_json(interface.outputs)},
                     {"files", map.files},
                     {"texts", map.texts},
                     {"procedures", map.procedures},
                     {"locations", locations},
                     {"location_of", map.location_of},
                     {"procedure_of", map.procedure_of}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::Status decode_source_map(std::string_view text, SourceMap& map, Interface& interface) {
  map = {};
  interface = {};
  const Json json = Json::parse(text, nullptr, false);
  const auto part = [&](const char* name) { return json.contains(name) ? json[name] : Json(); };
  const bool valid = json.is_object() && parse_fields(part("inputs"), interface.inputs) &&
                     parse_fields(part("outputs"), interface.outputs) &&
                     parse_strings(part("files"), map.files) &&
                     parse_strings(part("texts"), map.texts) &&
                     parse_strings(part("procedures"), map.procedures) &&
                     parse_locations(part("locations"), map) &&
                     parse_indices(part("location_of"), map.locations.size(), map.location_of) &&
                     parse_indices(part("procedure_of"), map.procedures.size(), map.procedure_of);
  if (valid) return absl::OkStatus();
  map = {};
  interface = {};
  return absl::InvalidArgumentError(
      "the source map of the program is damaged; build the program again from its source");
}

}  // namespace cairn
