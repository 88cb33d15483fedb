// What the builders of folder.h do not inline, and what they are given.
#include "stark/folder.h"

#include <cassert>

namespace cairn {

PointValue operator+(const PointValue& a, const PointValue& b) { return PointValue(a.ext + b.ext); }
PointValue operator-(const PointValue& a, const PointValue& b) { return PointValue(a.ext - b.ext); }
PointValue operator*(const PointValue& a, const PointValue& b) { return PointValue(a.ext * b.ext); }
PointValue operator-(const PointValue& a) { return PointValue(-a.ext); }

BoxedLanes operator+(const BoxedLanes& a, const BoxedLanes& b) {
  return BoxedLanes(a.lanes + b.lanes);
}
BoxedLanes operator-(const BoxedLanes& a, const BoxedLanes& b) {
  return BoxedLanes(a.lanes - b.lanes);
}
BoxedLanes operator*(const BoxedLanes& a, const BoxedLanes& b) {
  return BoxedLanes(a.lanes * b.lanes);
}
BoxedLanes operator-(const BoxedLanes& a) { return BoxedLanes(-a.lanes); }
void add_product(BoxedSum& sum, const BoxedLanes& a, const BoxedLanes& b) {
  portable::add_product(sum.lanes, a.lanes, b.lanes);
}
void add_product(BoxedSum& sum, const BoxedLanes& a, Felt b) {
  portable::add_product(sum.lanes, a.lanes, b);
}
void add_products(BoxedSum& sum, const BoxedLanes& a, const BoxedLanes& b, const BoxedLanes& c,
                  const BoxedLanes& d) {
  portable::add_products(sum.lanes, a.lanes, b.lanes, c.lanes, d.lanes);
}
void add_products(BoxedSum& sum, const BoxedLanes& a, Felt b, const BoxedLanes& c, Felt d) {
  portable::add_products(sum.lanes, a.lanes, b, c.lanes, d);
}
BoxedLanes value_of(const BoxedSum& sum) { return BoxedLanes(portable::value_of(sum.lanes)); }

std::vector<MessageFactors> message_factors(const TableShape& shape, const BusChallenges& bus,
                                            std::span<const Ext> scales) {
  std::vector<MessageFactors> messages(shape.interactions);
  for (size_t i = 0; i < messages.size(); ++i) {
    messages[i] = {bus.chi - Ext(Felt(static_cast<uint32_t>(shape.buses[i]))), bus.powers};
    if (scales.empty() || i % 2 != 0) continue;
    messages[i].constant *= scales[i / 2];
    for (Ext& power : messages[i].powers) power *= scales[i / 2];
  }
  return messages;
}

std::vector<Ext> powers_of(const Ext& alpha, size_t count, const Ext& first) {
  std::vector<Ext> powers(count);
  Ext power = first;
  for (Ext& entry : powers) {
    entry = power;
    power *= alpha;
  }
  return powers;
}

FoldChallenges::FoldChallenges(const TableShape& shape, unsigned log_height,
                               const BusChallenges& bus, const Ext& alpha, const Ext& first_power,
                               const PublicValues& public_values, const Ext& sum)
    : alphas(powers_of(alpha, shape.constraints + shape.aux_columns(), first_power)),
      messages(message_factors(shape, bus, std::span(alphas).subspan(shape.constraints))),
      publics(&public_values),
      sum_per_row(sum * Felt(size_t{1} << log_height).inverse()),
      last_point(Felt::two_adic_generator(log_height).inverse()) {}

}  // namespace cairn
