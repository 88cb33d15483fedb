// Sending a transaction and following it until it is confirmed: nonce, fees and funds before it is
// sent, reorganisations after it. A nonce is always the next one that no block has used, so that
// sending again after an interruption can replace a transaction that still waits, but never add a
// second one: nothing is paid twice. Specification: EIP-1559, docs/ethereum.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "ethereum/key.h"
#include "ethereum/rpc.h"
#include "ethereum/transaction.h"

namespace cairn::ethereum {

struct SendOptions {
  uint64_t confirmations = 1;  // blocks from the transaction's own on
  std::chrono::milliseconds wait{300'000};
  // Between two questions, at first; later up to 20 times as long.
  std::chrono::milliseconds poll{100};
  std::optional<Amount> max_fee, priority_fee;  // wei a gas; chosen by the latest block otherwise
  // Told what happens meanwhile, in one sentence each, if set.
  std::function<void(const std::string&)> note;
};

struct Fees {
  Amount base = 0;      // of the latest block
  Amount priority = 0;  // offered above it
  Amount most = 0;      // offered in all
};

struct Confirmed {
  Receipt receipt;
  uint64_t confirmations = 0;
  unsigned reorganisations = 0;  // how often its block was taken back meanwhile
};

// "0.0123 ether", "1.5 gwei": exact.
std::string ether_text(const Amount& wei);
std::string gwei_text(const Amount& wei);
// "30gwei", "1500000000wei", "0.1ether", "1.5gwei"; nothing otherwise.
std::optional<Amount> parse_amount(std::string_view text);

class Sender {
 public:
  Sender(Rpc& rpc, uint64_t chain_id, SendOptions options);

  // Errors: FailedPrecondition on a chain without EIP-1559.
  absl::StatusOr<Fees> fees();

  // Gas for what is estimated to need so much: a tenth more, where one transaction may have it.
  // ResourceExhausted if it needs more than one may have.
  absl::StatusOr<uint64_t> gas_limit(uint64_t estimated, uint64_t block_gas_limit) const;

  // Signs a call of `to`. Errors (ResourceExhausted): too few funds, with how much is needed; too
  // many bytes.
  absl::StatusOr<SignedTransaction> prepare(const Address& to, Bytes data, uint64_t gas,
                                            const Fees& fees, const PrivateKey& key);
  absl::Status check_funds(const Address& from, const Amount& needed);

  // Sends it. One that the node has already is as good as sent. Errors say in words what the node
  // does not like; Aborted: another transaction has this nonce.
  absl::Status submit(const SignedTransaction& transaction);

  // Waits for the receipt and the confirmations. A transaction whose block is taken back is sent
  // again, as it was. Errors: DeadlineExceeded; Aborted if another transaction took its nonce.
  absl::StatusOr<Confirmed> confirm(const SignedTransaction& transaction);

  // Waits until no transaction of the account waits any more, so that what they do is known.
  absl::Status settle(const Address& account);

 private:
  class Pace;
  void note(const std::string& sentence) const;
  absl::Status describe(const RpcError& error, const SignedTransaction& transaction) const;

  Rpc& rpc_;
  const uint64_t chain_id_;
  const SendOptions options_;
};

}  // namespace cairn::ethereum
