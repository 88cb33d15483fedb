// The two builders of the proof system: one folds all constraints of a row to a single element of
// the challenge field, the other evaluates the row's bus messages. Both read a table's constrain()
// (air/builder.h), over lanes of the base field for the prover and over the challenge field, at
// zeta, for the verifier: what is proved and what is verified cannot differ.
//
// Constraint number i of a table, in the order of its assert_zero calls, is multiplied by alpha^i;
// then come the constraints of its auxiliary columns (logup.h), in order. Messages in the order of
// the calls are paired two to a column. With d the denominator and m the signed multiplicity of a
// message, h_k the columns but the last, acc the last one, S the table's sum and N its height:
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

// What is the same for all rows of a table.
struct FoldChallenges {
  BusChallenges bus;
  std::span<const Ext> alphas;  // 1, alpha, ...: one for every constraint, the bus's included
  const PublicValues* publics = nullptr;
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

// Arithmetic over lanes.
template <class P>
struct LaneArithmetic {
  using Value = P;
  using Extended = Ext5Of<P>;
  CAIRN_INLINE static Extended constant(const Ext& value) { return broadcast<P>(value); }
  CAIRN_INLINE static Extended times(const Extended& a, const Value& b) { return a * b; }

  // sum of value * factor, reduced once.
  class Sum {
   public:
    CAIRN_INLINE void add(const P& value, const Ext& factor) {
      if (is_odd_) {
        for (size_t k = 0; k < Ext::kDegree; ++k) {
          add_products(sums_[k], pending_, pending_factor_->c[k], value, factor.c[k]);
        }
      } else {
        pending_ = value;
        pending_factor_ = &factor;
      }
      is_odd_ = !is_odd_;
    }
    CAIRN_INLINE Extended value() {
      if (is_odd_) {
        for (size_t k = 0; k < Ext::kDegree; ++k) {
          add_product(sums_[k], pending_, pending_factor_->c[k]);
        }
        is_odd_ = false;
      }
      Extended result;
      for (size_t k = 0; k < Ext::kDegree; ++k) result.c[k] = value_of(sums_[k]);
      return result;
    }

   private:
    typename P::ProductSum sums_[Ext::kDegree];
    P pending_;
    const Ext* pending_factor_ = nullptr;
    bool is_odd_ = false;
  };
};

// Arithmetic over the challenge field.
struct PointArithmetic {
  using Value = PointValue;
  using Extended = PointValue;
  static Extended constant(const Ext& value) { return PointValue(value); }
  static Extended times(const Extended& a, const Value& b) { return a * b; }
  class Sum {
   public:
    void add(const PointValue& value, const Ext& factor) {
      sum_ = sum_ + value * PointValue(factor);
    }
    Extended value() const { return sum_; }

   private:
    PointValue sum_;
  };
};

// Where the row is, and its selectors: Lagrange polynomials, 1 in their row and 0 in the others,
// and x - (the last row's point).
template <class A>
struct RowSelectors {
  typename A::Value is_first;
  typename A::Value is_last;
  typename A::Value is_transition;
};

template <class A, size_t N>
CAIRN_INLINE typename A::Extended denominator(const BusChallenges& challenges, Bus bus,
                                              const std::array<typename A::Value, N>& tuple) {
  static_assert(N <= kMaxTuple);
  typename A::Sum sum;
  for (size_t i = 0; i < N; ++i) sum.add(tuple[i], challenges.powers[i]);
  return A::constant(challenges.chi - Ext(Felt(static_cast<uint32_t>(bus)))) - sum.value();
}

// What the two builders share: the row.
template <class Table, class A>
class RowBuilder {
 public:
  using Expr = typename A::Value;
  using Columns = typename Table::template Columns<Expr>;

  CAIRN_INLINE const Columns& now() const { return now_; }
  CAIRN_INLINE const Columns& next() const { return next_; }
  CAIRN_INLINE Expr public_value(PublicValue v) const { return Expr((*publics_)[v]); }
  CAIRN_INLINE Expr is_first_row() const { return selectors_.is_first; }
  CAIRN_INLINE Expr is_last_row() const { return selectors_.is_last; }
  CAIRN_INLINE Expr is_transition() const { return selectors_.is_transition; }

 protected:
  using Row = std::array<Expr, kWidth<Table>>;
  CAIRN_INLINE RowBuilder(const Row& now, const Row& next, const RowSelectors<A>& selectors,
                          const PublicValues& publics)
      : now_(bind_columns<Table>(now)),
        next_(bind_columns<Table>(next)),
        selectors_(selectors),
        publics_(&publics) {}

 private:
  Columns now_;
  Columns next_;
  RowSelectors<A> selectors_;
  const PublicValues* publics_;
};

// A pair of messages, as the fraction numerator / denominator.
template <class A>
struct PairFraction {
  typename A::Extended numerator;
  typename A::Extended denominator;
};

// Hands out messages by pairs. Derived classes have take_pair(k, fraction).
template <class Table, class A, class Derived>
class MessagePairs : public RowBuilder<Table, A> {
 public:
  using typename RowBuilder<Table, A>::Expr;

  template <size_t N>
  CAIRN_INLINE void lookup(std::string_view, Bus bus, const std::array<Expr, N>& tuple,
                           const Expr& multiplicity) {
    add(denominator<A>(*bus_, bus, tuple), multiplicity);
  }
  template <size_t N>
  CAIRN_INLINE void provide(std::string_view, Bus bus, const std::array<Expr, N>& tuple,
                            const Expr& multiplicity) {
    add(denominator<A>(*bus_, bus, tuple), -multiplicity);
  }

 protected:
  using typename RowBuilder<Table, A>::Row;
  using Extended = typename A::Extended;
  CAIRN_INLINE MessagePairs(const Row& now, const Row& next, const RowSelectors<A>& selectors,
                            const PublicValues& publics, const BusChallenges& bus)
      : RowBuilder<Table, A>(now, next, selectors, publics), bus_(&bus) {}

  // After constrain(): the message that is left over.
  CAIRN_INLINE void take_rest() {
    if (is_odd_) take(Extended(multiplicity_), denominator_);
  }

 private:
  CAIRN_INLINE void add(const Extended& d, const Expr& m) {
    if (is_odd_) {
      take(A::times(d, multiplicity_) + A::times(denominator_, m), denominator_ * d);
    } else {
      denominator_ = d;
      multiplicity_ = m;
    }
    is_odd_ = !is_odd_;
  }
  CAIRN_INLINE void take(const Extended& numerator, const Extended& d) {
    static_cast<Derived*>(this)->take_pair(pair_++, {numerator, d});
  }

  const BusChallenges* bus_;
  Extended denominator_;
  Expr multiplicity_;
  bool is_odd_ = false;
  size_t pair_ = 0;
};

// Folds constraints. AuxSource gives the auxiliary columns as elements of the challenge field:
// now(k), and next_accumulator(), the last one in the next row.
template <class Table, class A, class AuxSource>
class ConstraintFolder : public MessagePairs<Table, A, ConstraintFolder<Table, A, AuxSource>> {
  using Base = MessagePairs<Table, A, ConstraintFolder>;
  static constexpr size_t kConstraints = shape_of<Table>().constraints;
  static constexpr size_t kAux = shape_of<Table>().aux_columns();

 public:
  using typename Base::Expr;
  using Extended = typename A::Extended;

  CAIRN_INLINE ConstraintFolder(const typename Base::Row& now, const typename Base::Row& next,
                                const RowSelectors<A>& selectors, const FoldChallenges& challenges,
                                const AuxSource& aux)
      : Base(now, next, selectors, *challenges.publics, challenges.bus),
        challenges_(&challenges),
        aux_(&aux) {}

  CAIRN_INLINE void assert_zero(std::string_view, const Expr& e) {
    base_.add(e, challenges_->alphas[constraint_++]);
  }
  CAIRN_INLINE void take_pair(size_t k, const PairFraction<A>& pair) {
    const Extended h = aux_->now(k);
    Extended value;
    if (k + 1 < kAux) {
      value = h;
      total_ = total_ + h;
    } else {
      value = aux_->next_accumulator() - h + A::constant(challenges_->sum_per_row) - total_;
    }
    const Extended constraint = value * pair.denominator - pair.numerator;
    extended_ = extended_ + constraint * A::constant(challenges_->alphas[kConstraints + k]);
  }

  // The whole fold of the row.
  CAIRN_INLINE static Extended fold(const typename Base::Row& now, const typename Base::Row& next,
                                    const RowSelectors<A>& selectors,
                                    const FoldChallenges& challenges, const AuxSource& aux) {
    ConstraintFolder folder(now, next, selectors, challenges, aux);
    Table::constrain(folder);
    folder.take_rest();
    return folder.base_.value() + folder.extended_;
  }

 private:
  const FoldChallenges* challenges_;
  const AuxSource* aux_;
  typename A::Sum base_;
  Extended extended_{};
  Extended total_{};
  size_t constraint_ = 0;
};

// Evaluates the messages: Sink has take_pair(k, fraction).
template <class Table, class A, class Sink>
class MessageEvaluator : public MessagePairs<Table, A, MessageEvaluator<Table, A, Sink>> {
  using Base = MessagePairs<Table, A, MessageEvaluator>;

 public:
  using typename Base::Expr;
  CAIRN_INLINE MessageEvaluator(const typename Base::Row& now, const typename Base::Row& next,
                                const RowSelectors<A>& selectors, const PublicValues& publics,
                                const BusChallenges& bus, Sink& sink)
      : Base(now, next, selectors, publics, bus), sink_(&sink) {}

  CAIRN_INLINE void assert_zero(std::string_view, const Expr&) {}
  CAIRN_INLINE void take_pair(size_t k, const PairFraction<A>& pair) { sink_->take_pair(k, pair); }

  CAIRN_INLINE static void evaluate(const typename Base::Row& now, const typename Base::Row& next,
                                    const RowSelectors<A>& selectors, const PublicValues& publics,
                                    const BusChallenges& bus, Sink& sink) {
    MessageEvaluator evaluator(now, next, selectors, publics, bus, sink);
    Table::constrain(evaluator);
    evaluator.take_rest();
  }

 private:
  Sink* sink_;
};

}  // namespace cairn
