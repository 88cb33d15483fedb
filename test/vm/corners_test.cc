// The corners of the machine (docs/machine.md), one test each. Every run is also compared with the
// reference machine, by checked_run.
#include <catch2/catch.hpp>

#include "crypto/hash/poseidon.h"
#include "test/vm/ends.h"

namespace cairn {
namespace {

TEST_CASE("an operand at, just below and just above ap") {
  // With two cells above fp, [fp + 1] is just below ap, [fp + 2] is at it.
  for (const int offset : {1, 2, 3}) {
    const auto x = make(Kind::kAdd, XMode::kLocal, offset, YMode::kImmediate, Felt());
    const auto y = make(Kind::kAdd, XMode::kAp, 1, YMode::kLocal, Felt(offset));
    const Trace by_x = checked_run(job({push(7), push(8), x, halt()}));
    const Trace by_y = checked_run(job({push(7), push(8), y, halt()}));
    if (offset == 1) {
      check_halt(by_x, 3);
      CHECK(by_x.felts.back() == Felt(8));
      check_halt(by_y, 3);
      CHECK(by_y.felts.back() == Felt(16));
    } else {
      check_trap(by_x, Reason::kBounds, 2, FaultSource::kX);
      check_trap(by_y, Reason::kBounds, 2, FaultSource::kY);
    }
  }
}

TEST_CASE("a computed address at, just below and just above ap") {
  for (const int over : {-1, 0, 1}) {
    // M[Z] = its own address; ap = Z + 1 then.
    const Trace trace = checked_run(
        job({push(kZ), make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(1 + over)), halt()}));
    if (over < 0) {
      check_halt(trace, 2);
      CHECK(trace.felts.back() == Felt(kZ));
    } else {
      check_trap(trace, Reason::kBounds, 1, FaultSource::kY);
      CHECK(trace.steps.back().x == Felt(kZ));
    }
  }
}

TEST_CASE("the instruction's own result as its operand") {
  check_trap(checked_run(job({make(Kind::kAdd, XMode::kLocal, 0, YMode::kImmediate, Felt(1))})),
             Reason::kBounds, 0, FaultSource::kX);
  check_trap(checked_run(job({make(Kind::kMul, XMode::kArg, 1, YMode::kLocal, Felt(0))})),
             Reason::kBounds, 0, FaultSource::kY);
  // [ap - k] means ap before the instruction.
  const Trace trace = checked_run(job({push(5), last(Kind::kAdd, 1), halt()}));
  CHECK(trace.felts.back() == Felt(6));
  // All of several results, and a call's own frame.
  check_trap(checked_run(job({make(Kind::kIntMul, XMode::kArg, 3, YMode::kLocal, Felt(1))})),
             Reason::kBounds, 0, FaultSource::kY);
}

TEST_CASE("a negative offset from the root frame reads the zero page") {
  const Trace trace =
      checked_run(job({make(Kind::kAdd, XMode::kArg, 1, YMode::kArg, Felt(2)),
                       make(Kind::kAdd, XMode::kArg, kZ, YMode::kArg, Felt(kZ)), halt()}));
  check_halt(trace, 2);
  CHECK(trace.felts[kZeroPage] == Felt(kZ + 4));  // Z and 2 len
  CHECK(trace.felts[kZeroPage + 1] == Felt());
}

TEST_CASE("ret from the root frame arrives at the end of the code") {
  check_trap(checked_run(job({push(1), make(Kind::kRet), halt()})), Reason::kEndOfCode, 4,
             FaultSource::kNone);
}

TEST_CASE("offsets at and beyond their limits") {
  const auto outcome = [](XMode x, int a, YMode y, Felt b) {
    return checked_run(job({push(0), make(Kind::kAdd, x, a, y, b), halt()})).outcome.reason;
  };
  for (const XMode x : {XMode::kAp, XMode::kArg}) {
    CHECK(outcome(x, 0, YMode::kImmediate, Felt()) == Reason::kIllegal);
    CHECK(outcome(x, 1, YMode::kImmediate, Felt()) == Reason::kHalted);
    CHECK(outcome(x, kZ, YMode::kImmediate, Felt()) == Reason::kHalted);
    CHECK(outcome(x, kZ + 1, YMode::kImmediate, Felt()) == Reason::kIllegal);
    CHECK(outcome(x, -1, YMode::kImmediate, Felt()) == Reason::kIllegal);
  }
  CHECK(outcome(XMode::kLocal, 0, YMode::kImmediate, Felt()) == Reason::kHalted);
  CHECK(outcome(XMode::kLocal, kZ, YMode::kImmediate, Felt()) == Reason::kBounds);
  CHECK(outcome(XMode::kLocal, kZ + 1, YMode::kImmediate, Felt()) == Reason::kIllegal);
  CHECK(outcome(XMode::kLocal, -1, YMode::kImmediate, Felt()) == Reason::kIllegal);
  for (const YMode y : {YMode::kAp, YMode::kArg}) {
    CHECK(outcome(XMode::kAp, 1, y, Felt()) == Reason::kIllegal);
    CHECK(outcome(XMode::kAp, 1, y, Felt(kZ)) == Reason::kHalted);
    CHECK(outcome(XMode::kAp, 1, y, Felt(kZ + 1)) == Reason::kIllegal);
  }
  CHECK(outcome(XMode::kAp, 1, YMode::kLocal, Felt(kZ)) == Reason::kBounds);
  CHECK(outcome(XMode::kAp, 1, YMode::kLocal, Felt(kZ + 1)) == Reason::kIllegal);
  // x is 0, so a negative offset wraps to the top of the field.
  CHECK(outcome(XMode::kAp, 1, YMode::kDeref, Felt(kZ)) == Reason::kHalted);
  CHECK(outcome(XMode::kAp, 1, YMode::kDeref, Felt(kZ + 1)) == Reason::kIllegal);
  CHECK(outcome(XMode::kAp, 1, YMode::kDeref, Felt(-kZ)) == Reason::kBounds);
  CHECK(outcome(XMode::kAp, 1, YMode::kDeref, Felt(-kZ - 1)) == Reason::kIllegal);
}

TEST_CASE("addresses near p") {
  // x = p - 1: + 1 is address 0, + 0 is p - 1.
  const auto load = [](Felt address, int offset) {
    return checked_run(
        job({push(address), make(Kind::kAdd, XMode::kAp, 1, YMode::kDeref, Felt(offset)), halt()}));
  };
  check_halt(load(Felt(-1), 1), 2);
  check_halt(load(Felt(-1), kZ), 2);
  check_trap(load(Felt(-1), 0), Reason::kBounds, 1, FaultSource::kY);
  check_trap(load(Felt(0), -1), Reason::kBounds, 1, FaultSource::kY);
  check_trap(checked_run(job({push(-1), last(Kind::kPack)})), Reason::kBounds, 1,
             FaultSource::kCoprocessor);
  // pack: ap is Z + 1, so x = Z - 7 is the last that fits.
  const Trace packed = checked_run(job({push(kZ - 7), last(Kind::kPack), halt()}));
  check_halt(packed, 2);
  CHECK(packed.words.back() == word({0, 0, 0, 0, 0, kZ, 4, kZ - 7}));
  check_trap(checked_run(job({push(kZ - 6), last(Kind::kPack)})), Reason::kBounds, 1,
             FaultSource::kCoprocessor);
}

TEST_CASE("handles at, just below and just above wp, and near p") {
  const auto unpack = [](Felt handle) {
    return checked_run(job({push(handle), last(Kind::kUnpack), halt()}, {word({1, 2, 3})}));
  };
  // Two code words and one input: wp = 3.
  const Trace good = unpack(Felt(2));
  check_halt(good, 2);
  CHECK(good.felts.size() == kZeroPage + 9);
  CHECK(good.felts[kZeroPage + 2] == Felt(2));
  for (const int handle : {3, 4, -1, -2}) {
    check_trap(unpack(Felt(handle)), Reason::kBounds, 1, FaultSource::kCoprocessor);
  }
  // The second operand, and the order of the two is not told apart.
  check_trap(checked_run(job({push(0), last(Kind::kHash, 2)})), Reason::kBounds, 1,
             FaultSource::kCoprocessor);
}

TEST_CASE("a range that wraps") {
  const auto range = [](Kind kind, Felt h, Felt n) {
    return checked_run(job({push(h), last(kind, n), halt()}, {word({1})}));
  };
  for (const Kind kind : {Kind::kHalt, Kind::kExec, Kind::kHashRange}) {
    INFO(info(kind).name);
    const FaultSource source = kind == Kind::kExec ? FaultSource::kCpu : FaultSource::kCoprocessor;
    // wp = 3. h + n is 3 mod p in the last two.
    check_trap(range(kind, Felt(2), Felt(2)), Reason::kBounds, 1, source);
    check_trap(range(kind, Felt(4), Felt(0)), Reason::kBounds, 1, source);
    check_trap(range(kind, Felt(0), Felt(4)), Reason::kBounds, 1, source);
    check_trap(range(kind, Felt(4), Felt(-1)), Reason::kBounds, 1, source);
    check_trap(range(kind, Felt(-1), Felt(4)), Reason::kBounds, 1, source);
    CHECK(range(kind, Felt(3), Felt(0)).outcome.reason != Reason::kBounds);
    CHECK(range(kind, Felt(2), Felt(1)).outcome.reason != Reason::kBounds);
  }
}

TEST_CASE("entry beyond the image") {
  for (const uint32_t entry : {1u, 2u, 3u, 4u, 5u, Felt::kModulus - 1}) {
    Job late = job({halt(), halt(), halt(), halt()});
    late.program.entry = entry;
    const Trace trace = checked_run(late);
    if (entry < 4) {
      check_halt(trace, entry);
    } else {
      check_trap(trace, Reason::kEndOfCode, 4, FaultSource::kNone);
    }
    CHECK(trace.steps.size() == 1);
    CHECK(trace.cost == 1);
  }
  Job none = job({halt()});
  none.program.entry = Felt::kModulus;
  CHECK(run(none.program, {}).status().message() == "the entry 2130706433 is not below 2130706433");
}

TEST_CASE("an empty image") {
  const Trace trace = checked_run(job({}, {word({1})}));
  check_trap(trace, Reason::kEndOfCode, 0, FaultSource::kNone);
  CHECK(trace.decoded.empty());
  CHECK(trace.regions.size() == 1);
  CHECK(trace.words.size() == 1);
}

TEST_CASE("no input") {
  const Trace trace = checked_run(job({halt()}));
  check_halt(trace, 0);
  CHECK(trace.words == trace.program.image);
  CHECK(trace.felts.size() == kZeroPage);
}

TEST_CASE("an output of the whole word log, and of 256 and 257 words") {
  Job echo =
      job({make(Kind::kHalt, XMode::kArg, 3, YMode::kImmediate, Felt(3))}, {word({1}), word({2})});
  CHECK(checked_run(echo).outcome.outputs ==
        std::vector<Word>{echo.program.image[0], word({1}), word({2})});
  for (const int count : {256, 257, 258}) {
    const std::vector<Word> inputs(257, word({9}));
    const Trace trace = checked_run(job({push(1), last(Kind::kHalt, count)}, inputs));
    if (count == 256) {
      CHECK(trace.outcome.outputs == std::vector<Word>(256, word({9})));
    } else {
      // 258 words are all there are: a range that is illegal comes first.
      check_trap(trace, count == 257 ? Reason::kOutput : Reason::kBounds, 1,
                 FaultSource::kCoprocessor);
    }
  }
}

TEST_CASE("a cost limit of zero") {
  for (const auto& code : {std::vector<Instruction>{halt()}, std::vector<Instruction>{}}) {
    Job broke;
    append_code(broke.program, code);
    broke.cost_limit = 0;
    const Trace trace = checked_run(broke);
    check_trap(trace, Reason::kOutOfCost, 0, FaultSource::kCostBefore);
    CHECK(trace.cost == 0);
    CHECK(trace.steps.size() == 1);
    CHECK(trace.decoded.empty());
  }
}

TEST_CASE("a trap in the last affordable step, and one step later") {
  Job failing = job({push(1), last(Kind::kAssert, 2)});
  for (const uint32_t limit : {1, 2, 3}) {
    failing.cost_limit = limit;
    const Trace trace = checked_run(failing);
    if (limit == 1) {
      check_trap(trace, Reason::kOutOfCost, 1, FaultSource::kCostBefore);
      CHECK(trace.cost == 1);
      CHECK(trace.steps.back().decoded == kNoIndex);
    } else {
      check_trap(trace, Reason::kAssert, 1, FaultSource::kCpu);
      CHECK(trace.cost == 2);
    }
  }
}

TEST_CASE("out of cost precedes the end of the code and an illegal instruction") {
  Job falling = job({push(1), push(2)});
  falling.cost_limit = 2;
  check_trap(checked_run(falling), Reason::kOutOfCost, 2, FaultSource::kCostBefore);
  falling.cost_limit = 3;
  const Trace trace = checked_run(falling);
  check_trap(trace, Reason::kEndOfCode, 2, FaultSource::kNone);
  CHECK(trace.cost == 3);
  Job illegal = job({push(1), Instruction{}});
  illegal.cost_limit = 1;
  check_trap(checked_run(illegal), Reason::kOutOfCost, 1, FaultSource::kCostBefore);
  illegal.cost_limit = 2;
  check_trap(checked_run(illegal), Reason::kIllegal, 1, FaultSource::kNone);
}

TEST_CASE("hash_range costs its words, and at least 1") {
  const auto hash = [](int n, uint32_t limit) {
    Job hashing = job({push(1), last(Kind::kHashRange, n), halt()}, std::vector<Word>(4));
    hashing.cost_limit = limit;
    return checked_run(hashing);
  };
  CHECK(hash(0, 100).cost == 3);
  CHECK(hash(1, 100).cost == 3);
  CHECK(hash(4, 100).cost == 6);
  CHECK(hash(4, 100).words.back() ==
        poseidon_hash_words(Felt(1),
                            std::vector<Word>{hash(4, 100).words[1], Word{}, Word{}, Word{}}));
  const Trace short_of_one = hash(4, 4);
  check_trap(short_of_one, Reason::kOutOfCost, 1, FaultSource::kCostRange);
  CHECK(short_of_one.cost == 1);
  CHECK(short_of_one.steps.back().y == Felt(4));
  check_trap(hash(4, 5), Reason::kOutOfCost, 2, FaultSource::kCostBefore);
  check_halt(hash(4, 6), 2);
  // A malformed range precedes its cost.
  check_trap(hash(2000000, 4), Reason::kBounds, 1, FaultSource::kCoprocessor);
}

TEST_CASE("an instruction malformed only in a field that it does not use") {
  const Felt junk(-12345);
  const auto run_one = [](const Instruction& instruction) {
    return checked_run(job({push(1), push(1), push(0), instruction, halt(), halt()}));
  };
  Instruction ret = make(Kind::kRet);
  ret.a = ret.b = ret.imm = junk;
  check_trap(run_one(ret), Reason::kEndOfCode, 6, FaultSource::kNone);
  Instruction jump = make(Kind::kJump, Felt(1));
  jump.a = jump.b = junk;
  check_halt(run_one(jump), 4);
  check_halt(run_one(make(Kind::kSub, XMode::kAp, 1, YMode::kAp, Felt(1), junk)), 4);
  check_halt(run_one(make(Kind::kUnpack, XMode::kAp, 1, junk)), 4);
  // Unused modes, too: the deref of unpack's y is no deref.
  Instruction unpack = make(Kind::kUnpack, XMode::kAp, 1, YMode::kDeref, junk, junk);
  check_halt(run_one(unpack), 4);
  unpack.opcode = Felt(opcode(Kind::kAnd, XMode::kAp, YMode::kDeref));
  check_trap(run_one(unpack), Reason::kIllegal, 3, FaultSource::kNone);
  for (uint32_t modes = 0; modes < 15; ++modes) {
    jump.opcode = Felt(opcode(Kind::kJump) + modes);
    check_halt(run_one(jump), 4);
  }
}

TEST_CASE("opcodes outside the table") {
  for (const int64_t number :
       {int64_t{0}, int64_t{14}, int64_t{kOpcodeEnd}, int64_t{-1}, int64_t{1} << 30}) {
    check_trap(checked_run(job({Instruction{Felt(number), Felt(1), Felt(1), Felt()}})),
               Reason::kIllegal, 0, FaultSource::kNone);
  }
}

TEST_CASE("an odd number of instructions leaves an illegal half word") {
  const Trace trace = checked_run(job({push(1), push(2), push(3)}));
  CHECK(trace.program.length() == 2);
  check_trap(trace, Reason::kIllegal, 3, FaultSource::kNone);
}

TEST_CASE("jumps to the first and the last instruction, and just outside") {
  const auto jump = [](Kind kind, int relative) {
    return checked_run(
        job({halt(), make(kind, XMode::kArg, 3, YMode::kImmediate, Felt(), Felt(relative)), halt(),
             halt()}));
  };
  Job program = job({halt(), make(Kind::kJump), halt(), halt()});
  for (const Kind kind : {Kind::kJump, Kind::kJumpEq, Kind::kCall}) {
    for (const int relative : {-2, -1, 2, 3}) {
      Job job_with_entry;
      job_with_entry.program = jump(kind, relative).program;
      job_with_entry.program.entry = 1;
      const Trace trace = checked_run(job_with_entry);
      if (relative == -1 || relative == 2) {
        CHECK(trace.outcome.pc == static_cast<uint32_t>(1 + relative));
        CHECK(trace.outcome.reason != Reason::kIllegal);
      } else {
        check_trap(trace, Reason::kIllegal, 1, FaultSource::kNone);
      }
    }
  }
  // Illegal even where the jump is not taken: legality does not look at values.
  program = job({make(Kind::kJumpNe, XMode::kArg, 3, YMode::kImmediate, Felt(), Felt(9)), halt()});
  check_trap(checked_run(program), Reason::kIllegal, 0, FaultSource::kNone);
}

TEST_CASE("a computed jump within and out of its table") {
  for (const int index : {0, 1, 2, 3, -1}) {
    const Trace trace = checked_run(job({push(index), last(Kind::kJumpTable, 2), halt(), halt()}));
    if (index == 0 || index == 1) {
      check_halt(trace, static_cast<uint32_t>(2 + index));
    } else {
      check_trap(trace, Reason::kBounds, 1, FaultSource::kCoprocessor);
    }
  }
  // A table of three would end behind the code; near p it must not wrap.
  for (const int length : {3, -1, -2, -3}) {
    check_trap(checked_run(job({push(0), last(Kind::kJumpTable, length), halt(), halt()})),
               Reason::kIllegal, 1, FaultSource::kNone);
  }
  check_trap(checked_run(job({push(0), last(Kind::kJumpTable, 0), halt(), halt()})),
             Reason::kBounds, 1, FaultSource::kCoprocessor);
}

TEST_CASE("call and ret") {
  const Trace trace = checked_run(job(
      {make(Kind::kCall, Felt(3)), make(Kind::kAssert, XMode::kAp, 1, YMode::kImmediate, Felt(9)),
       halt(), make(Kind::kAdd, XMode::kArg, 1, YMode::kImmediate, Felt(8)), make(Kind::kRet)}));
  check_halt(trace, 2);
  CHECK(trace.felts[kZeroPage] == Felt(kZ));     // the caller's fp
  CHECK(trace.felts[kZeroPage + 1] == Felt(1));  // where it goes on
  CHECK(trace.steps[1].fp == kZeroPage + 2);
  CHECK(trace.steps[3].fp == kZeroPage);
}

}  // namespace
}  // namespace cairn
