// exec: code that is received as data. Corners of docs/machine.md and the record of regions.
#include <catch2/catch.hpp>

#include "test/vm/vm_test.h"

namespace cairn {
namespace {

Word code(const Instruction& first, const Instruction& second) {
  const Instruction both[] = {first, second};
  return code_words(both)[0];
}

// exec W[h .. h + n), wherever the frame is: a zero is read from the bottom of the zero page while
// fp is near it, and h comes before it.
Instruction exec_last(int n) { return last(Kind::kExec, n); }

TEST_CASE("exec of a public input word") {
  // Two code words; the input is word 2. It appends 5 and returns.
  const Trace trace =
      checked_run(job({push(2), exec_last(1),
                       make(Kind::kAssert, XMode::kAp, 1, YMode::kImmediate, Felt(5)), halt()},
                      {code(make(Kind::kAdd, XMode::kArg, 5, YMode::kImmediate, Felt(), Felt(5)),
                            make(Kind::kRet))}));
  CHECK(describe(trace.outcome) == "halted with 0 output words");
  REQUIRE(trace.regions.size() == 2);
  const Region& region = trace.regions[1];
  CHECK(region.base == kZeroPage + 6);
  CHECK(region.lo == 4);
  CHECK(region.hi == 6);
  CHECK(region.exec_step == 1);
  CHECK(region.popped_step == 3);
  // The frame: base, lo, hi, fp, pc of the root.
  const std::vector<Felt> frame(trace.felts.begin() + kZeroPage + 1,
                                trace.felts.begin() + kZeroPage + 6);
  CHECK(frame == std::vector<Felt>{Felt(0), Felt(0), Felt(4), Felt(kZeroPage), Felt(2)});
}

TEST_CASE("exec of zero words traps at the end of its code") {
  for (const int h : {0, 1}) {
    const Trace trace = checked_run(job({push(h), exec_last(0)}));
    CHECK(trace.outcome.reason == Reason::kEndOfCode);
    CHECK(trace.outcome.pc == static_cast<uint32_t>(2 * h));
    REQUIRE(trace.regions.size() == 2);
    CHECK(trace.regions[1].n == 0);
    CHECK(trace.stop.region == 1);
    CHECK(trace.regions[1].popped_step == kNoIndex);
  }
}

TEST_CASE("exec nested: regions are left in the reverse order") {
  // The outer input runs the inner one: words 3 and 4 behind three words of code.
  const Trace trace = checked_run(
      job({push(3), exec_last(2), halt(), halt(), halt(), halt()},
          {code(make(Kind::kAdd, XMode::kArg, 6, YMode::kImmediate, Felt(), Felt(2)), exec_last(1)),
           code(make(Kind::kRet), make(Kind::kRet))}));
  // [fp - 6] is 3, so the inner handle is 5, which does not exist.
  CHECK(trace.outcome.reason == Reason::kBounds);
  CHECK(trace.stop.source == FaultSource::kCpu);

  const Trace nested = checked_run(
      job({push(3), exec_last(2), halt(), halt(), halt(), halt()},
          {code(make(Kind::kAdd, XMode::kArg, 6, YMode::kImmediate, Felt(), Felt(1)), exec_last(1)),
           code(make(Kind::kRet), make(Kind::kRet))}));
  CHECK(nested.outcome.halted());
  CHECK(nested.outcome.pc == 2);
  REQUIRE(nested.regions.size() == 3);
  CHECK(nested.regions[2].parent == 1);
  CHECK(nested.regions[2].parent_base == nested.regions[1].base);
  CHECK(nested.regions[2].lo == 8);
  CHECK(nested.regions[2].popped_step == 4);
  CHECK(nested.regions[1].popped_step == 5);
  // The same word is decoded once for each region that executes it.
  CHECK(nested.decoded.size() == 7);
}

TEST_CASE("exec of its own region") {
  // exec W[0 .. 1) again and again, each time in a new region: [fp - 4] is the caller's lo, 0.
  Job endless = job({make(Kind::kExec, XMode::kArg, 4, YMode::kImmediate, Felt(1)), halt()});
  endless.cost_limit = 100;
  const Trace trace = checked_run(endless);
  CHECK(trace.outcome.reason == Reason::kOutOfCost);
  CHECK(trace.regions.size() == 101);
  CHECK(trace.decoded.size() == 100);
  CHECK(trace.regions[100].parent == 99);
  CHECK(trace.regions[100].base == kZeroPage + 500);
}

TEST_CASE("a jump that is legal in a large region is illegal in a part of it") {
  // Instruction 3 of the image jumps to 5; the root may, but W[1 .. 2) as a region may not.
  const Job in_root = job(
      {push(1), make(Kind::kJump, Felt(2)), halt(), make(Kind::kJump, Felt(2)), halt(), halt()});
  CHECK(checked_run(in_root).outcome.pc == 5);
  const Trace trace = checked_run(job({push(1), exec_last(1), make(Kind::kJump, Felt(1)),
                                       make(Kind::kJump, Felt(2)), halt(), halt()}));
  CHECK(trace.outcome.reason == Reason::kIllegal);
  CHECK(trace.outcome.pc == 3);
  CHECK(trace.stop.region == 1);
  // The same where the root has executed it before.
  const Trace later = checked_run(job(
      {push(1), make(Kind::kJump, Felt(2)), make(Kind::kJump, Felt(1)), make(Kind::kJump, Felt(2)),
       halt(), make(Kind::kExec, XMode::kLocal, 0, YMode::kImmediate, Felt(1))}));
  CHECK(later.steps[2].region == 0);
  CHECK(later.pc(later.steps[2]) == 3);
  CHECK(later.outcome.reason == Reason::kIllegal);
  CHECK(later.outcome.pc == 3);
  CHECK(later.stop.region == 1);
  // And where the part has executed an instruction before the whole does.
  const Trace back =
      checked_run(job({push(1), exec_last(1), make(Kind::kRet), halt(), halt(), halt()}));
  CHECK(back.outcome.reason == Reason::kEndOfCode);  // the ret of the root frame
  CHECK(back.outcome.pc == 6);
  CHECK(back.decoded.size() == 4);
}

TEST_CASE("a ret in a frame above base stays in the region") {
  const Trace trace = checked_run(job(
      {push(2), exec_last(2), halt(), halt()},
      {code(make(Kind::kCall, Felt(2)), make(Kind::kRet)), code(make(Kind::kRet), Instruction{})}));
  CHECK(trace.outcome.halted());
  CHECK(trace.regions[1].popped_step == 4);
  CHECK(trace.steps[4].region == 1);
  CHECK(trace.steps[5].region == 0);
}

TEST_CASE("code appended by the run itself") {
  // pack makes a word of eight cells: halt with [fp - 3] = 0 and 0 words, twice.
  const Instruction stop = make(Kind::kHalt, XMode::kArg, 100, YMode::kImmediate, Felt());
  const Trace trace = checked_run(
      job({push(stop.opcode), push(stop.a), push(stop.b), push(stop.imm), push(stop.opcode),
           push(stop.a), push(stop.b), push(stop.imm), push(static_cast<int>(kZeroPage)),
           last(Kind::kPack), exec_last(1), halt()}));
  CHECK(trace.outcome.halted());
  CHECK(trace.outcome.pc == 12);
  CHECK(trace.words[6] == code(stop, stop));
}

TEST_CASE("entering a large region costs nothing") {
  // 20,000 times exec of 60,000 words of input, each left at once: decoding or clearing them all
  // would take 10^9 operations.
  Program program;
  append_code(program, std::vector<Instruction>{
                           push(2), exec_last(60000),
                           make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(), Felt(2)),
                           make(Kind::kJump, Felt(-2))});
  std::vector<Word> inputs(60000);
  inputs[0] = code(make(Kind::kRet), make(Kind::kRet));
  const auto result = run(program, inputs, {80000, nullptr});
  REQUIRE(result.ok());
  CHECK(result->outcome.reason == Reason::kOutOfCost);
  CHECK(result->stop.ap == kZeroPage + 1 + 6 * 20000);
}

}  // namespace
}  // namespace cairn
