// `cairn ethereum verify`: has a contract check a proof, by a transaction or, with --call, by
// asking only. A run that was interrupted goes on with what it has sent; see docs/ethereum.md.
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "cli/ethereum.h"
#include "cli/files.h"
#include "cli/style.h"
#include "cli/units.h"
#include "compiler/text.h"
#include "crypto/hash/keccak.h"
#include "ethereum/abi.h"
#include "ethereum/journal.h"
#include "ethereum/transaction.h"
#include "stark/verify_error.h"

namespace cairn::cli {
namespace {

using ethereum::Bytes;
using ethereum::SignedTransaction;

constexpr size_t kMaxJournal = size_t{1} << 26;
// The program's digest in a statement, after the machine version (docs/formats.md).
constexpr size_t kDigestAt = 4;

struct Options {
  std::string proof;
  EndpointFlags endpoint;
  KeyFlags key;
  SendFlags send;
  std::string address;
  std::string artifact;
  bool call = false;
};

absl::StatusOr<ethereum::Address> verifier_address(const Options& options) {
  if (options.address.empty()) {
    const absl::StatusOr<ethereum::Plan> plan = read_plan(options.artifact);
    if (!plan.ok()) return plan.status();
    return plan->back().address;
  }
  const std::optional<ethereum::Address> address = ethereum::parse_address(options.address);
  if (address.has_value()) return *address;
  return usage(concat("--address: \"", options.address, "\" is not an address (0x and 40 ",
                      "hexadecimal digits; with capitals they must be those of EIP-55)"));
}

absl::Status check_contract(Endpoint& endpoint, const ethereum::Address& verifier) {
  const absl::StatusOr<Bytes> code = endpoint.rpc.code(verifier);
  if (!code.ok()) return code.status();
  if (!code->empty()) return absl::OkStatus();
  return invalid(concat("there is no contract at ", ethereum::to_text(verifier), " on chain ",
                        endpoint.chain_id, "; make it with `cairn ethereum deploy`"));
}

absl::Status not_a_verifier(const ethereum::Address& verifier) {
  return invalid(concat("the contract at ", ethereum::to_text(verifier),
                        " does not answer as Cairn's verifier; give another --address"));
}

absl::StatusOr<ethereum::Journal> read_journal(const std::string& path) {
  std::error_code error;
  if (path.empty() || !std::filesystem::exists(path, error)) return ethereum::Journal();
  const absl::StatusOr<std::string> text = read_file(path, "record of transactions", kMaxJournal);
  if (!text.ok()) return text.status();
  absl::StatusOr<ethereum::Journal> journal = ethereum::Journal::parse(*text);
  if (journal.ok()) return journal;
  return invalid(concat(path, ": ", std::string(journal.status().message())));
}

// The transaction that an earlier run has sent and that may still come, or has come, into a block;
// nothing if there is none, or it never will. What the node has not heard of is sent again.
// `replaced`: the one in whose place a new one must stand, so that only one of both can be paid.
absl::StatusOr<std::optional<SignedTransaction>> earlier_transaction(
    Endpoint& endpoint, ethereum::Sender& sender, const ethereum::JournalEntry* entry,
    const Check& check, std::optional<SignedTransaction>& replaced) {
  if (entry == nullptr) return std::nullopt;
  const SignedTransaction& sent = entry->transaction;
  const std::string name = concat("transaction ", ethereum::to_hex(sent.hash.bytes));
  const auto tell = [&](std::string_view what) {
    if (check.send.note) check.send.note(concat(name, ", which an earlier run has sent, ", what));
  };
  const absl::StatusOr<uint64_t> used = endpoint.rpc.mined_nonce(sent.from);
  if (!used.ok()) return used.status();
  const absl::StatusOr<bool> known = endpoint.rpc.knows(sent.hash);
  if (!known.ok()) return known.status();
  if (*known) {
    tell("is known to the endpoint; it is not sent again");
    return sent;
  }
  if (*used > sent.nonce) {
    tell("was overtaken by another one of its account; a new one is sent");
    return std::nullopt;
  }
  absl::Status again = sender.submit(sent);
  if (again.ok()) {
    tell("was not known to the endpoint; it is sent again as it was");
    return sent;
  }
  if (again.code() != absl::StatusCode::kResourceExhausted &&
      again.code() != absl::StatusCode::kFailedPrecondition) {
    return again;
  }
  tell("is not taken any more; another one is sent in its place, so that only one can be paid");
  replaced = sent;
  return std::nullopt;
}

// The gas that check() needs; a refusal of the proof is an error.
absl::StatusOr<uint64_t> estimate_check(Endpoint& endpoint, const EthereumProof& proof,
                                        const Check& check, const Bytes& call) {
  const auto estimated = endpoint.rpc.estimate_gas({std::nullopt, check.verifier, call});
  if (!estimated.ok()) return estimated.status();
  if (const uint64_t* const gas = std::get_if<uint64_t>(&*estimated)) return *gas;
  const auto& reverted = std::get<ethereum::Reverted>(*estimated);
  std::optional<uint8_t> reason = ethereum::decode_small_error("Refused(uint8)", reverted.data);
  if (!reason.has_value()) {  // some endpoints say only that it reverts
    const absl::StatusOr<uint8_t> asked = call_verify(endpoint.rpc, check.verifier, proof);
    if (!asked.ok()) return asked.status();
    reason = *asked;
  }
  if (*reason != 0) return refused_proof(check.path, *reason);
  return not_a_verifier(check.verifier);
}

// Whether the receipt says that this contract has verified this statement.
absl::Status check_receipt(const Check& check, const EthereumProof& proof,
                           const ethereum::Receipt& receipt) {
  const std::string name = concat("transaction ", ethereum::to_hex(receipt.transaction.bytes));
  if (!receipt.succeeded) {
    return invalid(concat(
        name, " is in block ", receipt.block, ", but failed (", number_text(receipt.gas_used),
        " gas were used)",
        check.journal.empty() ? "" : concat("; remove ", check.journal, " to send another one")));
  }
  const Digest event = ethereum::topic("Verified(bytes32,bytes32)");
  const Digest statement = keccak256(proof.statement);
  for (const ethereum::Log& log : receipt.logs) {
    if (log.address == check.verifier && log.topics.size() == 2 && log.topics[0] == event &&
        proof.statement.size() >= kDigestAt + 32 &&
        std::equal(log.topics[1].bytes.begin(), log.topics[1].bytes.end(),
                   proof.statement.begin() + kDigestAt) &&
        std::equal(log.data.begin(), log.data.end(), statement.bytes.begin(),
                   statement.bytes.end())) {
      return absl::OkStatus();
    }
  }
  return not_a_verifier(check.verifier);
}

absl::StatusOr<Exit> ask_contract(const Session& session, const Options& options,
                                  Endpoint& endpoint, const ethereum::Address& verifier,
                                  const EthereumProof& proof) {
  const absl::StatusOr<uint8_t> reason = call_verify(endpoint.rpc, verifier, proof);
  if (!reason.ok()) return reason.status();
  if (*reason != 0) return refused_proof(options.proof, *reason);
  const std::string address = ethereum::to_text(verifier);
  session.print({{"accepted", true},
                 {"transaction", nullptr},
                 {"chain_id", endpoint.chain_id},
                 {"verifier", address}},
                concat(paint(STDOUT_FILENO, Paint::kGood, "accepted"), ": contract ", address,
                       " on chain ", endpoint.chain_id, " finds the proof valid (asked only)\n"));
  return Exit::kAsAsked;
}

absl::StatusOr<Exit> verify_on_chain(const Session& session, const Options& options) {
  const absl::StatusOr<EthereumProof> proof = read_ethereum_proof(options.proof);
  if (!proof.ok()) return proof.status();
  const absl::StatusOr<ethereum::Address> verifier = verifier_address(options);
  if (!verifier.ok()) return verifier.status();
  const absl::StatusOr<ethereum::SendOptions> send = send_options(session, options.send);
  if (!send.ok()) return send.status();
  absl::StatusOr<Endpoint> endpoint = connect(options.endpoint);
  if (!endpoint.ok()) return endpoint.status();
  if (absl::Status there = check_contract(*endpoint, *verifier); !there.ok()) return there;
  if (options.call) return ask_contract(session, options, *endpoint, *verifier, *proof);
  const Check check{*verifier, options.proof, concat(options.proof, ".transaction"), *send,
                    [&options] { return read_key(options.key); }};
  const absl::StatusOr<Checked> checked = check_on_chain(session, *endpoint, *proof, check);
  if (!checked.ok()) return checked.status();
  session.print(checked_json(*endpoint, check, *proof, *checked),
                checked_text(*endpoint, *proof, *checked));
  return Exit::kAsAsked;
}

}  // namespace

absl::Status refused_proof(const std::string& path, uint8_t reason) {
  return invalid(concat(path, ": the contract refuses this proof: ",
                        to_string(static_cast<VerifyReason>(reason)), " (reason ", reason, ")"));
}

absl::StatusOr<uint8_t> call_verify(ethereum::Rpc& rpc, const ethereum::Address& verifier,
                                    const EthereumProof& proof) {
  const auto answer = rpc.execute({std::nullopt, verifier, proof.verify_call()});
  if (!answer.ok()) return answer.status();
  const Bytes* const returned = std::get_if<Bytes>(&*answer);
  if (returned == nullptr) return not_a_verifier(verifier);
  const std::optional<uint8_t> reason = ethereum::decode_small(*returned);
  if (!reason.has_value()) return not_a_verifier(verifier);
  return *reason;
}

absl::StatusOr<Checked> check_on_chain(const Session& session, Endpoint& endpoint,
                                       const EthereumProof& proof, const Check& check) {
  ethereum::Sender sender(endpoint.rpc, endpoint.chain_id, check.send);
  const Bytes call = proof.check_call();
  const Digest call_hash = keccak256(call);
  absl::StatusOr<ethereum::Journal> journal = read_journal(check.journal);
  if (!journal.ok()) return journal.status();
  std::optional<SignedTransaction> replaced;
  absl::StatusOr<std::optional<SignedTransaction>> earlier = earlier_transaction(
      endpoint, sender, journal->find(endpoint.chain_id, check.verifier, call_hash), check,
      replaced);
  if (!earlier.ok()) return earlier.status();

  Checked result;
  if (std::optional<SignedTransaction>& before = *earlier; before.has_value()) {
    result.transaction = *std::move(before);
  } else {
    const absl::StatusOr<uint64_t> estimated = estimate_check(endpoint, proof, check, call);
    if (!estimated.ok()) return estimated.status();
    const absl::StatusOr<ethereum::Fees> fees = sender.fees();
    if (!fees.ok()) return fees.status();
    say(session, concat("estimate  ", number_text(*estimated), " gas, at most ",
                        ethereum::ether_text(fees->most * *estimated), " (base fee ",
                        ethereum::gwei_text(fees->base), ", tip ",
                        ethereum::gwei_text(fees->priority), ")\n"));
    const absl::StatusOr<ethereum::Block> block = endpoint.rpc.latest_block();
    if (!block.ok()) return block.status();
    const absl::StatusOr<uint64_t> gas = sender.gas_limit(*estimated, block->gas_limit);
    if (!gas.ok()) return gas.status();
    const absl::StatusOr<ethereum::PrivateKey> key = check.key();
    if (!key.ok()) return key.status();
    absl::StatusOr<SignedTransaction> made =
        sender.prepare(check.verifier, call, *gas, *fees, *key);
    if (!made.ok()) return made.status();
    if (replaced.has_value() && made->from != replaced->from) {
      return invalid(concat("an earlier run has sent a transaction from account ",
                            ethereum::to_text(replaced->from), ", which can be replaced by the ",
                            "same account alone; give its key, or remove ", check.journal));
    }
    if (replaced.has_value() && made->nonce != replaced->nonce) {
      return absl::AbortedError(concat("account ", ethereum::to_text(made->from), " has sent ",
                                       "another transaction meanwhile; run the command again"));
    }
    result.transaction = *std::move(made);
    result.estimated_gas = *estimated;
    if (!check.journal.empty()) {
      journal->put({endpoint.chain_id, check.verifier, call_hash, result.transaction});
      absl::Status kept = write_file(check.journal, journal->text());
      if (!kept.ok()) return kept;
    }
    if (absl::Status sent = sender.submit(result.transaction); !sent.ok()) return sent;
    say(session, concat("sent      ", ethereum::to_hex(result.transaction.hash.bytes), "\n"));
  }
  absl::StatusOr<ethereum::Confirmed> confirmed = sender.confirm(result.transaction);
  if (!confirmed.ok()) return confirmed.status();
  result.confirmed = *std::move(confirmed);
  if (absl::Status good = check_receipt(check, proof, result.confirmed.receipt); !good.ok()) {
    return good;
  }
  return result;
}

Json checked_json(const Endpoint& endpoint, const Check& check, const EthereumProof& proof,
                  const Checked& checked) {
  const ethereum::Receipt& receipt = checked.confirmed.receipt;
  Json json = {{"accepted", true},
               {"chain_id", endpoint.chain_id},
               {"verifier", ethereum::to_text(check.verifier)},
               {"transaction", ethereum::to_hex(receipt.transaction.bytes)},
               {"sent_by_earlier_run", !checked.estimated_gas.has_value()},
               {"block", receipt.block},
               {"block_hash", ethereum::to_hex(receipt.block_hash.bytes)},
               {"confirmations", checked.confirmed.confirmations},
               {"reorganisations", checked.confirmed.reorganisations},
               {"gas_used", receipt.gas_used}};
  if (checked.estimated_gas.has_value()) json["gas_estimated"] = *checked.estimated_gas;
  json["gas_price_wei"] = receipt.gas_price.str();
  json["paid_wei"] = ethereum::Amount(receipt.gas_price * receipt.gas_used).str();
  json["transaction_bytes"] = checked.transaction.raw.size();
  json["calldata"] = calldata_json(proof.check_call());
  return json;
}

std::string checked_text(const Endpoint& endpoint, const EthereumProof& proof,
                         const Checked& checked) {
  const ethereum::Receipt& receipt = checked.confirmed.receipt;
  const Bytes call = proof.check_call();
  std::string text;
  append_all(text, paint(STDOUT_FILENO, Paint::kGood, "accepted"),
             ": the proof is verified on chain ", endpoint.chain_id, " in block ", receipt.block,
             ", ", count_text(checked.confirmed.confirmations, "confirmation"), "\n");
  append_all(text, "hash      ", ethereum::to_hex(receipt.transaction.bytes),
             checked.estimated_gas.has_value() ? "" : " (sent by an earlier run)", "\n");
  append_all(text, "gas       ", number_text(receipt.gas_used), " used, of which ",
             number_text(ethereum::calldata_gas(call).floor), " are the floor of the call data; ",
             ethereum::ether_text(receipt.gas_price * receipt.gas_used), " paid\n");
  append_all(text, "bytes     ", number_text(call.size()), " of call data, ",
             number_text(checked.transaction.raw.size()), " of the transaction\n");
  if (checked.confirmed.reorganisations > 0) {
    append_all(text, "note      ", count_text(checked.confirmed.reorganisations, "reorganisation"),
               " meanwhile\n");
  }
  return text;
}

void add_ethereum_verify(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "verify", "a proof by the contract, in a transaction");
  const auto options = std::make_shared<Options>();
  command->add_option("PROOF", options->proof, "proof file")->required();
  add_endpoint_flags(*command, options->endpoint);
  command
      ->add_option("--address", options->address,
                   "the verifier's contract (where `deploy` makes it)")
      ->envname("CAIRN_ETHEREUM_ADDRESS");
  command->add_flag("--call", options->call,
                    "only ask the contract: no transaction, no key, no cost");
  add_key_flags(*command, options->key);
  add_send_flags(*command, options->send);
  command
      ->add_option("--artifact", options->artifact, "JSON file of the contracts (those built in)")
      ->envname("CAIRN_ETHEREUM_ARTIFACT");
  command->callback([&session, options] {
    session.command = [&session, options] { return verify_on_chain(session, *options); };
  });
}

}  // namespace cairn::cli
