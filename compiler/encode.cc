// See encode.h.
#include "compiler/encode.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/text.h"
#include "vm/encode.h"

namespace cairn {
namespace {

class Encoder {
 public:
  Encoder(LoweringContext& context, const SourceManager& sources, SourceMap& map)
      : context_(context), sources_(sources), map_(map) {
    map_.locations.emplace_back();
  }

  Program run(const Routine& main) {
    place(main);
    for (size_t i = 0; i < order_.size(); ++i) {  // grows while it is walked
      for (const Op& op : code(*order_[i]).ops) visit(op);
    }
    code_words_ = (count_ + 1) / 2;
    Program program;
    for (const Routine* routine : order_) encode_routine(*routine);
    append_code(program, instructions_);
    for (const DataItem* item : data_order_) append_data(*item, program);
    return program;
  }

 private:
  const Code& code(const Routine& routine) const { return context_.codes.at(&routine); }

  void place(const Routine& routine) {
    if (!begins_.emplace(&routine, count_).second) return;
    order_.push_back(&routine);
    count_ += static_cast<uint32_t>(code(routine).ops.size());
  }

  void visit(const Op& op) {
    if (op.target == Op::Target::kRoutine) place(*op.routine);
    for (const Constant& constant : {op.raw_fields[0], op.raw_fields[1], op.b, op.imm}) {
      if (constant.base == Constant::Base::kData) visit(*constant.data);
    }
  }

  void visit(const DataItem& item) {
    if (!data_.emplace(&item, data_words_).second) return;
    data_order_.push_back(&item);
    data_words_ += static_cast<uint32_t>(item.words.size());
  }

  Felt felt(const Constant& constant, Span span) {
    int64_t value = constant.value;
    bool overflow = false;
    if (constant.base == Constant::Base::kInput) {
      overflow = __builtin_add_overflow(value, code_words_ + data_words_, &value);
    } else if (constant.base == Constant::Base::kData) {
      const auto found = data_.find(constant.data);
      const uint32_t word = found == data_.end() ? 0 : found->second;
      overflow = __builtin_add_overflow(value, code_words_ + word, &value);
    }
    if (overflow) value = INT64_MAX;
    return check_felt(value, span, context_.diagnostics) ? Felt(value) : Felt();
  }

  void encode_routine(const Routine& routine) {
    const Module& owner = *context_.owners.at(&routine);
    const uint32_t begin = begins_.at(&routine);
    const auto procedure = static_cast<uint32_t>(map_.procedures.size());
    map_.procedures.push_back(&owner == &context_.main
                                  ? std::string(routine.name.text)
                                  : concat(owner.name, "::", routine.name.text));
    const Code& source = code(routine);
    for (const Op& op : source.ops) {
      Instruction& instruction = instructions_.emplace_back();
      instruction.b = felt(op.b, op.span);
      instruction.imm = felt(op.imm, op.span);
      if (op.raw) {
        instruction.opcode = felt(op.raw_fields[0], op.span);
        instruction.a = felt(op.raw_fields[1], op.span);
      } else {
        instruction.opcode = Felt(opcode(op.kind, op.x, op.y));
        instruction.a = Felt(op.a);
      }
      const auto pc = static_cast<int64_t>(instructions_.size()) - 1;
      if (op.target == Op::Target::kLabel) {
        instruction.imm = Felt(int64_t{begin} + source.labels[op.label] - pc);
      } else if (op.target == Op::Target::kRoutine) {
        instruction.imm = Felt(int64_t{begins_.at(op.routine)} - pc);
      }
      map_.location_of.push_back(location(op.span, op.site));
      map_.procedure_of.push_back(procedure);
    }
  }

  // Constants of `data` are felts of the module that declares it.
  void append_data(const DataItem& item, Program& program) {
    const Module* owner = owner_of(item);
    for (const std::vector<Expr>& felts : item.words) {
      Word& word = program.image.emplace_back();
      for (size_t i = 0; i < felts.size(); ++i) {
        const std::optional<Constant> value =
            context_.constants.evaluate(felts[i], *owner, nullptr);
        if (!value.has_value()) continue;
        word[i] = felt(*value, felts[i].span);
        if (value->base == Constant::Base::kData && data_.count(value->data) == 0) {
          context_.diagnostics.error(felts[i].span, "this data is not a part of the program",
                                     "mention it in a procedure");
        }
      }
    }
  }

  const Module* owner_of(const DataItem& item) const {
    for (const Module& module : context_.modules.all()) {
      const auto found = module.symbols.find(item.name.text);
      const bool here = found != module.symbols.end() &&
                        std::holds_alternative<const DataItem*>(found->second) &&
                        std::get<const DataItem*>(found->second) == &item;
      if (here) return &module;
    }
    return &context_.main;
  }

  uint32_t location(Span span, uint32_t site) {
    // Macro calls from the outermost inwards, each once.
    std::vector<uint32_t> chain;
    for (uint32_t at = site; at != 0; at = context_.sites[at].parent) chain.push_back(at);
    uint32_t parent = 0;
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
      uint32_t& known = site_locations_[*at];
      if (known == 0) known = add_location(context_.sites[*at].span, parent);
      parent = known;
    }
    return add_location(span, parent);
  }

  uint32_t add_location(Span span, uint32_t parent) {
    const auto [known, added] =
        locations_.emplace(std::tuple(span.file, span.begin, span.end, parent),
                           static_cast<uint32_t>(map_.locations.size()));
    if (!added) return known->second;
    const LineColumn at = sources_.locate(span.file, span.begin);
    const std::string_view line = sources_.line(span.file, at.line);
    const auto [file, new_file] =
        files_.emplace(span.file, static_cast<uint32_t>(map_.files.size()));
    if (new_file) map_.files.emplace_back(sources_.path(span.file));
    const auto [text, new_text] =
        texts_.emplace(std::pair(span.file, at.line), static_cast<uint32_t>(map_.texts.size()));
    if (new_text) map_.texts.emplace_back(line);
    const auto rest =
        static_cast<uint32_t>(line.size() - std::min<size_t>(at.column - 1, line.size()));
    map_.locations.push_back({file->second, at.line, at.column,
                              std::max(1u, std::min(span.end - span.begin, rest)), text->second,
                              parent});
    return known->second;
  }

  LoweringContext& context_;
  const SourceManager& sources_;
  SourceMap& map_;
  std::vector<const Routine*> order_;
  std::map<const Routine*, uint32_t> begins_;
  std::vector<const DataItem*> data_order_;
  std::map<const DataItem*, uint32_t> data_;
  uint32_t count_ = 0;
  uint32_t code_words_ = 0;
  uint32_t data_words_ = 0;
  std::vector<Instruction> instructions_;
  std::map<std::tuple<FileId, uint32_t, uint32_t, uint32_t>, uint32_t> locations_;
  std::map<uint32_t, uint32_t> site_locations_;
  std::map<FileId, uint32_t> files_;
  std::map<std::pair<FileId, uint32_t>, uint32_t> texts_;
};

}  // namespace

Program encode(LoweringContext& context, const Routine& main, const SourceManager& sources,
               SourceMap& map) {
  return Encoder(context, sources, map).run(main);
}

}  // namespace cairn
