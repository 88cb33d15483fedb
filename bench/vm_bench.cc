// Speed of the run loop on one core, with and without a trace: items are steps. The loops are the
// usual worst case, instructions that do next to nothing.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <initializer_list>

#include "vm/encode.h"
#include "vm/run.h"

namespace cairn {
namespace {

Program program_of(std::initializer_list<Instruction> code) {
  Program program;
  append_code(program, code);
  return program;
}

// Fibonacci without end: (a, b) -> (b, a + b), two instructions a turn.
Program fibonacci() {
  return program_of({make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(1)),
                     make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(1)),
                     make(Kind::kAdd, XMode::kAp, 1, YMode::kAp, Felt(2)),
                     make(Kind::kJump, Felt(-1))});
}

// A counter, its comparison and a branch, a product, a load and a call that returns at once.
Program mixed() {
  return program_of({make(Kind::kAdd, XMode::kArg, 3, YMode::kImmediate, Felt(1)),
                     make(Kind::kMul, XMode::kAp, 1, YMode::kAp, Felt(1), Felt(7)),
                     make(Kind::kLess, XMode::kAp, 1, YMode::kImmediate, Felt(1000000)),
                     make(Kind::kJumpEq, XMode::kAp, 1, YMode::kImmediate, Felt(2), Felt(1)),
                     make(Kind::kAdd, XMode::kArg, 2, YMode::kDeref, Felt(-1)),
                     make(Kind::kSub, XMode::kAp, 1, YMode::kAp, Felt(3)),
                     make(Kind::kCall, Felt(2)), make(Kind::kJump, Felt(-7)), make(Kind::kRet)});
}

void run_untraced(benchmark::State& state, const Program& program) {
  const auto limit = static_cast<uint32_t>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(run(program, {}, {limit, nullptr}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void run_recording(benchmark::State& state, const Program& program) {
  const auto limit = static_cast<uint32_t>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(run_traced(program, {}, {limit, nullptr}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK_CAPTURE(run_untraced, fibonacci, fibonacci())->Arg(1 << 16)->Arg(1 << 20);
BENCHMARK_CAPTURE(run_untraced, mixed, mixed())->Arg(1 << 20);
BENCHMARK_CAPTURE(run_recording, fibonacci, fibonacci())->Arg(1 << 16)->Arg(1 << 20);
BENCHMARK_CAPTURE(run_recording, mixed, mixed())->Arg(1 << 20);

}  // namespace
}  // namespace cairn
