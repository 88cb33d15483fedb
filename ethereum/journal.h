// What has been sent for a proof, kept in a file beside it before it is sent, so that a run that
// was interrupted is continued by the next one. It holds signed transactions, which are public, and
// no key. Specification: docs/ethereum.md, "Interrupted runs".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ethereum/transaction.h"

namespace cairn::ethereum {

struct JournalEntry {
  uint64_t chain_id = 0;
  Address to;
  Digest call;  // Keccak-256 of the call data
  SignedTransaction transaction;
};

class Journal {
 public:
  // An empty text is an empty journal. Errors (InvalidArgument) are words that follow the file's
  // name.
  static absl::StatusOr<Journal> parse(std::string_view text);
  std::string text() const;

  // The last transaction with this call on this chain; null if there is none.
  const JournalEntry* find(uint64_t chain_id, const Address& to, const Digest& call) const;
  // In place of an earlier one with this call on this chain.
  void put(JournalEntry entry);

 private:
  std::vector<JournalEntry> entries_;
};

}  // namespace cairn::ethereum
