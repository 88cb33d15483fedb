// The evaluator's programs fold as the verifier does, and no constraint or message could be missing
// from them unnoticed: Foundry's tests compare the contract with the same vectors.
#include "bridge/generate/program.h"

#include <catch2/catch.hpp>
#include <string>

#include "bridge/generate/sources.h"
#include "bridge/generate/vectors.h"
#include "stark/run_proof.h"
#include "test/bridge/evaluate.h"
#include "test/stark/toy_air.h"

namespace cairn {
namespace {

using bridge::compile;

// The vector that every mutation must change.
struct Vector {
  explicit Vector(size_t table)
      : kernel(machine_air().tables[table]),
        recorded(kernel.record()),
        row(bridge::random_row(kernel, table, 0)),
        folded(bridge::fold(kernel, row)) {}
  Ext evaluate(const RecordedTable& mutated) const {
    return testing::evaluate(compile(mutated, kernel.next_columns), row);
  }
  const TableKernel& kernel;
  RecordedTable recorded;
  std::vector<Ext> row;
  Ext folded;
};

template <class T>
T without(const T& all, size_t i) {
  T rest = all;
  rest.erase(rest.begin() + static_cast<ptrdiff_t>(i));
  return rest;
}

}  // namespace

TEST_CASE("programs fold as the verifier does", "[bridge]") {
  const std::vector<TableKernel>& tables = machine_air().tables;
  for (size_t i = 0; i < tables.size(); ++i) {
    const bridge::Program program = compile(tables[i].record(), tables[i].next_columns);
    for (size_t row = 0; row < 2 * bridge::kVectorRows; ++row) {
      INFO(tables[i].name << ", row " << row);
      const std::vector<Ext> values = bridge::random_row(tables[i], i, row);
      REQUIRE(values.size() == program.given);
      CHECK(testing::evaluate(program, values) == bridge::fold(tables[i], values));
    }
  }
  // Any other tables as well.
  const std::vector<TableKernel>& toys = testing::toy_air().tables;
  for (size_t i = 0; i < toys.size(); ++i) {
    const std::vector<Ext> values = bridge::random_row(toys[i], i, 0);
    CHECK(testing::evaluate(compile(toys[i].record(), toys[i].next_columns), values) ==
          bridge::fold(toys[i], values));
  }
}

TEST_CASE("no constraint can be left out, nor change places", "[bridge][mutation]") {
  for (size_t table = 0; table < machine_air().tables.size(); ++table) {
    const Vector vector(table);
    REQUIRE(vector.evaluate(vector.recorded) == vector.folded);
    for (size_t i = 0; i < vector.recorded.constraints.size(); ++i) {
      INFO(vector.kernel.name << ": " << vector.recorded.constraints[i].name);
      RecordedTable mutated = vector.recorded;
      mutated.constraints = without(vector.recorded.constraints, i);
      CHECK(vector.evaluate(mutated) != vector.folded);
      // Left out, but the others keep their places.
      mutated.constraints = vector.recorded.constraints;
      mutated.constraints[i].node = static_cast<uint32_t>(mutated.nodes.size());
      mutated.nodes.push_back({NodeKind::kConstant, 0, 0});
      CHECK(vector.evaluate(mutated) != vector.folded);
    }
  }
}

TEST_CASE("nothing of a message can be left out or changed", "[bridge][mutation]") {
  for (size_t table = 0; table < machine_air().tables.size(); ++table) {
    const Vector vector(table);
    for (size_t i = 0; i < vector.recorded.messages.size(); ++i) {
      INFO(vector.kernel.name << ": " << vector.recorded.messages[i].name);
      const auto changes = [&](const auto& change) {
        RecordedTable mutated = vector.recorded;
        const auto add = [&](const ExpressionNode& node) {
          mutated.nodes.push_back(node);
          return static_cast<uint32_t>(mutated.nodes.size() - 1);
        };
        const uint32_t other = add({NodeKind::kIsFirstRow, 0, 0});
        const uint32_t zero = add({NodeKind::kConstant, 0, 0});
        change(mutated.messages[i], other, zero);
        CHECK(vector.evaluate(mutated) != vector.folded);
      };
      using Message = RecordedTable::Message;
      changes([](Message& m, uint32_t, uint32_t) {
        m.bus = static_cast<Bus>(static_cast<int>(m.bus) + 1);
      });
      changes([](Message& m, uint32_t, uint32_t) { m.is_provided = !m.is_provided; });
      changes([](Message& m, uint32_t other, uint32_t) { m.multiplicity = other; });
      changes([](Message& m, uint32_t, uint32_t zero) { m.multiplicity = zero; });
      for (size_t entry = 0; entry < vector.recorded.messages[i].tuple.size(); ++entry) {
        changes([&](Message& m, uint32_t other, uint32_t) { m.tuple[entry] = other; });
      }
    }
  }
}

TEST_CASE("every node of the expressions counts", "[bridge][mutation]") {
  for (size_t table = 0; table < machine_air().tables.size(); ++table) {
    const Vector vector(table);
    for (size_t i = 0; i < vector.recorded.nodes.size(); ++i) {
      // All of a small table's; of the others one in eight.
      if (i % 8 != 0 && vector.recorded.nodes.size() > 100) continue;
      INFO(vector.kernel.name << ", node " << i);
      RecordedTable mutated = vector.recorded;
      ExpressionNode& node = mutated.nodes[i];
      node = node.kind == NodeKind::kIsLastRow ? ExpressionNode{NodeKind::kIsFirstRow, 0, 0}
                                               : ExpressionNode{NodeKind::kIsLastRow, 0, 0};
      CHECK(vector.evaluate(mutated) != vector.folded);
    }
  }
}

TEST_CASE("generation depends on the machine alone", "[bridge]") {
  const Air& air = machine_air();
  CHECK(bridge::program_stream(air) == bridge::program_stream(air));
  CHECK(bridge::machine_source(air) == bridge::machine_source(air));
}

}  // namespace cairn
