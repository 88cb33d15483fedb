// See format.h. It works line by line on the tokens of the lexer; the parser only says whether the
// file is well-formed, and the tokens of the result are compared with those of the source.
#include "compiler/format.h"

#include <absl/status/status.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "compiler/diagnostics.h"
#include "compiler/lexer.h"
#include "compiler/parser.h"

namespace cairn {
namespace {

struct Line {
  std::vector<Lexeme> tokens;
  std::string_view comment;
  std::string code;  // formatted, with its indentation
};

bool is_operator(Token token) {
  return token >= Token::kArrow && token <= Token::kLess && token != Token::kComma;
}

bool is_keyword(const Lexeme& token) {
  return token.token == Token::kName && is_reserved(token.text) && token.text != "exec" &&
         token.text != "halt" && token.text != "ap" && token.text != "fp";
}

class Formatter {
 public:
  Formatter(const SourceManager& sources, FileId file) : sources_(sources), file_(file) {}

  std::string run() {
    split();
    for (Line& line : lines_) {
      if (!line.tokens.empty()) layout(line);
      if (line.tokens.empty() && !line.comment.empty()) line.code = std::string(margin(), ' ');
    }
    return join_lines();
  }

 private:
  // Tokens and comments by the line that they are on.
  void split() {
    Diagnostics unused;
    std::vector<Span> comments;
    const std::vector<Lexeme> tokens = lex(sources_, file_, unused, &comments);
    const auto line_of = [&](Span span) -> Line& {
      const size_t line = sources_.locate(file_, span.begin).line;
      if (lines_.size() < line) lines_.resize(line);
      return lines_[line - 1];
    };
    for (const Lexeme& token : tokens) {
      const bool shown = token.token != Token::kNewline && token.token != Token::kEnd &&
                         token.token != Token::kDoc;
      if (shown) line_of(token.span).tokens.push_back(token);
    }
    for (const Span& comment : comments) {
      std::string_view text = sources_.text(comment);
      while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
        text.remove_suffix(1);
      }
      line_of(comment).comment = text;
    }
  }

  size_t margin() const { return (braces_ > 0 ? 2 : 0) + (continued_ ? 4 : 0); }

  void layout(Line& line) {
    const std::vector<Lexeme>& tokens = line.tokens;
    const bool closes = tokens[0].token == Token::kRightBrace && !continued_;
    const bool data = braces_ == 0 && (continued_ || tokens[0].text == "word");
    line.code = std::string(closes || is_label(tokens) ? 0 : margin(), ' ');
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (i > 0 && spaced(tokens, i, data)) line.code += ' ';
      line.code += tokens[i].text;
    }
    for (const Lexeme& token : tokens) {
      if (token.token == Token::kLeftParen || token.token == Token::kLeftBracket) ++parens_;
      if (token.token == Token::kRightParen || token.token == Token::kRightBracket) --parens_;
      if (token.token == Token::kLeftBrace) ++braces_;
      if (token.token == Token::kRightBrace) --braces_;
    }
    continued_ = parens_ > 0 || tokens.back().token == Token::kComma;
  }

  bool is_label(const std::vector<Lexeme>& tokens) const {
    return braces_ > 0 && !continued_ && tokens.back().token == Token::kColon;
  }

  // Whether a space stands before token i of the line.
  static bool spaced(const std::vector<Lexeme>& tokens, size_t i, bool data) {
    const Lexeme& left = tokens[i - 1];
    const Lexeme& right = tokens[i];
    const auto begins_operand = [&](size_t at) {
      const Token token = tokens[at].token;
      return is_operator(token) || token == Token::kLeftParen || token == Token::kLeftBracket ||
             token == Token::kLeftBrace || token == Token::kComma || is_keyword(tokens[at]);
    };
    switch (right.token) {
      case Token::kComma:
      case Token::kColon:
      case Token::kRightParen:
      case Token::kRightBracket:
      case Token::kPath:
      case Token::kBang:
        return false;
      case Token::kRightBrace:
        return !data && left.token != Token::kLeftBrace;
      default:
        break;
    }
    switch (left.token) {
      case Token::kLeftParen:
      case Token::kLeftBracket:
      case Token::kPath:
      case Token::kBang:
        return false;
      case Token::kLeftBrace:
        return !data;
      case Token::kMinus:
        return i >= 2 && !begins_operand(i - 2);
      default:
        break;
    }
    const bool opens = right.token == Token::kLeftParen || right.token == Token::kLeftBracket;
    if (!opens || left.token != Token::kName) return true;
    // `jump a, b at [x]`, but also an array called `at`.
    if (left.text == "at") return left.span.end != right.span.begin;
    return is_keyword(left);
  }

  std::string join_lines() const {
    std::string text;
    bool empty_before = true;  // also at the beginning
    for (size_t i = 0; i < lines_.size(); ++i) {
      const Line& line = lines_[i];
      if (line.tokens.empty() && line.comment.empty()) {
        const bool closes = i + 1 < lines_.size() && !lines_[i + 1].tokens.empty() &&
                            lines_[i + 1].tokens[0].token == Token::kRightBrace;
        if (!empty_before && !closes) text += '\n';
        empty_before = true;
        continue;
      }
      text += line.code;
      if (!line.comment.empty()) {
        if (!line.tokens.empty()) text += std::string(comment_column(i) - line.code.size(), ' ');
        text += line.comment;
      }
      text += '\n';
      empty_before = !line.tokens.empty() && line.tokens.back().token == Token::kLeftBrace;
    }
    while (text.ends_with("\n\n")) text.pop_back();
    return text;
  }

  // Two spaces after the longest of the neighbouring lines that have both code and a comment.
  size_t comment_column(size_t index) const {
    const auto both = [&](size_t i) {
      return i < lines_.size() && !lines_[i].tokens.empty() && !lines_[i].comment.empty();
    };
    constexpr size_t kReach = 100;  // keeps a hostile file linear
    size_t begin = index;
    size_t end = index;
    while (begin % kReach > 0 && both(begin - 1)) --begin;
    while (both(end + 1) && (end + 1) / kReach == index / kReach) ++end;
    size_t column = 0;
    for (size_t i = begin; i <= end; ++i) column = std::max(column, lines_[i].code.size() + 2);
    return column;
  }

  const SourceManager& sources_;
  FileId file_;
  std::vector<Line> lines_;
  int parens_ = 0;
  int braces_ = 0;
  bool continued_ = false;
};

}  // namespace

absl::StatusOr<std::string> format_source(const SourceManager& sources, FileId file) {
  Diagnostics diagnostics;
  parse(sources, file, diagnostics);
  if (!diagnostics.ok()) return absl::InvalidArgumentError(diagnostics.render(sources));
  std::string text = Formatter(sources, file).run();

  SourceManager again;
  const FileId formatted = again.add("formatted", text);
  const std::vector<Lexeme> before = lex(sources, file, diagnostics);
  const std::vector<Lexeme> after = lex(again, formatted, diagnostics);
  const auto significant = [](const std::vector<Lexeme>& tokens) {
    std::vector<std::string_view> list;
    for (const Lexeme& token : tokens) {
      if (token.token != Token::kDoc) list.push_back(token.text);
    }
    return list;
  };
  if (significant(before) != significant(after)) {
    return absl::InternalError("formatting would change the program; the file is left as it is");
  }
  return text;
}

}  // namespace cairn
