// Speed of the whole prover on one synthetic table of 50 columns and 12 messages, about what a step
// of the machine costs. Items are committed elements: main and auxiliary columns, padding included.
#include <benchmark/benchmark.h>

#include <random>

#include "stark/prover.h"
#include "stark/table_kernel_impl.h"

namespace cairn {
namespace {

struct WideTable {
  static constexpr std::string_view kName = "wide";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 0;
  template <class T>
  struct Columns {
    std::array<T, 50> c;
  };
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air) {
    using E = typename B::Expr;
    const auto& now = air.now().c;
    const auto& next = air.next().c;
    for (size_t i = 0; i < 40; ++i) {
      air.assert_zero("here", now[i] * (now[i] * now[i + 1] - now[i + 2]) - now[i + 5]);
    }
    for (size_t i = 0; i < 10; ++i) {
      air.assert_zero("next",
                      air.is_transition() * (next[i] - now[i + 1] - now[i + 2] * now[i + 3]));
    }
    for (size_t i = 0; i < 12; ++i) {
      air.lookup("message", Bus::kWord,
                 std::array<E, 4>{now[i], now[i + 1], now[i + 2] - now[i + 3], now[i + 4]},
                 now[20 + i]);
    }
  }
};

}  // namespace

CAIRN_TABLE_KERNEL(WideTable)

namespace {

// Argument: log2 of the height. The trace satisfies nothing, which costs the prover the same.
void whole_prover(benchmark::State& state) {
  const Air air({table_kernel<WideTable>()});
  const size_t height = size_t{1} << state.range(0);
  size_t elements = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::mt19937 random(1);
    std::vector<ColumnMatrix> traces;
    traces.emplace_back(height, kWidth<WideTable>);
    for (size_t c = 0; c < kWidth<WideTable>; ++c) {
      for (Felt& cell : traces[0].column(c)) cell = Felt(static_cast<uint32_t>(random()));
    }
    state.ResumeTiming();
    const auto output = prove(air, Claim(), std::move(traces), ProverOptions());
    elements += output->stats.committed_elements;
    for (const ProverStats::Stage& stage : output->stats.stages) {
      state.counters[std::string(stage.name)] = stage.seconds;
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(elements));
}
BENCHMARK(whole_prover)->Arg(14)->Arg(18)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace cairn
