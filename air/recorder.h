// Records a table's constraints and messages as a graph of expressions: what the AIR digest is
// computed from, and what emitters of other languages read.
//
// Equal expressions are one node. Creation order differs between compilers, because C++ does not
// order the evaluation of operands; so record_table() renumbers the nodes in post-order from the
// roots, left operand first, and drops what no root needs. Specification: docs/protocol.md.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "air/builder.h"

namespace cairn {

enum class NodeKind : uint8_t {
  kConstant = 1,  // a: the canonical number
  kColumn,        // a: the column, in this row
  kNextColumn,    // a: the column, in the next row
  kPublic,        // a: the PublicValue
  kIsFirstRow,
  kIsLastRow,
  kIsTransition,
  kAdd,       // a, b: nodes
  kSubtract,  // a, b: nodes
  kMultiply,  // a, b: nodes
  kNegate,    // a: node
};

struct ExpressionNode {
  NodeKind kind = NodeKind::kConstant;
  uint32_t a = 0;
  uint32_t b = 0;
  auto operator<=>(const ExpressionNode&) const = default;
};
constexpr bool has_operands(NodeKind kind) { return kind >= NodeKind::kAdd; }
constexpr bool has_second_operand(NodeKind kind) {
  return kind >= NodeKind::kAdd && kind <= NodeKind::kMultiply;
}

struct RecordedTable {
  struct Constraint {
    std::string name;
    uint32_t node;
  };
  struct Message {
    std::string name;
    Bus bus;
    bool is_provided;
    std::vector<uint32_t> tuple;  // nodes, without the bus
    uint32_t multiplicity;        // node, before the sign
  };
  std::string name;
  uint32_t width = 0;
  std::vector<ExpressionNode> nodes;  // operands come before their users
  std::vector<Constraint> constraints;
  std::vector<Message> messages;
};

// Nodes in creation order, equal ones once.
class ExpressionGraph {
 public:
  uint32_t add(const ExpressionNode& node) {
    const auto [found, is_new] = numbers_.try_emplace(node, static_cast<uint32_t>(nodes_.size()));
    if (is_new) nodes_.push_back(node);
    return found->second;
  }
  std::span<const ExpressionNode> nodes() const { return nodes_; }

  // The graph that expressions of this thread are added to: constants are made without a builder.
  static ExpressionGraph*& active() {
    thread_local ExpressionGraph* graph = nullptr;
    return graph;
  }

 private:
  std::map<ExpressionNode, uint32_t> numbers_;
  std::vector<ExpressionNode> nodes_;
};

// A node of the active graph.
struct RecordedExpr {
  uint32_t node = 0;

  RecordedExpr() = default;
  explicit RecordedExpr(Felt constant) : RecordedExpr(NodeKind::kConstant, constant.value()) {}
  explicit RecordedExpr(NodeKind kind, uint32_t a = 0, uint32_t b = 0)
      : node(ExpressionGraph::active()->add({kind, a, b})) {}

  friend RecordedExpr operator+(const RecordedExpr& a, const RecordedExpr& b) {
    return RecordedExpr(NodeKind::kAdd, a.node, b.node);
  }
  friend RecordedExpr operator-(const RecordedExpr& a, const RecordedExpr& b) {
    return RecordedExpr(NodeKind::kSubtract, a.node, b.node);
  }
  friend RecordedExpr operator*(const RecordedExpr& a, const RecordedExpr& b) {
    return RecordedExpr(NodeKind::kMultiply, a.node, b.node);
  }
  friend RecordedExpr operator-(const RecordedExpr& a) {
    return RecordedExpr(NodeKind::kNegate, a.node);
  }
};

template <class Table>
class Recorder {
 public:
  using Expr = RecordedExpr;
  using Columns = typename Table::template Columns<Expr>;

  // The active graph takes the nodes.
  Recorder() {
    std::array<Expr, kWidth<Table>> now, next;
    for (uint32_t i = 0; i < kWidth<Table>; ++i) {
      now[i] = Expr(NodeKind::kColumn, i);
      next[i] = Expr(NodeKind::kNextColumn, i);
    }
    now_ = bind_columns<Table>(now);
    next_ = bind_columns<Table>(next);
    table_.name = std::string(Table::kName);
    table_.width = static_cast<uint32_t>(kWidth<Table>);
  }
  const Columns& now() const { return now_; }
  const Columns& next() const { return next_; }
  Expr public_value(PublicValue v) const {
    return Expr(NodeKind::kPublic, static_cast<uint32_t>(v));
  }
  Expr is_first_row() const { return Expr(NodeKind::kIsFirstRow); }
  Expr is_last_row() const { return Expr(NodeKind::kIsLastRow); }
  Expr is_transition() const { return Expr(NodeKind::kIsTransition); }
  void assert_zero(std::string_view name, const Expr& e) {
    table_.constraints.push_back({std::string(name), e.node});
  }
  template <size_t N>
  void lookup(std::string_view name, Bus bus, const std::array<Expr, N>& tuple, const Expr& m) {
    add_message(name, bus, false, tuple, m);
  }
  template <size_t N>
  void provide(std::string_view name, Bus bus, const std::array<Expr, N>& tuple, const Expr& m) {
    add_message(name, bus, true, tuple, m);
  }
  const RecordedTable& table() const { return table_; }

 private:
  void add_message(std::string_view name, Bus bus, bool is_provided, std::span<const Expr> tuple,
                   const Expr& m) {
    RecordedTable::Message& message = table_.messages.emplace_back();
    message.name = std::string(name);
    message.bus = bus;
    message.is_provided = is_provided;
    for (const Expr& e : tuple) message.tuple.push_back(e.node);
    message.multiplicity = m.node;
  }

  Columns now_, next_;
  RecordedTable table_;
};

// Numbers the nodes that the table's roots need in post-order.
inline RecordedTable canonical(RecordedTable table, const ExpressionGraph& graph) {
  constexpr uint32_t kUnknown = UINT32_MAX;
  std::vector<uint32_t> numbers(graph.nodes().size(), kUnknown);
  // Depth first, without recursion: sums of many terms are deep.
  const auto number = [&](uint32_t root) {
    std::vector<uint32_t> stack = {root};
    while (!stack.empty()) {
      const uint32_t at = stack.back();
      ExpressionNode node = graph.nodes()[at];
      if (numbers[at] != kUnknown) {
        stack.pop_back();
      } else if (has_operands(node.kind) && numbers[node.a] == kUnknown) {
        stack.push_back(node.a);
      } else if (has_second_operand(node.kind) && numbers[node.b] == kUnknown) {
        stack.push_back(node.b);
      } else {
        if (has_operands(node.kind)) node.a = numbers[node.a];
        if (has_second_operand(node.kind)) node.b = numbers[node.b];
        numbers[at] = static_cast<uint32_t>(table.nodes.size());
        table.nodes.push_back(node);
        stack.pop_back();
      }
    }
    return numbers[root];
  };
  for (RecordedTable::Constraint& constraint : table.constraints) {
    constraint.node = number(constraint.node);
  }
  for (RecordedTable::Message& message : table.messages) {
    for (uint32_t& entry : message.tuple) entry = number(entry);
    message.multiplicity = number(message.multiplicity);
  }
  return table;
}

template <class Table>
RecordedTable record_table() {
  ExpressionGraph graph;
  ExpressionGraph* const outer = std::exchange(ExpressionGraph::active(), &graph);
  Recorder<Table> recorder;
  Table::constrain(recorder);
  ExpressionGraph::active() = outer;
  return canonical(recorder.table(), graph);
}

}  // namespace cairn
