// Speed of the prover's building blocks, each on the sizes of a real proof and in the units that
// the time budget is kept in. Numbers are per item: a trace cell, a leaf, a hash.
#include <benchmark/benchmark.h>

#include <random>

#include "stark/deep.h"
#include "stark/fri.h"
#include "stark/grind.h"
#include "stark/merkle.h"
#include "stark/transform.h"

namespace cairn {
namespace {

ColumnMatrix random_matrix(size_t height, size_t width) {
  std::mt19937 random(1);
  ColumnMatrix matrix(height, width);
  for (size_t c = 0; c < width; ++c) {
    for (Felt& cell : matrix.column(c)) cell = Felt(static_cast<uint32_t>(random()));
  }
  return matrix;
}

void count_cells(benchmark::State& state, size_t cells) {
  state.SetItemsProcessed(static_cast<int64_t>(static_cast<size_t>(state.iterations()) * cells));
}

// Arguments: log2 of the height, columns, log2 of the blow-up.
void low_degree_extension(benchmark::State& state) {
  const ColumnMatrix trace =
      random_matrix(size_t{1} << state.range(0), static_cast<size_t>(state.range(1)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(low_degree_extend(trace, static_cast<unsigned>(state.range(2))));
  }
  count_cells(state, trace.height() * trace.width());
}
BENCHMARK(low_degree_extension)
    ->Args({20, 32, 1})
    ->Args({16, 64, 1})
    ->Args({12, 256, 1})
    ->Args({20, 5, 1})
    ->Args({23, 4, 1})
    ->Args({18, 32, 4})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// Columns whose values are given on the coset, as DEEP's are.
void coset_extension(benchmark::State& state) {
  const ColumnMatrix values = random_matrix(size_t{1} << 20, 5);
  for (auto _ : state) benchmark::DoNotOptimize(low_degree_extend(values, 1, kCosetLayout));
  count_cells(state, values.height() * values.width());
}
BENCHMARK(coset_extension)->Unit(benchmark::kMillisecond)->UseRealTime();

// Arguments: the hash, columns. Items are committed cells.
void merkle_tree(benchmark::State& state) {
  const MerkleHash hash{static_cast<HashKind>(state.range(0))};
  const ColumnMatrix matrix = random_matrix(size_t{1} << 20, static_cast<size_t>(state.range(1)));
  const ColumnMatrix* const matrices[] = {&matrix};
  for (auto _ : state) benchmark::DoNotOptimize(MerkleTree(hash, matrices).root());
  state.SetLabel(hash_name(hash.kind));
  count_cells(state, matrix.height() * matrix.width());
}
BENCHMARK(merkle_tree)
    ->Args({0, 32})
    ->Args({1, 32})
    ->Args({2, 32})
    ->Args({0, 40})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void out_of_domain_evaluation(benchmark::State& state) {
  const ColumnMatrix matrix = random_matrix(size_t{1} << 20, 32);
  const PointInverses point(20, Ext::generator());
  for (auto _ : state) benchmark::DoNotOptimize(evaluate_at(matrix, point));
  count_cells(state, matrix.height() * matrix.width());
}
BENCHMARK(out_of_domain_evaluation)->Unit(benchmark::kMillisecond)->UseRealTime();

void point_inverses(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(PointInverses(20, Ext::generator()));
  count_cells(state, size_t{1} << 20);
}
BENCHMARK(point_inverses)->Unit(benchmark::kMillisecond)->UseRealTime();

void deep_batching(benchmark::State& state) {
  const ColumnMatrix matrix = random_matrix(size_t{1} << 21, 32);
  const PointInverses point(20, Ext::generator());
  DeepTerm term{&point, {}, Ext::one()};
  for (size_t c = 0; c < matrix.width(); ++c) {
    term.functions.push_back({matrix.column(c).data(), Ext::generator().pow(c)});
  }
  for (auto _ : state) benchmark::DoNotOptimize(deep_codeword(20, 1, {&term, 1}));
  count_cells(state, matrix.height() / 2 * matrix.width());
}
BENCHMARK(deep_batching)->Unit(benchmark::kMillisecond)->UseRealTime();

// Commit phase and openings of one codeword of 2^21 values, without proof of work.
void fri(benchmark::State& state) {
  const ColumnMatrix trace = random_matrix(size_t{1} << 20, kExtColumns);
  FriParameters parameters;
  parameters.schedule = fri_schedule({20}, 1, 3, 5).value();
  parameters.num_queries = 160;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<ColumnMatrix> codewords;
    codewords.push_back(low_degree_extend(trace, 1));
    state.ResumeTiming();
    Transcript transcript(HashKind::kBlake3, "bench");
    const FriProver prover(parameters, std::move(codewords), transcript);
    benchmark::DoNotOptimize(prover.open());
  }
  count_cells(state, size_t{1} << 21);
}
BENCHMARK(fri)->Unit(benchmark::kMillisecond)->UseRealTime();

void grinding(benchmark::State& state) {
  const auto kind = static_cast<HashKind>(state.range(0));
  uint32_t seed = 0;
  for (auto _ : state) {
    Transcript transcript(kind, "bench");
    transcript.absorb_number("seed", seed++);
    benchmark::DoNotOptimize(transcript.grind("work", 18));
  }
  state.SetLabel(hash_name(kind));
  count_cells(state, size_t{1} << 18);  // expected hashes
}
BENCHMARK(grinding)->DenseRange(0, 2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace cairn
