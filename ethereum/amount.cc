// Amounts as people write them: ether_text(), gwei_text() and parse_amount() of sender.h.
#include <algorithm>
#include <array>
#include <string>

#include "compiler/text.h"
#include "ethereum/sender.h"

namespace cairn::ethereum {
namespace {

struct Unit {
  std::string_view name;
  unsigned decimals;
};
constexpr std::array<Unit, 3> kUnits = {{{"wei", 0}, {"gwei", 9}, {"ether", 18}}};
constexpr size_t kMaxDigits = 60;  // so that no number passes 256 bits

std::string decimal(const Amount& wei, const Unit& unit) {
  std::string digits;  // the last one first
  for (Amount rest = wei; rest > 0 || digits.size() <= unit.decimals; rest /= 10) {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  std::reverse(digits.begin(), digits.end());
  const size_t point = digits.size() - unit.decimals;
  std::string fraction = digits.substr(point);
  while (fraction.ends_with('0')) fraction.pop_back();
  return concat(digits.substr(0, point), fraction.empty() ? "" : ".", fraction, " ", unit.name);
}

}  // namespace

std::string ether_text(const Amount& wei) { return decimal(wei, kUnits[2]); }

std::string gwei_text(const Amount& wei) { return decimal(wei, kUnits[1]); }

std::optional<Amount> parse_amount(std::string_view text) {
  const size_t end = text.find_first_not_of("0123456789.");
  if (end == 0 || end == std::string_view::npos) return std::nullopt;
  const std::string_view number = text.substr(0, end);
  for (const Unit& unit : kUnits) {
    if (text.substr(end) != unit.name) continue;
    const size_t point = number.find('.');
    const std::string_view whole = number.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? "" : number.substr(point + 1);
    if (whole.empty() || fraction.size() > unit.decimals ||
        fraction.find('.') != std::string_view::npos || whole.size() > kMaxDigits - unit.decimals ||
        (point != std::string_view::npos && fraction.empty())) {
      return std::nullopt;
    }
    Amount amount = 0;
    for (const char digit : whole) amount = 10 * amount + (digit - '0');
    for (size_t i = 0; i < unit.decimals; ++i) {
      amount = 10 * amount + (i < fraction.size() ? fraction[i] - '0' : 0);
    }
    return amount;
  }
  return std::nullopt;
}

}  // namespace cairn::ethereum
