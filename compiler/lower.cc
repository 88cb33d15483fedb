// See lower.h: statements.
#include "compiler/lower.h"

#include <utility>

#include "compiler/text.h"

namespace cairn {

constexpr size_t kMaxCallDepth = 100;

const Code* lower(LoweringContext& context, const Routine& routine) {
  const auto found = context.codes.find(&routine);
  if (found != context.codes.end()) return &found->second;
  if (context.depth >= kMaxCallDepth) return nullptr;
  ++context.depth;
  // Meanwhile a call of it, which is recursion, finds that its growth is unknown.
  context.codes[&routine] = Code{};
  Code code = RoutineLowering(context, routine, *context.owners.at(&routine)).run();
  --context.depth;
  return &(context.codes[&routine] = std::move(code));
}

RoutineLowering::RoutineLowering(LoweringContext& context, const Routine& routine,
                                 const Module& module)
    : context_(context), routine_(routine) {
  root_.module = &module;
  root_.routine = &routine;
  statement_span_ = routine.name.span;
}

Code RoutineLowering::run() {
  // Arguments lie below the two cells that the call appends.
  const int64_t count = total(routine_.inputs, *root_.module);
  Place place{0, -2 - count, Place::Via::kAny};
  if (count >= 0 && !routine_.unchecked) {
    for (const CellName& input : routine_.inputs) {
      const int64_t size = input.size.has_value()
                               ? plain(*input.size, 0, kZeroPage, "the number of cells").value_or(1)
                               : 1;
      define(input.name, place, size, input.size.has_value(), false);
      place.offset += size;
    }
  }
  body(routine_.body);
  finish();
  for (const Label& label : labels_) code_.labels.push_back(label.op);
  code_.returns = returned_;
  if (growth_known_ && returned_ && !routine_.unchecked) code_.growth = growth_;
  return std::move(code_);
}

void RoutineLowering::finish() {
  if (!state_.reachable || routine_.unchecked || full_) return;
  Diagnostic& error = diagnostics().error(
      routine_.end, concat("a path reaches the end of `", routine_.name.text, "`"),
      "end it with `ret`, `return`, `halt` or a jump");
  for (const Span& jump : state_.trail) error.notes.push_back({jump, "it comes this way"});
}

bool RoutineLowering::emit(Op op, Span span, int64_t appended) {
  if (full_) return false;
  if (++context_.instructions > kMaxInstructions) {
    diagnostics().error(span,
                        concat("the program has more than ", kMaxInstructions, " instructions"));
    full_ = true;
    return false;
  }
  for (const Constant& field : {op.raw_fields[0], op.raw_fields[1], op.b, op.imm}) {
    if (field.base == Constant::Base::kNone && !check_felt(field.value, span, diagnostics())) {
      return false;
    }
  }
  op.span = span;
  op.site = scope_->site;
  code_.ops.push_back(op);
  state_.offset += appended;
  return true;
}

void RoutineLowering::body(const std::vector<SourceStatement>& statements) {
  find_labels(statements);
  bool told = false;
  for (const SourceStatement& s : statements) {
    if (full_) return;
    if (s.kind == SourceStatement::Kind::kLabel) {
      place_label(s);
      told = false;
      continue;
    }
    if (!state_.reachable && routine_.unchecked) {
      state_.reachable = true;
      unknown_growth();
    }
    if (!state_.reachable && !told) {
      diagnostics().error(s.span, "no path reaches this line",
                          "remove it, or put a label before it and jump there");
      told = true;
    }
    statement_span_ = s.span;
    line_ = {state_.base, state_.offset, Place::Via::kAp};
    statement(s);
  }
}

void RoutineLowering::statement(const SourceStatement& s) {
  using SKind = SourceStatement::Kind;
  switch (s.kind) {
    case SKind::kAppend: {
      int64_t cells = 0;
      append_value(s.exprs, s.op, &cells);
      break;
    }
    case SKind::kLet:
      let(s);
      break;
    case SKind::kAlias: {
      const std::optional<Place> place = cell(s.exprs[0]);
      if (place.has_value()) define(s.cells[0].name, *place, 1, false, false);
      break;
    }
    case SKind::kAssert:
      assertion(s);
      break;
    case SKind::kJump:
      jump(s);
      break;
    case SKind::kJumpAt:
      jump_at(s);
      break;
    case SKind::kCall:
      call(s);
      break;
    case SKind::kMacro:
      macro(s);
      break;
    case SKind::kRet:
    case SKind::kReturn:
      ret(s);
      break;
    case SKind::kOperation:
      operation_statement(s);
      break;
    case SKind::kRead:
      read(s);
      break;
    case SKind::kRaw:
      raw(s);
      break;
    case SKind::kLabel:
      break;
  }
}

void RoutineLowering::let(const SourceStatement& s) {
  int64_t cells = 0;
  if (append_value(s.exprs, s.op, &cells)) {
    define_cells(s.cells, top(cells), cells, s.exprs[0].span, "this appends");
    return;
  }
  define_after_error(s.cells);
}

void RoutineLowering::assertion(const SourceStatement& s) {
  const Expr* left = &s.exprs[0];
  const Expr* right = &s.exprs[1];
  const bool less = s.op == Token::kLess;
  if (!less && is_constant(*left)) std::swap(left, right);
  const std::optional<Place> x = cell(*left);
  const std::optional<Operand> y = operand(*right);
  Op op{.kind = less ? Kind::kAssertLess : Kind::kAssert};
  if (x.has_value() && y.has_value() && set_x(op, *x, left->span) && set_y(op, *y, right->span)) {
    emit(op, s.span, 0);
  }
}

void RoutineLowering::jump(const SourceStatement& s) {
  const uint32_t* label = find_label(s.names[0]);
  Op op{.kind = Kind::kJump, .target = Op::Target::kLabel};
  if (label != nullptr) op.label = *label;
  const bool conditional = !s.exprs.empty();
  if (conditional) {
    const Expr* left = &s.exprs[0];
    const Expr* right = &s.exprs[1];
    if (is_constant(*left)) std::swap(left, right);
    op.kind = s.op == Token::kEqual ? Kind::kJumpEq : Kind::kJumpNe;
    const std::optional<Place> x = cell(*left);
    const std::optional<Operand> y = operand(*right);
    if (!x.has_value() || !y.has_value() || !set_x(op, *x, left->span) ||
        !set_y(op, *y, right->span)) {
      return;
    }
  }
  if (label != nullptr) {
    emit(op, s.span, 0);
    arrive(*label, s.span);
  }
  if (!conditional) leave();
}

// A table of jumps, and the computed jump into it.
void RoutineLowering::jump_at(const SourceStatement& s) {
  Op table{.kind = Kind::kJumpTable};
  table.b = Constant{static_cast<int64_t>(s.names.size())};
  const std::optional<Place> x = cell(s.exprs[0]);
  if (!x.has_value() || !set_x(table, *x, s.exprs[0].span)) return leave();
  emit(table, s.span, 0);
  for (const Ident& name : s.names) {
    const uint32_t* label = find_label(name);
    if (label == nullptr) continue;
    Op op{.kind = Kind::kJump, .target = Op::Target::kLabel};
    op.label = *label;
    emit(op, s.span, 0);
    arrive(*label, s.span);
  }
  leave();
}

const Routine* RoutineLowering::find_routine(const Path& path, bool macro, const Module** owner,
                                             bool* reported) {
  const Symbol* symbol = context_.modules.find(*scope_->module, path, reported, owner);
  if (*reported) return nullptr;
  const Routine* const* routine = symbol == nullptr ? nullptr : std::get_if<const Routine*>(symbol);
  if (routine != nullptr && (*routine)->is_macro == macro) return *routine;
  return nullptr;
}

void RoutineLowering::no_routine(const Path& path, bool macro, const Module* owner) {
  const Module* module = owner == nullptr ? scope_->module : owner;
  const std::string_view name = path.name.text;
  const auto found = module->symbols.find(name);
  const bool other =
      found != module->symbols.end() && std::holds_alternative<const Routine*>(found->second);
  const std::string close = closest_name(name, visible_names(module));
  std::string help = close.empty() ? "" : concat("did you mean `", close, "`?");
  if (other) {
    const std::string_view in = path.module.text;
    const std::string full = concat(in, in.empty() ? "" : "::", name);
    help = macro ? concat("it is a procedure: write `call ", full, "(...)`")
                 : concat("it is a macro: write `", full, "!(...)`");
  }
  diagnostics().error(path.span(),
                      concat("there is no ", macro ? "macro" : "procedure", " `", name, "`"), help);
}

// The arguments of a call, or the results of a return: a cell for each value, and for a name of
// several cells all of them. How many cells that are; -1 after an error.
int64_t RoutineLowering::append_all_values(const std::vector<Expr>& values) {
  const int64_t before = state_.offset;
  bool good = true;
  for (const Expr& value : values) {
    const Binding* array = value.kind == Expr::Kind::kName ? binding(value.path, true) : nullptr;
    if (array == nullptr || array->kind != Binding::Kind::kCell || !array->is_array) {
      int64_t cells = 0;
      good = append_value({value}, Token::kEnd, &cells) && good;
      continue;
    }
    Place place = array->place;
    for (int64_t i = 0; i < array->size; ++i, ++place.offset) {
      Op copy{.kind = Kind::kAdd, .y = YMode::kImmediate};
      good = set_x(copy, place, value.span) && emit(copy, statement_span_, 1) && good;
    }
  }
  return good ? state_.offset - before : -1;
}

void RoutineLowering::call(const SourceStatement& s) {
  Op op{.kind = Kind::kCall, .target = Op::Target::kRoutine};
  const Module* owner = nullptr;
  bool reported = false;
  const Routine* callee = find_routine(s.path, false, &owner, &reported);
  if (callee == nullptr) {
    const auto label = scope_->labels.find(s.path.name.text);
    if (routine_.unchecked && s.path.module.text.empty() && label != scope_->labels.end()) {
      op.target = Op::Target::kLabel;
      op.label = label->second;
      emit(op, s.span, 2);
      unknown_growth();
      return;
    }
    if (!reported) no_routine(s.path, false, owner);
    define_after_error(s.cells);
    unknown_growth();
    return;
  }
  op.routine = callee;
  if (s.has_arguments) {
    const int64_t appended = append_all_values(s.exprs);
    const int64_t expected = total(callee->inputs, *owner);
    if (expected >= 0 && appended >= 0 && expected != appended) {
      diagnostics()
          .error(s.span, concat("`", callee->name.text, "` takes ", expected,
                                expected == 1 ? " cell" : " cells", ", not ", appended))
          .notes.push_back({callee->name.span, "it is defined here"});
    }
  }
  emit(op, s.span, 2);
  const Code* code = lower(context_, *callee);
  const bool known = code != nullptr && code->growth.has_value();
  if (known) {
    state_.offset += *code->growth;
  } else {
    unknown_growth();
  }
  const int64_t results = total(callee->outputs, *owner);
  if (!s.cells.empty() && results >= 0) {
    define_cells(s.cells, top(results), results, s.span,
                 concat("`", callee->name.text, "` returns"));
  }
  if (code != nullptr && !code->returns) leave();
}

void RoutineLowering::ret(const SourceStatement& s) {
  const int64_t expected = total(routine_.outputs, *root_.module);
  if (s.kind == SourceStatement::Kind::kReturn) {
    const int64_t appended = append_all_values(s.exprs);
    if (expected >= 0 && appended >= 0 && expected != appended) {
      diagnostics()
          .error(s.span, concat("`", routine_.name.text, "` returns ", expected,
                                expected == 1 ? " cell" : " cells", ", not ", appended))
          .notes.push_back({routine_.name.span, "it is declared here"});
    }
  }
  // The two cells of the call itself may be results as well.
  if (!routine_.unchecked && state_.base == 0 && state_.offset + 2 < expected) {
    diagnostics().error(s.span, concat("`", routine_.name.text, "` returns ", expected,
                                       " cells, but has appended ", state_.offset));
  }
  emit(Op{.kind = Kind::kRet}, s.span, 0);
  if (state_.base != 0 || (returned_ && growth_ != state_.offset)) growth_known_ = false;
  growth_ = state_.offset;
  returned_ = true;
  leave();
}

// exec(h, n), halt(h, n), jump_table(x, n)
void RoutineLowering::operation_statement(const SourceStatement& s) {
  const std::string_view name = s.path.name.text;
  const Kind kind = name == "exec" ? Kind::kExec : name == "halt" ? Kind::kHalt : Kind::kJumpTable;
  if (s.exprs.size() != 2) {
    diagnostics().error(s.span, concat("`", name, "` has 2 operands, not ", s.exprs.size()));
    return;
  }
  const std::optional<Place> x = cell(s.exprs[0]);
  const std::optional<Operand> y = operand(s.exprs[1]);
  Op op{.kind = kind};
  if (!x.has_value() || !y.has_value() || !set_x(op, *x, s.exprs[0].span)) return;
  if (kind == Kind::kJumpTable) {
    if (!routine_.unchecked || !y->is_constant) {
      diagnostics().error(s.span, "a jump table needs its labels", "write `jump a, b, c at x`");
      return;
    }
    op.b = y->constant;
  } else if (!set_y(op, *y, s.exprs[1].span)) {
    return;
  }
  emit(op, s.span, info(kind).felts);
  if (kind == Kind::kExec) unknown_growth();
  if (kind == Kind::kHalt) leave();
}

// Appends the handles of input words, and unpacks those that hold felts.
void RoutineLowering::read(const SourceStatement& s) {
  std::map<uint32_t, Place> unpacked;
  for (const Ident& name : s.names) {
    const Field* field = nullptr;
    for (const Field& candidate : context_.interface.inputs) {
      if (candidate.name == name.text) field = &candidate;
    }
    if (field == nullptr || !field->word.has_value()) {
      diagnostics().error(name.span,
                          concat("there is no input `", name.text, "`",
                                 field == nullptr ? "" : " at a known place"),
                          "declare it: `input name: felt` or `input name: word`");
      continue;
    }
    const bool packed = !field->is_word && !field->is_array;
    const auto found = unpacked.find(*field->word);
    if (packed && found != unpacked.end()) {
      Place place = found->second;
      place.offset += field->slot;
      define(name, place, 1, false, false);
      continue;
    }
    Op handle{.kind = Kind::kMul, .y = YMode::kImmediate, .a = 1};
    handle.imm = Constant{*field->word, Constant::Base::kInput, nullptr};
    if (!emit(handle, s.span, 1)) return;
    if (!packed) {
      define(name, top(1), 1, false, false);
      continue;
    }
    emit(Op{.kind = Kind::kUnpack, .a = 1}, s.span, 8);
    unpacked[*field->word] = top(8);
    Place place = top(8);
    place.offset += field->slot;
    define(name, place, 1, false, false);
  }
}

void RoutineLowering::raw(const SourceStatement& s) {
  Op op;
  op.raw = true;
  std::array<Constant, 4> fields;
  for (size_t i = 0; i < 4; ++i) {
    const std::optional<Constant> value = constant(s.exprs[i]);
    if (!value.has_value()) return;
    fields[i] = *value;
  }
  if (!routine_.unchecked) {
    diagnostics().error(s.span, "a raw instruction may do anything to the frame",
                        "write it in an `unchecked proc`");
    return;
  }
  op.raw_fields = {fields[0], fields[1]};
  op.b = fields[2];
  op.imm = fields[3];
  emit(op, s.span, 0);
  unknown_growth();
}

}  // namespace cairn
