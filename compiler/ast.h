// What the parser makes of a file: items (constants, data, procedures, macros, declarations of
// inputs and outputs) and, within procedures and macros, statements in order. Texts point into the
// SourceManager. Nothing is resolved yet. Specification: docs/language.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/lexer.h"
#include "compiler/source.h"

namespace cairn {

struct Ident {
  std::string_view text;
  Span span;
};

// `name` or `module::name`.
struct Path {
  Ident module;  // its text is empty where there is none
  Ident name;
  Span span() const { return module.text.empty() ? name.span : join(module.span, name.span); }
};

struct Expr {
  enum class Kind : uint8_t {
    kNumber,
    kName,     // path
    kAp,       // the register, only inside brackets
    kFp,       // the register, only inside brackets
    kBracket,  // [child]
    kIndex,    // path[child]
    kNegate,   // -child
    kBinary,   // child op child
    kApply,    // path(children)
  };
  Kind kind = Kind::kNumber;
  Token op = Token::kEnd;
  uint16_t depth = 1;
  Span span;
  Path path;
  int64_t number = 0;
  std::vector<Expr> children;
};

// A declared cell `name`, or several, `name[size]`.
struct CellName {
  Ident name;
  std::optional<Expr> size;
};

struct SourceStatement {
  enum class Kind : uint8_t {
    kAppend,     // [ap] = exprs[0]
    kLet,        // let cells = exprs[0]
    kAlias,      // alias cells[0] = exprs[0]
    kAssert,     // assert exprs[0] op exprs[1], op is = or <
    kJump,       // jump names[0], or jump names[0] if exprs[0] op exprs[1], op is = or !=
    kJumpAt,     // jump names[0], names[1], ... at exprs[0]
    kCall,       // call path, call path(exprs), call path(exprs) -> (cells)
    kMacro,      // path!(exprs) -> (cells)
    kRet,        // ret
    kReturn,     // return exprs
    kOperation,  // path(exprs): exec, halt, jump_table
    kRead,       // read names
    kRaw,        // raw exprs, four of them
    kLabel,      // names[0]: or names[0](cells):
  };
  Kind kind = Kind::kAppend;
  Token op = Token::kEnd;
  bool has_arguments = false;
  Span span;
  Path path;
  std::vector<Ident> names;
  std::vector<CellName> cells;
  std::vector<Expr> exprs;
};

// A procedure or a macro.
struct Routine {
  bool is_macro = false;
  bool unchecked = false;
  Ident name;
  std::vector<CellName> inputs;
  std::vector<CellName> outputs;
  std::vector<SourceStatement> body;
  Span end;  // the closing brace
};

struct ConstItem {
  Ident name;
  Expr value;
};

// word NAME = {a, b, ...}, {...}: words of the image, each filled with zeros to eight felts.
struct DataItem {
  Ident name;
  std::vector<std::vector<Expr>> words;
};

// One name of an `input` or `output` declaration.
struct FieldItem {
  bool is_output = false;
  bool is_word = false;
  bool is_array = false;
  Ident name;
  std::optional<Expr> length;  // of an array
};

struct UseItem {
  std::vector<Ident> segments;
  Span span;
};

struct FileAst {
  FileId file = 0;
  std::vector<UseItem> uses;
  std::vector<ConstItem> constants;
  std::vector<DataItem> data;
  std::vector<FieldItem> fields;
  std::vector<Routine> routines;
  std::optional<Expr> entry;
  Span entry_span;
};

}  // namespace cairn
