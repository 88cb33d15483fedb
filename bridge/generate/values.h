// What a program of the evaluator computes: values, each by one operation from others.
//
// Why not the expression graph itself: it has ten thousand additions and products, each of which
// would cost the contract a step. Here sums are kept as linear forms of what is not a sum, for as
// long as they have one reader; what remains is products of two values, short sums, and weighted
// sums, a third as many steps. Every value is computed once, whoever reads it. Specification:
// docs/ethereum.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "crypto/field/felt.h"

namespace cairn::bridge {

// The numbers are those of a program's groups (program.h).
enum class Operation : uint8_t {
  kConstant = 1,  // weights[0], of the base field
  kSum,           // operands 0 + 1
  kDifference,    // operands 0 - 1
  kLongSum,       // operands 0 + 1 + 2 - 3
  kWeighted,      // the sum of weights[i] * operands[i], of at most kMaxWeighted
  kProduct,       // operands 0 * 1
  kFold,          // of a program's roots; no value has it
  kGiven,         // by the caller, as zero is
};

// So that a slot of 51 bits holds the sum of elements below 2^31 + 2^26 times 16 bits.
inline constexpr size_t kMaxWeighted = 15;

struct Value {
  Operation operation = Operation::kGiven;
  std::vector<uint32_t> operands;  // values
  std::vector<Felt> weights;
};

// constant + the sum of terms: value times weight. No weight is zero.
struct LinearForm {
  std::map<uint32_t, uint32_t> terms;  // weights as canonical numbers, which are ordered
  uint32_t constant = 0;
  auto operator<=>(const LinearForm&) const = default;
  size_t size() const { return terms.size() + (constant == 0 ? 0 : 1); }
};
LinearForm operator+(const LinearForm& a, const LinearForm& b);
LinearForm operator-(const LinearForm& a, const LinearForm& b);
LinearForm operator*(const LinearForm& a, Felt factor);

class Values {
 public:
  // The first value is zero, the next ones are given.
  explicit Values(uint32_t given);

  static LinearForm constant(Felt number);
  static LinearForm value(uint32_t number) { return {{{number, 1}}, 0}; }
  LinearForm product(const LinearForm& a, const LinearForm& b);
  // The number of the value that a form has.
  uint32_t computed(const LinearForm& form);
  std::span<const Value> all() const { return values_; }

 private:
  uint32_t add(Operation operation, std::vector<uint32_t> operands, std::vector<Felt> weights = {});
  // The sum of `plus` less that of `minus`.
  uint32_t sum(std::vector<uint32_t> plus, std::vector<uint32_t> minus);

  std::vector<Value> values_;
  std::map<LinearForm, uint32_t> forms_;
  std::map<std::array<uint32_t, 2>, uint32_t> products_;
};

}  // namespace cairn::bridge
