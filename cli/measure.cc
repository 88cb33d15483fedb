// Timing and the limits of the machine; see measure.h.
#include "cli/measure.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>

#include "crypto/field/arena.h"
#include "crypto/field/dispatch.h"
#include "crypto/field/felt.h"

namespace cairn::cli {
namespace {

// Independent chains of operations: enough of them that latency does not count.
constexpr size_t kChains = 12;
constexpr size_t kRounds = 1 << 14;

struct Multiply {
  template <class P>
  CAIRN_INLINE P operator()(P a, P b) const {
    return a * b;
  }
};
struct Add {
  template <class P>
  CAIRN_INLINE P operator()(P a, P b) const {
    return a + b;
  }
};

template <class Operation>
struct InRegisters {
  template <class P>
  CAIRN_INLINE void operator()(Felt* cells, size_t& operations) const {
    std::array<P, kChains> chains;
    for (size_t i = 0; i < kChains; ++i) chains[i] = P::load(cells + i * P::kLanes);
    const P factor = P::load(cells);
    for (size_t round = 0; round < kRounds; ++round) {
      for (size_t i = 0; i < kChains; ++i) chains[i] = Operation{}(chains[i], factor);
    }
    for (size_t i = 0; i < kChains; ++i) chains[i].store(cells + i * P::kLanes);
    operations = kChains * kRounds * P::kLanes;
  }
};

template <class Operation>
double operations_per_second(double budget) {
  constexpr int kCalls = 64;
  uint64_t operations = 0;
  const double seconds = best_time(budget, [&] {
    uint64_t sum = 0;
#pragma omp parallel for reduction(+ : sum) schedule(static)
    for (int call = 0; call < kCalls; ++call) {
      alignas(64) std::array<Felt, 32 * kChains> cells;
      for (size_t i = 0; i < cells.size(); ++i) cells[i] = Felt(i + 3 + static_cast<size_t>(call));
      size_t done = 0;
      dispatch(InRegisters<Operation>{}, cells.data(), done);
      // The result is used, so that the chains are not removed.
      sum += done + (cells[0] == Felt() ? 1 : 0);
    }
    operations = sum;
  });
  return static_cast<double>(operations) / seconds;
}

double bytes_per_second(double budget) {
  // Copies between two buffers far larger than any cache, in parts for all threads.
  constexpr size_t kBytes = size_t{1} << 28;
  constexpr int kParts = 64;
  const Block from = Arena::global().take(kBytes);
  const Block to = Arena::global().take(kBytes);
  std::memset(from.data(), 1, kBytes);
  const double seconds = best_time(budget, [&] {
#pragma omp parallel for schedule(static)
    for (int part = 0; part < kParts; ++part) {
      const size_t at = static_cast<size_t>(part) * (kBytes / kParts);
      std::memcpy(static_cast<char*>(to.data()) + at, static_cast<const char*>(from.data()) + at,
                  kBytes / kParts);
    }
  });
  return 2.0 * kBytes / seconds;
}

}  // namespace

double best_time(double budget, const std::function<void()>& body) {
  const Stopwatch all;
  double best = std::numeric_limits<double>::infinity();
  for (int calls = 0; calls < 2 || all.seconds() < budget; ++calls) {
    const Stopwatch one;
    body();
    best = std::min(best, one.seconds());
  }
  return best;
}

Limits measure_limits(double budget) {
  return {operations_per_second<Multiply>(budget), operations_per_second<Add>(budget),
          bytes_per_second(budget)};
}

}  // namespace cairn::cli
