// The JSON-RPC interface of an Ethereum node: what is needed to call contracts, send transactions
// and follow them. Nothing that an endpoint answers is trusted to have the right form. Errors are
// one sentence that begins with the endpoint's scheme, host and port. Specification: the Ethereum
// execution APIs.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "ethereum/address.h"
#include "ethereum/bytes.h"
#include "ethereum/http.h"
#include "nlohmann/json.hpp"

namespace cairn::ethereum {

// What a node says instead of a result.
struct RpcError {
  int64_t code = 0;
  std::string message;  // printable, shortened
  Bytes data;           // of a revert
  // Whether the message has this part, which is in lower case, in whatever case.
  bool says(std::string_view part) const;
};

// A call that the contract has refused.
struct Reverted {
  std::string message;
  Bytes data;
};

struct Call {
  std::optional<Address> from;
  Address to;
  Bytes data;
};

struct Block {
  uint64_t number = 0;
  Digest hash;
  uint64_t gas_limit = 0;
  std::optional<Amount> base_fee;  // none before EIP-1559
};

struct Log {
  Address address;
  std::vector<Digest> topics;
  Bytes data;
};

struct Receipt {
  Digest transaction;
  uint64_t block = 0;
  Digest block_hash;
  bool succeeded = false;
  uint64_t gas_used = 0;
  Amount gas_price = 0;  // wei a gas
  std::vector<Log> logs;
};

class Rpc {
 public:
  // Posts a request and gets what answers it.
  using Post = std::function<absl::StatusOr<HttpReply>(const std::string& body)>;

  Rpc(const Url& url, std::chrono::milliseconds timeout);
  // By other means than HTTP.
  Rpc(std::string name, Post post);

  // The endpoint, as messages name it.
  const std::string& name() const { return name_; }

  absl::StatusOr<uint64_t> chain_id();
  absl::StatusOr<uint64_t> block_number();
  absl::StatusOr<Block> latest_block();
  // Nothing if there is no such block (any more).
  absl::StatusOr<std::optional<Block>> block(uint64_t number);
  // Transactions of the account that are in blocks; with those that wait, as far as is known.
  absl::StatusOr<uint64_t> mined_nonce(const Address& account);
  absl::StatusOr<uint64_t> pending_nonce(const Address& account);
  absl::StatusOr<Amount> balance(const Address& account);
  absl::StatusOr<Bytes> code(const Address& account);
  // What the node proposes to pay above the base fee; 1 gwei where it proposes nothing.
  absl::StatusOr<Amount> priority_fee();
  absl::StatusOr<std::optional<Receipt>> receipt(const Digest& transaction);
  // Whether the node knows it, in a block or not.
  absl::StatusOr<bool> knows(const Digest& transaction);

  absl::StatusOr<std::variant<uint64_t, Reverted>> estimate_gas(const Call& call);
  absl::StatusOr<std::variant<Bytes, Reverted>> execute(const Call& call);

  // Nothing if the node takes it, otherwise why not.
  absl::StatusOr<std::optional<RpcError>> send_raw(std::span<const uint8_t> transaction);

 private:
  using Json = nlohmann::json;
  using Answer = std::variant<Json, RpcError>;
  absl::StatusOr<Answer> ask(std::string_view method, Json parameters);
  // The result; an error of the node is one.
  absl::StatusOr<Json> result(std::string_view method, Json parameters);
  absl::StatusOr<uint64_t> small(std::string_view method, Json parameters);
  absl::StatusOr<std::optional<Block>> block_named(const std::string& which);
  template <class Value, class Read>
  absl::StatusOr<std::variant<Value, Reverted>> run(std::string_view method, const Call& call,
                                                    const Read& read);
  absl::Status not_ethereum(std::string_view why) const;
  absl::Status malformed(std::string_view method) const;

  std::string name_;
  Post post_;
  uint64_t next_id_ = 1;
};

}  // namespace cairn::ethereum
