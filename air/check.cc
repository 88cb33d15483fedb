#include "air/check.h"

#include <algorithm>

#include "absl/hash/hash.h"

namespace cairn {

namespace {

constexpr size_t kMaxContributors = 8;

// Small negative multiplicities read better than p - 1.
std::string signed_number(Felt v) {
  const bool is_negative = v.value() > Felt::kModulus / 2;
  std::string out(1, is_negative ? '-' : '+');
  out += std::to_string((is_negative ? -v : v).value());
  return out;
}

std::string message_text(const BusMessage& message) {
  std::string out(bus_name(message.bus));
  size_t used = kMaxTuple;
  while (used > 1 && message.entries[used - 1] == Felt()) --used;
  for (size_t i = 0; i < used; ++i) {
    out += (i == 0 ? " (" : ", ") + std::to_string(message.entries[i].value());
  }
  return out + (used < kMaxTuple ? ", 0...)" : ")");
}

}  // namespace

std::string_view bus_name(Bus bus) {
  switch (bus) {
    case Bus::kFetch:
      return "fetch";
    case Bus::kFelt:
      return "felt";
    case Bus::kWord:
      return "word";
    case Bus::kRange:
      return "range";
    case Bus::kNear:
      return "near";
    case Bus::kLess:
      return "less";
    case Bus::kCoprocessor:
      return "coprocessor";
    case Bus::kRegion:
      return "region";
    case Bus::kSponge:
      return "sponge";
    case Bus::kClimb:
      return "climb";
    case Bus::kHorner:
      return "horner";
    case Bus::kHornerStart:
      return "horner_start";
  }
  return "unknown bus";
}

bool CheckReport::has_failure(std::string_view table, std::string_view name) const {
  return std::any_of(failures.begin(), failures.end(),
                     [&](const Failure& f) { return f.table == table && f.name == name; });
}

std::string CheckReport::text(size_t limit) const {
  if (ok()) return "all constraints hold, all buses balance\n";
  std::string out = std::to_string(failures.size()) + " failures, " +
                    std::to_string(imbalances.size()) + " unbalanced messages\n";
  for (size_t i = 0; i < std::min(limit, failures.size()); ++i) {
    const Failure& f = failures[i];
    out += std::string(f.table) + " row " + std::to_string(f.row) + ": ";
    out += std::string(f.name) + "\n";
  }
  for (size_t i = 0; i < std::min(limit, imbalances.size()); ++i) {
    const Imbalance& b = imbalances[i];
    out += message_text(b.message) + " net " + signed_number(b.message.multiplicity) + "\n";
    for (const std::string& c : b.contributors) out += "    " + c + "\n";
  }
  return out;
}

size_t Checker::KeyHash::operator()(const Key& key) const { return absl::HashOf(key); }

void Checker::send(std::string_view table, size_t row, std::string_view name,
                   const BusMessage& message) {
  Key key;
  key[0] = static_cast<uint32_t>(message.bus);
  for (size_t i = 0; i < kMaxTuple; ++i) key[i + 1] = message.entries[i].value();
  Balance& balance = balances_[key];
  balance.net += message.multiplicity;
  if (balance.contributors.size() < kMaxContributors) {
    balance.contributors.push_back({table, row, name, message.multiplicity});
  }
}

CheckReport Checker::report() const {
  CheckReport report;
  report.failures = failures_;
  std::vector<const std::pair<const Key, Balance>*> open;
  for (const auto& entry : balances_) {
    if (entry.second.net != Felt()) open.push_back(&entry);
  }
  std::sort(open.begin(), open.end(), [](auto* a, auto* b) { return a->first < b->first; });
  for (const auto* entry : open) {
    CheckReport::Imbalance imbalance;
    imbalance.message.bus = static_cast<Bus>(entry->first[0]);
    for (size_t i = 0; i < kMaxTuple; ++i) {
      imbalance.message.entries[i] = Felt(entry->first[i + 1]);
    }
    imbalance.message.multiplicity = entry->second.net;
    for (const Contributor& c : entry->second.contributors) {
      imbalance.contributors.push_back(std::string(c.table) + " row " + std::to_string(c.row) +
                                       ": " + std::string(c.name) + " (" +
                                       signed_number(c.multiplicity) + ")");
    }
    report.imbalances.push_back(std::move(imbalance));
  }
  return report;
}

}  // namespace cairn
