// The two builders of the proof system: one folds all constraints of a row to a single element of
// the challenge field, the other evaluates the row's bus messages. Both read a table's constrain()
// (air/builder.h), over lanes of the base field for the prover and over the challenge field, at
// zeta, for the verifier: what is proved and what is verified cannot differ.
//
// All constraints of the tables of one height are multiplied by the powers of alpha, table by
// table: those of the assert_zero calls, in order, then those of the auxiliary columns (logup.h).
// Messages in the order of the calls are paired two to a column. With d the denominator and m the
// signed multiplicity of a message, h_k the columns but the last, acc the last one, S the table's
// sum and N its height:
//   h_k d d' = m d' + m' d                                               for every pair but the
//   last (acc(next row) - acc + S/N - sum of all h_k) d d' = m d' + m' d      for the last
// (d' = 1, m' = 0 where the last has only one), in every row, the first being next to the last.
// Specification: docs/protocol.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/ext.h"
#include "crypto/field/packed.h"

namespace cairn {

// Drawn after the main columns are committed. The denominator of a message is
//   chi - (bus + beta e_0 + beta^2 e_1 + ...).
struct BusChallenges {
  BusChallenges() = default;
  BusChallenges(const Ext& beta, const Ext& chi_value) : chi(chi_value) {
    Ext power = Ext::one();
    for (Ext& entry : powers) entry = power *= beta;
  }
  Ext chi;
  std::array<Ext, kMaxTuple> powers;  // beta, beta^2, ...
};

// The denominator of a message, times a factor, is constant - (powers[0] e_0 + powers[1] e_1 +
// ...).
struct MessageFactors {
  Ext constant;
  std::array<Ext, kMaxTuple> powers;
};
// Those of a table's messages. The first message of pair k is scaled by scales[k], if there are
// any.
std::vector<MessageFactors> message_factors(const TableShape& shape, const BusChallenges& bus,
                                            std::span<const Ext> scales = {});

// first, first alpha, first alpha^2, ...
std::vector<Ext> powers_of(const Ext& alpha, size_t count, const Ext& first = Ext::one());

// What is the same for all rows of a table.
struct FoldChallenges {
  // `first_power` of alpha is that of the first constraint; `sum` is the table's bus sum S;
  // public_values must outlive this.
  FoldChallenges(const TableShape& shape, unsigned log_height, const BusChallenges& bus,
                 const Ext& alpha, const Ext& first_power, const PublicValues& public_values,
                 const Ext& sum);
  // That of the next table of the same height.
  Ext next_power(const Ext& alpha) const { return alphas.back() * alpha; }
  std::vector<Ext> alphas;  // one for every constraint, the bus's included
  // The first message of each pair is scaled by the power of alpha that the pair's constraint has.
  std::vector<MessageFactors> messages;
  const PublicValues* publics;
  Ext sum_per_row;  // S/N
  Felt last_point;  // of the last row
};

// An element of the challenge field for the verifier's builder. Its operations are not inlined:
// there is one row to evaluate, and tables of thousands of operations to compile.
struct PointValue {
  Ext ext;
  PointValue() = default;
  explicit PointValue(const Ext& value) : ext(value) {}
  explicit PointValue(Felt value) : ext(value) {}
};
PointValue operator+(const PointValue& a, const PointValue& b);
PointValue operator-(const PointValue& a, const PointValue& b);
PointValue operator*(const PointValue& a, const PointValue& b);
PointValue operator-(const PointValue& a);

// Lanes without an instruction set of their own, again with operations that are not inlined: at
// eight lanes to a call that costs little, and a table is compiled soon.
struct BoxedSum {
  portable::ProductSumScalar lanes;
};
struct BoxedLanes {
  static constexpr size_t kLanes = portable::PackedScalar::kLanes;
  using ProductSum = BoxedSum;
  portable::PackedScalar lanes;

  BoxedLanes() = default;
  BoxedLanes(Felt value) : lanes(value) {}
  explicit BoxedLanes(const portable::PackedScalar& values) : lanes(values) {}
  static BoxedLanes load(const Felt* from) {
    return BoxedLanes(portable::PackedScalar::load(from));
  }
  static BoxedLanes broadcast(Felt value) { return BoxedLanes(value); }
  void store(Felt* to) const { lanes.store(to); }
};
BoxedLanes operator+(const BoxedLanes& a, const BoxedLanes& b);
BoxedLanes operator-(const BoxedLanes& a, const BoxedLanes& b);
BoxedLanes operator*(const BoxedLanes& a, const BoxedLanes& b);
BoxedLanes operator-(const BoxedLanes& a);
void add_product(BoxedSum& sum, const BoxedLanes& a, const BoxedLanes& b);
void add_product(BoxedSum& sum, const BoxedLanes& a, Felt b);
void add_products(BoxedSum& sum, const BoxedLanes& a, const BoxedLanes& b, const BoxedLanes& c,
                  const BoxedLanes& d);
void add_products(BoxedSum& sum, const BoxedLanes& a, Felt b, const BoxedLanes& c, Felt d);

BoxedLanes value_of(const BoxedSum& sum);

// Arithmetic over lanes P.
template <class P>
struct LaneArithmetic {
  using Value = P;
  using Extended = Ext5Of<P>;
  CAIRN_INLINE static Extended constant(const Ext& value) { return broadcast<P>(value); }
  CAIRN_INLINE static Extended times(const Extended& a, const Value& b) { return a * b; }

  // sum of values[i] * factors[i], reduced once.
  CAIRN_INLINE static Extended combination(const P* values, const Ext* factors, size_t count) {
    typename P::ProductSum sums[Ext::kDegree];
    size_t i = 0;
    for (; i + 2 <= count; i += 2) {
      for (size_t k = 0; k < Ext::kDegree; ++k) {
        add_products(sums[k], values[i], factors[i].c[k], values[i + 1], factors[i + 1].c[k]);
      }
    }
    if (i < count) {
      for (size_t k = 0; k < Ext::kDegree; ++k) add_product(sums[k], values[i], factors[i].c[k]);
    }
    Extended result;
    for (size_t k = 0; k < Ext::kDegree; ++k) result.c[k] = value_of(sums[k]);
    return result;
  }
};

// Arithmetic over the challenge field.
struct PointArithmetic {
  using Value = PointValue;
  using Extended = PointValue;
  static Extended constant(const Ext& value) { return PointValue(value); }
  static Extended times(const Extended& a, const Value& b) { return a * b; }
  static Extended combination(const PointValue* values, const Ext* factors, size_t count) {
    PointValue sum;
    for (size_t i = 0; i < count; ++i) sum = sum + values[i] * PointValue(factors[i]);
    return sum;
  }
};

// The selectors of a row: Lagrange polynomials, 1 in their row and 0 in the others, and x - (the
// last row's point).
template <class A>
struct RowSelectors {
  typename A::Value is_first;
  typename A::Value is_last;
  typename A::Value is_transition;
};

// The builder: constrain() writes the row's constraints (unless only messages are wanted) and
// messages into arrays. What is done with them is a loop, and compiled once, not once for each.
template <class Table, class A, bool kWithConstraints>
class RowCollector {
 public:
  using Expr = typename A::Value;
  using Extended = typename A::Extended;
  using Columns = typename Table::template Columns<Expr>;
  using Row = std::array<Expr, kWidth<Table>>;
  static constexpr size_t kConstraints = shape_of<Table>().constraints;
  static constexpr size_t kMessages = shape_of<Table>().interactions;
  static constexpr size_t kPairs = shape_of<Table>().aux_columns();

  CAIRN_INLINE RowCollector(const Row& now, const Row& next, const RowSelectors<A>& selectors,
                            const PublicValues& publics, const MessageFactors* factors)
      : now_(bind_columns<Table>(now)),
        next_(bind_columns<Table>(next)),
        selectors_(selectors),
        publics_(&publics),
        factors_(factors) {
    Table::constrain(*this);
  }

  CAIRN_INLINE const Columns& now() const { return now_; }
  CAIRN_INLINE const Columns& next() const { return next_; }
  CAIRN_INLINE Expr public_value(PublicValue v) const { return Expr((*publics_)[v]); }
  CAIRN_INLINE Expr is_first_row() const { return selectors_.is_first; }
  CAIRN_INLINE Expr is_last_row() const { return selectors_.is_last; }
  CAIRN_INLINE Expr is_transition() const { return selectors_.is_transition; }
  CAIRN_INLINE void assert_zero(std::string_view, const Expr& e) {
    if constexpr (kWithConstraints) constraints_[constraint_++] = e;
  }
  template <size_t N>
  CAIRN_INLINE void lookup(std::string_view, Bus, const std::array<Expr, N>& tuple,
                           const Expr& multiplicity) {
    static_assert(N <= kMaxTuple);
    const MessageFactors& factors = factors_[message_];
    denominators_[message_] =
        A::constant(factors.constant) - A::combination(tuple.data(), factors.powers.data(), N);
    multiplicities_[message_++] = multiplicity;
  }
  template <size_t N>
  CAIRN_INLINE void provide(std::string_view name, Bus bus, const std::array<Expr, N>& tuple,
                            const Expr& multiplicity) {
    lookup(name, bus, tuple, -multiplicity);
  }

  const Expr* constraints() const { return constraints_.data(); }

  // The fraction numerator / denominator of pair k, its messages not being scaled.
  struct Fraction {
    Extended numerator;
    Extended denominator;
  };
  CAIRN_INLINE Fraction pair(size_t k) const {
    const Extended& d = denominators_[2 * k];
    if (2 * k + 1 == kMessages) return {Extended(multiplicities_[2 * k]), d};
    const Extended& d2 = denominators_[2 * k + 1];
    return {A::times(d2, multiplicities_[2 * k]) + A::times(d, multiplicities_[2 * k + 1]), d * d2};
  }

  // scale (value d d' - m d' - m' d), the first message of pair k being scaled.
  CAIRN_INLINE Extended pair_constraint(size_t k, const Extended& value, const Ext& scale) const {
    const Extended& scaled = denominators_[2 * k];
    const Extended first = value * scaled - A::times(A::constant(scale), multiplicities_[2 * k]);
    if (2 * k + 1 == kMessages) return first;
    return first * denominators_[2 * k + 1] - A::times(scaled, multiplicities_[2 * k + 1]);
  }

 private:
  Columns now_;
  Columns next_;
  RowSelectors<A> selectors_;
  const PublicValues* publics_;
  const MessageFactors* factors_;
  std::array<Expr, kWithConstraints ? kConstraints : 0> constraints_;
  std::array<Extended, kMessages> denominators_;
  std::array<Expr, kMessages> multiplicities_;
  size_t constraint_ = 0;
  size_t message_ = 0;
};

// The fold of all constraints of a row. AuxSource gives the auxiliary columns as elements of the
// challenge field: now(k), and next_accumulator(), the last one in the next row.
template <class Table, class A, class AuxSource>
CAIRN_INLINE typename A::Extended fold_row(const std::array<typename A::Value, kWidth<Table>>& now,
                                           const std::array<typename A::Value, kWidth<Table>>& next,
                                           const RowSelectors<A>& selectors,
                                           const FoldChallenges& challenges, const AuxSource& aux) {
  using Collector = RowCollector<Table, A, true>;
  using Extended = typename A::Extended;
  constexpr size_t kPairs = Collector::kPairs;
  const Collector row(now, next, selectors, *challenges.publics, challenges.messages.data());
  const Ext* const alphas = challenges.alphas.data();
  Extended folded = A::combination(row.constraints(), alphas, Collector::kConstraints);
  Extended total{};
  for (size_t k = 0; k < kPairs; ++k) {
    Extended value = aux.now(k);
    if (k + 1 < kPairs) {
      total = total + value;
    } else {
      value = aux.next_accumulator() - value + A::constant(challenges.sum_per_row) - total;
    }
    folded = folded + row.pair_constraint(k, value, alphas[Collector::kConstraints + k]);
  }
  return folded;
}

}  // namespace cairn
