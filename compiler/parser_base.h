// The part of the parser that knows tokens and expressions; parser.cc adds statements and items.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/ast.h"
#include "compiler/diagnostics.h"
#include "compiler/lexer.h"

namespace cairn {

class ExprParser {
 public:
  ExprParser(std::vector<Lexeme> tokens, Diagnostics& diagnostics)
      : tokens_(std::move(tokens)), diagnostics_(diagnostics) {}

 protected:
  // Expressions nest at most so deep: the parser and all later stages recurse over them.
  static constexpr uint16_t kMaxDepth = 100;

  // What cannot be parsed is reported once, and `failed_` is set until the parser has skipped to a
  // place where it can go on; all functions return quickly meanwhile.
  Expr expression();
  Expr product();
  Expr unary();
  Expr primary();
  std::vector<Expr> arguments();  // ( expr, ... )
  Path path();

  const Lexeme& peek(size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool is(Token token) const { return peek().token == token; }
  bool is_word(std::string_view word) const { return is(Token::kName) && peek().text == word; }
  Lexeme take();
  bool accept(Token token);
  bool accept_word(std::string_view word);
  Span expect(Token token, std::string_view where);
  Ident ident(std::string_view what);
  void fail(std::string message, std::string help = "");
  void fail_at(Span span, std::string message, std::string help = "");

  std::vector<Lexeme> tokens_;
  Diagnostics& diagnostics_;
  size_t at_ = 0;
  uint16_t nesting_ = 0;
  bool failed_ = false;

 private:
  Expr number();
  Expr binary(Expr left, Token op, Expr right);
  std::string found() const;
};

}  // namespace cairn
