// The values of a program: see values.h.
#include "bridge/generate/values.h"

#include <algorithm>
#include <utility>

namespace cairn::bridge {
namespace {

constexpr uint32_t kZero = 0;

// a + factor * b.
LinearForm combined(LinearForm a, const LinearForm& b, Felt factor) {
  const auto add = [&](uint32_t& to, uint32_t number) {
    to = (Felt(to) + factor * Felt(number)).value();
  };
  add(a.constant, b.constant);
  for (const auto& [value, weight] : b.terms) {
    uint32_t& to = a.terms[value];
    add(to, weight);
    if (to == 0) a.terms.erase(value);
  }
  return a;
}

}  // namespace

LinearForm operator+(const LinearForm& a, const LinearForm& b) {
  return combined(a, b, Felt::one());
}
LinearForm operator-(const LinearForm& a, const LinearForm& b) { return combined(a, b, Felt(-1)); }
LinearForm operator*(const LinearForm& a, Felt factor) { return combined({}, a, factor); }

Values::Values(uint32_t given) : values_(1 + given) { forms_[{}] = kZero; }

LinearForm Values::constant(Felt number) { return {{}, number.value()}; }

LinearForm Values::product(const LinearForm& a, const LinearForm& b) {
  if (a.terms.empty()) return b * Felt(a.constant);
  if (b.terms.empty()) return a * Felt(b.constant);
  Felt factor = Felt::one();
  std::array<uint32_t, 2> operands;
  for (const auto& [form, operand] : {std::pair{&a, &operands[0]}, std::pair{&b, &operands[1]}}) {
    if (form->size() == 1) {
      *operand = form->terms.begin()->first;
      factor = factor * Felt(form->terms.begin()->second);
    } else {
      *operand = computed(*form);
    }
  }
  std::sort(operands.begin(), operands.end());
  const auto found = products_.find(operands);
  const uint32_t number = found != products_.end()
                              ? found->second
                              : add(Operation::kProduct, {operands[0], operands[1]});
  products_[operands] = number;
  return value(number) * factor;
}

uint32_t Values::computed(const LinearForm& form) {
  if (const auto found = forms_.find(form); found != forms_.end()) return found->second;
  std::vector<uint32_t> plus, minus, operands;
  std::vector<Felt> weights;
  for (const auto& [value, weight] : form.terms) {
    const uint32_t opposite = Felt::kModulus - weight;
    if (weight <= 2) {
      plus.insert(plus.end(), weight, value);
    } else if (opposite <= 2) {
      minus.insert(minus.end(), opposite, value);
    } else {
      operands.push_back(value);
      weights.push_back(Felt(weight));
    }
  }
  if (form.constant != 0 && form.size() == 1) {
    return forms_[form] = add(Operation::kConstant, {}, {Felt(form.constant)});
  }
  if (form.constant != 0) plus.push_back(computed(constant(Felt(form.constant))));
  for (size_t first = 0; first < operands.size(); first += kMaxWeighted) {
    const size_t end = std::min(operands.size(), first + kMaxWeighted);
    const auto part = [&](const auto& all) {
      return std::vector(all.begin() + static_cast<ptrdiff_t>(first),
                         all.begin() + static_cast<ptrdiff_t>(end));
    };
    plus.push_back(add(Operation::kWeighted, part(operands), part(weights)));
  }
  return forms_[form] = sum(std::move(plus), std::move(minus));
}

uint32_t Values::sum(std::vector<uint32_t> plus, std::vector<uint32_t> minus) {
  const auto take = [](std::vector<uint32_t>& from) {
    if (from.empty()) return kZero;
    const uint32_t first = from.front();
    from.erase(from.begin());
    return first;
  };
  while (minus.size() >= 3) {
    minus.push_back(add(Operation::kLongSum, {take(minus), take(minus), take(minus), kZero}));
  }
  while (plus.size() + minus.size() > 2 || plus.empty()) {
    plus.push_back(add(Operation::kLongSum, {take(plus), take(plus), take(plus), take(minus)}));
  }
  if (!minus.empty()) return add(Operation::kDifference, {plus[0], minus[0]});
  if (plus.size() == 2) return add(Operation::kSum, plus);
  return plus[0];
}

uint32_t Values::add(Operation operation, std::vector<uint32_t> operands,
                     std::vector<Felt> weights) {
  values_.push_back({operation, std::move(operands), std::move(weights)});
  return static_cast<uint32_t>(values_.size() - 1);
}

}  // namespace cairn::bridge
