// One row by itself, against a prover who makes of it what he can: the constraints that fix a cell
// are solved for it, and what the row asks is compared with the memory of a machine.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "air/faults.h"
#include "test/air/harness.h"

namespace cairn::test {

// The machine before an instruction, and what of it the verifier says.
struct Scene {
  std::vector<Felt> felts;
  std::vector<Word> words;
  uint32_t left = 1;
  std::array<Felt, 3> region{};  // base, lo, hi

  uint32_t ap() const { return static_cast<uint32_t>(felts.size()); }
  uint32_t wp() const { return static_cast<uint32_t>(words.size()); }
};

// A row by itself: what its constraints leave over, and whether what it asks is true. Of what it
// provides on the coprocessor bus it keeps the outcome.
template <class Table>
class Trial {
 public:
  using Expr = Felt;
  using Row = typename Table::template Columns<Felt>;

  Trial(const Row& row, const Scene& scene, const PublicValues& publics)
      : row_(row), scene_(scene), publics_(publics) {
    Table::constrain(*this);
  }
  const Row& now() const { return row_; }
  const Row& next() const { return padding_; }
  Felt public_value(PublicValue v) const { return publics_[v]; }
  Felt is_first_row() const { return Felt::one(); }
  Felt is_last_row() const { return {}; }
  Felt is_transition() const { return Felt::one(); }
  void assert_zero(std::string_view name, const Felt& e) {
    if (e != Felt()) left_over_.push_back({name, e});
  }
  template <size_t N>
  void lookup(std::string_view, Bus bus, const std::array<Felt, N>& tuple, Felt times) {
    if (times == Felt()) return;
    const BusMessage message = bus_message(bus, tuple, times);
    if (times != Felt::one() || !holds(message)) ++untrue_;
  }
  template <size_t N>
  void provide(std::string_view, Bus bus, const std::array<Felt, N>& tuple, Felt times) {
    if (times != Felt() && bus == Bus::kCoprocessor) outcome_ = tuple[N - 1].value();
  }

  bool holds() const { return left_over_.empty() && untrue_ == 0; }
  Felt left_over(std::string_view name) const {
    for (const auto& [other, felt] : left_over_) {
      if (other == name) return felt;
    }
    return {};
  }
  std::optional<uint32_t> outcome() const { return outcome_; }

 private:
  bool holds(const BusMessage& message) const {
    if (is_comparison(message.bus)) return is_true(message);
    const uint32_t at = message.entries[0].value();
    if (message.bus == Bus::kFelt) {
      return at < scene_.ap() && scene_.felts[at] == message.entries[1];
    }
    if (message.bus == Bus::kWord) {
      if (at >= scene_.wp()) return false;
      for (size_t i = 0; i < 8; ++i) {
        if (scene_.words[at][i] != message.entries[1 + i]) return false;
      }
    }
    // What a path, a sponge or a message of the cpu proves is asked below.
    return message.bus != Bus::kRegion ||
           std::equal(scene_.region.begin(), scene_.region.end(), message.entries.begin());
  }

  const Row& row_;
  const Row padding_{};
  const Scene& scene_;
  const PublicValues& publics_;
  std::vector<std::pair<std::string_view, Felt>> left_over_;
  size_t untrue_ = 0;
  std::optional<uint32_t> outcome_;
};

// What the constraints fix, one from the other.
inline void solve(FaultsTable::Columns<Felt>& row, const Scene& scene,
                  const PublicValues& publics) {
  for (int pass = 0; pass < 3; ++pass) {
    const Trial<FaultsTable> trial(row, scene, publics);
    row.range_first -= trial.left_over("range_first");
    row.range_length -= trial.left_over("range_length");
    row.low_power -= trial.left_over("low_power");
    row.power -= trial.left_over("power");
    row.less_a -= trial.left_over("less: first");
    row.less_b -= trial.left_over("less: second");
    row.near_first -= trial.left_over("near: first");
    row.near_bound -= trial.left_over("near: bound");
    row.near_second -= trial.left_over("near: second");
  }
}

}  // namespace cairn::test
