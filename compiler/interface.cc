// See interface.h.
#include "compiler/interface.h"

#include <algorithm>

#include "compiler/text.h"

namespace cairn {
namespace {

class Layout {
 public:
  Layout(const Module& main, Constants& constants, Diagnostics& diagnostics)
      : main_(main), constants_(constants), diagnostics_(diagnostics) {}

  std::vector<Field> run(bool outputs) {
    for (const FieldItem& item : main_.ast.fields) {
      if (item.is_output == outputs) add(item);
    }
    return std::move(fields_);
  }

 private:
  void add(const FieldItem& item) {
    Field field;
    field.name = item.name.text;
    field.is_word = item.is_word;
    field.is_array = item.is_array;
    if (index_of(field.name).has_value()) {
      diagnostics_.error(item.name.span, concat("`", field.name, "` is declared twice"));
      return;
    }
    if (item.is_array) set_length(item, field);
    const bool packed = !item.is_array && !item.is_word;
    if (!packed || slot_ == 8) close_word();
    if (next_.has_value()) {
      field.word = next_;
      field.slot = packed ? slot_++ : 0;
    } else if (!field.length_field.has_value()) {
      diagnostics_.error(item.name.span,
                         "only arrays whose length is declared as a felt may follow one",
                         concat("declare `", field.name, "` before it"));
    }
    constants_.set_handle(&item, field.word);
    if (!packed && next_.has_value()) advance(item, field);
    fields_.push_back(std::move(field));
  }

  void advance(const FieldItem& item, const Field& field) {
    if (field.length_field.has_value()) {
      next_.reset();
      return;
    }
    const uint64_t end = *next_ + field.words(field.length);
    if (end > static_cast<uint64_t>(kMaxArrayLength)) {
      diagnostics_.error(item.name.span, "the declared arrays are too long together");
      return;
    }
    next_ = static_cast<uint32_t>(end);
  }

  // A word that has been begun with felts is full.
  void close_word() {
    if (slot_ > 0 && next_.has_value()) ++*next_;
    slot_ = 0;
  }

  // A constant, or the name of a felt declared before.
  void set_length(const FieldItem& item, Field& field) {
    const Expr& length = *item.length;
    if (length.kind == Expr::Kind::kName && length.path.module.text.empty()) {
      const std::optional<uint32_t> index = index_of(length.path.name.text);
      if (index.has_value()) {
        const Field& other = fields_[*index];
        if (other.is_word || other.is_array) {
          diagnostics_.error(length.span, concat("`", other.name, "` is not a felt"));
        }
        field.length_field = index;
        return;
      }
    }
    field.length = static_cast<uint32_t>(
        constants_.evaluate_plain(length, main_, nullptr, 0, kMaxArrayLength, "the length")
            .value_or(0));
  }

  std::optional<uint32_t> index_of(std::string_view name) const {
    const auto found = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const Field& field) { return field.name == name; });
    if (found == fields_.end()) return std::nullopt;
    return static_cast<uint32_t>(found - fields_.begin());
  }

  const Module& main_;
  Constants& constants_;
  Diagnostics& diagnostics_;
  std::vector<Field> fields_;
  std::optional<uint32_t> next_ = 0;  // the next word, while it is known
  uint32_t slot_ = 0;                 // felts in the word that is being filled
};

}  // namespace

Interface layout_interface(const Module& main, Constants& constants, Diagnostics& diagnostics) {
  Interface interface;
  interface.inputs = Layout(main, constants, diagnostics).run(false);
  interface.outputs = Layout(main, constants, diagnostics).run(true);
  return interface;
}

}  // namespace cairn
