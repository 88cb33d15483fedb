// See lower.h: names, cells and operands.

#include "compiler/lower.h"
#include "compiler/text.h"
#include "crypto/field/felt.h"

namespace cairn {

constexpr size_t kMaxNames = 4096;

// Lets constant expressions see the names of the scope.
class ScopeNames final : public Constants::Names {
 public:
  explicit ScopeNames(RoutineLowering& lowering) : lowering_(lowering) {}

  bool find(const Path& path, std::optional<Constant>& constant) override {
    const Binding* binding = lowering_.binding(path, false);
    if (binding == nullptr || binding->kind == Binding::Kind::kLabel) return false;
    if (binding->kind == Binding::Kind::kConstant) constant = binding->constant;
    return true;
  }

  std::optional<Constant> offset_of(const Expr& argument) override {
    const Binding* binding =
        argument.kind == Expr::Kind::kName ? lowering_.binding(argument.path, true) : nullptr;
    if (binding != nullptr && binding->kind == Binding::Kind::kCell && binding->place.base == 0) {
      return Constant{binding->place.offset};
    }
    lowering_.diagnostics().error(argument.span,
                                  "only a named cell at a known distance from fp has an offset",
                                  "name the cell before the loop or call that hides the distance");
    return std::nullopt;
  }

 private:
  RoutineLowering& lowering_;
};

bool RoutineLowering::is_constant(const Expr& expr) {
  ScopeNames names(*this);
  return context_.constants.is_constant(expr, *scope_->module, &names);
}

std::optional<Constant> RoutineLowering::constant(const Expr& expr) {
  ScopeNames names(*this);
  return context_.constants.evaluate(expr, *scope_->module, &names);
}

std::optional<int64_t> RoutineLowering::plain(const Expr& expr, int64_t low, int64_t high,
                                              std::string_view what) {
  ScopeNames names(*this);
  return context_.constants.evaluate_plain(expr, *scope_->module, &names, low, high, what);
}

std::vector<std::string_view> RoutineLowering::visible_names(const Module* module) const {
  std::vector<std::string_view> names;
  if (module == scope_->module) {
    for (const auto& [name, binding] : scope_->names) names.push_back(name);
  }
  for (const auto& [name, symbol] : module->symbols) names.push_back(name);
  return names;
}

// The binding of a plain name in this scope; where `report`, one that some path to here has not
// defined is an error.
const Binding* RoutineLowering::binding(const Path& path, bool report) {
  if (!path.module.text.empty()) return nullptr;
  const auto found = scope_->names.find(path.name.text);
  if (found == scope_->names.end()) return nullptr;
  const Binding& binding = found->second;
  const bool defined = binding.kind != Binding::Kind::kCell ||
                       (binding.id < state_.defined.size() && state_.defined[binding.id]);
  if (report && !defined) {
    Diagnostic& error = diagnostics().error(
        path.name.span, concat("a path to here does not define `", path.name.text, "`"));
    error.notes.push_back({binding.span, "it is defined here, which can be jumped over"});
    for (const Span& jump : state_.trail) error.notes.push_back({jump, "the path comes this way"});
  }
  return &binding;
}

std::optional<Place> RoutineLowering::named_cell(const Expr& expr) {
  const Binding* found = binding(expr.path, true);
  if (found == nullptr) {
    bool reported = false;
    const Module* owner = nullptr;
    const Symbol* symbol = context_.modules.find(*scope_->module, expr.path, &reported, &owner);
    if (reported) return std::nullopt;
    if (symbol != nullptr && std::holds_alternative<const Routine*>(*symbol)) {
      const Routine* routine = std::get<const Routine*>(*symbol);
      diagnostics().error(expr.path.span(),
                          concat("`", expr.path.name.text, "` is a ",
                                 routine->is_macro ? "macro" : "procedure", ", not a cell"),
                          routine->is_macro ? "" : "`call` it and name its results");
    } else if (symbol != nullptr) {
      diagnostics().error(expr.path.span(), concat("a constant cannot stand here"),
                          "append it first: `let x = ...`");
    } else {
      const std::string close = closest_name(
          expr.path.name.text, visible_names(owner == nullptr ? scope_->module : owner));
      diagnostics().error(expr.path.span(), concat("`", expr.path.name.text, "` is not defined"),
                          close.empty() ? "" : concat("did you mean `", close, "`?"));
    }
    return std::nullopt;
  }
  if (found->kind != Binding::Kind::kCell) {
    diagnostics().error(expr.span, concat("`", expr.path.name.text, "` is not a cell"));
    return std::nullopt;
  }
  Place place = found->place;
  if (expr.kind == Expr::Kind::kName) {
    if (!found->is_array) return place;
    diagnostics().error(expr.span, concat("`", expr.path.name.text, "` is ", found->size, " cells"),
                        concat("name one: `", expr.path.name.text, "[0]`"));
    return std::nullopt;
  }
  if (!found->is_array) {
    diagnostics().error(
        expr.span, concat("`", expr.path.name.text, "` is one cell, not an array"),
        concat("a cell at a computed address is `[", expr.path.name.text, " + k]`"));
    return std::nullopt;
  }
  const std::optional<int64_t> index = plain(expr.children[0], 0, found->size - 1, "the index");
  if (!index.has_value()) return std::nullopt;
  place.offset += *index;
  return place;
}

// [ap - k], [fp + k], or the load [cell + k].
std::optional<RoutineLowering::Term> RoutineLowering::bracket(const Expr& expr) {
  Term result;
  result.span = expr.span;
  const Expr* base = &expr.children[0];
  int64_t sum = 0;
  constexpr int64_t kFar = int64_t{1} << 40;
  while (base->kind == Expr::Kind::kBinary && !is_constant(*base)) {
    const bool sums = base->op == Token::kPlus || base->op == Token::kMinus;
    if (!sums) break;
    const bool left = base->op == Token::kPlus && is_constant(base->children[0]);
    const Expr& added = base->children[left ? 0 : 1];
    if (!is_constant(added)) break;
    const std::optional<int64_t> value = plain(added, -kFar, kFar, "the offset");
    if (!value.has_value()) return std::nullopt;
    sum += base->op == Token::kPlus ? *value : -*value;
    base = &base->children[left ? 1 : 0];
  }
  if (base->kind == Expr::Kind::kAp || base->kind == Expr::Kind::kFp) {
    const bool ap = base->kind == Expr::Kind::kAp;
    result.kind = Term::Kind::kPlace;
    result.x = ap ? Place{line_.base, line_.offset + sum, Place::Via::kAp}
                  : Place{0, sum, Place::Via::kFp};
    if (!ap || sum < 0) return result;
    diagnostics().error(expr.span, "this cell is not written yet",
                        "the newest cell is `[ap - 1]`; `[ap]` only appends");
    return std::nullopt;
  }
  if (is_constant(*base)) {
    diagnostics().error(expr.span, "an address is taken from a cell, not from a constant",
                        "append the address first: `let at = ...`");
    return std::nullopt;
  }
  const bool cells = base->kind == Expr::Kind::kName || base->kind == Expr::Kind::kIndex ||
                     base->kind == Expr::Kind::kBracket;
  if (!cells) {
    diagnostics().error(expr.span, "an address is a cell and a constant offset",
                        "append the address first, then read `[cell + k]`");
    return std::nullopt;
  }
  const std::optional<Place> place = cell(*base);
  if (!place.has_value()) return std::nullopt;
  if (sum < -int64_t{kZeroPage} || sum > int64_t{kZeroPage}) {
    diagnostics().error(expr.span, concat("the offset ", sum, " is beyond ", kZeroPage),
                        "add it to the address first");
    return std::nullopt;
  }
  result.kind = Term::Kind::kLoad;
  result.x = *place;
  result.constant = Constant{sum};
  return result;
}

std::optional<Place> RoutineLowering::cell(const Expr& expr) {
  if (expr.kind == Expr::Kind::kBracket) {
    const std::optional<Term> term = bracket(expr);
    if (!term.has_value()) return std::nullopt;
    if (term->kind == Term::Kind::kPlace) return term->x;
    diagnostics().error(expr.span, "a cell at a computed address can only be loaded",
                        "load it first: `let x = [cell + k]`");
    return std::nullopt;
  }
  if (is_constant(expr)) {
    diagnostics().error(expr.span, "a cell is needed here, not a constant",
                        "append it first: `let x = ...`");
    return std::nullopt;
  }
  if (expr.kind == Expr::Kind::kName || expr.kind == Expr::Kind::kIndex) return named_cell(expr);
  if (expr.kind == Expr::Kind::kAp || expr.kind == Expr::Kind::kFp) {
    diagnostics().error(expr.span, "a register is no cell",
                        "write `[ap - k]` or `[fp + k]` for a cell near it");
    return std::nullopt;
  }
  diagnostics().error(expr.span, "a cell is needed here, not a computation",
                      "append it first: `let x = ...`");
  return std::nullopt;
}

std::optional<RoutineLowering::Operand> RoutineLowering::operand(const Expr& expr) {
  Operand result;
  if (is_constant(expr)) {
    const std::optional<Constant> value = constant(expr);
    if (!value.has_value()) return std::nullopt;
    result.is_constant = true;
    result.constant = *value;
    return result;
  }
  const std::optional<Place> place = cell(expr);
  if (!place.has_value()) return std::nullopt;
  result.place = *place;
  return result;
}

void RoutineLowering::unwritten(const Place& place, Span span) {
  Diagnostic& error = diagnostics().error(
      span, concat("no path has written [fp + ", place.offset, "]"),
      state_.offset == 0 ? "here ap = fp: the frame has no cell yet"
                         : concat("here ap = fp + ", state_.offset, ": the newest cell is [fp + ",
                                  state_.offset - 1, "]"));
  error.notes.push_back({routine_.name.span, "the path begins here, with ap = fp"});
  for (const Span& jump : state_.trail) error.notes.push_back({jump, "it comes this way"});
}

// How an instruction that is executed now reads the cell.
bool RoutineLowering::address(const Place& place, Span span, XMode& mode, uint32_t& offset) {
  const bool near_ap = place.base == state_.base && place.via != Place::Via::kFp;
  const int64_t below = state_.offset - place.offset;
  const bool by_name_of_argument =
      place.via == Place::Via::kAny && place.base == 0 && place.offset < 0;
  int64_t distance = 0;
  if (near_ap && !by_name_of_argument && below >= 1 &&
      (below <= int64_t{kZeroPage} || place.via == Place::Via::kAp)) {
    mode = XMode::kAp;
    distance = below;
  } else if (place.base == 0) {
    mode = place.offset < 0 ? XMode::kArg : XMode::kLocal;
    distance = place.offset < 0 ? -place.offset : place.offset;
    if (place.offset >= 0 && state_.base == 0 && place.offset >= state_.offset &&
        !routine_.unchecked) {
      unwritten(place, span);
      return false;
    }
  } else {
    diagnostics().error(span, "the place of this cell is no longer known",
                        "its distance is lost by a loop, a join or a call of unknown growth: carry "
                        "it along as a cell of the label, or pass it to a procedure");
    return false;
  }
  if (distance > int64_t{kZeroPage}) {
    diagnostics().error(span,
                        concat("this cell is ", distance, " cells away, more than ", kZeroPage),
                        "copy it nearer, or load it by its address");
    return false;
  }
  offset = static_cast<uint32_t>(distance);
  return true;
}

bool RoutineLowering::set_x(Op& op, const Place& place, Span span) {
  return address(place, span, op.x, op.a);
}

bool RoutineLowering::set_y(Op& op, const Operand& operand, Span span) {
  if (operand.is_constant) {
    op.y = YMode::kImmediate;
    op.b = operand.constant;
    return true;
  }
  XMode mode = XMode::kAp;
  uint32_t offset = 0;
  if (!address(operand.place, span, mode, offset)) return false;
  op.y = static_cast<YMode>(mode);
  op.b = Constant{offset};
  return true;
}

void RoutineLowering::define(const Ident& name, Place place, int64_t size, bool is_array,
                             bool replace) {
  if (name.text == "_") return;
  if (routine_.unchecked) {
    diagnostics().error(name.span, "an unchecked procedure names no cells",
                        "write `[ap - k]` and `[fp + k]`");
    return;
  }
  Binding& binding = scope_->names[name.text];
  if (binding.span.end != 0 && !replace) {
    diagnostics()
        .error(name.span, concat("`", name.text, "` already names a cell"),
               "choose another name: a cell never changes")
        .notes.push_back({binding.span, "it was named here"});
    return;
  }
  if (next_id_ >= kMaxNames) {
    diagnostics().error(name.span, concat("more than ", kMaxNames, " names in a procedure"),
                        "split it");
    return;
  }
  binding = Binding{};
  binding.place = place;
  binding.size = size;
  binding.is_array = is_array;
  binding.span = name.span;
  binding.id = static_cast<uint32_t>(next_id_++);
  if (state_.defined.size() <= binding.id) state_.defined.resize(binding.id + 1);
  state_.defined[binding.id] = true;
}

// The names that an erroneous statement would have defined, so that their uses are no errors.
void RoutineLowering::define_after_error(const std::vector<CellName>& cells) {
  if (routine_.unchecked) return;
  for (const CellName& name : cells) {
    const bool is_array = name.size.has_value();
    define(name.name, {0, -1, Place::Via::kAny}, is_array ? 8 : 1, is_array, true);
  }
}

// Names `count` cells, from `first` on, by a list.
void RoutineLowering::define_cells(const std::vector<CellName>& cells, Place first, int64_t count,
                                   Span span, std::string_view what) {
  const int64_t named = total(cells, *scope_->module);
  if (named != count) {
    if (named >= 0) {
      diagnostics().error(
          span, concat(what, " ", count, count == 1 ? " cell" : " cells", ", not ", named),
          "`_` stands for a cell without a name");
    }
    return;
  }
  for (const CellName& name : cells) {
    const int64_t size = name.size.has_value()
                             ? plain(*name.size, 0, kZeroPage, "the number of cells").value_or(1)
                             : 1;
    define(name.name, first, size, name.size.has_value(), false);
    first.offset += size;
  }
}

}  // namespace cairn
