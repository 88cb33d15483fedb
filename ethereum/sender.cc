// See sender.h.
#include "ethereum/sender.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "compiler/text.h"

namespace cairn::ethereum {
namespace {

// Polls after which a nonce that is used and a receipt that is missing are believed: an endpoint of
// many machines may know the one before the other.
constexpr int kPatience = 5;

}  // namespace

// Waits longer and longer, until the time is over.
class Sender::Pace {
 public:
  explicit Pace(const SendOptions& options)
      : end_(std::chrono::steady_clock::now() + options.wait),
        pause_(options.poll),
        longest_(20 * options.poll) {}
  // False if the time is over.
  bool pause() {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    std::this_thread::sleep_for(std::min(left, pause_));
    pause_ = std::min(longest_, pause_ + pause_ / 4 + std::chrono::milliseconds(1));
    return true;
  }

 private:
  const std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds pause_;
  const std::chrono::milliseconds longest_;
};

Sender::Sender(Rpc& rpc, uint64_t chain_id, SendOptions options)
    : rpc_(rpc), chain_id_(chain_id), options_(std::move(options)) {}

void Sender::note(const std::string& sentence) const {
  if (options_.note) options_.note(sentence);
}

absl::StatusOr<Fees> Sender::fees() {
  const absl::StatusOr<Block> block = rpc_.latest_block();
  if (!block.ok()) return block.status();
  if (!block->base_fee.has_value()) {
    return absl::FailedPreconditionError(
        concat(rpc_.name(), ": chain ", chain_id_,
               " has no base fee (EIP-1559), which transactions of Cairn need"));
  }
  Fees fees;
  fees.base = *block->base_fee;
  if (options_.priority_fee.has_value()) {
    fees.priority = *options_.priority_fee;
  } else {
    const absl::StatusOr<Amount> proposed = rpc_.priority_fee();
    if (!proposed.ok()) return proposed.status();
    fees.priority = *proposed;
  }
  fees.most = options_.max_fee.value_or(2 * fees.base + fees.priority);
  fees.priority = std::min(fees.priority, fees.most);
  if (fees.most < fees.base) {
    return absl::ResourceExhaustedError(
        concat("the fee that is offered, ", gwei_text(fees.most), " a gas, is below the base fee ",
               "of the latest block, ", gwei_text(fees.base), "; offer more"));
  }
  return fees;
}

absl::StatusOr<uint64_t> Sender::gas_limit(uint64_t estimated, uint64_t block_gas_limit) const {
  const uint64_t most = std::min(kMaxTransactionGas, block_gas_limit);
  if (estimated > most) {
    return absl::ResourceExhaustedError(concat("the transaction needs ", estimated,
                                               " gas, and one transaction of this chain may have ",
                                               most, " at most"));
  }
  return std::min(most, estimated + estimated / 10);
}

absl::Status Sender::check_funds(const Address& from, const Amount& needed) {
  const absl::StatusOr<Amount> balance = rpc_.balance(from);
  if (!balance.ok()) return balance.status();
  if (*balance >= needed) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      concat("account ", to_text(from), " has ", ether_text(*balance), " on chain ", chain_id_,
             ", and up to ", ether_text(needed), " is needed; send it ",
             ether_text(needed - *balance), " more"));
}

absl::StatusOr<SignedTransaction> Sender::prepare(const Address& to, Bytes data, uint64_t gas,
                                                  const Fees& fees, const PrivateKey& key) {
  const absl::StatusOr<uint64_t> nonce = rpc_.mined_nonce(key.address());
  if (!nonce.ok()) return nonce.status();
  Transaction transaction{chain_id_, *nonce, fees.priority, fees.most, gas, to, 0, std::move(data)};
  absl::Status funds = check_funds(key.address(), transaction.most());
  if (!funds.ok()) return funds;
  SignedTransaction result = sign(transaction, key);
  if (result.raw.size() > kMaxTransactionBytes) {
    return absl::ResourceExhaustedError(concat("the transaction has ", result.raw.size(),
                                               " bytes, and nodes pass on ", kMaxTransactionBytes,
                                               " at most"));
  }
  return result;
}

absl::Status Sender::describe(const RpcError& error, const SignedTransaction& transaction) const {
  const auto says = [&](std::string_view part) { return error.says(part); };
  const std::string account = concat("account ", to_text(transaction.from));
  if (says("nonce too low") || says("nonce is too low") || says("oldnonce")) {
    return absl::AbortedError(
        concat("another transaction of ", account, " has used its number ", transaction.nonce,
               " meanwhile, so this one was not taken and costs nothing; run the command again"));
  }
  if (says("underpriced")) {
    return absl::AbortedError(
        concat("another transaction of ", account, " with the number ", transaction.nonce,
               " waits already, so this one was not taken; run the command again when it is in a ",
               "block, or offer a higher fee to replace it"));
  }
  if (says("insufficient funds")) {
    return absl::ResourceExhaustedError(
        concat(account, " has too few funds on chain ", chain_id_, " (", error.message, ")"));
  }
  if (says("fee per gas less than") || says("max fee per gas") || says("fee too low")) {
    return absl::ResourceExhaustedError(
        concat("the fee that is offered is below the base fee of the latest block (", error.message,
               "); offer more"));
  }
  if (says("gas limit") || says("exceeds block") || says("intrinsic gas") || says("gas too")) {
    return absl::ResourceExhaustedError(
        concat(rpc_.name(), ": the transaction needs more gas than one may have, or has too little",
               " (the endpoint says: ", error.message, ")"));
  }
  return absl::FailedPreconditionError(
      concat(rpc_.name(), ": the endpoint does not take the transaction (", error.message, ")"));
}

absl::Status Sender::submit(const SignedTransaction& transaction) {
  const absl::StatusOr<std::optional<RpcError>> sent = rpc_.send_raw(transaction.raw);
  if (!sent.ok()) return sent.status();
  if (!sent->has_value()) return absl::OkStatus();
  const RpcError& error = **sent;
  if (error.says("already known") || error.says("already imported") ||
      error.says("already exists")) {
    return absl::OkStatus();
  }
  // What is in a block already is refused for its nonce.
  const absl::StatusOr<bool> known = rpc_.knows(transaction.hash);
  if (known.ok() && *known) return absl::OkStatus();
  return describe(error, transaction);
}

absl::StatusOr<Confirmed> Sender::confirm(const SignedTransaction& transaction) {
  const std::string name = concat("transaction ", to_hex(transaction.hash.bytes));
  Confirmed result;
  std::optional<Receipt> seen;
  absl::Status trouble;
  int overtaken = 0;
  const auto taken_back = [&](const std::string& what) {
    ++result.reorganisations;
    note(concat("reorganisation: block ", seen->block, ", which held ", name, ", ", what));
  };
  // A step of the wait: whether it is over.
  const auto look = [&]() -> absl::StatusOr<bool> {
    const absl::StatusOr<uint64_t> used = rpc_.mined_nonce(transaction.from);
    if (!used.ok()) return used.status();
    const absl::StatusOr<std::optional<Receipt>> receipt = rpc_.receipt(transaction.hash);
    if (!receipt.ok()) return receipt.status();
    if (!receipt->has_value()) {
      if (seen.has_value()) {
        taken_back("was taken back; it is sent again as it was, and cannot be paid twice");
        seen.reset();
        (void)rpc_.send_raw(transaction.raw);
      }
      overtaken = *used > transaction.nonce ? overtaken + 1 : 0;
      if (overtaken < kPatience) return false;
      return absl::AbortedError(
          concat("another transaction of account ", to_text(transaction.from),
                 " has used its number ", transaction.nonce, ", so ", name,
                 " will never be in a block and costs nothing; run the command again"));
    }
    overtaken = 0;
    if (seen.has_value() && seen->block_hash != (*receipt)->block_hash) {
      taken_back(concat("was replaced; it is in block ", (*receipt)->block, " now"));
    }
    seen = **receipt;
    const absl::StatusOr<uint64_t> head = rpc_.block_number();
    if (!head.ok()) return head.status();
    if (*head + 1 < seen->block + options_.confirmations) return false;
    // The receipt may be of a block that is none any more.
    const absl::StatusOr<std::optional<Block>> block = rpc_.block(seen->block);
    if (!block.ok()) return block.status();
    if (!block->has_value() || (*block)->hash != seen->block_hash) return false;
    result.receipt = *seen;
    result.confirmations = *head >= seen->block ? *head + 1 - seen->block : 1;
    return true;
  };
  Pace pace(options_);
  do {
    const absl::StatusOr<bool> done = look();
    if (done.ok() && *done) return result;
    if (done.status().code() == absl::StatusCode::kAborted ||
        done.status().code() == absl::StatusCode::kFailedPrecondition) {
      return done.status();
    }
    trouble = done.status();
  } while (pace.pause());
  const std::string again =
      "; run the command again later: it goes on with this transaction, and pays nothing twice";
  if (!trouble.ok()) {
    return absl::DeadlineExceededError(
        concat(name, " cannot be followed: ", std::string(trouble.message()), again));
  }
  if (seen.has_value()) {
    return absl::DeadlineExceededError(concat(name, " is in block ", seen->block,
                                              " but has not the ", options_.confirmations,
                                              " confirmations that were asked for", again));
  }
  return absl::DeadlineExceededError(
      concat(name, result.reorganisations > 0 ? " was taken back by a reorganisation and" : "",
             " is in no block yet", again));
}

absl::Status Sender::settle(const Address& account) {
  Pace pace(options_);
  bool told = false;
  uint64_t waiting = 0;
  do {
    const absl::StatusOr<uint64_t> mined = rpc_.mined_nonce(account);
    if (!mined.ok()) return mined.status();
    const absl::StatusOr<uint64_t> pending = rpc_.pending_nonce(account);
    if (!pending.ok()) return pending.status();
    if (*pending <= *mined) return absl::OkStatus();
    waiting = *pending - *mined;
    if (!std::exchange(told, true)) {
      note(concat("waiting for ", waiting, " earlier transaction", waiting == 1 ? "" : "s",
                  " of account ", to_text(account)));
    }
  } while (pace.pause());
  return absl::DeadlineExceededError(concat(
      waiting, " earlier transaction", waiting == 1 ? "" : "s", " of account ", to_text(account),
      waiting == 1 ? " is" : " are", " in no block yet; run the command again later"));
}

}  // namespace cairn::ethereum
