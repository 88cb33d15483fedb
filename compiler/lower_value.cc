// See lower.h: the value of an append. An instruction computes x + y + c, x * y + c, x - y, x / y
// or a load; an expression is flattened into terms and matched against these. The assembler changes
// the order of terms and replaces c - x by x * -1 + c, nothing else: one line, one instruction.

#include <algorithm>

#include "compiler/lower.h"
#include "compiler/text.h"

namespace cairn {
namespace {

// The kinds that are written like a function, by the instruction table: those that append and have
// no notation of their own.
Kind operation_kind(std::string_view name) {
  for (const InstructionInfo& info : kInstructions) {
    const bool function = info.unit != Unit::kCpu && info.felts > 0 && info.kind != Kind::kLess;
    if (function && info.name == name) return info.kind;
  }
  return Kind::kNone;
}

}  // namespace

void RoutineLowering::no_instruction(Span span, std::string help) {
  diagnostics().error(span, "no instruction computes this", std::move(help));
}

// Appends the value of a statement's right side; `cells` becomes how many cells that were.
bool RoutineLowering::append_value(const std::vector<Expr>& exprs, Token op, int64_t* cells) {
  *cells = 1;
  if (op != Token::kLess) {
    const Expr& expr = exprs[0];
    const bool applies = expr.kind == Expr::Kind::kApply && !is_constant(expr);
    return applies ? append_operation(expr, cells) : append_sum(expr);
  }
  const std::optional<Place> x = cell(exprs[0]);
  const std::optional<Operand> y = operand(exprs[1]);
  Op less{.kind = Kind::kLess};
  return x.has_value() && y.has_value() && set_x(less, *x, exprs[0].span) &&
         set_y(less, *y, exprs[1].span) && emit(less, statement_span_, 1);
}

bool RoutineLowering::append_operation(const Expr& expr, int64_t* cells) {
  const Kind kind = operation_kind(expr.path.name.text);
  if (kind == Kind::kNone || !expr.path.module.text.empty()) {
    std::vector<std::string_view> names;
    for (const InstructionInfo& known : kInstructions) names.push_back(known.name);
    const std::string close = closest_name(expr.path.name.text, names);
    bool reported = false;
    const Routine* routine = find_routine(expr.path, false, nullptr, &reported);
    const std::string help = routine != nullptr ? concat("write `call ", expr.path.name.text,
                                                         "(...) -> (...)` on a line of its own")
                             : close.empty()    ? ""
                                                : concat("did you mean `", close, "`?");
    if (!reported) {
      diagnostics().error(expr.path.span(),
                          concat("`", expr.path.name.text, "` is not an instruction"), help);
    }
    return false;
  }
  const InstructionInfo& known = info(kind);
  *cells = known.felts;
  const size_t operands = (known.uses_x ? 1 : 0) + (known.uses_y ? 1 : 0);
  if (expr.children.size() != operands) {
    diagnostics().error(expr.span, concat("`", known.name, "` has ", operands,
                                          operands == 1 ? " operand" : " operands", ", not ",
                                          expr.children.size()));
    return false;
  }
  Op op{.kind = kind};
  if (known.uses_x) {
    const std::optional<Place> x = cell(expr.children[0]);
    if (!x.has_value() || !set_x(op, *x, expr.children[0].span)) return false;
  }
  if (known.uses_y) {
    const std::optional<Operand> y = operand(expr.children[1]);
    if (!y.has_value() || !set_y(op, *y, expr.children[1].span)) return false;
  }
  return emit(op, statement_span_, known.felts);
}

// Splits a sum into its terms; false after a reported error.
bool RoutineLowering::flatten(const Expr& expr, bool negative, std::vector<Term>& terms) {
  const bool sum =
      expr.kind == Expr::Kind::kBinary && (expr.op == Token::kPlus || expr.op == Token::kMinus);
  if (sum) {
    return flatten(expr.children[0], negative, terms) &&
           flatten(expr.children[1], negative != (expr.op == Token::kMinus), terms);
  }
  return term(expr, negative, terms);
}

bool RoutineLowering::term(const Expr& expr, bool negative, std::vector<Term>& terms) {
  if (is_constant(expr)) {
    const std::optional<Constant> value = constant(expr);
    if (!value.has_value()) return false;
    Term result;
    result.constant = *value;
    result.span = expr.span;
    if (negative && value->base != Constant::Base::kNone) {
      no_instruction(expr.span, "a handle can be added, not subtracted; append it first");
      return false;
    }
    if (value->value == INT64_MIN) {
      diagnostics().error(expr.span, "the number does not fit in a felt");
      return false;
    }
    if (negative) result.constant.value = -value->value;
    result.negative = negative;
    terms.push_back(result);
    return true;
  }
  if (expr.kind == Expr::Kind::kNegate) return flatten(expr.children[0], !negative, terms);
  std::optional<Term> result;
  if (expr.kind == Expr::Kind::kBinary) {
    result = product(expr);
  } else if (expr.kind == Expr::Kind::kBracket) {
    result = bracket(expr);
  } else if (expr.kind == Expr::Kind::kApply) {
    diagnostics().error(expr.span, "an instruction cannot be a part of an expression",
                        "append its result first: `let x = ...`");
  } else if (const std::optional<Place> place = cell(expr); place.has_value()) {
    result = Term{};
    result->kind = Term::Kind::kPlace;
    result->x = *place;
  }
  if (!result.has_value()) return false;
  result->negative = negative;
  result->span = expr.span;
  terms.push_back(*result);
  return true;
}

// x * y, x / y with y a cell or a constant; the factors of a product may change places.
std::optional<RoutineLowering::Term> RoutineLowering::product(const Expr& expr) {
  const Expr* left = &expr.children[0];
  const Expr* right = &expr.children[1];
  if (expr.op == Token::kPercent) {
    no_instruction(expr.span, "`%` is for constants; for integers there is `int_div`");
    return std::nullopt;
  }
  Term result;
  result.kind = expr.op == Token::kStar ? Term::Kind::kProduct : Term::Kind::kQuotient;
  if (result.kind == Term::Kind::kProduct && is_constant(*left)) std::swap(left, right);
  const std::optional<Place> x = cell(*left);
  const std::optional<Operand> y = operand(*right);
  if (!x.has_value() || !y.has_value()) return std::nullopt;
  result.x = *x;
  result.y = *y;
  return result;
}

bool RoutineLowering::append_sum(const Expr& expr) {
  std::vector<Term> terms;
  if (!flatten(expr, false, terms)) return false;
  std::vector<Term> cells;
  std::vector<Constant> constants;
  bool subtracts = false;
  for (const Term& term : terms) {
    if (term.kind == Term::Kind::kConstant) {
      constants.push_back(term.constant);
      subtracts = term.negative;
    } else {
      cells.push_back(term);
    }
  }
  // An immediate: any cell times zero.
  if (cells.empty()) {
    const std::optional<Constant> value = constant(expr);
    Op op{.kind = Kind::kMul, .y = YMode::kImmediate, .a = 1};
    op.imm = value.value_or(Constant{});
    return value.has_value() && emit(op, statement_span_, 1);
  }
  if (cells.size() == 1) return append_term(cells[0], constants, subtracts, expr.span);
  if (cells.size() > 2) {
    no_instruction(expr.span, "one instruction adds two cells; append a partial sum first");
    return false;
  }
  if (cells[0].negative) std::swap(cells[0], cells[1]);
  const bool plain = std::all_of(cells.begin(), cells.end(),
                                 [](const Term& term) { return term.kind == Term::Kind::kPlace; });
  const bool sum = plain && !cells[0].negative && !cells[1].negative && constants.size() <= 1;
  const bool difference = plain && !cells[0].negative && cells[1].negative && constants.empty();
  if (!sum && !difference) {
    no_instruction(expr.span,
                   "there are x + y + c, x * y + c, x - y, x / y and [x + k] + c, where x, y are "
                   "cells, y also a constant, and c, k constants; append a part first");
    return false;
  }
  Op op{.kind = sum ? Kind::kAdd : Kind::kSub};
  if (!constants.empty()) op.imm = constants[0];
  return set_x(op, cells[0].x, cells[0].span) &&
         set_y(op, Operand{false, {}, cells[1].x}, cells[1].span) && emit(op, statement_span_, 1);
}

// One term that is not constant, and constants, the last of which the source subtracts.
bool RoutineLowering::append_term(const Term& x, const std::vector<Constant>& constants,
                                  bool subtracts, Span span) {
  Op op;
  Operand y{true, Constant{}, {}};
  const Constant first = constants.empty() ? Constant{} : constants[0];
  size_t allowed = 1;
  if (x.kind == Term::Kind::kPlace && !x.negative) {
    // x + c adds and x - c subtracts the immediate c; a second constant is the addend.
    const bool difference = subtracts && constants.size() == 1;
    op.kind = difference ? Kind::kSub : Kind::kAdd;
    y.constant = first;
    if (difference) y.constant.value = -first.value;
    if (constants.size() > 1) op.imm = constants[1];
    allowed = 2;
  } else if (x.kind == Term::Kind::kLoad && !x.negative) {
    op.kind = Kind::kAdd;
    op.imm = first;
  } else if (x.kind == Term::Kind::kQuotient && !x.negative) {
    op.kind = Kind::kDiv;
    y = x.y;
    allowed = 0;
  } else if (x.kind == Term::Kind::kProduct || x.kind == Term::Kind::kPlace) {
    op.kind = Kind::kMul;
    op.imm = first;
    if (x.kind == Term::Kind::kProduct) y = x.y;
    if (x.kind == Term::Kind::kPlace) y.constant.value = 1;
    const bool negatable =
        y.is_constant && y.constant.base == Constant::Base::kNone && y.constant.value != INT64_MIN;
    if (x.negative && !negatable) op.kind = Kind::kNone;
    if (x.negative && negatable) y.constant.value = -y.constant.value;
  }
  if (op.kind == Kind::kNone || constants.size() > allowed) {
    no_instruction(span, constants.size() > allowed
                             ? "there is one constant too many: put them into parentheses, or "
                               "append a part first"
                             : "append the positive part first, then subtract it");
    return false;
  }
  if (!set_x(op, x.x, x.span)) return false;
  if (x.kind == Term::Kind::kLoad) {
    op.y = YMode::kDeref;
    op.b = x.constant;
  } else if (!set_y(op, y, x.span)) {
    return false;
  }
  return emit(op, statement_span_, 1);
}

}  // namespace cairn
