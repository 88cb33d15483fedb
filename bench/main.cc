// The entry point shared by all benchmarks: cairn_bench --benchmark_filter=...
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
