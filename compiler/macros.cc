// See lower.h: the expansion of macros. A macro is lowered in place, in a scope of its own: its
// names and labels cannot meet those around it, its other names mean what they mean in its own
// file, and an argument is the cell, constant or label that it was before the expansion.

#include <algorithm>

#include "compiler/lower.h"
#include "compiler/text.h"

namespace cairn {

constexpr size_t kMaxExpansion = 64;

void RoutineLowering::macro(const SourceStatement& s) {
  bool reported = false;
  const Module* owner = nullptr;
  const Routine* macro = find_routine(s.path, true, &owner, &reported);
  if (macro == nullptr) {
    if (!reported) no_routine(s.path, true, owner);
    define_after_error(s.cells);
    return;
  }
  if (routine_.unchecked) {
    diagnostics().error(s.span, "an unchecked procedure expands no macros", "write its lines here");
    return;
  }
  if (std::find(expanding_.begin(), expanding_.end(), macro) != expanding_.end() ||
      expanding_.size() >= kMaxExpansion) {
    diagnostics().error(s.path.span(), concat("the macro `", s.path.name.text, "` expands itself"),
                        "a loop at run time is a label and a jump");
    return;
  }
  if (s.exprs.size() != macro->inputs.size()) {
    diagnostics()
        .error(s.span, concat("`", macro->name.text, "` has ", macro->inputs.size(),
                              macro->inputs.size() == 1 ? " parameter" : " parameters", ", not ",
                              s.exprs.size()))
        .notes.push_back({macro->name.span, "it is defined here"});
    return;
  }
  if (context_.sites.size() > kMaxInstructions) {
    diagnostics().error(s.span,
                        concat("the program expands more than ", kMaxInstructions, " macros"));
    full_ = true;
    return;
  }
  Scope inner;
  inner.module = owner;
  inner.caller = scope_;
  inner.routine = macro;
  inner.first_id = next_id_;
  inner.site = static_cast<uint32_t>(context_.sites.size());
  context_.sites.push_back({s.span, scope_->site});
  for (size_t i = 0; i < s.exprs.size(); ++i) {
    if (!bind_parameter(macro->inputs[i], s.exprs[i], inner)) return;
  }
  Scope* outer = scope_;
  const Span span = statement_span_;
  const size_t outer_ids = next_id_;
  expanding_.push_back(macro);
  scope_ = &inner;
  // Parameters that are cells are defined from the start.
  next_id_ += inner.names.size();
  state_.defined.resize(std::max(state_.defined.size(), next_id_));
  for (auto& [name, binding] : inner.names) {
    if (binding.kind == Binding::Kind::kCell) state_.defined[binding.id] = true;
  }
  const size_t errors = diagnostics().all().size();
  body(macro->body);
  diagnostics().add_note(errors, {s.span, "in this expansion"});
  scope_ = outer;
  expanding_.pop_back();
  statement_span_ = span;
  // The ids of the names inside are free again; the results take new ones.
  const Defined inside = state_.defined;
  next_id_ = outer_ids;
  if (state_.defined.size() > next_id_) state_.defined.resize(next_id_);
  for (const CellName& output : macro->outputs) {
    const auto found = inner.names.find(output.name.text);
    const bool defined = found != inner.names.end() && found->second.kind == Binding::Kind::kCell &&
                         found->second.id < inside.size() && inside[found->second.id];
    if (defined || !state_.reachable) continue;
    diagnostics().error(
        output.name.span,
        concat("the macro does not define its result `", output.name.text, "` on every path"),
        concat("name a cell of its body: `let ", output.name.text, " = ...`"));
    return;
  }
  bind_results(s, *macro, inner);
}

bool RoutineLowering::bind_parameter(const CellName& parameter, const Expr& argument,
                                     Scope& scope) {
  if (parameter.size.has_value()) {
    diagnostics().error(parameter.name.span, "a parameter of a macro declares no size",
                        "the argument brings its own");
    return false;
  }
  Binding bound;
  bound.span = parameter.name.span;
  bound.id = static_cast<uint32_t>(next_id_ + scope.names.size());
  const bool plain_name = argument.kind == Expr::Kind::kName && argument.path.module.text.empty();
  const Binding* named = plain_name ? binding(argument.path, true) : nullptr;
  if (named != nullptr) {
    const uint32_t id = bound.id;
    bound = *named;
    bound.id = id;
  } else if (is_constant(argument)) {
    const std::optional<Constant> value = constant(argument);
    if (!value.has_value()) return false;
    bound.kind = Binding::Kind::kConstant;
    bound.constant = *value;
  } else if (plain_name && scope_->labels.count(argument.path.name.text) > 0) {
    bound.kind = Binding::Kind::kLabel;
    bound.label = scope_->labels.at(argument.path.name.text);
  } else {
    const std::optional<Place> place = cell(argument);
    if (!place.has_value()) return false;
    bound.place = *place;
  }
  if (!scope.names.emplace(parameter.name.text, bound).second) {
    diagnostics().error(parameter.name.span, concat("`", parameter.name.text, "` is there twice"));
    return false;
  }
  return true;
}

void RoutineLowering::bind_results(const SourceStatement& s, const Routine& macro,
                                   const Scope& inner) {
  if (s.cells.empty()) return;
  if (s.cells.size() != macro.outputs.size()) {
    diagnostics()
        .error(s.span,
               concat("`", macro.name.text, "` has ", macro.outputs.size(),
                      macro.outputs.size() == 1 ? " result" : " results", ", not ", s.cells.size()))
        .notes.push_back({macro.name.span, "it is defined here"});
    return;
  }
  for (size_t i = 0; i < s.cells.size(); ++i) {
    const auto found = inner.names.find(macro.outputs[i].name.text);
    if (found == inner.names.end()) continue;
    if (s.cells[i].size.has_value()) {
      diagnostics().error(s.cells[i].name.span, "a result of a macro brings its own size");
      continue;
    }
    define(s.cells[i].name, found->second.place, found->second.size, found->second.is_array, false);
  }
}

}  // namespace cairn
