// What the commands of `cairn ethereum` share: endpoint, key and sending as options, and a proof as
// call data of the verifier's contract. Specification: docs/ethereum.md.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/session.h"
#include "ethereum/deployment.h"
#include "ethereum/key.h"
#include "ethereum/rpc.h"
#include "ethereum/sender.h"

namespace cairn::cli {

// Added by add_ethereum(), each in the file of its name.
void add_ethereum_calldata(CLI::App& app, Session& session);
void add_ethereum_deploy(CLI::App& app, Session& session);
void add_ethereum_verify(CLI::App& app, Session& session);
void add_ethereum_demo(CLI::App& app, Session& session);

struct EndpointFlags {
  std::string rpc;
  std::optional<uint64_t> chain_id;
  std::string timeout = "30s";
};
void add_endpoint_flags(CLI::App& command, EndpointFlags& flags);

struct Endpoint {
  ethereum::Rpc rpc;
  uint64_t chain_id = 0;
};
// Asks the endpoint for its chain, which must be that of the flags, if they name one.
absl::StatusOr<Endpoint> connect(const EndpointFlags& flags);

struct KeyFlags {
  std::string key_file;
  std::string keystore;
  std::string password_file;
};
void add_key_flags(CLI::App& command, KeyFlags& flags);
// From the file or keystore of the flags, else from CAIRN_ETHEREUM_KEY. No error shows any of it.
absl::StatusOr<ethereum::PrivateKey> read_key(const KeyFlags& flags);

struct SendFlags {
  uint64_t confirmations = 1;
  std::string wait = "5min";
  std::string max_fee;
  std::string priority_fee;
};
void add_send_flags(CLI::App& command, SendFlags& flags);
// What happens meanwhile is said on stderr.
absl::StatusOr<ethereum::SendOptions> send_options(const Session& session, const SendFlags& flags);

// The contracts of the file, or those of this program where no file is named.
absl::StatusOr<ethereum::Plan> read_plan(const std::string& artifact);

// A line of the result before the end is known, for people alone.
void say(const Session& session, std::string_view line);

// A proof as the contract takes it.
struct EthereumProof {
  ethereum::Bytes statement;
  ethereum::Bytes proof;  // the file without the statement
  size_t file_bytes = 0;
  ethereum::Bytes check_call() const;   // check(bytes,bytes), of a transaction
  ethereum::Bytes verify_call() const;  // verify(bytes,bytes), which changes nothing
};
// Reads the header alone: the contract is the judge of the rest.
absl::StatusOr<EthereumProof> split_proof(const std::string& path, std::string_view bytes);
absl::StatusOr<EthereumProof> read_ethereum_proof(const std::string& path);

// Bytes and gas of a call.
Json calldata_json(const ethereum::Bytes& call);
std::string calldata_text(const ethereum::Bytes& call);

// The sentence of a refused proof, by the number that the contract gives.
absl::Status refused_proof(const std::string& path, uint8_t reason);

// What verify() of the contract says of the proof: 0, or why it is refused.
absl::StatusOr<uint8_t> call_verify(ethereum::Rpc& rpc, const ethereum::Address& verifier,
                                    const EthereumProof& proof);

// Sends check(statement, proof) and waits until it is confirmed.
struct Check {
  ethereum::Address verifier;
  std::string path;     // of the proof
  std::string journal;  // file of what was sent; empty: none
  ethereum::SendOptions send;
  std::function<absl::StatusOr<ethereum::PrivateKey>()> key;
};
struct Checked {
  ethereum::Confirmed confirmed;
  ethereum::SignedTransaction transaction;
  std::optional<uint64_t> estimated_gas;  // nothing if an earlier run has sent it
};
absl::StatusOr<Checked> check_on_chain(const Session& session, Endpoint& endpoint,
                                       const EthereumProof& proof, const Check& check);
Json checked_json(const Endpoint& endpoint, const Check& check, const EthereumProof& proof,
                  const Checked& checked);
std::string checked_text(const Endpoint& endpoint, const EthereumProof& proof,
                         const Checked& checked);

// Deploys what is missing of the plan, and says what it costs before it is paid.
absl::StatusOr<std::vector<ethereum::Deployed>> deploy_plan(
    const Session& session, Endpoint& endpoint, const ethereum::Plan& plan,
    const ethereum::SendOptions& send,
    const std::function<absl::StatusOr<ethereum::PrivateKey>()>& key);
std::string deployed_text(const std::vector<ethereum::Deployed>& deployed);
Json deployed_json(const std::vector<ethereum::Deployed>& deployed);

}  // namespace cairn::cli
