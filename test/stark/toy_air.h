// A small AIR for tests of the proof system: a Fibonacci table that asks for ranges and cubes, a
// range table of fixed height, and a table of cubes that may be absent.
#ifndef CAIRN_TEST_STARK_TOY_AIR_H_
#define CAIRN_TEST_STARK_TOY_AIR_H_

#include <array>
#include <string_view>
#include <vector>

#include "air/builder.h"
#include "crypto/field/matrix.h"
#include "stark/prover.h"
#include "stark/verifier.h"

namespace cairn::testing {

// a, b, a + b, ...; every row asks whether `limb` is in range, some whether `cube` is its cube. The
// first row answers the public message (7, first a).
struct ToyFibonacci {
  static constexpr std::string_view kName = "fibonacci";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 0;
  template <class T>
  struct Columns {
    T a, b, limb, cube, asks;
  };
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air) {
    using E = typename B::Expr;
    const auto& now = air.now();
    const auto& next = air.next();
    air.assert_zero("first a",
                    air.is_first_row() * (now.a - air.public_value(PublicValue::kEntry)));
    air.assert_zero("first b",
                    air.is_first_row() * (now.b - air.public_value(PublicValue::kLength)));
    air.assert_zero("next a", air.is_transition() * (next.a - now.b));
    air.assert_zero("next b", air.is_transition() * (next.b - now.a - now.b));
    air.assert_zero("last b", air.is_last_row() * (now.b - air.public_value(PublicValue::kStopPc)));
    assert_bool(air, "asks is a bit", now.asks);
    air.lookup("range", Bus::kRange, std::array<E, 1>{now.limb}, E(Felt::one()));
    air.lookup("cube", Bus::kNear, std::array<E, 2>{now.limb, now.cube}, now.asks);
    air.provide("start", Bus::kFelt, std::array<E, 2>{E(Felt(7)), now.a}, air.is_first_row());
  }
};

// 0 ... 15, each any number of times.
struct ToyRange {
  static constexpr std::string_view kName = "range";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 4;
  template <class T>
  struct Columns {
    T v, count;
  };
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air) {
    using E = typename B::Expr;
    const auto& now = air.now();
    air.assert_zero("first", air.is_first_row() * now.v);
    air.assert_zero("next", air.is_transition() * (air.next().v - now.v - E(Felt::one())));
    air.provide("range", Bus::kRange, std::array<E, 1>{now.v}, now.count);
  }
};

// x, x^3.
struct ToyCube {
  static constexpr std::string_view kName = "cube";
  static constexpr bool kAlways = false;
  static constexpr unsigned kLogHeight = 0;
  template <class T>
  struct Columns {
    T x, cube, count;
  };
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air) {
    using E = typename B::Expr;
    const auto& now = air.now();
    air.assert_zero("cube", now.x * now.x * now.x - now.cube);
    air.lookup("range", Bus::kRange, std::array<E, 1>{now.x}, now.count * now.count);
    air.provide("cube", Bus::kNear, std::array<E, 2>{now.x, now.cube}, now.count);
  }
};

inline constexpr size_t kToyFibonacci = 0;
inline constexpr size_t kToyRange = 1;
inline constexpr size_t kToyCube = 2;
const Air& toy_air();

// A run of it: its traces and its claim. log_cube = 0 leaves the cubes out.
struct ToyRun {
  explicit ToyRun(unsigned log_fibonacci = 5, unsigned log_cube = 3, uint32_t first = 3);
  std::vector<ColumnMatrix> traces() const;  // a copy

  std::vector<ColumnMatrix> tables;
  Claim claim;
};

// What the verifier makes of statement and hints. The statement is first a, first b and whether
// cubes are there, the hint the last b: 4 bytes each.
std::variant<Claim, std::string> toy_claim(const std::vector<uint8_t>& statement,
                                           std::span<const uint8_t> hints);
Expected toy_expected(const ToyRun& run, unsigned security = 100);

// Parameters that are far too weak, for small and quick proofs.
ProofParameters tiny_parameters(ProofProfile profile, Batching batching = Batching::kPowers);
// Accepts exactly what check_shape and the ranges accept.
ParameterFault tiny_policy(const ProofParameters& parameters, const ProtocolShape& shape);

}  // namespace cairn::testing

#endif  // CAIRN_TEST_STARK_TOY_AIR_H_
