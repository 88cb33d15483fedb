// See rpc.h.
#include "ethereum/rpc.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "compiler/text.h"
#include "ethereum/abi.h"

namespace cairn::ethereum {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxMessage = 300;
constexpr uint64_t kGwei = 1'000'000'000;

std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, kMaxMessage)) {
    result += c >= 0x20 && c < 0x7f ? c : ' ';
  }
  if (text.size() > kMaxMessage) result += "...";
  return result;
}

const Json* find(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(name);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}
std::string text_of(const Json& object, const char* name) {
  const Json* const value = find(object, name);
  return value == nullptr ? std::string() : text_of(*value);
}

// The bytes of a revert, which nodes put at different depths.
Bytes revert_data(const Json& error) {
  const Json* data = find(error, "data");
  for (int depth = 0; data != nullptr && data->is_object() && depth < 3; ++depth) {
    const Json* const deeper = find(*data, "data");
    data = deeper != nullptr ? deeper : find(*data, "result");
  }
  if (data == nullptr || !data->is_string()) return {};
  std::string text = data->get<std::string>();
  if (text.starts_with("Reverted ")) text = text.substr(9);
  return from_hex(text).value_or(Bytes());
}

RpcError read_error(const Json& error) {
  RpcError result;
  if (const Json* const code = find(error, "code"); code != nullptr && code->is_number_integer()) {
    result.code = code->get<int64_t>();
  }
  result.message = printable(error.is_string() ? text_of(error) : text_of(error, "message"));
  result.data = revert_data(error);
  return result;
}

std::optional<Block> read_block(const Json& json) {
  const auto number = from_small_quantity(text_of(json, "number"));
  const auto hash = digest_from_hex(text_of(json, "hash"));
  const auto gas = from_small_quantity(text_of(json, "gasLimit"));
  if (!number.has_value() || !hash.has_value() || !gas.has_value()) return std::nullopt;
  return Block{*number, *hash, *gas, from_quantity(text_of(json, "baseFeePerGas"))};
}

std::optional<Log> read_log(const Json& json) {
  Log log;
  const auto address = parse_address(absl::AsciiStrToLower(text_of(json, "address")));
  const auto data = from_hex(text_of(json, "data"));
  const Json* const topics = find(json, "topics");
  if (!address.has_value() || !data.has_value() || topics == nullptr || !topics->is_array()) {
    return std::nullopt;
  }
  for (const Json& each : *topics) {
    const auto digest = digest_from_hex(text_of(each));
    if (!digest.has_value()) return std::nullopt;
    log.topics.push_back(*digest);
  }
  log.address = *address;
  log.data = *data;
  return log;
}

std::optional<Receipt> read_receipt(const Json& json) {
  const auto transaction = digest_from_hex(text_of(json, "transactionHash"));
  const auto block = from_small_quantity(text_of(json, "blockNumber"));
  const auto hash = digest_from_hex(text_of(json, "blockHash"));
  const auto status = from_small_quantity(text_of(json, "status"));
  const auto gas = from_small_quantity(text_of(json, "gasUsed"));
  const Json* const logs = find(json, "logs");
  if (!transaction || !block || !hash || !status || !gas || logs == nullptr || !logs->is_array()) {
    return std::nullopt;
  }
  Receipt receipt{*transaction, *block, *hash, *status == 1, *gas, 0, {}};
  receipt.gas_price = from_quantity(text_of(json, "effectiveGasPrice")).value_or(0);
  for (const Json& each : *logs) {
    std::optional<Log> log = read_log(each);
    if (!log.has_value()) return std::nullopt;
    receipt.logs.push_back(*std::move(log));
  }
  return receipt;
}

bool is_revert(const RpcError& error) {
  return error.code == 3 || !error.data.empty() || error.says("revert");
}

}  // namespace

bool RpcError::says(std::string_view part) const {
  return absl::StrContains(absl::AsciiStrToLower(message), std::string(part));
}

Rpc::Rpc(const Url& url, std::chrono::milliseconds timeout)
    : name_(url.origin()),
      post_([url, timeout](const std::string& body) { return http_post(url, body, timeout); }) {}

Rpc::Rpc(std::string name, Post post) : name_(std::move(name)), post_(std::move(post)) {}

absl::Status Rpc::not_ethereum(std::string_view why) const {
  return absl::FailedPreconditionError(
      concat(name(), ": this is not an Ethereum endpoint (", why, "); check the address"));
}

absl::Status Rpc::malformed(std::string_view method) const {
  return not_ethereum(concat("its answer to ", method, " has not the form of one"));
}

absl::StatusOr<Rpc::Answer> Rpc::ask(std::string_view method, Json parameters) {
  const uint64_t id = next_id_++;
  const Json request = {
      {"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(parameters)}};
  const absl::StatusOr<HttpReply> reply = post_(request.dump());
  if (!reply.ok()) return reply.status();
  const Json answer = Json::parse(reply->body, nullptr, false);
  const bool is_answer =
      answer.is_object() && (answer.contains("result") || find(answer, "error") != nullptr);
  if (!is_answer) {
    if (reply->status == 429) {
      return absl::UnavailableError(
          concat(name(), ": the endpoint refuses so many requests (HTTP 429); try again later"));
    }
    if (reply->status == 401 || reply->status == 403) {
      return absl::FailedPreconditionError(concat(name(), ": the endpoint refuses access (HTTP ",
                                                  reply->status, "); check user, password or key ",
                                                  "in its address"));
    }
    if (reply->status >= 500) {
      return absl::UnavailableError(concat(name(), ": the endpoint is out of order (HTTP ",
                                           reply->status, "); try again later"));
    }
    if (reply->status != 200) return not_ethereum(concat("it answers HTTP ", reply->status));
    return not_ethereum(answer.is_discarded() ? "its answer is not JSON"
                                              : "its answer has neither a result nor an error");
  }
  if (const Json* const error = find(answer, "error"); error != nullptr) return read_error(*error);
  const Json* const own = find(answer, "id");
  if (own == nullptr || *own != id) return not_ethereum("its answer is to another request");
  return answer["result"];
}

absl::StatusOr<Json> Rpc::result(std::string_view method, Json parameters) {
  absl::StatusOr<Answer> answer = ask(method, std::move(parameters));
  if (!answer.ok()) return answer.status();
  if (const RpcError* const error = std::get_if<RpcError>(&*answer)) {
    if (error->code == -32601 || error->says("method not found")) {
      return not_ethereum(concat("it does not know ", method));
    }
    return absl::UnavailableError(
        concat(name(), ": the endpoint refuses ", method, " (", error->message, ")"));
  }
  return std::get<Json>(*std::move(answer));
}

absl::StatusOr<uint64_t> Rpc::small(std::string_view method, Json parameters) {
  const absl::StatusOr<Json> answer = result(method, std::move(parameters));
  if (!answer.ok()) return answer.status();
  const std::optional<uint64_t> number = from_small_quantity(text_of(*answer));
  if (!number.has_value()) return malformed(method);
  return *number;
}

absl::StatusOr<uint64_t> Rpc::chain_id() { return small("eth_chainId", Json::array()); }

absl::StatusOr<uint64_t> Rpc::block_number() { return small("eth_blockNumber", Json::array()); }

absl::StatusOr<std::optional<Block>> Rpc::block_named(const std::string& which) {
  const absl::StatusOr<Json> answer = result("eth_getBlockByNumber", {which, false});
  if (!answer.ok()) return answer.status();
  if (answer->is_null()) return std::nullopt;
  std::optional<Block> block = read_block(*answer);
  if (!block.has_value()) return malformed("eth_getBlockByNumber");
  return block;
}

absl::StatusOr<Block> Rpc::latest_block() {
  const absl::StatusOr<std::optional<Block>> found = block_named("latest");
  if (!found.ok()) return found.status();
  const std::optional<Block>& block = *found;
  if (!block.has_value()) return malformed("eth_getBlockByNumber");
  return *block;
}

absl::StatusOr<std::optional<Block>> Rpc::block(uint64_t number) {
  return block_named(to_quantity(number));
}

absl::StatusOr<uint64_t> Rpc::mined_nonce(const Address& account) {
  return small("eth_getTransactionCount", {to_hex(account.bytes), "latest"});
}

absl::StatusOr<uint64_t> Rpc::pending_nonce(const Address& account) {
  return small("eth_getTransactionCount", {to_hex(account.bytes), "pending"});
}

absl::StatusOr<Amount> Rpc::balance(const Address& account) {
  const absl::StatusOr<Json> answer = result("eth_getBalance", {to_hex(account.bytes), "latest"});
  if (!answer.ok()) return answer.status();
  const std::optional<Amount> amount = from_quantity(text_of(*answer));
  if (!amount.has_value()) return malformed("eth_getBalance");
  return *amount;
}

absl::StatusOr<Bytes> Rpc::code(const Address& account) {
  const absl::StatusOr<Json> answer = result("eth_getCode", {to_hex(account.bytes), "latest"});
  if (!answer.ok()) return answer.status();
  std::optional<Bytes> bytes = from_hex(text_of(*answer));
  if (!bytes.has_value()) return malformed("eth_getCode");
  return *std::move(bytes);
}

absl::StatusOr<Amount> Rpc::priority_fee() {
  const absl::StatusOr<Answer> answer = ask("eth_maxPriorityFeePerGas", Json::array());
  if (!answer.ok()) return answer.status();
  if (std::holds_alternative<RpcError>(*answer)) return Amount(kGwei);
  const std::optional<Amount> fee = from_quantity(text_of(std::get<Json>(*answer)));
  if (!fee.has_value()) return malformed("eth_maxPriorityFeePerGas");
  return *fee;
}

absl::StatusOr<std::optional<Receipt>> Rpc::receipt(const Digest& transaction) {
  const absl::StatusOr<Json> answer =
      result("eth_getTransactionReceipt", {to_hex(transaction.bytes)});
  if (!answer.ok()) return answer.status();
  if (answer->is_null()) return std::nullopt;
  std::optional<Receipt> receipt = read_receipt(*answer);
  if (!receipt.has_value() || receipt->transaction != transaction) {
    return malformed("eth_getTransactionReceipt");
  }
  return receipt;
}

absl::StatusOr<bool> Rpc::knows(const Digest& transaction) {
  const absl::StatusOr<Json> answer =
      result("eth_getTransactionByHash", {to_hex(transaction.bytes)});
  if (!answer.ok()) return answer.status();
  return answer->is_object();
}

template <class Value, class Read>
absl::StatusOr<std::variant<Value, Reverted>> Rpc::run(std::string_view method, const Call& call,
                                                       const Read& read) {
  Json parameters = {{"to", to_hex(call.to.bytes)}, {"input", to_hex(call.data)}};
  if (call.from.has_value()) parameters["from"] = to_hex(call.from->bytes);
  const absl::StatusOr<Answer> answer = ask(method, {std::move(parameters), "latest"});
  if (!answer.ok()) return answer.status();
  if (const RpcError* const error = std::get_if<RpcError>(&*answer)) {
    if (is_revert(*error)) {
      const std::optional<std::string> text = decode_error_text(error->data);
      return Reverted{text.value_or(error->message), error->data};
    }
    if (error->says("exceeds allowance") || error->says("out of gas") || error->says("outofgas") ||
        error->says("gas limit")) {
      return absl::ResourceExhaustedError(
          concat(name(), ": the transaction needs more gas than one may have (the endpoint says: ",
                 error->message, ")"));
    }
    return absl::UnavailableError(
        concat(name(), ": the endpoint refuses ", method, " (", error->message, ")"));
  }
  std::optional<Value> value = read(text_of(std::get<Json>(*answer)));
  if (!value.has_value()) return malformed(method);
  return *std::move(value);
}

absl::StatusOr<std::variant<uint64_t, Reverted>> Rpc::estimate_gas(const Call& call) {
  return run<uint64_t>("eth_estimateGas", call, from_small_quantity);
}

absl::StatusOr<std::variant<Bytes, Reverted>> Rpc::execute(const Call& call) {
  return run<Bytes>("eth_call", call, from_hex);
}

absl::StatusOr<std::optional<RpcError>> Rpc::send_raw(std::span<const uint8_t> transaction) {
  const absl::StatusOr<Answer> answer = ask("eth_sendRawTransaction", {to_hex(transaction)});
  if (!answer.ok()) return answer.status();
  if (const RpcError* const error = std::get_if<RpcError>(&*answer)) return *error;
  return std::nullopt;
}

}  // namespace cairn::ethereum
