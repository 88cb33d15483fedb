// See parser.h.
#include "compiler/parser.h"

#include <algorithm>
#include <array>

#include "compiler/parser_base.h"
#include "compiler/text.h"

namespace cairn {
namespace {

constexpr std::array<std::string_view, 18> kReserved = {
    "ap",   "fp",     "let",  "alias", "assert", "jump", "if",    "call",  "ret",
    "proc", "return", "read", "raw",   "exec",   "halt", "macro", "const", "use"};

constexpr std::array<std::string_view, 9> kItemWords = {
    "const", "use", "input", "output", "proc", "macro", "unchecked", "word", "entry"};

class Parser : ExprParser {
 public:
  Parser(const SourceManager& sources, FileId file, Diagnostics& diagnostics)
      : ExprParser(lex(sources, file, diagnostics), diagnostics) {
    ast_.file = file;
  }

  FileAst run() {
    while (!is(Token::kEnd)) {
      if (accept(Token::kNewline) || accept(Token::kDoc)) continue;
      item();
      if (failed_) skip_to_item();
    }
    return std::move(ast_);
  }

 private:
  bool at_item() const {
    return is(Token::kName) &&
           std::find(kItemWords.begin(), kItemWords.end(), peek().text) != kItemWords.end();
  }

  // After an error outside of a body: on to the next line that begins an item.
  void skip_to_item() {
    do {
      do {
        take();
      } while (!peek().first_on_line);
    } while (!is(Token::kEnd) && !at_item());
    failed_ = false;
  }

  void end_of_line(std::string_view what) {
    const bool ended = is(Token::kRightBrace) || peek().first_on_line;
    if (failed_ || accept(Token::kNewline) || ended) return;
    expect(Token::kNewline, what);
  }

  void item() {
    if (accept_word("const")) {
      constant();
    } else if (is_word("use")) {
      use();
    } else if (is_word("input") || is_word("output")) {
      fields(take().text == "output");
    } else if (accept_word("word")) {
      data();
    } else if (is_word("entry")) {
      ast_.entry_span = take().span;
      ast_.entry = expression();
      end_of_line("after the entry");
    } else if (is_word("proc") || is_word("macro") || is_word("unchecked")) {
      routine();
    } else {
      fail("expected an item",
           "a file is made of `use`, `const`, `word`, `input`, `output`, `proc` and `macro`");
    }
  }

  void constant() {
    ConstItem item;
    item.name = ident("the name of the constant");
    const bool named = !failed_;
    expect(Token::kEqual, "after the name");
    item.value = expression();
    end_of_line("after the constant");
    // A constant without a value is known all the same: its uses are no errors.
    if (named) ast_.constants.push_back(std::move(item));
  }

  void use() {
    UseItem item;
    item.span = take().span;
    do {
      item.segments.push_back(ident("the name of a module"));
    } while (accept(Token::kPath));
    if (!failed_) item.span = join(item.span, item.segments.back().span);
    end_of_line("after the module");
    if (!failed_) ast_.uses.push_back(std::move(item));
  }

  void fields(bool is_output) {
    do {
      FieldItem field;
      field.is_output = is_output;
      field.name = ident("a name");
      expect(Token::kColon, "and the type after the name");
      field.is_word = is_word("word");
      if (!field.is_word && !is_word("felt") && !failed_) {
        fail("expected a type", "the types are `felt`, `word`, `felt[n]` and `word[n]`");
      }
      if (!failed_) take();
      if (accept(Token::kLeftBracket)) {
        field.is_array = true;
        field.length = expression();
        expect(Token::kRightBracket, "after the length");
      }
      if (!failed_) ast_.fields.push_back(std::move(field));
    } while (accept(Token::kComma));
    end_of_line("after the declaration");
  }

  void data() {
    DataItem item;
    item.name = ident("the name of the data");
    const bool named = !failed_;
    expect(Token::kEqual, "after the name");
    do {
      std::vector<Expr>& word = item.words.emplace_back();
      const Span begin = expect(Token::kLeftBrace, "before the felts of a word");
      while (!failed_ && !is(Token::kRightBrace)) {
        word.push_back(expression());
        if (!accept(Token::kComma)) break;
      }
      const Span end = expect(Token::kRightBrace, "after the felts of a word");
      if (!failed_ && word.size() > 8) fail_at(join(begin, end), "a word has eight felts");
      word.resize(std::min<size_t>(word.size(), 8));
    } while (accept(Token::kComma));
    end_of_line("after the data");
    if (named) ast_.data.push_back(std::move(item));
  }

  std::vector<CellName> cell_names() {
    std::vector<CellName> names;
    do {
      CellName cell;
      cell.name = ident("a name");
      if (accept(Token::kLeftBracket)) {
        cell.size = expression();
        expect(Token::kRightBracket, "after the number of cells");
      }
      names.push_back(std::move(cell));
    } while (accept(Token::kComma));
    return names;
  }

  // ( names ), which may be empty.
  std::vector<CellName> cell_list() {
    std::vector<CellName> names;
    expect(Token::kLeftParen, "before the names");
    if (!is(Token::kRightParen)) names = cell_names();
    expect(Token::kRightParen, "after the names");
    return names;
  }

  // -> (names), or -> name
  std::vector<CellName> results() {
    if (!accept(Token::kArrow)) return {};
    return is(Token::kLeftParen) ? cell_list() : cell_names();
  }

  void routine() {
    Routine routine;
    routine.unchecked = accept_word("unchecked");
    routine.is_macro = is_word("macro");
    if (!is_word("proc") && (!is_word("macro") || routine.unchecked)) {
      fail("expected `proc` after `unchecked`");
    }
    if (!failed_) take();
    routine.name = ident("the name of the routine");
    if (is(Token::kLeftParen)) routine.inputs = cell_list();
    routine.outputs = results();
    expect(Token::kLeftBrace, "before the body");
    if (failed_) return;
    while (!is(Token::kRightBrace) && !is(Token::kEnd)) {
      if (accept(Token::kNewline) || accept(Token::kDoc)) continue;
      if (at_unclosed_item()) break;
      const size_t begin = at_;
      statement(routine.body);
      if (failed_) skip_statement(begin);
    }
    routine.end = peek().span;
    if (!accept(Token::kRightBrace)) {
      diagnostics_.error(routine.name.span,
                         concat("the body of `", routine.name.text, "` is never closed"),
                         "add `}` after its last line");
    }
    if (failed_) return;
    ast_.routines.push_back(std::move(routine));
  }

  // A line that begins like an item: the closing brace was forgotten.
  bool at_unclosed_item() const {
    return is_word("proc") || is_word("macro") || is_word("const") || is_word("use");
  }

  // On to the next line; one that is inside an unclosed parenthesis has no token at its end.
  void skip_statement(size_t begin) {
    if (at_ == begin) take();
    while (!is(Token::kNewline) && !is(Token::kRightBrace) && !peek().first_on_line) take();
    failed_ = false;
  }

  void statement(std::vector<SourceStatement>& body) {
    SourceStatement statement;
    const Span begin = peek().span;
    parse_statement(statement);
    if (failed_) return;
    statement.span = join(begin, tokens_[at_ - 1].span);
    if (statement.kind != SourceStatement::Kind::kLabel) end_of_line("after the statement");
    body.push_back(std::move(statement));
  }

  void parse_statement(SourceStatement& s) {
    using Kind = SourceStatement::Kind;
    if (is(Token::kLeftBracket)) {
      append(s);
    } else if (accept_word("let")) {
      s.kind = Kind::kLet;
      s.cells = cell_names();
      expect(Token::kEqual, "after the name");
      value(s);
    } else if (accept_word("alias")) {
      s.kind = Kind::kAlias;
      s.cells.push_back({ident("a name"), std::nullopt});
      expect(Token::kEqual, "after the name");
      s.exprs.push_back(expression());
    } else if (accept_word("assert")) {
      s.kind = Kind::kAssert;
      comparison(s);
      if (!failed_ && s.op == Token::kNotEqual) {
        fail_at(join(s.exprs[0].span, s.exprs[1].span), "there is no instruction `assert x != y`",
                "jump over a failing assert, or divide by x - y");
      }
    } else if (accept_word("jump")) {
      jump(s);
    } else if (accept_word("call")) {
      s.kind = Kind::kCall;
      s.path = path();
      s.has_arguments = is(Token::kLeftParen);
      if (s.has_arguments) s.exprs = arguments();
      s.cells = results();
    } else if (accept_word("ret")) {
      s.kind = Kind::kRet;
    } else if (accept_word("return")) {
      s.kind = Kind::kReturn;
      expressions(s.exprs);
    } else if (accept_word("read")) {
      s.kind = Kind::kRead;
      do {
        s.names.push_back(ident("the name of an input"));
      } while (accept(Token::kComma));
    } else if (accept_word("raw")) {
      s.kind = Kind::kRaw;
      const Span begin = peek().span;
      expressions(s.exprs);
      if (!failed_ && s.exprs.size() != 4) fail_at(begin, "a raw instruction has four felts");
    } else if (is_word("exec") || is_word("halt") || is_word("jump_table")) {
      s.kind = Kind::kOperation;
      const Lexeme name = take();
      s.path.name = {name.text, name.span};
      s.exprs = arguments();
    } else {
      named(s);
    }
  }

  // [ap] = value
  void append(SourceStatement& s) {
    s.kind = SourceStatement::Kind::kAppend;
    const Span begin = take().span;
    const bool to_ap = accept_word("ap") && accept(Token::kRightBracket);
    if (!to_ap) {
      fail_at(begin, "only the cell at ap can be appended",
              "write `[ap] = ...`, or `assert` that an older cell has a value");
    }
    expect(Token::kEqual, "after `[ap]`");
    value(s);
  }

  // An expression, or the comparison `x < y`.
  void value(SourceStatement& s) {
    s.exprs.push_back(expression());
    if (accept(Token::kLess)) {
      s.op = Token::kLess;
      s.exprs.push_back(expression());
    }
  }

  void comparison(SourceStatement& s) {
    s.exprs.push_back(expression());
    if (failed_) return;
    if (!is(Token::kEqual) && !is(Token::kNotEqual) && !is(Token::kLess)) {
      expect(Token::kEqual, "or another comparison");
      return;
    }
    s.op = take().token;
    if (is(Token::kEqual)) fail("expected a cell or a number, found `=`", "equality is one `=`");
    s.exprs.push_back(expression());
  }

  void expressions(std::vector<Expr>& list) {
    do {
      list.push_back(expression());
    } while (accept(Token::kComma));
  }

  void jump(SourceStatement& s) {
    s.kind = SourceStatement::Kind::kJump;
    do {
      s.names.push_back(ident("a label"));
    } while (accept(Token::kComma));
    if (accept_word("if")) {
      comparison(s);
      if (!failed_ && s.op == Token::kLess) {
        fail_at(join(s.exprs[0].span, s.exprs[1].span), "there is no jump on `<`",
                "append the comparison, then jump: `let below = x < y`, `jump label if below = 1`");
      }
      if (!failed_ && s.names.size() > 1)
        fail_at(s.names[1].span, "a conditional jump has one label");
    } else if (accept_word("at")) {
      s.kind = SourceStatement::Kind::kJumpAt;
      s.exprs.push_back(expression());
    } else if (!failed_ && s.names.size() > 1) {
      fail("expected `at` after several labels", "write `jump a, b, c at x`");
    }
  }

  // name: or name(cells): or path!(arguments) -> (cells)
  void named(SourceStatement& s) {
    s.path = path();
    if (accept(Token::kBang)) {
      s.kind = SourceStatement::Kind::kMacro;
      s.has_arguments = true;
      s.exprs = arguments();
      s.cells = results();
      return;
    }
    s.kind = SourceStatement::Kind::kLabel;
    s.names.push_back(s.path.name);
    if (failed_) return;
    if (is(Token::kEqual)) {
      fail_at(s.path.span(), "a cell is named when it is appended",
              concat("write `let ", s.path.name.text, " = ...`"));
    }
    if (is(Token::kLeftParen)) s.cells = cell_list();
    if (!failed_ && !is(Token::kColon)) {
      fail_at(s.path.span(), concat("`", s.path.name.text, "` does not begin a statement"),
              "a label ends with `:`, a macro's name with `!`; procedures need `call`, and "
              "instructions `[ap] =` or `let`");
    }
    accept(Token::kColon);
  }

  FileAst ast_;
};

}  // namespace

bool is_reserved(std::string_view name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

FileAst parse(const SourceManager& sources, FileId file, Diagnostics& diagnostics) {
  return Parser(sources, file, diagnostics).run();
}

}  // namespace cairn
