// Measuring how fast something is, and what bounds it on this machine: field arithmetic in
// registers and memory bandwidth, both with all threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

namespace cairn::cli {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The shortest of several calls of `body`, in seconds: called for at least `budget` seconds, and at
// least twice (the first call pays for page faults).
double best_time(double budget, const std::function<void()>& body);

struct Limits {
  double products_per_second = 0;  // of the base field, operands in registers
  double sums_per_second = 0;      // likewise
  double bytes_per_second = 0;     // of memory, read and written counted alike
};
// Takes about 3 * budget seconds.
Limits measure_limits(double budget);

}  // namespace cairn::cli
