// See debug.h.
#include "cli/debug.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "cli/style.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/disassemble.h"
#include "compiler/text.h"
#include "vm/outcome.h"

namespace cairn::cli {
namespace {

constexpr std::string_view kHelp =
    "  step [N], back [N]   N instructions on or back (1)\n"
    "  next                 on, over a call\n"
    "  up                   on, until this procedure has returned\n"
    "  continue, reverse    on or back, to a breakpoint or an end of the run\n"
    "  goto N               to step N\n"
    "  break PLACE, clear   stop at a line (8 or file.cairn:8), a procedure or pc (pc 12); none\n"
    "  print WHAT           [ap - 1], [fp + 2], [4096], W[3], ap, fp, wp, pc, cost\n"
    "  where                the call stack\n"
    "  quit\n"
    "An empty line repeats the command before; the first letters of a command are enough.\n";

std::optional<uint64_t> number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string without_blanks(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\r') result += c;
  }
  return result;
}

class Debugger {
 public:
  Debugger(const LoadedProgram& loaded, const Trace& trace)
      : map_(loaded.source_map), trace_(trace) {}

  void run() {
    const bool prompts = ::isatty(STDIN_FILENO) == 1;
    std::cout << "a run of " << count_text(last() + 1, "step") << ", " << describe(trace_.outcome)
              << "; `help` lists the commands\n";
    show();
    std::string line, before;
    while (true) {
      if (prompts) std::cout << "> " << std::flush;
      if (!std::getline(std::cin, line)) return;
      if (line.empty()) line = before;
      before = line;
      const size_t begin = line.find_first_not_of(" \t");
      if (begin == std::string::npos) continue;
      const size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
      const std::string command = line.substr(begin, end - begin);
      if (std::string_view("quit").starts_with(command)) return;
      execute(command, without_blanks(std::string_view(line).substr(end)));
    }
  }

 private:
  static constexpr int kNever = -1;
  static bool calls(Kind kind) { return kind == Kind::kCall || kind == Kind::kExec; }
  size_t last() const { return trace_.steps.size() - 1; }
  const Step& step() const { return trace_.steps[at_]; }
  uint32_t pc_at(size_t index) const { return trace_.pc(trace_.steps[index]); }
  Kind kind_at(size_t index) const {
    const uint32_t decoded = trace_.steps[index].decoded;
    return decoded == kNoIndex ? Kind::kNone : trace_.decoded[decoded].opcode.kind;
  }

  void execute(std::string_view command, const std::string& argument) {
    const auto is = [&](std::string_view name) { return name.starts_with(command); };
    if (is("break")) return set_breakpoint(argument);
    if (is("step") || is("back") || is("goto")) return move(command, argument);
    if (is("next")) return leave(calls(kind_at(at_)) ? 0 : kNever);
    if (is("up")) return leave(1);
    if (is("continue")) return run_on(+1);
    if (is("reverse")) return run_on(-1);
    if (is("clear")) return breakpoints_.clear();
    if (is("print")) return print(argument);
    if (is("where")) return where();
    if (is("help")) {
      std::cout << kHelp;
      return;
    }
    std::cout << "\"" << command << "\" is no command; `help` lists them\n";
  }

  void move(std::string_view command, const std::string& argument) {
    const std::optional<uint64_t> given = argument.empty() ? 1 : number(argument);
    if (!given.has_value()) {
      std::cout << "\"" << argument << "\" is not a number of steps\n";
      return;
    }
    const auto count = static_cast<size_t>(*given);
    if (std::string_view("goto").starts_with(command)) {
      at_ = std::min(count, last());
    } else if (std::string_view("back").starts_with(command)) {
      at_ -= std::min(count, at_);
    } else {
      at_ += std::min(count, last() - at_);
    }
    show();
  }

  // On, until `open` procedures and all that they call have returned; kNever: one step.
  void leave(int open) {
    while (at_ < last()) {
      const Kind kind = kind_at(at_);
      if (open != kNever) open += calls(kind) ? 1 : kind == Kind::kRet ? -1 : 0;
      ++at_;
      if (open <= 0) break;
    }
    show();
  }

  void run_on(int direction) {
    while (direction > 0 ? at_ < last() : at_ > 0) {
      at_ = direction > 0 ? at_ + 1 : at_ - 1;
      if (breakpoints_.contains(pc_at(at_))) break;
    }
    show();
  }

  // PLACE: a line of the main file, file:line, a procedure, or pcN.
  void set_breakpoint(const std::string& place) {
    const size_t before = breakpoints_.size();
    const size_t colon = place.rfind(':');
    const std::string file = colon == std::string::npos ? "" : place.substr(0, colon);
    const std::optional<uint64_t> line =
        number(colon == std::string::npos ? place : std::string_view(place).substr(colon + 1));
    if (place.starts_with("pc")) {
      if (const auto pc = number(std::string_view(place).substr(2)); pc.has_value()) {
        breakpoints_.insert(static_cast<uint32_t>(*pc));
        std::cout << "breakpoint at pc " << *pc << "\n";
        return;
      }
    }
    for (uint32_t pc = 0; pc < map_.location_of.size(); ++pc) {
      const bool begins = pc == 0 || map_.location_of[pc] != map_.location_of[pc - 1];
      const bool enters = pc == 0 || map_.procedure(pc) != map_.procedure(pc - 1);
      const Location* const location = map_.find(pc);
      const bool is_line = line.has_value() && location != nullptr && location->line == *line &&
                           (file.empty() ? location->file == main_file()
                                         : map_.files[location->file].ends_with(file));
      if ((is_line && begins) || (enters && map_.procedure(pc) == place)) {
        breakpoints_.insert(pc);
      }
    }
    const size_t set = breakpoints_.size() - before;
    if (set == 0) {
      std::cout << "no code at \"" << place << "\"; give a line, file:line, a procedure or pc N\n";
    } else {
      std::cout << count_text(set, "breakpoint") << " set\n";
    }
  }

  uint32_t main_file() const {
    const Location* const first = map_.find(pc_at(0));
    return first == nullptr ? 0 : first->file;
  }

  void print(const std::string& what) const {
    const std::optional<uint64_t> value = register_value(what);
    if (value.has_value()) {
      std::cout << what << " = " << *value << "\n";
    } else if (what.starts_with("W[") && what.ends_with(']')) {
      const auto handle = address(what.substr(2, what.size() - 3));
      if (!handle.has_value() || *handle >= step().wp) return no_value(what, "word", step().wp);
      std::cout << what << " = " << word_text(trace_.words[*handle]) << "\n";
    } else if (what.starts_with('[') && what.ends_with(']')) {
      const auto cell = address(what.substr(1, what.size() - 2));
      if (!cell.has_value() || *cell >= step().ap) return no_value(what, "cell", step().ap);
      std::cout << what << " = " << trace_.felts[*cell].value() << "\n";
    } else {
      std::cout << "print a register (ap, fp, wp, pc, cost), a cell such as [fp + 2], or a word "
                   "such as W[3]\n";
    }
  }

  void no_value(const std::string& what, std::string_view noun, uint32_t end) const {
    std::cout << what << " is no " << noun << " yet: they go up to " << end - 1 << "\n";
  }

  std::optional<uint64_t> register_value(std::string_view name) const {
    if (name == "ap") return step().ap;
    if (name == "fp") return step().fp;
    if (name == "wp") return step().wp;
    if (name == "pc") return pc_at(at_);
    if (name == "cost") return step().cost;
    return std::nullopt;
  }

  // "12", "ap-1", "fp+2".
  std::optional<uint64_t> address(std::string_view text) const {
    const size_t sign = text.find_first_of("+-");
    if (sign == std::string_view::npos) {
      const std::optional<uint64_t> base = register_value(text);
      return base.has_value() ? base : number(text);
    }
    const std::optional<uint64_t> base = register_value(text.substr(0, sign));
    const std::optional<uint64_t> offset = number(text.substr(sign + 1));
    if (!base.has_value() || !offset.has_value()) return std::nullopt;
    if (text[sign] == '+') return *base + *offset;
    return *offset <= *base ? std::optional(*base - *offset) : std::nullopt;
  }

  void where() const {
    const std::span<const Felt> felts(trace_.felts.data(), step().ap);
    bool is_first = true;
    for (const StackFrame& frame : call_stack(felts, pc_at(at_), step().fp)) {
      const Location* const location = map_.find(frame.pc);
      std::cout << (is_first ? "  in " : "  called from ") << map_.procedure(frame.pc) << " at "
                << (location == nullptr ? concat("pc ", frame.pc) : map_.place(*location)) << "\n";
      is_first = false;
    }
  }

  // Where the run is: the step, the source line, the instruction that comes next.
  void show() const {
    const uint32_t pc = pc_at(at_);
    std::cout << paint(STDOUT_FILENO, Paint::kBold, concat("step ", at_)) << "  pc " << pc
              << "  fp " << step().fp << "  ap " << step().ap << "  wp " << step().wp << "  cost "
              << step().cost << "\n";
    if (const Location* const location = map_.find(pc); location != nullptr) {
      std::cout << "  " << map_.place(*location) << ": " << map_.texts[location->text] << "\n";
    }
    if (step().decoded != kNoIndex) {
      const Decoded& decoded = trace_.decoded[step().decoded];
      const InstructionInfo& kind = info(decoded.opcode.kind);
      std::cout << "  " << describe(decoded.fields, pc);
      if (kind.uses_x) std::cout << "   x = " << step().x.value();
      if (kind.uses_y) std::cout << "   y = " << step().y.value();
      std::cout << "\n";
    }
    if (at_ == last()) std::cout << "  the end: " << describe(trace_.outcome) << "\n";
  }

  const SourceMap& map_;
  const Trace& trace_;
  size_t at_ = 0;
  std::set<uint32_t> breakpoints_;
};

}  // namespace

void debug(const LoadedProgram& loaded, const Trace& trace) { Debugger(loaded, trace).run(); }

}  // namespace cairn::cli
