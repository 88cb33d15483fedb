// A short program for every way in which a run can end, for all tests that need one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "test/air/run_tables.h"

namespace cairn::test {

inline constexpr uint32_t kFar = 1u << 27;  // a number that is no address and no handle

struct Ending {
  std::string name;
  std::vector<Instruction> code;
  Reason reason;
  uint32_t limit = 1000;
  std::vector<Word> inputs = {};
};

inline Instruction local_x(Kind kind, int a, uint32_t y = 0) {
  return make(kind, XMode::kLocal, a, YMode::kImmediate, Felt(y));
}

// Two operands just pushed: x the first, y the second.
inline Instruction on_two(Kind kind) { return make(kind, XMode::kAp, 2, YMode::kAp, Felt(1)); }

inline std::vector<Ending> endings() {
  std::vector<Ending> all = {
      {"halt", {push(0), halt()}, Reason::kHalted},
      {"halt with output", {push(0), on_top(Kind::kHalt, 1)}, Reason::kHalted},
      {"cost limit 0", {push(0), halt()}, Reason::kOutOfCost, 0},
      {"cost limit reached", {push(0), push(1), halt()}, Reason::kOutOfCost, 2},
      {"empty image", {}, Reason::kEndOfCode},
      {"end of code", {push(1), push(2)}, Reason::kEndOfCode},
      {"ret from the root", {make(Kind::kRet)}, Reason::kEndOfCode},
      {"assert", {push(1), on_top(Kind::kAssert, 2)}, Reason::kAssert},
      {"division", {push(1), on_top(Kind::kDiv, 0)}, Reason::kDivision},
      {"bounds of x", {local_x(Kind::kAdd, 0)}, Reason::kBounds},
      {"bounds of y",
       {push(kFar), make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(0))},
       Reason::kBounds},
      {"calls and jumps",
       {make(Kind::kCall, Felt(3)), push(0), halt(), push_anywhere(7), on_top(Kind::kAssert, 7),
        make(Kind::kJump, Felt(1)), make(Kind::kRet)},
       Reason::kHalted},
      {"jump_table",
       {push(1), make(Kind::kJumpTable, XMode::kAp, 1, Felt(2)), make(Kind::kRet), push(0), halt()},
       Reason::kHalted},
      {"jump_table out of bounds",
       {push(2), make(Kind::kJumpTable, XMode::kAp, 1, Felt(2)), make(Kind::kRet), push(0), halt()},
       Reason::kBounds},
      {"hash, pack, unpack, less",
       {push(0), on_top(Kind::kHash, 1), make(Kind::kPack, XMode::kArg, 9), on_top(Kind::kUnpack),
        on_top(Kind::kLess, 5), push(3), on_top(Kind::kAssertLess, 4), push(0), halt()},
       Reason::kHalted},
      {"hash_range", {push(0), on_top(Kind::kHashRange, 2), push(0), halt()}, Reason::kHalted},
      {"hash_range of nothing",
       {push(0), on_top(Kind::kHashRange, 0), push(0), halt()},
       Reason::kHalted},
      {"hash_range out of cost",
       {push(0), on_top(Kind::kHashRange, 3), push(0), halt(), push(0)},
       Reason::kOutOfCost,
       3},
      {"hash_range too long", {push(0), on_top(Kind::kHashRange, 3)}, Reason::kBounds},
      {"halt above the words", {push(1), on_top(Kind::kHalt, 1)}, Reason::kBounds},
      {"halt far away", {push(kFar), on_top(Kind::kHalt, 0)}, Reason::kBounds},
      {"exec above the words", {push(2), on_top(Kind::kExec, 0)}, Reason::kBounds},
      {"exec of a negative length",
       {push(1), on_top(Kind::kExec, Felt(-1).value())},
       Reason::kBounds},
      {"unpack above the words", {push(kFar), on_top(Kind::kUnpack)}, Reason::kBounds},
      {"hash of x above the words", {push(1), on_top(Kind::kHash, 0)}, Reason::kBounds},
      {"hash of y above the words", {push(0), on_top(Kind::kHash, kFar)}, Reason::kBounds},
      {"pack above ap", {push(kZeroPage - 6), make(Kind::kPack, XMode::kAp, 1)}, Reason::kBounds},
      {"assert_less", {push(5), on_top(Kind::kAssertLess, 5)}, Reason::kRange},
      {"operation, then the end of the code",
       {push(0), on_top(Kind::kExtAdd, 0)},
       Reason::kEndOfCode},
      {"exec of nothing", {push(0), on_top(Kind::kExec, 0)}, Reason::kEndOfCode},
      {"exec and ret",
       {push(2), on_top(Kind::kExec, 1), push(0), halt(), make(Kind::kRet)},
       Reason::kHalted},
      {"nested exec",
       {push(2), on_top(Kind::kExec, 1), push(0), halt(), push_anywhere(3), on_top(Kind::kExec, 1),
        make(Kind::kRet), make(Kind::kRet)},
       Reason::kEndOfCode},
      {"illegal in an exec",
       {push(2), on_top(Kind::kExec, 1), push(0), halt(), make(Kind::kJump, Felt(2))},
       Reason::kIllegal},
  };
  // By four arguments, of three words of code and 30 inputs.
  const auto with_arguments = [&](Kind kind, std::string name, std::array<uint32_t, 4> cells,
                                  Reason reason, uint32_t limit) {
    all.push_back({std::move(name),
                   {push(cells[0]), push(cells[1]), push(cells[2]), push(cells[3]), push(kZeroPage),
                    make(kind, XMode::kAp, 1)},
                   reason,
                   limit,
                   std::vector<Word>(30, Word{Felt(7), Felt(8)})});
  };
  const auto climb = [&](std::string name, std::array<uint32_t, 4> cells, Reason reason,
                         uint32_t limit = 1000) {
    with_arguments(Kind::kClimb, std::move(name), cells, reason, limit);
  };
  const auto horner = [&](std::string name, std::array<uint32_t, 4> cells, Reason reason,
                          uint32_t limit = 1000) {
    with_arguments(Kind::kHorner, std::move(name), cells, reason, limit);
  };
  const auto minus = [](uint32_t v) { return (-Felt(v)).value(); };
  climb("climb", {3, 5, 4, 3}, Reason::kEndOfCode);
  climb("climb of 1 level", {32, 1, 32, 1}, Reason::kEndOfCode);
  climb("climb of 24 levels", {0, (1 << 24) - 1, 9, 24}, Reason::kEndOfCode);
  climb("climb by all that is left", {3, 5, 4, 3}, Reason::kOutOfCost, 8);
  climb("climb out of cost", {3, 99, 4, 3}, Reason::kOutOfCost, 7);
  climb("climb from above the words", {33, 99, 4, 3}, Reason::kBounds, 7);
  climb("climb from -1", {minus(1), 0, 4, 3}, Reason::kBounds);
  climb("climb too long", {3, 0, 4, 34}, Reason::kBounds);
  climb("climb by words that end too late", {3, 0, 31, 3}, Reason::kBounds);
  climb("climb by words that wrap", {3, 0, minus(2), 5}, Reason::kBounds);
  climb("climb of no levels", {3, 0, 4, 0}, Reason::kRange);
  climb("climb of 25 levels", {3, 0, 4, 25}, Reason::kRange);
  climb("climb by an index of 2^n", {3, 8, 4, 3}, Reason::kRange);
  climb("climb by an index of -1", {3, minus(1), 4, 24}, Reason::kRange);
  climb("climb of -1 levels", {3, 0, 4, minus(1)}, Reason::kBounds);
  all.push_back({"climb by cells above ap",
                 {push(kZeroPage - 2), make(Kind::kClimb, XMode::kAp, 1)},
                 Reason::kBounds});
  horner("horner", {4, 9, 3, 13}, Reason::kEndOfCode);
  horner("horner of one word, at itself", {32, 1, 32, 32}, Reason::kEndOfCode);
  horner("horner of all words", {0, 33, 32, 0}, Reason::kEndOfCode);
  horner("horner of no words", {33, 0, 32, 0}, Reason::kEndOfCode);
  horner("horner of no words at the limit", {0, 0, 32, 0}, Reason::kOutOfCost, 6);
  horner("horner by all that is left", {3, 4, 5, 6}, Reason::kOutOfCost, 9);
  horner("horner out of cost", {3, 4, 5, 6}, Reason::kOutOfCost, 8);
  horner("horner at a point above the words", {3, 4, 33, 6}, Reason::kBounds, 8);
  horner("horner at a point of -1", {3, 0, minus(1), 6}, Reason::kBounds);
  horner("horner from above the words", {3, 4, 5, 33}, Reason::kBounds, 8);
  horner("horner from -1", {3, 0, 5, minus(1)}, Reason::kBounds);
  horner("horner too long", {0, 34, 5, 6}, Reason::kBounds);
  horner("horner of -1 words", {3, minus(1), 5, 6}, Reason::kBounds);
  horner("horner of words that end too late", {31, 3, 5, 6}, Reason::kBounds);
  horner("horner of words that wrap", {minus(2), 5, 5, 6}, Reason::kBounds);
  horner("horner of no words above the words", {34, 0, 5, 6}, Reason::kBounds);
  horner("horner of no words at -1", {minus(1), 0, 5, 6}, Reason::kBounds);
  all.push_back({"horner by cells above ap",
                 {push(kZeroPage - 2), make(Kind::kHorner, XMode::kAp, 1)},
                 Reason::kBounds});
  // 257 words of output.
  Ending output{"output", {push(0), on_top(Kind::kHalt, 257)}, Reason::kOutput};
  output.inputs.resize(256);
  all.push_back(output);

  // Words 2 and 3 are inputs.
  const auto on_words = [&](Kind kind, Reason reason, Word first, Word second, int x = 2,
                            int y = 3) {
    const std::string name(info(kind).name);
    const std::vector<Instruction> code = {push(x), push(y), on_two(kind)};
    all.push_back({name + " of words", code, reason, 1000, {first, second}});
  };
  Word small{}, large{}, tail{};
  small[3] = Felt(0xffff);
  large[7] = Felt(1 << 16);
  tail[5] = Felt(1);
  for (const Kind kind : {Kind::kIntAdd, Kind::kIntSub, Kind::kIntMul, Kind::kIntDiv, Kind::kAnd,
                          Kind::kOr, Kind::kXor}) {
    on_words(kind, Reason::kRange, small, large);
    on_words(kind, Reason::kRange, large, small);
    on_words(kind, Reason::kBounds, large, small, 2, 4);
  }
  on_words(Kind::kIntDiv, Reason::kDivision, small, {});
  on_words(Kind::kIntDiv, Reason::kRange, large, {});
  on_words(Kind::kExtDiv, Reason::kDivision, large, tail);
  on_words(Kind::kExtDiv, Reason::kBounds, large, tail, 4, 3);

  // Illegal instructions, every way.
  const auto illegal = [&](std::string name, Instruction instruction) {
    all.push_back({std::move(name), {push(0), instruction}, Reason::kIllegal});
  };
  illegal("opcode 0", {});
  illegal("opcode above", {Felt(kOpcodeEnd), {}, {}, {}});
  illegal("opcode -1", {Felt(-1), {}, {}, {}});
  const Felt z_above(kZeroPage + 1);
  const auto unused = YMode::kImmediate;
  illegal("x ap 0", make(Kind::kAdd, XMode::kAp, 0, unused, Felt()));
  illegal("x arg above", make(Kind::kAdd, XMode::kArg, kZeroPage + 1, unused, Felt()));
  illegal("x local -1", make(Kind::kAdd, XMode::kLocal, -1, unused, Felt()));
  illegal("x local above", make(Kind::kAdd, XMode::kLocal, kZeroPage + 1, unused, Felt()));
  illegal("y ap 0", make(Kind::kMul, XMode::kAp, 1, YMode::kAp, Felt()));
  illegal("y arg above", make(Kind::kMul, XMode::kAp, 1, YMode::kArg, z_above));
  illegal("y local above", make(Kind::kMul, XMode::kAp, 1, YMode::kLocal, z_above));
  illegal("y deref above", make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, z_above));
  illegal("y deref below", make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, -z_above));
  illegal("deref in mul", make(Kind::kMul, XMode::kAp, 1, YMode::kDeref, Felt()));
  illegal("jump below", make(Kind::kJump, Felt(-2)));
  illegal("jump to the end", make(Kind::kJump, Felt(1)));
  illegal("call far", make(Kind::kCall, Felt(1 << 30)));
  illegal("jump_table long", make(Kind::kJumpTable, XMode::kAp, 1, Felt(1)));
  illegal("jump_table of -1", make(Kind::kJumpTable, XMode::kAp, 1, Felt(-1)));
  return all;
}

inline Trace traced(const Ending& ending) {
  Program program;
  append_code(program, ending.code);
  auto trace = run_traced(program, ending.inputs, {.cost_limit = ending.limit});
  INFO(ending.name);
  REQUIRE(trace.ok());
  REQUIRE(trace->outcome.reason == ending.reason);
  return *std::move(trace);
}

}  // namespace cairn::test
