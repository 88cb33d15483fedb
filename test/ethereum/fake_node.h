// A JSON-RPC server in this process that behaves as an Ethereum node does, or as a bad one: every
// method may be answered by the test, and every answer be late, cut, or no HTTP at all. Its chain
// holds what is sent to it in blocks of its own.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "crypto/hash/keccak.h"
#include "ethereum/address.h"
#include "ethereum/bytes.h"
#include "nlohmann/json.hpp"

namespace cairn::ethereum_test {

using Json = nlohmann::json;

// What a handler throws to answer with an error.
struct NodeError {
  int code;
  std::string message;
  Json data = nullptr;
};

class FakeNode {
 public:
  using Handler = std::function<Json(const Json& parameters)>;
  struct Sent {
    std::string hash, raw;
    std::optional<uint64_t> block;
    bool succeeds = true;
  };

  // With a certificate and its key (PEM): a TLS server.
  explicit FakeNode(const std::string& certificate = "", const std::string& key = "")
      : acceptor_(loop_, {boost::asio::ip::address_v4::loopback(), 0}) {
    if (!certificate.empty()) {
      tls_ = std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
      tls_->use_certificate_chain(boost::asio::buffer(certificate));
      tls_->use_private_key(boost::asio::buffer(key), boost::asio::ssl::context::pem);
    }
    thread_ = std::thread([this] { serve(); });
  }
  FakeNode(const FakeNode&) = delete;
  FakeNode& operator=(const FakeNode&) = delete;
  ~FakeNode() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    over_.notify_all();
    boost::system::error_code ignored;
    boost::asio::ip::tcp::socket last(loop_);
    last.connect(acceptor_.local_endpoint(), ignored);
    last.close(ignored);
    thread_.join();
  }

  uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::string url() const {
    return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port());
  }

  // The state of the chain; everything under the lock of with().
  uint64_t chain_id = 1337;
  uint64_t head = 100;
  uint64_t nonce = 7;                           // transactions of any account in blocks
  uint64_t unseen_pending = 0;                  // and so many that wait, besides those below
  uint64_t gas = 50'000;                        // what estimates say, and transactions use
  std::string balance = "0x56bc75e2d63100000";  // 100 ether
  bool mines = true;                            // what is sent is in a block at once
  bool grows = true;                            // every question for the head adds a block
  Json logs = Json::array();
  std::map<std::string, std::string> code;  // by address, in lower case
  std::vector<Sent> sent;
  std::map<uint64_t, unsigned> forks;  // so often has a block been replaced

  template <class Change>
  void with(const Change& change) {
    const std::lock_guard lock(mutex_);
    change();
  }
  void on(const std::string& method, Handler handler) {
    with([&] { handlers_[method] = std::move(handler); });
  }
  // Instead of JSON-RPC: this, for every request.
  void answer(unsigned status, const std::string& body) {
    with([&] { http_ = {status, body}; });
  }
  // Instead of HTTP; nothing hangs up at once.
  void answer_raw(const std::string& bytes) {
    with([&] { raw_ = bytes; });
  }
  // Nothing at all is answered.
  void stall() {
    with([&] { stalls_ = true; });
  }
  // The requests so far.
  std::vector<std::pair<std::string, Json>> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  size_t count(const std::string& method) {
    size_t found = 0;
    for (const auto& [name, parameters] : requests()) found += name == method ? 1 : 0;
    return found;
  }
  // Everything that came in, as bytes.
  std::string heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

  // What the node would answer. The lock is held.
  Json usual(const std::string& method, const Json& parameters) {
    const auto quantity = [](uint64_t number) { return ethereum::to_quantity(number); };
    if (method == "eth_chainId") return quantity(chain_id);
    if (method == "eth_blockNumber") return quantity(grows ? head++ : head);
    if (method == "eth_maxPriorityFeePerGas") return quantity(1'000'000'000);
    if (method == "eth_getBalance") return balance;
    if (method == "eth_estimateGas") return quantity(gas);
    if (method == "eth_call") return "0x" + std::string(64, '0');
    if (method == "eth_getCode") {
      const auto at = code.find(parameters[0].get<std::string>());
      return at == code.end() ? "0x" : at->second;
    }
    if (method == "eth_getTransactionCount") {
      uint64_t waiting = 0;
      for (const Sent& each : sent) waiting += each.block.has_value() ? 0 : 1;
      return quantity(parameters[1] == "pending" ? nonce + waiting + unseen_pending : nonce);
    }
    if (method == "eth_getBlockByNumber") {
      const std::string which = parameters[0];
      const uint64_t number = which == "latest" ? head : *ethereum::from_small_quantity(which);
      if (number > head) return nullptr;
      return {{"number", quantity(number)},
              {"hash", block_hash(number)},
              {"gasLimit", quantity(36'000'000)},
              {"baseFeePerGas", quantity(1'000'000'000)}};
    }
    if (method == "eth_sendRawTransaction") {
      const std::string raw = parameters[0];
      const Digest hash = keccak256(*ethereum::from_hex(raw));
      std::string name = ethereum::to_hex(hash.bytes);
      if (find(name) != nullptr) throw NodeError{-32000, "already known"};
      sent.push_back({name, raw, std::nullopt});
      if (mines) mine(sent.back());
      return name;
    }
    if (method == "eth_getTransactionByHash") {
      return find(parameters[0]) == nullptr ? Json(nullptr) : Json{{"hash", parameters[0]}};
    }
    if (method == "eth_getTransactionReceipt") {
      const Sent* const found = find(parameters[0]);
      if (found == nullptr || !found->block.has_value()) return nullptr;
      return {{"transactionHash", found->hash},
              {"blockNumber", quantity(*found->block)},
              {"blockHash", block_hash(*found->block)},
              {"status", found->succeeds ? "0x1" : "0x0"},
              {"gasUsed", quantity(gas)},
              {"effectiveGasPrice", quantity(2'000'000'000)},
              {"logs", logs}};
    }
    throw NodeError{-32601, "the method " + method + " does not exist"};
  }
  void mine(Sent& transaction) {
    transaction.block = ++head;
    ++nonce;
  }
  // The transaction's block is replaced by one without it.
  void take_back(Sent& transaction) {
    ++forks[*transaction.block];
    transaction.block.reset();
    --nonce;
  }
  std::string block_hash(uint64_t number) {
    const std::string name = std::to_string(number) + "/" + std::to_string(forks[number]);
    const auto* const bytes = reinterpret_cast<const uint8_t*>(name.data());
    return ethereum::to_hex(keccak256({bytes, name.size()}).bytes);
  }

 private:
  using Socket = boost::asio::ip::tcp::socket;

  Sent* find(const std::string& hash) {
    for (Sent& each : sent) {
      if (each.hash == hash) return &each;
    }
    return nullptr;
  }

  void serve() {
    while (true) {
      boost::system::error_code error;
      Socket socket(loop_);
      acceptor_.accept(socket, error);
      std::unique_lock lock(mutex_);
      if (is_over_) return;
      if (stalls_) {  // the others wait as well
        over_.wait(lock, [this] { return is_over_; });
        return;
      }
      lock.unlock();
      if (tls_) {
        boost::asio::ssl::stream<Socket> stream(std::move(socket), *tls_);
        stream.handshake(boost::asio::ssl::stream_base::server, error);
        if (!error) converse(stream);
        stream.shutdown(error);
      } else {
        converse(socket);
        socket.shutdown(Socket::shutdown_both, error);
      }
    }
  }

  template <class Stream>
  void converse(Stream& stream) {
    namespace http = boost::beast::http;
    boost::system::error_code error;
    boost::beast::flat_buffer buffer;
    http::request_parser<http::string_body> request;
    request.body_limit(size_t{64} << 20);
    http::read(stream, buffer, request, error);
    if (error) return;
    std::unique_lock lock(mutex_);
    heard_ += request.get().body();
    if (raw_.has_value()) {
      const std::string bytes = *raw_;
      lock.unlock();
      boost::asio::write(stream, boost::asio::buffer(bytes), error);
      return;
    }
    http::response<http::string_body> response;
    if (http_.has_value()) {
      response.result(http_->first);
      response.body() = http_->second;
    } else {
      response.body() = reply(Json::parse(request.get().body())).dump();
    }
    response.prepare_payload();
    lock.unlock();
    http::write(stream, response, error);
  }

  Json reply(const Json& request) {
    const std::string method = request["method"];
    const Json& parameters = request["params"];
    requests_.emplace_back(method, parameters);
    Json answer = {{"jsonrpc", "2.0"}, {"id", request["id"]}};
    try {
      const auto handler = handlers_.find(method);
      answer["result"] =
          handler == handlers_.end() ? usual(method, parameters) : handler->second(parameters);
    } catch (const NodeError& failure) {
      answer["error"] = {{"code", failure.code}, {"message", failure.message}};
      if (!failure.data.is_null()) answer["error"]["data"] = failure.data;
    }
    return answer;
  }

  std::mutex mutex_;
  std::condition_variable over_;
  bool is_over_ = false;
  bool stalls_ = false;
  std::map<std::string, Handler> handlers_;
  std::optional<std::pair<unsigned, std::string>> http_;
  std::optional<std::string> raw_;
  std::vector<std::pair<std::string, Json>> requests_;
  std::string heard_;
  std::unique_ptr<boost::asio::ssl::context> tls_;
  boost::asio::io_context loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::thread thread_;
};

}  // namespace cairn::ethereum_test
