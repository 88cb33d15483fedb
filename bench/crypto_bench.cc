// Throughput of the field and the hashes on one core, portable against the instruction set of this
// machine, in one run. Counters: items are field products, permutations or digests; bytes are the
// canonical bytes of the rows hashed.
#include <benchmark/benchmark.h>

#include <array>
#include <vector>

#include "crypto/field/dispatch.h"
#include "crypto/field/ext.h"
#include "crypto/hash/blake3.h"
#include "crypto/hash/hasher.h"
#include "crypto/hash/keccak.h"
#include "crypto/hash/poseidon.h"

namespace cairn {
namespace {

std::vector<Felt> numbers(size_t size) {
  std::vector<Felt> felts(size);
  for (size_t i = 0; i < size; ++i) felts[i] = Felt(i * i + 12345);
  return felts;
}

Backend backend_of(const benchmark::State& state) { return static_cast<Backend>(state.range(0)); }

// Skips a back end that this processor lacks.
bool runs(benchmark::State& state) {
  state.SetLabel(backend_name(backend_of(state)));
  if (backend_supported(backend_of(state))) return true;
  state.SkipWithError("not supported by this processor");
  return false;
}

void back_ends(benchmark::internal::Benchmark* bench) {
  for (const Backend backend : kBackends) bench->Arg(static_cast<int64_t>(backend));
}

struct MultiplyColumns {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* a, const Felt* b, Felt* out, size_t size) const {
    for (size_t i = 0; i < size; i += P::kLanes) (P::load(a + i) * P::load(b + i)).store(out + i);
  }
};

void multiply_felts(benchmark::State& state) {
  if (!runs(state)) return;
  constexpr size_t kSize = 2048;
  const std::vector<Felt> a = numbers(kSize);
  std::vector<Felt> out = a;
  for (auto _ : state) {
    dispatch_to(backend_of(state), MultiplyColumns{}, a.data(), out.data(), out.data(), kSize);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kSize));
}
BENCHMARK(multiply_felts)->Apply(back_ends);

// Products of independent extension elements, five columns each.
struct MultiplyExtensions {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* a, Felt* b, size_t size) const {
    for (size_t i = 0; i < size; i += P::kLanes) {
      Ext5Of<P> x;
      Ext5Of<P> y;
      for (size_t k = 0; k < 5; ++k) {
        x.c[k] = P::load(a + i + k * size);
        y.c[k] = P::load(b + i + k * size);
      }
      x *= y;
      for (size_t k = 0; k < 5; ++k) x.c[k].store(b + i + k * size);
    }
  }
};

void multiply_extensions(benchmark::State& state) {
  if (!runs(state)) return;
  constexpr size_t kSize = 512;
  const std::vector<Felt> a = numbers(5 * kSize);
  std::vector<Felt> b = a;
  for (auto _ : state) {
    dispatch_to(backend_of(state), MultiplyExtensions{}, a.data(), b.data(), kSize);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kSize));
}
BENCHMARK(multiply_extensions)->Apply(back_ends);

void poseidon_permutations(benchmark::State& state) {
  if (!runs(state)) return;
  std::vector<PoseidonState> states(256);
  for (auto _ : state) {
    poseidon_permute_many(states.data(), states.size(), backend_of(state));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(states.size()));
}
BENCHMARK(poseidon_permutations)->Apply(back_ends);

void poseidon_permutation_scalar(benchmark::State& state) {
  PoseidonState permuted{};
  for (auto _ : state) {
    poseidon_permute(permuted);
    benchmark::DoNotOptimize(permuted);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(poseidon_permutation_scalar);

void keccak_permutation_scalar(benchmark::State& state) {
  std::array<uint64_t, 25> permuted{};
  for (auto _ : state) {
    keccak_permute(permuted);
    benchmark::DoNotOptimize(permuted);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(keccak_permutation_scalar);

// Leaves of 300 columns of 4,096 rows, a power of two apart as in a commitment.
void hash_leaves(benchmark::State& state, HashKind kind) {
  if (!runs(state)) return;
  constexpr size_t kWidth = 300;
  constexpr size_t kRows = 4096;
  const std::vector<Felt> matrix = numbers(kWidth * kRows);
  std::vector<const Felt*> columns;
  columns.reserve(kWidth);
  for (size_t i = 0; i < kWidth; ++i) columns.push_back(matrix.data() + i * kRows);
  std::vector<Digest> leaves(kRows);
  for (auto _ : state) {
    hash_rows(kind, columns, 0, kRows, leaves.data(), backend_of(state));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(4 * kWidth * kRows));
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kRows));
}
BENCHMARK_CAPTURE(hash_leaves, blake3, HashKind::kBlake3)->Apply(back_ends);
BENCHMARK_CAPTURE(hash_leaves, keccak, HashKind::kKeccak)->Apply(back_ends);
BENCHMARK_CAPTURE(hash_leaves, poseidon, HashKind::kPoseidon)->Apply(back_ends);

void hash_nodes(benchmark::State& state, HashKind kind) {
  if (!runs(state)) return;
  std::vector<Digest> children(512);
  std::vector<Digest> nodes(256);
  for (auto _ : state) {
    hash_pairs(kind, children.data(), nodes.size(), nodes.data(), backend_of(state));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(nodes.size()));
}
BENCHMARK_CAPTURE(hash_nodes, blake3, HashKind::kBlake3)->Apply(back_ends);
BENCHMARK_CAPTURE(hash_nodes, keccak, HashKind::kKeccak)->Apply(back_ends);
BENCHMARK_CAPTURE(hash_nodes, poseidon, HashKind::kPoseidon)->Apply(back_ends);

}  // namespace
}  // namespace cairn
