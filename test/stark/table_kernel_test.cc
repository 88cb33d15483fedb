// Tables as the proof system evaluates them: lanes of every back end and the verifier's field agree
// on the same rows; auxiliary columns are what the messages say; a false sum breaks them.
#include "stark/table_kernel.h"

#include <catch2/catch.hpp>

#include "air/check.h"
#include "stark/domain.h"
#include "stark/logup.h"
#include "stark/quotient.h"
#include "stark/table_kernel_impl.h"
#include "test/stark/stark_test_util.h"
#include "test/stark/toy_air.h"

namespace cairn {

using namespace testing;

namespace {

struct Setting {
  explicit Setting(uint32_t seed = 1) : random(seed) {
    for (Felt& value : publics.values) value = random.felt();
    const Ext beta = random.ext();
    const Ext chi = random.ext();
    bus = BusChallenges(beta, chi);
    alpha = random.ext();
    first = random.ext();
  }
  FoldChallenges challenges(const TableKernel& kernel, unsigned log_height, const Ext& sum) const {
    return FoldChallenges(kernel.shape, log_height, bus, alpha, first, publics, sum);
  }
  Random random;
  PublicValues publics;
  BusChallenges bus;
  Ext alpha, first;
};

// The fold of one row of base columns, by the verifier's builder.
Ext fold_one(const TableKernel& kernel, const ColumnMatrix& main, const ColumnMatrix& aux,
             size_t row, size_t next, const std::array<Ext, 3>& selectors,
             const FoldChallenges& challenges) {
  std::vector<Ext> now_values, next_values, aux_now;
  for (size_t c = 0; c < main.width(); ++c) {
    now_values.push_back(main.at(row, c));
    next_values.push_back(main.at(next, c));
  }
  for (size_t k = 0; k < kernel.aux_columns(); ++k) {
    aux_now.push_back(aux.ext_at(row, kExtColumns * k));
  }
  PointTask task;
  task.main_now = now_values;
  task.main_next = next_values;
  task.aux_now = aux_now;
  task.next_accumulator = aux.ext_at(next, kExtColumns * (kernel.aux_columns() - 1));
  task.is_first = selectors[0];
  task.is_last = selectors[1];
  task.is_transition = selectors[2];
  task.challenges = &challenges;
  return kernel.fold_at_point(task);
}

template <class Table>
void compare_builders(unsigned log_height) {
  const TableKernel kernel = table_kernel<Table>();
  Setting s(log_height);
  const FoldChallenges challenges = s.challenges(kernel, log_height, s.random.ext());
  const LdeDomain domain{log_height, 1};
  const ColumnMatrix main = s.random.matrix(domain.size(), kernel.shape.width);
  const ColumnMatrix aux = s.random.matrix(domain.size(), kExtColumns * kernel.aux_columns());
  const QuotientDomain points(log_height);
  ColumnMatrix lanes(domain.size(), kExtColumns), boxed(domain.size(), kExtColumns);
  FoldTask task{&main,
                &aux,
                log_height,
                points.points.data(),
                points.is_first.data(),
                &challenges,
                points.inverse_vanishing,
                &lanes};
  kernel.fold_rows(task, 0, domain.size());
  task.out = &boxed;
  kernels::fold_rows<Table>(task, 0, domain.size(), [](const auto& kernel_struct, auto&... rest) {
    kernel_struct.template operator()<BoxedLanes>(rest...);
  });
  CHECK(same(lanes, boxed));
  for (size_t j = 0; j < domain.size(); ++j) {
    const Felt x = domain.point(j);
    REQUIRE(points.points.at(j, 0) == x);
    const PointSelectors at(log_height, x);
    const Ext folded = fold_one(kernel, main, aux, j, domain.next_position(j),
                                {at.is_first, at.is_last, at.is_transition}, challenges);
    INFO(Table::kName << " 2^" << log_height << " position " << j);
    REQUIRE(lanes.ext_at(j, 0) * domain.vanishing_at(j) == folded);
  }
}

struct MessageSum {
  const BusChallenges& bus;
  Ext sum;
  void fail(std::string_view) {}
  void send(std::string_view, const BusMessage& message) {
    sum += public_sum({&message, 1}, bus).value();
  }
};

}  // namespace

TEST_CASE("selectors are one in their row and zero in the others", "[stark][kernel]") {
  // By their values at random points: a polynomial of degree below N is its values on the trace.
  Random random(3);
  for (const unsigned log_height : {3u, 6u}) {
    const size_t height = size_t{1} << log_height;
    const Ext z = random.ext();
    const PointSelectors at(log_height, z);
    const Felt w = Felt::two_adic_generator(log_height);
    Ext first = Ext::one(), last = Ext::one();
    for (size_t i = 0; i < height; ++i) {
      const Felt x = w.pow(i);
      const Felt end = w.inverse();
      if (i != 0) first *= (z - x) * (Felt::one() - x).inverse();
      if (i != height - 1) last *= (z - x) * (end - x).inverse();
    }
    CHECK(at.is_first == first);
    CHECK(at.is_last == last);
    CHECK(at.is_transition == z - w.inverse());
    CHECK(at.vanishing == z.pow(height) - Felt::one());
  }
}

TEST_CASE("the prover's lanes and the verifier fold alike", "[stark][kernel]") {
  for (const unsigned log_height : {3u, 4u, 5u, 7u}) {
    compare_builders<ToyFibonacci>(log_height);
    compare_builders<ToyRange>(log_height);
    compare_builders<ToyCube>(log_height);
  }
}

TEST_CASE("auxiliary columns hold the messages' fractions", "[stark][logup]") {
  const ToyRun run(8, 4);
  const auto check = [&]<class Table>(const Table&, size_t index) {
    const TableKernel& kernel = toy_air().tables[index];
    const ColumnMatrix& trace = run.tables[index];
    Setting s(9);
    const AuxiliaryColumns aux = auxiliary_columns(kernel, trace, run.claim.publics, s.bus);
    const size_t accumulator = kExtColumns * (kernel.aux_columns() - 1);
    const Ext per_row = aux.sum * Felt(trace.height()).inverse();
    CHECK(aux.columns.ext_at(0, accumulator) == Ext());
    Ext total;
    for (size_t row = 0; row < trace.height(); ++row) {
      MessageSum messages{s.bus, {}};
      evaluate_row<Table>(trace, row, run.claim.publics, messages);
      total += messages.sum;
      const size_t next = (row + 1) % trace.height();
      INFO(Table::kName << " row " << row);
      REQUIRE(aux.columns.ext_at(next, accumulator) - aux.columns.ext_at(row, accumulator) ==
              messages.sum - per_row);
    }
    CHECK(aux.sum == total);

    // The same in plain C++ lanes.
    ColumnMatrix fractions[2];
    for (ColumnMatrix& columns : fractions) {
      columns = ColumnMatrix(trace.height(), aux.columns.width());
    }
    std::vector<Felt> scratch(kScratchFelts * kernel.aux_columns());
    const std::vector<MessageFactors> factors = message_factors(kernel.shape, s.bus);
    MessageTask task{&trace, &run.claim.publics, factors, &fractions[0]};
    const size_t tile = std::min(trace.height(), kMessageTileRows);
    for (size_t first = 0; first < trace.height(); first += tile) {
      task.aux = &fractions[0];
      kernel.evaluate_messages(task, first, tile, scratch.data());
      task.aux = &fractions[1];
      kernels::EvaluateMessages<Table>{}.template operator()<BoxedLanes>(task, first, tile,
                                                                         scratch.data());
    }
    CHECK(same(fractions[0], fractions[1]));
  };
  check(ToyFibonacci{}, kToyFibonacci);
  check(ToyRange{}, kToyRange);
  check(ToyCube{}, kToyCube);
}

TEST_CASE("a table's sum is forced, not chosen", "[stark][logup]") {
  const ToyRun run(5, 3);
  for (size_t index = 0; index < 3; ++index) {
    const TableKernel& kernel = toy_air().tables[index];
    const ColumnMatrix& trace = run.tables[index];
    Setting s(4);
    s.publics = run.claim.publics;
    const size_t height = trace.height();
    const unsigned log_height = log2_exact(height);
    const AuxiliaryColumns aux = auxiliary_columns(kernel, trace, run.claim.publics, s.bus);
    for (const bool is_true : {true, false}) {
      const Ext claimed = is_true ? aux.sum : aux.sum + Ext::one();
      const FoldChallenges challenges = s.challenges(kernel, log_height, claimed);
      Felt x = Felt::one();
      const Felt step = Felt::two_adic_generator(log_height);
      for (size_t row = 0; row < height; ++row, x *= step) {
        const std::array<Ext, 3> selectors = {Felt(row == 0 ? 1 : 0),
                                              Felt(row == height - 1 ? 1 : 0), x - step.inverse()};
        const Ext folded =
            fold_one(kernel, trace, aux.columns, row, (row + 1) % height, selectors, challenges);
        CHECK((folded == Ext()) == is_true);
      }
    }
  }
}

TEST_CASE("messages of different buses and widths do not collide", "[stark][logup]") {
  Random random(5);
  const Ext beta = random.ext();
  const Ext chi = random.ext();
  const BusChallenges bus(beta, chi);
  const auto fraction = [&](const BusMessage& message) {
    return public_sum({&message, 1}, bus).value();
  };
  const Felt one = Felt::one();
  const BusMessage base = bus_message(Bus::kFelt, std::array{Felt(3), Felt(4)}, one);
  CHECK(fraction(base) != fraction(bus_message(Bus::kWord, std::array{Felt(3), Felt(4)}, one)));
  CHECK(fraction(base) != fraction(bus_message(Bus::kFelt, std::array{Felt(4), Felt(3)}, one)));
  CHECK(fraction(base) !=
        fraction(bus_message(Bus::kFelt, std::array{Felt(3), Felt(4), Felt(1)}, one)));
  // A shorter tuple ends in zeros, by definition.
  CHECK(fraction(base) ==
        fraction(bus_message(Bus::kFelt, std::array{Felt(3), Felt(4), Felt(0)}, one)));
  // A zero denominator has no fraction.
  BusChallenges bad = bus;
  bad.chi = Ext(Felt(static_cast<uint32_t>(Bus::kFelt))) + beta * Felt(3) + beta.square() * Felt(4);
  CHECK(!public_sum({&base, 1}, bad).has_value());
}

}  // namespace cairn
