// See journal.h.
#include "ethereum/journal.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/text.h"
#include "crypto/hash/keccak.h"
#include "nlohmann/json.hpp"

namespace cairn::ethereum {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& entry, const char* name) {
  const auto at = entry.find(name);
  return at != entry.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<uint64_t> number_of(const Json& entry, const char* name) {
  const auto at = entry.find(name);
  if (at == entry.end() || !at->is_number_unsigned()) return std::nullopt;
  return at->get<uint64_t>();
}

std::optional<JournalEntry> read_entry(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto chain_id = number_of(json, "chainId");
  const auto to = parse_address(text_of(json, "to"));
  const auto from = parse_address(text_of(json, "from"));
  const auto nonce = number_of(json, "nonce");
  const auto call = digest_from_hex(text_of(json, "callHash"));
  const auto hash = digest_from_hex(text_of(json, "hash"));
  auto raw = from_hex(text_of(json, "signed"));
  if (!chain_id || !to || !from || !nonce || !call || !hash || !raw) return std::nullopt;
  if (keccak256(*raw) != *hash) return std::nullopt;
  return JournalEntry{*chain_id, *to, *call, {*std::move(raw), *hash, *from, *nonce}};
}

}  // namespace

absl::StatusOr<Journal> Journal::parse(std::string_view text) {
  Journal journal;
  if (text.empty()) return journal;
  const Json file = Json::parse(text, nullptr, false);
  const auto bad = [] {
    return absl::InvalidArgumentError(
        "this is not a record of transactions, or it is damaged; see what the account has sent, "
        "then "
        "remove the file");
  };
  if (!file.is_object() || !file.contains("transactions") || !file["transactions"].is_array()) {
    return bad();
  }
  for (const Json& each : file["transactions"]) {
    std::optional<JournalEntry> entry = read_entry(each);
    if (!entry.has_value()) return bad();
    journal.entries_.push_back(*std::move(entry));
  }
  return journal;
}

std::string Journal::text() const {
  Json list = Json::array();
  for (const JournalEntry& entry : entries_) {
    list.push_back({{"chainId", entry.chain_id},
                    {"to", to_text(entry.to)},
                    {"from", to_text(entry.transaction.from)},
                    {"nonce", entry.transaction.nonce},
                    {"callHash", to_hex(entry.call.bytes)},
                    {"hash", to_hex(entry.transaction.hash.bytes)},
                    {"signed", to_hex(entry.transaction.raw)}});
  }
  return Json{{"transactions", std::move(list)}}.dump(2) + "\n";
}

const JournalEntry* Journal::find(uint64_t chain_id, const Address& to, const Digest& call) const {
  const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const JournalEntry& entry) {
    return entry.chain_id == chain_id && entry.to == to && entry.call == call;
  });
  return at == entries_.end() ? nullptr : &*at;
}

void Journal::put(JournalEntry entry) {
  std::erase_if(entries_, [&](const JournalEntry& old) {
    return old.chain_id == entry.chain_id && old.to == entry.to && old.call == entry.call;
  });
  entries_.push_back(std::move(entry));
}

}  // namespace cairn::ethereum
