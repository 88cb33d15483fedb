// Modules and the meaning of names at their top level: loads every file that is used, directly or
// not, and evaluates constants. Modules may use each other in a circle; constants may not.
// Specification: docs/language.md, "Modules", "Constants".
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "compiler/ast.h"
#include "compiler/diagnostics.h"
#include "compiler/source.h"

namespace cairn {

// A number that is known when the code has been laid out: `value`, plus, for handles, the index of
// the first input word or of the first word of `data`.
struct Constant {
  enum class Base : uint8_t { kNone, kInput, kData };
  int64_t value = 0;
  Base base = Base::kNone;
  const DataItem* data = nullptr;
};

using Symbol = std::variant<const ConstItem*, const DataItem*, const FieldItem*, const Routine*>;

struct Module {
  std::string name;
  FileAst ast;
  std::map<std::string_view, Symbol> symbols;
  std::map<std::string_view, const Module*> uses;
};

Ident name_of(const Symbol& symbol);

class Modules {
 public:
  Modules(SourceManager& sources, Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  // Loads the file and all that it uses; nullptr if the file itself cannot be read (reported by the
  // status of SourceManager::load, which is returned in `problem`).
  const Module* load(const std::string& path, std::string& problem);

  const std::deque<Module>& all() const { return modules_; }

  // The symbol that a path names in `module`, or nullptr. Where the module itself is unknown,
  // reports it and sets `reported`.
  const Symbol* find(const Module& module, const Path& path, bool* reported,
                     const Module** owner = nullptr);

 private:
  static constexpr size_t kMaxModules = 256;

  Module& add(FileId file);
  void use(Module& module, const UseItem& item);
  void declare(Module& module, const Symbol& symbol);

  SourceManager& sources_;
  Diagnostics& diagnostics_;
  std::deque<Module> modules_;
  std::map<FileId, Module*> by_file_;
};

// Evaluates constant expressions. `Names` looks a name up before the module does (parameters of
// macros, offsets of cells).
class Constants {
 public:
  Constants(Modules& modules, Diagnostics& diagnostics)
      : modules_(modules), diagnostics_(diagnostics) {}

  struct Names {
    virtual ~Names() = default;
    // Whether the name is known here; then its constant, or nothing if it is not one.
    virtual bool find(const Path& path, std::optional<Constant>& constant) = 0;
    // offset(name): the distance of a cell from fp, if it is known; reports if not.
    virtual std::optional<Constant> offset_of(const Expr& argument) = 0;
  };

  // Whether the expression has no cells, so that evaluate() is to be called. Reports nothing.
  bool is_constant(const Expr& expr, const Module& module, Names* names);
  // Its value; nothing if it has none, which is reported.
  std::optional<Constant> evaluate(const Expr& expr, const Module& module, Names* names);
  // The same, for a number that must be known before the layout, within [low, high].
  std::optional<int64_t> evaluate_plain(const Expr& expr, const Module& module, Names* names,
                                        int64_t low, int64_t high, std::string_view what);
  // Evaluates every constant and all data of the modules, to report errors in unused ones.
  void evaluate_all();
  // Where the words of an input begin; set before any evaluation by the layout of the interface.
  void set_handle(const FieldItem* field, std::optional<uint32_t> word) { handles_[field] = word; }

 private:
  static constexpr int kMaxChain = 200;

  std::optional<Constant> constant(const ConstItem& item, const Module& module, Span use);
  std::optional<Constant> name(const Expr& expr, const Module& module, Names* names);
  std::optional<Constant> symbol_value(const Symbol& symbol, const Module& owner, Span use);
  std::optional<Constant> index(const Expr& expr, const Module& module, Names* names);
  std::optional<Constant> binary(const Expr& expr, Constant a, Constant b);

  Modules& modules_;
  Diagnostics& diagnostics_;
  enum class Progress : uint8_t { kBusy, kFailed, kDone };
  std::map<const ConstItem*, std::pair<Progress, Constant>> values_;
  std::map<const FieldItem*, std::optional<uint32_t>> handles_;
  int chain_ = 0;
};

// Whether a number can be a field of an instruction or of a word: -p < value < p. Reports if not.
bool check_felt(int64_t value, Span span, Diagnostics& diagnostics);

}  // namespace cairn
