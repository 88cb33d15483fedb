// Statements to instructions: names to cells, expressions to the one instruction that computes
// them, macros to their bodies; and what can be checked about `ap` on the way: a read of a cell
// that no path has written, a name that some path has not defined, a line that no path reaches.
// One pass over each routine, callees before callers. Specification: docs/language.md.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "compiler/code.h"
#include "compiler/frame.h"
#include "compiler/interface.h"
#include "compiler/resolve.h"

namespace cairn {

// The most instructions of a program, so that macros cannot fill the memory.
inline constexpr size_t kMaxInstructions = size_t{1} << 20;

struct LoweringContext {
  Modules& modules;
  Constants& constants;
  Diagnostics& diagnostics;
  const Module& main;
  const Interface& interface;
  std::vector<Site> sites = {Site{}};
  size_t instructions = 0;
  size_t depth = 0;
  std::map<const Routine*, Code> codes = {};  // a null growth and no ops: in progress
  std::map<const Routine*, const Module*> owners = {};
};

// The code of a procedure, lowered when it is asked for first. Nullptr while that is going on
// (recursion), or beyond a depth of calls.
const Code* lower(LoweringContext& context, const Routine& routine);

// Lowers one procedure.
class RoutineLowering {
 public:
  RoutineLowering(LoweringContext& context, const Routine& routine, const Module& module);
  Code run();

 private:
  friend class ScopeNames;

  struct Operand {
    bool is_constant = false;
    Constant constant;
    Place place;
  };
  // A term of a sum, in the forms that an instruction can compute.
  struct Term {
    enum class Kind : uint8_t { kConstant, kPlace, kLoad, kProduct, kQuotient };
    Kind kind = Kind::kConstant;
    bool negative = false;
    Place x;
    Operand y;          // of a product or quotient
    Constant constant;  // or the offset of a load
    Span span;
  };

  // lower.cc: statements
  void body(const std::vector<SourceStatement>& statements);
  void statement(const SourceStatement& s);
  void let(const SourceStatement& s);
  void assertion(const SourceStatement& s);
  void jump(const SourceStatement& s);
  void jump_at(const SourceStatement& s);
  void call(const SourceStatement& s);
  void ret(const SourceStatement& s);
  void operation_statement(const SourceStatement& s);
  void read(const SourceStatement& s);
  void raw(const SourceStatement& s);
  int64_t append_all_values(const std::vector<Expr>& values);
  void finish();

  // lower_flow.cc: labels and joins
  void find_labels(const std::vector<SourceStatement>& statements);
  void place_label(const SourceStatement& s);
  void enter_from_below();
  void arrive(uint32_t label, Span from);
  const uint32_t* find_label(const Ident& name);
  void unknown_growth();
  void leave() { state_.reachable = false; }
  int64_t total(const std::vector<CellName>& cells, const Module& module);

  // lower_value.cc: expressions
  bool append_value(const std::vector<Expr>& exprs, Token op, int64_t* cells);
  bool append_sum(const Expr& expr);
  bool append_operation(const Expr& expr, int64_t* cells);
  bool append_term(const Term& x, const std::vector<Constant>& constants, bool subtracts,
                   Span span);
  bool flatten(const Expr& expr, bool negative, std::vector<Term>& terms);
  bool term(const Expr& expr, bool negative, std::vector<Term>& terms);
  std::optional<Term> product(const Expr& expr);
  void no_instruction(Span span, std::string help);

  // lower_cell.cc: cells, names, operands
  bool is_constant(const Expr& expr);
  std::optional<Constant> constant(const Expr& expr);
  std::optional<int64_t> plain(const Expr& expr, int64_t low, int64_t high, std::string_view what);
  std::optional<Place> cell(const Expr& expr);
  std::optional<Place> named_cell(const Expr& expr);
  const Binding* binding(const Path& path, bool report);
  std::optional<Term> bracket(const Expr& expr);
  std::optional<Operand> operand(const Expr& expr);
  bool set_x(Op& op, const Place& place, Span span);
  bool set_y(Op& op, const Operand& operand, Span span);
  bool address(const Place& place, Span span, XMode& mode, uint32_t& offset);
  void unwritten(const Place& place, Span span);
  void define(const Ident& name, Place place, int64_t size, bool is_array, bool replace);
  void define_after_error(const std::vector<CellName>& cells);
  void define_cells(const std::vector<CellName>& cells, Place first, int64_t count, Span span,
                    std::string_view what);
  Place top(int64_t below) const { return {state_.base, state_.offset - below, Place::Via::kAny}; }

  // macros.cc
  void macro(const SourceStatement& s);
  bool bind_parameter(const CellName& parameter, const Expr& argument, Scope& scope);
  void bind_results(const SourceStatement& s, const Routine& macro, const Scope& inner);

  bool emit(Op op, Span span, int64_t appended);
  const Routine* find_routine(const Path& path, bool macro, const Module** owner, bool* reported);
  void no_routine(const Path& path, bool macro, const Module* owner);
  std::vector<std::string_view> visible_names(const Module* module) const;
  Diagnostics& diagnostics() { return context_.diagnostics; }

  LoweringContext& context_;
  const Routine& routine_;
  Code code_;
  State state_;
  Place line_;  // ap before the statement, which is what `ap` means in it
  Scope root_;
  Scope* scope_ = &root_;
  std::vector<Label> labels_;
  std::vector<const Routine*> expanding_;
  uint32_t bases_ = 0;
  size_t next_id_ = 0;
  Span statement_span_;
  bool full_ = false;  // the program is too large: nothing more is lowered
  bool returned_ = false;
  bool growth_known_ = true;
  int64_t growth_ = 0;
};

}  // namespace cairn
