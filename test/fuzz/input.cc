// The JSON of inputs; see targets.h.
#include <string>
#include <vector>

#include "compiler/assemble.h"
#include "compiler/io.h"
#include "test/fuzz/targets.h"
#include "vm/run.h"

namespace cairn::fuzz {
namespace {

// Every kind of declaration.
const std::vector<Field>& declared_fields() {
  static const std::vector<Field> fields = [] {
    SourceManager sources;
    sources.add("fuzz.cairn",
                "input n: felt, count: felt, root: word, key: felt, fixed: felt[9], "
                "pair: word[2], list: word[count], more: felt[n], others: felt[n]\n"
                "proc main {\n  halt([fp - 3], 0)\n}\n");
    const absl::StatusOr<Assembly> assembly = assemble(sources, "fuzz.cairn");
    require(assembly.ok(), "the declarations assemble");
    return assembly->interface.inputs;
  }();
  return fields;
}

void check_fields(const std::vector<Field>& fields, std::string_view text) {
  const absl::StatusOr<std::vector<Word>> words = words_from_json(fields, text, "in.json");
  if (!words.ok()) {
    require(words.status().code() == absl::StatusCode::kInvalidArgument,
            "bad input is InvalidArgument");
    require(std::string(words.status().message()).starts_with("in.json"),
            "a refusal names the file");
    return;
  }
  require(words->size() <= kMaxInputWords, "there are no more words than allowed");
  bool fits = false;
  const std::string written = json_from_words(fields, *words, &fits);
  // An array of words may stand in for the names; then they need not fit.
  const absl::StatusOr<std::vector<Word>> again = words_from_json(fields, written, "again.json");
  require(again.ok(), "written input is read again: " + std::string(again.status().message()));
  require(*again == *words, "written input is the same words");
}

}  // namespace

void check_input(Bytes bytes) {
  check_fields(declared_fields(), text_of(bytes));
  check_fields({}, text_of(bytes));
}

}  // namespace cairn::fuzz
