// Programs: see program.h. First the values, from the table's expressions; then their order.
#include "bridge/generate/program.h"

#include <algorithm>
#include <stdexcept>

#include "air/bus.h"

namespace cairn::bridge {
namespace {

size_t pairs_of(const RecordedTable& table) { return (table.messages.size() + 1) / 2; }

// The forms of a table's nodes, and of the constraints of its auxiliary columns.
class Compiler {
 public:
  Compiler(const RecordedTable& table, std::span<const size_t> next_columns)
      : table_(table), given_(table, next_columns), values_(given_.count) {
    count_readers();
    for (size_t i = 0; i < table.nodes.size(); ++i) {
      LinearForm form = form_of(table.nodes[i], next_columns);
      // What several read is computed once.
      if (readers_[i] > 1 && form.size() > 1) form = Values::value(values_.computed(form));
      forms_.push_back(form);
    }
    for (const RecordedTable::Constraint& constraint : table.constraints) {
      roots_.push_back(values_.computed(forms_[constraint.node]));
    }
    for (const RecordedTable::Message& message : table.messages) add_message(message);
    for (size_t pair = 0; pair < pairs_of(table); ++pair) {
      roots_.push_back(values_.computed(pair_constraint(pair)));
    }
  }
  const Given& given() const { return given_; }
  const Values& values() const { return values_; }
  std::span<const uint32_t> roots() const { return roots_; }

 private:
  void count_readers() {
    readers_.resize(table_.nodes.size());
    for (const ExpressionNode& node : table_.nodes) {
      if (has_operands(node.kind)) ++readers_[node.a];
      if (has_second_operand(node.kind)) ++readers_[node.b];
    }
    for (const RecordedTable::Constraint& constraint : table_.constraints) {
      ++readers_[constraint.node];
    }
    for (const RecordedTable::Message& message : table_.messages) {
      for (const uint32_t entry : message.tuple) ++readers_[entry];
      ++readers_[message.multiplicity];
    }
  }

  LinearForm form_of(const ExpressionNode& node, std::span<const size_t> next_columns) {
    switch (node.kind) {
      case NodeKind::kConstant:
        return Values::constant(Felt(node.a));
      case NodeKind::kColumn:
        return Values::value(given_.main + node.a);
      case NodeKind::kNextColumn: {
        const auto at = std::lower_bound(next_columns.begin(), next_columns.end(), node.a);
        return Values::value(given_.next + static_cast<uint32_t>(at - next_columns.begin()));
      }
      case NodeKind::kPublic:
        return Values::value(given_.publics + node.a);
      case NodeKind::kIsFirstRow:
        return Values::value(given_.is_first);
      case NodeKind::kIsLastRow:
        return Values::value(given_.is_last);
      case NodeKind::kIsTransition:
        return Values::value(given_.is_transition);
      case NodeKind::kAdd:
        return forms_[node.a] + forms_[node.b];
      case NodeKind::kSubtract:
        return forms_[node.a] - forms_[node.b];
      case NodeKind::kMultiply:
        return values_.product(forms_[node.a], forms_[node.b]);
      case NodeKind::kNegate:
        return LinearForm{} - forms_[node.a];
    }
    throw std::logic_error("a node of no kind");
  }

  // d = chi - (bus + beta e_0 + ...), and the signed multiplicity.
  void add_message(const RecordedTable::Message& message) {
    LinearForm denominator =
        Values::value(given_.chi) - Values::constant(Felt(static_cast<uint32_t>(message.bus)));
    for (uint32_t i = 0; i < message.tuple.size(); ++i) {
      denominator =
          denominator - values_.product(Values::value(given_.betas + i), forms_[message.tuple[i]]);
    }
    denominators_.push_back(Values::value(values_.computed(denominator)));
    const LinearForm& multiplicity = forms_[message.multiplicity];
    multiplicities_.push_back(message.is_provided ? LinearForm{} - multiplicity : multiplicity);
  }

  // (value d - m) d' - m' d, value being the pair's column or, for the last pair, what is left to
  // the accumulator's step.
  LinearForm pair_constraint(size_t pair) {
    const auto column = [&](size_t k) {
      return Values::value(given_.aux + static_cast<uint32_t>(k));
    };
    LinearForm value = column(pair);
    if (pair + 1 == pairs_of(table_)) {
      value = Values::value(given_.next_accumulator) + Values::value(given_.sum_per_row);
      for (size_t k = 0; k <= pair; ++k) value = value - column(k);
    }
    const size_t first = 2 * pair, second = first + 1;
    LinearForm form = values_.product(value, denominators_[first]) - multiplicities_[first];
    if (second == denominators_.size()) return form;
    // One product after the other: C++ does not order operands, and the program depends on it.
    form = values_.product(form, denominators_[second]);
    return form - values_.product(multiplicities_[second], denominators_[first]);
  }

  const RecordedTable& table_;
  Given given_;
  Values values_;
  std::vector<size_t> readers_;  // of every node
  std::vector<LinearForm> forms_;
  std::vector<LinearForm> denominators_, multiplicities_;  // of every message
  std::vector<uint32_t> roots_;
};

size_t blocks_of(const Value& value) {
  return value.operation == Operation::kWeighted
             ? (value.operands.size() + kBlockTerms - 1) / kBlockTerms
             : 1;
}

// Puts values into groups, and groups into code.
class Emitter {
 public:
  explicit Emitter(const Compiler& compiler)
      : values_(compiler.values().all()), addresses_(values_.size(), kUnknown) {
    addresses_[0] = kZeroAddress;
    for (uint32_t i = 1; i <= compiler.given().count; ++i) place(i);
    // As many values at a time as can be computed by one operation; until all have been.
    while (next_ != kFirstAddress + 32 * (values_.size() - 1)) {
      const uint32_t before = next_;
      for (const Operation operation :
           {Operation::kConstant, Operation::kWeighted, Operation::kLongSum, Operation::kSum,
            Operation::kDifference, Operation::kProduct}) {
        for (size_t blocks = 1; blocks <= kMaxWeighted; ++blocks) emit_ready(operation, blocks);
      }
      if (next_ == before) throw std::logic_error("a value of no operation that is emitted");
    }
    header(Operation::kFold, 1, compiler.roots().size());
    for (size_t i = compiler.roots().size(); i-- > 0;) put(addresses_[compiler.roots()[i]], 2);
  }
  std::vector<uint8_t> code() && { return std::move(code_); }

 private:
  static constexpr uint32_t kUnknown = 0;

  void place(uint32_t value) {
    if (next_ > UINT16_MAX) throw std::length_error("a table with too many values");
    addresses_[value] = next_;
    next_ += 32;
  }

  void emit_ready(Operation operation, size_t blocks) {
    std::vector<uint32_t> ready;
    for (uint32_t i = 0; i < values_.size(); ++i) {
      const Value& value = values_[i];
      if (addresses_[i] == kUnknown && value.operation == operation && blocks_of(value) == blocks &&
          std::ranges::all_of(value.operands,
                              [&](uint32_t operand) { return addresses_[operand] != kUnknown; })) {
        ready.push_back(i);
      }
    }
    if (ready.empty()) return;
    header(operation, blocks, ready.size());
    for (const uint32_t i : ready) put_item(values_[i]);
    for (const uint32_t i : ready) place(i);
  }

  void header(Operation operation, size_t blocks, size_t items) {
    put(static_cast<uint32_t>(operation), 1);
    put(static_cast<uint32_t>(blocks), 1);
    put(static_cast<uint32_t>(items), 2);
  }

  void put_item(const Value& value) {
    const auto scaled = [](Felt number) { return (number * Felt(uint64_t{1} << 40)).value(); };
    switch (value.operation) {
      case Operation::kConstant:
        put(scaled(value.weights[0]), 4);
        break;
      case Operation::kWeighted:
        for (size_t i = 0; i < kBlockTerms * blocks_of(value); ++i) {
          const bool is_term = i < value.operands.size();
          const uint32_t weight = is_term ? scaled(value.weights[i]) : 0;
          put(weight & UINT16_MAX, 2);
          put(weight >> 16, 2);
          put(is_term ? addresses_[value.operands[i]] : kZeroAddress, 2);
        }
        break;
      default:
        for (const uint32_t operand : value.operands) put(addresses_[operand], 2);
    }
  }

  void put(uint32_t number, unsigned bytes) {
    while (bytes-- > 0) code_.push_back(static_cast<uint8_t>(number >> (8 * bytes)));
  }

  std::span<const Value> values_;
  std::vector<uint32_t> addresses_;
  uint32_t next_ = kFirstAddress;
  std::vector<uint8_t> code_;
};

}  // namespace

Given::Given(const RecordedTable& table, std::span<const size_t> next_columns) : count(0) {
  const auto take = [&](size_t values) {
    const uint32_t first = count + 1;
    count += static_cast<uint32_t>(values);
    return first;
  };
  main = take(table.width);
  next = take(next_columns.size());
  aux = take(pairs_of(table));
  publics = take(kPublicValues);
  betas = take(kMaxTuple);
  for (uint32_t* const one :
       {&next_accumulator, &is_first, &is_last, &is_transition, &chi, &alpha, &sum_per_row}) {
    *one = take(1);
  }
}

Program compile(const RecordedTable& table, std::span<const size_t> next_columns) {
  const Compiler compiler(table, next_columns);
  return {Emitter(compiler).code(), compiler.given().count,
          static_cast<uint32_t>(compiler.values().all().size() - 1)};
}

}  // namespace cairn::bridge
