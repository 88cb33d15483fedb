// See resolve.h: constant expressions. They are exact 64-bit integers; only where one becomes a
// field of an instruction must it be below p.

#include "compiler/resolve.h"
#include "compiler/text.h"
#include "crypto/field/felt.h"

namespace cairn {

using Base = Constant::Base;

bool Constants::is_constant(const Expr& expr, const Module& module, Names* names) {
  switch (expr.kind) {
    case Expr::Kind::kNumber:
      return true;
    case Expr::Kind::kName:
    case Expr::Kind::kIndex: {
      std::optional<Constant> value;
      if (names != nullptr && names->find(expr.path, value)) return value.has_value();
      const auto uses = module.uses.find(expr.path.module.text);
      const Module* owner = expr.path.module.text.empty() ? &module
                            : uses == module.uses.end()   ? nullptr
                                                          : uses->second;
      if (owner == nullptr) return false;
      const auto found = owner->symbols.find(expr.path.name.text);
      return found != owner->symbols.end() &&
             !std::holds_alternative<const Routine*>(found->second);
    }
    case Expr::Kind::kNegate:
    case Expr::Kind::kBinary:
      for (const Expr& child : expr.children) {
        if (!is_constant(child, module, names)) return false;
      }
      return true;
    case Expr::Kind::kApply:
      return expr.path.name.text == "offset" && expr.path.module.text.empty();
    default:
      return false;
  }
}

std::optional<Constant> Constants::evaluate(const Expr& expr, const Module& module, Names* names) {
  switch (expr.kind) {
    case Expr::Kind::kNumber:
      return Constant{expr.number};
    case Expr::Kind::kName:
      return name(expr, module, names);
    case Expr::Kind::kIndex:
      return index(expr, module, names);
    case Expr::Kind::kNegate: {
      const std::optional<Constant> child = evaluate(expr.children[0], module, names);
      return child.has_value() ? binary(expr, Constant{}, *child) : std::nullopt;
    }
    case Expr::Kind::kBinary: {
      const std::optional<Constant> a = evaluate(expr.children[0], module, names);
      const std::optional<Constant> b = evaluate(expr.children[1], module, names);
      return a.has_value() && b.has_value() ? binary(expr, *a, *b) : std::nullopt;
    }
    case Expr::Kind::kApply:
      if (expr.path.name.text == "offset" && expr.children.size() == 1 && names != nullptr) {
        return names->offset_of(expr.children[0]);
      }
      break;
    default:
      break;
  }
  diagnostics_.error(
      expr.span, "this is not a constant",
      "constants are made of numbers, names of constants, + - * / % and parentheses");
  return std::nullopt;
}

std::optional<Constant> Constants::binary(const Expr& expr, Constant a, Constant b) {
  const Token op = expr.kind == Expr::Kind::kNegate ? Token::kMinus : expr.op;
  const bool sum = op == Token::kPlus || op == Token::kMinus;
  const bool handle_right = b.base != Base::kNone;
  const bool allowed = (a.base == Base::kNone || sum) &&
                       (!handle_right || (op == Token::kPlus && a.base == Base::kNone));
  if (!allowed) {
    diagnostics_.error(expr.span, "a handle is known only when the code has been laid out",
                       "only a number can be added to it or subtracted from it");
    return std::nullopt;
  }
  Constant result = handle_right ? b : a;
  bool overflow = false;
  const bool divides = op == Token::kSlash || op == Token::kPercent;
  if (divides && b.value == 0) {
    diagnostics_.error(expr.span, "the divisor is zero");
    return std::nullopt;
  }
  if (op == Token::kPlus) {
    overflow = __builtin_add_overflow(a.value, b.value, &result.value);
  } else if (op == Token::kMinus) {
    overflow = __builtin_sub_overflow(a.value, b.value, &result.value);
  } else if (op == Token::kStar) {
    overflow = __builtin_mul_overflow(a.value, b.value, &result.value);
  } else if (b.value == -1) {
    overflow = a.value == INT64_MIN;
    result.value = op == Token::kSlash && !overflow ? -a.value : 0;
  } else {
    result.value = op == Token::kSlash ? a.value / b.value : a.value % b.value;
  }
  if (!overflow) return result;
  diagnostics_.error(expr.span, "the number does not fit in 64 bits");
  return std::nullopt;
}

std::optional<Constant> Constants::name(const Expr& expr, const Module& module, Names* names) {
  std::optional<Constant> value;
  if (names != nullptr && names->find(expr.path, value)) {
    if (!value.has_value()) {
      diagnostics_.error(expr.span,
                         concat("`", expr.path.name.text, "` is a cell, not a constant"));
    }
    return value;
  }
  bool reported = false;
  const Module* owner = nullptr;
  const Symbol* symbol = modules_.find(module, expr.path, &reported, &owner);
  if (symbol != nullptr) return symbol_value(*symbol, *owner, expr.span);
  if (!reported) {
    diagnostics_.error(expr.span, concat("`", expr.path.name.text, "` is not defined"));
  }
  return std::nullopt;
}

std::optional<Constant> Constants::symbol_value(const Symbol& symbol, const Module& owner,
                                                Span use) {
  if (const auto* const* item = std::get_if<const ConstItem*>(&symbol)) {
    return constant(**item, owner, use);
  }
  if (const auto* const* item = std::get_if<const DataItem*>(&symbol)) {
    return Constant{0, Base::kData, *item};
  }
  const std::string_view text = name_of(symbol).text;
  if (const auto* const* item = std::get_if<const FieldItem*>(&symbol)) {
    const auto found = handles_.find(*item);
    if (found != handles_.end() && found->second.has_value()) {
      return Constant{*found->second, Base::kInput, nullptr};
    }
    diagnostics_.error(use, concat("the handle of `", text, "` is not a constant"),
                       "it follows an array whose length is an input: add the lengths");
    return std::nullopt;
  }
  diagnostics_.error(use, concat("`", text, "` is a routine, not a constant"));
  return std::nullopt;
}

std::optional<Constant> Constants::index(const Expr& expr, const Module& module, Names* names) {
  std::optional<Constant> base = name(expr, module, names);
  const std::optional<Constant> index = evaluate(expr.children[0], module, names);
  if (!base.has_value() || !index.has_value()) return std::nullopt;
  if (base->base == Base::kNone) {
    diagnostics_.error(expr.span, "only data, inputs and named cells can be indexed");
    return std::nullopt;
  }
  if (base->base == Base::kData) {
    const auto size = static_cast<int64_t>(base->data->words.size());
    if (index->base != Base::kNone || index->value < 0 || index->value >= size) {
      diagnostics_.error(expr.children[0].span, concat("`", expr.path.name.text, "` has ", size,
                                                       " word(s), counted from 0"));
      return std::nullopt;
    }
  }
  return binary(
      [&] {
        Expr sum;
        sum.kind = Expr::Kind::kBinary;
        sum.op = Token::kPlus;
        sum.span = expr.span;
        return sum;
      }(),
      *base, *index);
}

std::optional<Constant> Constants::constant(const ConstItem& item, const Module& module, Span use) {
  const auto [entry, added] = values_.emplace(&item, std::pair(Progress::kBusy, Constant{}));
  if (!added) {
    if (entry->second.first == Progress::kDone) return entry->second.second;
    if (entry->second.first == Progress::kBusy) {
      diagnostics_.error(use, concat("the constant `", item.name.text, "` is defined by itself"));
      entry->second.first = Progress::kFailed;
    }
    return std::nullopt;
  }
  std::optional<Constant> value;
  if (chain_ >= kMaxChain) {
    diagnostics_.error(use, "constants refer to each other too deeply",
                       "define each before it is used");
  } else {
    ++chain_;
    value = evaluate(item.value, module, nullptr);
    --chain_;
  }
  entry->second = {value.has_value() ? Progress::kDone : Progress::kFailed,
                   value.value_or(Constant{})};
  return value;
}

void Constants::evaluate_all() {
  for (const Module& module : modules_.all()) {
    for (const ConstItem& item : module.ast.constants) constant(item, module, item.name.span);
    for (const DataItem& item : module.ast.data) {
      for (const std::vector<Expr>& word : item.words) {
        for (const Expr& felt : word) {
          const std::optional<Constant> value = evaluate(felt, module, nullptr);
          if (value.has_value() && value->base == Base::kNone) {
            check_felt(value->value, felt.span, diagnostics_);
          }
        }
      }
    }
  }
}

bool check_felt(int64_t value, Span span, Diagnostics& diagnostics) {
  constexpr int64_t kModulus = Felt::kModulus;
  if (value > -kModulus && value < kModulus) return true;
  diagnostics.error(span, concat("the number ", value, " is no felt"),
                    concat("felts are the numbers below p = ", kModulus, "; -x stands for p - x"));
  return false;
}

std::optional<int64_t> Constants::evaluate_plain(const Expr& expr, const Module& module,
                                                 Names* names, int64_t low, int64_t high,
                                                 std::string_view what) {
  const std::optional<Constant> value = evaluate(expr, module, names);
  if (!value.has_value()) return std::nullopt;
  if (value->base != Base::kNone) {
    diagnostics_.error(expr.span, "a handle is known only when the code has been laid out");
    return std::nullopt;
  }
  if (value->value >= low && value->value <= high) return value->value;
  diagnostics_.error(expr.span,
                     concat(what, " must be between ", low, " and ", high, ", not ", value->value));
  return std::nullopt;
}

}  // namespace cairn
