// See lexer.h.
#include "compiler/lexer.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>

#include <array>

namespace cairn {
namespace {

struct Fixed {
  std::string_view text;
  Token token;
};
// Longest first.
constexpr std::array<Fixed, 19> kFixed = {{{"::", Token::kPath},
                                           {"->", Token::kArrow},
                                           {"!=", Token::kNotEqual},
                                           {"(", Token::kLeftParen},
                                           {")", Token::kRightParen},
                                           {"[", Token::kLeftBracket},
                                           {"]", Token::kRightBracket},
                                           {"{", Token::kLeftBrace},
                                           {"}", Token::kRightBrace},
                                           {",", Token::kComma},
                                           {":", Token::kColon},
                                           {"+", Token::kPlus},
                                           {"-", Token::kMinus},
                                           {"*", Token::kStar},
                                           {"/", Token::kSlash},
                                           {"%", Token::kPercent},
                                           {"=", Token::kEqual},
                                           {"<", Token::kLess},
                                           {"!", Token::kBang}}};

bool begins_name(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool continues_name(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
}

class Lexer {
 public:
  Lexer(const SourceManager& sources, FileId file, Diagnostics& diagnostics,
        std::vector<Span>* comments)
      : text_(sources.text(file)), file_(file), diagnostics_(diagnostics), comments_(comments) {}

  std::vector<Lexeme> run() {
    while (at_ < text_.size()) step();
    push(Token::kNewline, at_);
    tokens_.push_back({Token::kEnd, {file_, at_, at_}, "", true});
    return std::move(tokens_);
  }

 private:
  void step() {
    const uint32_t begin = at_;
    const char c = text_[at_];
    if (c == '\n') {
      ++at_;
      fresh_line_ = true;
      const bool continued =
          depth_ > 0 || tokens_.empty() || last() == Token::kComma || last() == Token::kNewline;
      if (continued) return;
      push(Token::kNewline, begin);
      fresh_line_ = true;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (text_.substr(at_, 2) == "//") {
      comment();
    } else if (begins_name(c)) {
      while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
      push(Token::kName, begin);
    } else if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
      push(Token::kNumber, begin);
    } else if (!fixed()) {
      unknown();
    }
  }

  void comment() {
    const uint32_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    if (comments_ != nullptr) comments_->push_back({file_, begin, at_});
    const bool documents = text_.substr(begin, 3) == "///" && depth_ == 0;
    if (documents) push(Token::kDoc, begin);
  }

  bool fixed() {
    for (const Fixed& candidate : kFixed) {
      if (text_.substr(at_, candidate.text.size()) != candidate.text) continue;
      const uint32_t begin = at_;
      at_ += static_cast<uint32_t>(candidate.text.size());
      const Token token = candidate.token;
      if (token == Token::kLeftParen || token == Token::kLeftBracket) ++depth_;
      if ((token == Token::kRightParen || token == Token::kRightBracket) && depth_ > 0) --depth_;
      // A brace is never inside parentheses: after a forgotten one, lines count again.
      if (token == Token::kLeftBrace || token == Token::kRightBrace) depth_ = 0;
      push(token, begin);
      return true;
    }
    return false;
  }

  // One error for a run of bytes that begin no token.
  void unknown() {
    const uint32_t begin = at_;
    const auto first = static_cast<unsigned char>(text_[at_]);
    ++at_;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0x80) != 0) ++at_;
    const bool shown = absl::ascii_isprint(first) || first >= 0x80;
    diagnostics_.error(
        {file_, begin, at_},
        shown ? absl::StrFormat("`%s` does not belong to the language",
                                text_.substr(begin, at_ - begin))
              : absl::StrFormat("a byte of value %d does not belong in a source", first));
  }

  Token last() const { return tokens_.back().token; }
  void push(Token token, uint32_t begin) {
    tokens_.push_back({token, {file_, begin, at_}, text_.substr(begin, at_ - begin), fresh_line_});
    fresh_line_ = false;
  }

  std::string_view text_;
  FileId file_;
  Diagnostics& diagnostics_;
  std::vector<Span>* comments_;
  std::vector<Lexeme> tokens_;
  uint32_t at_ = 0;
  uint32_t depth_ = 0;
  bool fresh_line_ = true;
};

}  // namespace

std::string_view describe(Token token) {
  switch (token) {
    case Token::kEnd:
      return "the end of the file";
    case Token::kNewline:
      return "the end of the line";
    case Token::kDoc:
      return "a doc comment";
    case Token::kName:
      return "a name";
    case Token::kNumber:
      return "a number";
    default:
      break;
  }
  for (const Fixed& fixed : kFixed) {
    if (fixed.token == token) return fixed.text;
  }
  return "a token";
}

std::vector<Lexeme> lex(const SourceManager& sources, FileId file, Diagnostics& diagnostics,
                        std::vector<Span>* comments) {
  return Lexer(sources, file, diagnostics, comments).run();
}

}  // namespace cairn
