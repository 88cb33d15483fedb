// Text to tokens. A line feed ends a statement, so it is a token, except inside ( ) and [ ] and
// after a comma. Comments are dropped, but those that document the next item (`///`) are kept, and
// so that the formatter can put all of them back, `lex` can report where they are.
// Specification: docs/language.md.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/diagnostics.h"
#include "compiler/source.h"

namespace cairn {

enum class Token : uint8_t {
  kEnd,
  kNewline,
  kDoc,
  kName,
  kNumber,
  kLeftParen,
  kRightParen,
  kLeftBracket,
  kRightBracket,
  kLeftBrace,
  kRightBrace,
  kComma,
  kColon,
  kPath,   // ::
  kArrow,  // ->
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kEqual,
  kNotEqual,
  kLess,
  kBang,
};

// What a token is called in messages.
std::string_view describe(Token token);

struct Lexeme {
  Token token = Token::kEnd;
  Span span;
  std::string_view text;
  bool first_on_line = false;
};

// The tokens of a file, ending with kEnd. Bytes that begin no token are reported and skipped.
// `comments`, if given, receives the comments, in order.
std::vector<Lexeme> lex(const SourceManager& sources, FileId file, Diagnostics& diagnostics,
                        std::vector<Span>* comments = nullptr);

}  // namespace cairn
