// See parser_base.h.
#include "compiler/parser_base.h"

#include <algorithm>

#include "compiler/parser.h"
#include "compiler/text.h"

namespace cairn {

Lexeme ExprParser::take() {
  const Lexeme lexeme = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return lexeme;
}

bool ExprParser::accept(Token token) {
  if (failed_ || !is(token)) return false;
  take();
  return true;
}

bool ExprParser::accept_word(std::string_view word) {
  if (failed_ || !is_word(word)) return false;
  take();
  return true;
}

std::string ExprParser::found() const {
  const Lexeme& next = peek();
  const bool shown = next.token == Token::kName || next.token == Token::kNumber;
  return shown ? concat("`", next.text.substr(0, 40), "`")
               : std::string(next.text.empty() || next.token <= Token::kDoc
                                 ? std::string(describe(next.token))
                                 : concat("`", next.text, "`"));
}

Span ExprParser::expect(Token token, std::string_view where) {
  const Span span = peek().span;
  if (failed_ || accept(token)) return span;
  const bool named = token <= Token::kNumber;
  fail(concat("expected ", named ? "" : "`", describe(token), named ? "" : "`", " ", where,
              ", found ", found()));
  return span;
}

Ident ExprParser::ident(std::string_view what) {
  if (failed_) return {};
  if (!is(Token::kName)) {
    fail(concat("expected ", what, ", found ", found()));
    return {};
  }
  const Lexeme lexeme = take();
  if (is_reserved(lexeme.text)) {
    fail_at(lexeme.span, concat("`", lexeme.text, "` is a word of the language, not a name"),
            "choose another name");
  }
  return {lexeme.text, lexeme.span};
}

void ExprParser::fail(std::string message, std::string help) {
  fail_at(peek().span, std::move(message), std::move(help));
}

void ExprParser::fail_at(Span span, std::string message, std::string help) {
  if (!failed_) diagnostics_.error(span, std::move(message), std::move(help));
  failed_ = true;
}

Path ExprParser::path() {
  Path path;
  path.name = ident("a name");
  if (accept(Token::kPath)) {
    path.module = path.name;
    path.name = ident("a name after `::`");
  }
  return path;
}

Expr ExprParser::binary(Expr left, Token op, Expr right) {
  Expr node;
  node.kind = Expr::Kind::kBinary;
  node.op = op;
  node.span = join(left.span, right.span);
  node.depth = static_cast<uint16_t>(std::max(left.depth, right.depth) + 1);
  if (node.depth > kMaxDepth) fail_at(node.span, "the expression has too many terms", "split it");
  node.children.push_back(std::move(left));
  node.children.push_back(std::move(right));
  return node;
}

Expr ExprParser::expression() {
  if (nesting_ >= kMaxDepth) {
    fail("the expression is nested too deeply", "split it");
    return {};
  }
  ++nesting_;
  Expr left = product();
  while (!failed_ && (is(Token::kPlus) || is(Token::kMinus))) {
    const Token op = take().token;
    left = binary(std::move(left), op, product());
  }
  --nesting_;
  return left;
}

Expr ExprParser::product() {
  Expr left = unary();
  while (!failed_ && (is(Token::kStar) || is(Token::kSlash) || is(Token::kPercent))) {
    const Token op = take().token;
    left = binary(std::move(left), op, unary());
  }
  return left;
}

Expr ExprParser::unary() {
  if (!is(Token::kMinus) || failed_) return primary();
  if (nesting_ >= kMaxDepth) {
    fail("the expression is nested too deeply", "split it");
    return {};
  }
  ++nesting_;
  const Span minus = take().span;
  Expr child = unary();
  --nesting_;
  Expr node;
  node.kind = Expr::Kind::kNegate;
  node.span = join(minus, child.span);
  node.depth = static_cast<uint16_t>(child.depth + 1);
  node.children.push_back(std::move(child));
  return node;
}

// Decimal, or hexadecimal with 0x; `_` may stand between digits.
Expr ExprParser::number() {
  const Lexeme lexeme = take();
  Expr node;
  node.span = lexeme.span;
  const bool hex = lexeme.text.starts_with("0x");
  const int64_t base = hex ? 16 : 10;
  bool any = false;
  for (const char c : lexeme.text.substr(hex ? 2 : 0)) {
    if (c == '_') continue;
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : 99;
    if (digit >= base) {
      fail_at(lexeme.span, concat("`", lexeme.text.substr(0, 40), "` is not a number"),
              "numbers are decimal, or hexadecimal with 0x");
      return node;
    }
    any = true;
    if (node.number > (INT64_MAX - digit) / base) {
      fail_at(lexeme.span, "the number is too large");
      return node;
    }
    node.number = node.number * base + digit;
  }
  if (!any) fail_at(lexeme.span, "a number needs digits");
  return node;
}

std::vector<Expr> ExprParser::arguments() {
  std::vector<Expr> list;
  expect(Token::kLeftParen, "before the arguments");
  while (!failed_ && !is(Token::kRightParen)) {
    list.push_back(expression());
    if (!accept(Token::kComma)) break;
  }
  expect(Token::kRightParen, "after the arguments");
  return list;
}

Expr ExprParser::primary() {
  Expr node;
  node.span = peek().span;
  if (failed_) return node;
  const Span begin = peek().span;
  if (is(Token::kNumber)) return number();
  if (accept(Token::kLeftParen)) {
    node = expression();
    node.span = join(begin, expect(Token::kRightParen, "to close the parenthesis"));
    return node;
  }
  if (accept(Token::kLeftBracket)) {
    node.kind = Expr::Kind::kBracket;
    node.children.push_back(expression());
  } else if (is_word("ap") || is_word("fp")) {
    node.kind = take().text == "ap" ? Expr::Kind::kAp : Expr::Kind::kFp;
    return node;
  } else if (is(Token::kName)) {
    node.kind = Expr::Kind::kName;
    node.path = path();
    node.span = node.path.span();
    if (is(Token::kLeftParen)) {
      node.kind = Expr::Kind::kApply;
      node.children = arguments();
      node.span = join(begin, tokens_[at_ - 1].span);
    } else if (accept(Token::kLeftBracket)) {
      node.kind = Expr::Kind::kIndex;
      node.children.push_back(expression());
    } else {
      return node;
    }
  } else {
    fail(concat("expected a cell or a number, found ", found()));
    return node;
  }
  if (node.kind != Expr::Kind::kApply) {
    node.span = join(begin, expect(Token::kRightBracket, "to close the bracket"));
  }
  for (const Expr& child : node.children) {
    node.depth = std::max<uint16_t>(node.depth, static_cast<uint16_t>(child.depth + 1));
  }
  return node;
}

}  // namespace cairn
