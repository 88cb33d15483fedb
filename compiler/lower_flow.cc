// See lower.h: labels, jumps and joins. A label that a later line jumps to begins a new base, so
// that one pass is enough: what holds at a loop is what holds before it.

#include <algorithm>

#include "compiler/lower.h"
#include "compiler/text.h"

namespace cairn {

constexpr size_t kMaxLabels = 4096;
constexpr size_t kMaxTrail = 8;

// The labels of a body, and which of them a later line jumps to.
void RoutineLowering::find_labels(const std::vector<SourceStatement>& statements) {
  for (const SourceStatement& s : statements) {
    if (s.kind == SourceStatement::Kind::kLabel) {
      const Ident& name = s.names[0];
      const auto [existing, added] =
          scope_->labels.emplace(name.text, static_cast<uint32_t>(labels_.size()));
      if (!added) {
        diagnostics()
            .error(name.span, concat("the label `", name.text, "` is there twice"))
            .notes.push_back({labels_[existing->second].span, "it was declared here"});
        continue;
      }
      if (const auto parameter = scope_->names.find(name.text); parameter != scope_->names.end()) {
        diagnostics()
            .error(name.span, concat("`", name.text, "` is already a parameter"),
                   "choose another name for the label")
            .notes.push_back({parameter->second.span, "it was declared here"});
      }
      // Without names a label keeps next to nothing.
      if (labels_.size() >= kMaxLabels && !routine_.unchecked) {
        diagnostics().error(name.span, concat("more than ", kMaxLabels, " labels in a procedure"),
                            "split it");
        full_ = true;
        return;
      }
      Label label;
      label.span = name.span;
      label.scope = scope_;
      labels_.push_back(std::move(label));
      continue;
    }
    const auto jumps_back = [&](std::string_view name) {
      const auto found = scope_->labels.find(name);
      if (found != scope_->labels.end()) labels_[found->second].is_loop = true;
    };
    const bool jumps =
        s.kind == SourceStatement::Kind::kJump || s.kind == SourceStatement::Kind::kJumpAt;
    if (jumps) {
      for (const Ident& name : s.names) jumps_back(name.text);
    } else if (s.kind == SourceStatement::Kind::kMacro) {
      for (const Expr& argument : s.exprs) {
        if (argument.kind == Expr::Kind::kName) jumps_back(argument.path.name.text);
      }
    }
  }
}

const uint32_t* RoutineLowering::find_label(const Ident& name) {
  const auto label = scope_->labels.find(name.text);
  if (label != scope_->labels.end()) return &label->second;
  const auto binding = scope_->names.find(name.text);
  if (binding != scope_->names.end() && binding->second.kind == Binding::Kind::kLabel) {
    return &binding->second.label;
  }
  std::vector<std::string_view> names;
  for (const auto& [known, index] : scope_->labels) names.push_back(known);
  const std::string close = closest_name(name.text, names);
  diagnostics().error(name.span, concat("there is no label `", name.text, "` here"),
                      close.empty() ? "" : concat("did you mean `", close, "`?"));
  return nullptr;
}

// A jump to the label leaves here.
void RoutineLowering::arrive(uint32_t index, Span from) {
  Label& label = labels_[index];
  State state = state_;
  // Names of the macros that the jump leaves end here.
  for (const Scope* scope = scope_; scope != nullptr && scope != label.scope;
       scope = scope->caller) {
    if (state.defined.size() > scope->first_id) state.defined.resize(scope->first_id);
  }
  if (state.trail.size() >= kMaxTrail) state.trail.erase(state.trail.begin());
  state.trail.push_back(from);
  if (!label.placed) {
    label.state = label.state.has_value() ? join(*label.state, state, ++bases_) : state;
    return;
  }
  Defined common = label.state->defined;
  intersect(common, state.defined);
  common.resize(label.state->defined.size());
  if (label.state->reachable && common != label.state->defined) {
    diagnostics()
        .error(from, "this jumps back past the definition of a name that is in use there")
        .notes.push_back({label.span, "the label is here"});
  }
}

// The state of a label that only later lines jump to: those are reached by way of the labels that
// have been jumped to and are still to come, so what all of these define is defined here.
void RoutineLowering::enter_from_below() {
  for (const Label& label : labels_) {
    if (label.placed || !label.state.has_value() || label.scope != scope_) continue;
    state_ = state_.reachable ? join(state_, *label.state, ++bases_) : *label.state;
  }
}

void RoutineLowering::place_label(const SourceStatement& s) {
  const auto found = scope_->labels.find(s.names[0].text);
  if (found == scope_->labels.end()) return;
  Label& label = labels_[found->second];
  if (label.placed) return;  // a second label of that name, reported
  label.placed = true;
  label.op = static_cast<uint32_t>(code_.ops.size());
  if (label.state.has_value()) state_ = join(state_, *label.state, ++bases_);
  if (label.is_loop && !state_.reachable) enter_from_below();
  if ((label.is_loop && state_.reachable) || (!state_.reachable && routine_.unchecked)) {
    state_.reachable = state_.reachable || routine_.unchecked;
    state_.base = ++bases_;
    state_.offset = 0;
  }
  label.state = state_;
  const int64_t cells = total(s.cells, *scope_->module);
  if (cells < 0) return;
  if (state_.base == 0 && cells > state_.offset) {
    diagnostics().error(s.span, concat("the label names ", cells, " cells, but only ",
                                       state_.offset, " have been appended"));
    return;
  }
  Place place = top(cells);
  for (const CellName& name : s.cells) {
    const int64_t size = name.size.has_value()
                             ? plain(*name.size, 0, kZeroPage, "the number of cells").value_or(1)
                             : 1;
    define(name.name, place, size, name.size.has_value(), true);
    place.offset += size;
  }
}

void RoutineLowering::unknown_growth() {
  state_.base = ++bases_;
  state_.offset = 0;
}

// How many cells a list names in all; -1 after an error.
int64_t RoutineLowering::total(const std::vector<CellName>& cells, const Module& module) {
  int64_t sum = 0;
  for (const CellName& cell : cells) {
    int64_t size = 1;
    if (cell.size.has_value()) {
      // A routine's own declarations are read in its module, not among the caller's names.
      const bool own = &module == scope_->module;
      const std::optional<int64_t> value =
          own ? plain(*cell.size, 0, kZeroPage, "the number of cells")
              : context_.constants.evaluate_plain(*cell.size, module, nullptr, 0, kZeroPage,
                                                  "the number of cells");
      if (!value.has_value()) return -1;
      size = *value;
    }
    sum += size;
    if (sum > int64_t{kZeroPage}) {
      diagnostics().error(cell.name.span, "the list names too many cells");
      return -1;
    }
  }
  return sum;
}

}  // namespace cairn
