// What an endpoint may do wrong, and the sentence for each; TLS with its certificate.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "ethereum/http.h"
#include "ethereum/rpc.h"
#include "test/ethereum/fake_node.h"

namespace cairn::ethereum {
namespace {

using Catch::Contains;
using ethereum_test::FakeNode;
using ethereum_test::NodeError;
using std::chrono::milliseconds;

Rpc rpc_of(const std::string& url, milliseconds timeout = milliseconds(10'000)) {
  return Rpc(parse_url(url).value(), timeout);
}

template <class Value>
void check_error(const absl::StatusOr<Value>& result, absl::StatusCode code,
                 const std::string& part) {
  REQUIRE(!result.ok());
  CAPTURE(std::string(result.status().message()));
  CHECK(result.status().code() == code);
  CHECK_THAT(std::string(result.status().message()), Contains(part));
}

TEST_CASE("addresses of endpoints", "[ethereum]") {
  const Url plain = parse_url("http://127.0.0.1:8545").value();
  CHECK((plain.host == "127.0.0.1" && plain.port == "8545" && plain.target == "/"));
  CHECK(!plain.is_secure);
  const Url secret = parse_url("https://me:secret@node.example/v2/KEY?x=1#y").value();
  CHECK((secret.is_secure && secret.host == "node.example" && secret.port == "443"));
  CHECK(secret.target == "/v2/KEY?x=1");
  CHECK(secret.authorization == "Basic bWU6c2VjcmV0");
  CHECK(secret.origin() == "https://node.example:443");
  const Url six = parse_url("http://[::1]:8545/x").value();
  CHECK((six.host == "::1" && six.port == "8545" && six.target == "/x"));
  CHECK(six.origin() == "http://[::1]:8545");
  CHECK(parse_url("http://[::1]").value().port == "80");
  CHECK(parse_url("http://node?key=1").value().target == "/?key=1");
  for (const std::string bad : {"", "node", "ws://node", "http://", "http://:80", "http://a:b",
                                "http://a:0", "http://a:70000", "http://a b", "http://a\r\nX: y",
                                "http://[::1", "http://[::1]x", "http://a:80x"}) {
    CAPTURE(bad);
    const absl::StatusOr<Url> url = parse_url(bad);
    CHECK(url.status().code() == absl::StatusCode::kInvalidArgument);
    CHECK_THAT(std::string(url.status().message()), Contains("http://127.0.0.1:8545"));
  }
}

TEST_CASE("an endpoint that is down, unknown or hangs up", "[ethereum]") {
  std::string url;
  {
    FakeNode node;
    url = node.url();
  }
  check_error(rpc_of(url).chain_id(), absl::StatusCode::kUnavailable,
              url + ": the endpoint cannot be reached (Connection refused); check its address");
  check_error(rpc_of("http://no-such-host.invalid:8545").chain_id(), absl::StatusCode::kUnavailable,
              "the name of the host is unknown");
  FakeNode node;
  node.answer_raw("");
  check_error(rpc_of(node.url()).chain_id(), absl::StatusCode::kUnavailable, "hung up");
  node.answer_raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"json");
  check_error(rpc_of(node.url()).chain_id(), absl::StatusCode::kUnavailable, "hung up");
}

TEST_CASE("an endpoint that is slow is left after the timeout", "[ethereum]") {
  FakeNode node;
  node.stall();
  const auto begin = std::chrono::steady_clock::now();
  check_error(rpc_of(node.url(), milliseconds(150)).chain_id(), absl::StatusCode::kDeadlineExceeded,
              "has not answered within 150 ms");
  CHECK(std::chrono::steady_clock::now() - begin >= milliseconds(150));
}

TEST_CASE("what answers is no Ethereum endpoint", "[ethereum]") {
  FakeNode node;
  const auto ask = [&] { return rpc_of(node.url() + "/v3/SECRET").chain_id(); };
  const auto wrong = [&](const std::string& body, const std::string& part) {
    CAPTURE(body);
    node.answer(200, body);
    check_error(ask(), absl::StatusCode::kFailedPrecondition, part);
    CHECK_THAT(std::string(ask().status().message()), !Contains("SECRET"));
  };
  wrong("<html>hello</html>", "not an Ethereum endpoint (its answer is not JSON)");
  wrong("", "its answer is not JSON");
  wrong("{\"jsonrpc\":\"2.0\",\"id\":1", "its answer is not JSON");
  wrong("[]", "neither a result nor an error");
  wrong("{}", "neither a result nor an error");
  wrong(R"({"jsonrpc":"2.0","id":99,"result":"0x1"})", "to another request");
  wrong(R"({"jsonrpc":"2.0","result":"0x1"})", "to another request");
  wrong(R"({"jsonrpc":"2.0","id":1,"result":null})", "its answer to eth_chainId has not the form");
  wrong(R"({"jsonrpc":"2.0","id":1,"result":5})", "its answer to eth_chainId has not the form");
  wrong(R"({"jsonrpc":"2.0","id":1,"result":"0x"})", "its answer to eth_chainId has not the form");
  wrong(R"({"jsonrpc":"2.0","id":1,"result":"0x1ffffffffffffffff"})", "has not the form");
  wrong(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"nope"}})",
        "it does not know eth_chainId");
  node.answer(404, "not here");
  check_error(ask(), absl::StatusCode::kFailedPrecondition, "it answers HTTP 404");
  node.answer(401, "who are you?");
  check_error(ask(), absl::StatusCode::kFailedPrecondition, "refuses access (HTTP 401)");
  node.answer(429, "slow down");
  check_error(ask(), absl::StatusCode::kUnavailable, "so many requests (HTTP 429)");
  node.answer(502, "<html>");
  check_error(ask(), absl::StatusCode::kUnavailable, "out of order (HTTP 502)");
  node.answer(200, R"({"jsonrpc":"2.0","id":1,"error":"no"})");
  check_error(ask(), absl::StatusCode::kUnavailable, "refuses eth_chainId (no)");
  node.answer(400, R"({"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"a\u001b[2Jb"}})");
  check_error(ask(), absl::StatusCode::kUnavailable, "refuses eth_chainId (a [2Jb)");
  node.answer_raw("SSH-2.0-OpenSSH_9.2\r\n");
  check_error(ask(), absl::StatusCode::kFailedPrecondition, "speaks no HTTP");
}

TEST_CASE("answers that have not the form that their method promises", "[ethereum]") {
  FakeNode node;
  Rpc rpc = rpc_of(node.url());
  constexpr auto kWrong = absl::StatusCode::kFailedPrecondition;
  for (const ethereum_test::Json& bad :
       {ethereum_test::Json(5), ethereum_test::Json("0xzz"), ethereum_test::Json::array(),
        ethereum_test::Json{{"hash", "0x12"}}, ethereum_test::Json(true)}) {
    CAPTURE(bad.dump());
    for (const std::string method :
         {"eth_getBlockByNumber", "eth_getBalance", "eth_getCode", "eth_getTransactionReceipt",
          "eth_getTransactionCount", "eth_estimateGas", "eth_call", "eth_maxPriorityFeePerGas"}) {
      node.on(method, [bad](const auto&) { return bad; });
    }
    check_error(rpc.latest_block(), kWrong, "eth_getBlockByNumber");
    check_error(rpc.block(5), kWrong, "eth_getBlockByNumber");
    check_error(rpc.balance({}), kWrong, "eth_getBalance");
    check_error(rpc.code({}), kWrong, "eth_getCode");
    check_error(rpc.receipt({}), kWrong, "eth_getTransactionReceipt");
    check_error(rpc.mined_nonce({}), kWrong, "eth_getTransactionCount");
    check_error(rpc.estimate_gas({}), kWrong, "eth_estimateGas");
    check_error(rpc.execute({}), kWrong, "eth_call");
    check_error(rpc.priority_fee(), kWrong, "eth_maxPriorityFeePerGas");
  }
  node.on("eth_getBlockByNumber", [](const auto&) { return nullptr; });
  check_error(rpc.latest_block(), kWrong, "eth_getBlockByNumber");
  CHECK(rpc.block(5).value() == std::nullopt);
  node.on("eth_maxPriorityFeePerGas",
          [](const auto&) -> ethereum_test::Json { throw NodeError{-32601, "unknown"}; });
  CHECK(rpc.priority_fee().value() == 1'000'000'000);
}

TEST_CASE("a call that reverts gives its data, wherever the node puts it", "[ethereum]") {
  FakeNode node;
  Rpc rpc = rpc_of(node.url());
  const std::string data = "0x01020304";
  for (const ethereum_test::Json& place :
       {ethereum_test::Json(data), ethereum_test::Json{{"data", data}},
        ethereum_test::Json{{"data", {{"data", data}}}}, ethereum_test::Json("Reverted " + data)}) {
    node.on("eth_estimateGas", [&](const auto&) -> ethereum_test::Json {
      throw NodeError{3, "execution reverted", place};
    });
    const auto result = rpc.estimate_gas({}).value();
    CHECK(std::get<Reverted>(result).data == Bytes{1, 2, 3, 4});
  }
  node.on("eth_estimateGas", [](const auto&) -> ethereum_test::Json {
    throw NodeError{-32000, "gas required exceeds allowance (16777216)"};
  });
  check_error(rpc.estimate_gas({}), absl::StatusCode::kResourceExhausted, "needs more gas");
  node.on("eth_estimateGas",
          [](const auto&) -> ethereum_test::Json { throw NodeError{-32005, "busy"}; });
  check_error(rpc.estimate_gas({}), absl::StatusCode::kUnavailable, "busy");
}

// A certificate for "localhost" that nobody has signed, and its key, as PEM.
std::pair<std::string, std::string> self_signed() {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* const name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* const names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
  X509_add_ext(certificate, names, -1);
  X509_sign(certificate, key, EVP_sha256());
  const auto text = [](const auto& write) {
    BIO* const memory = BIO_new(BIO_s_mem());
    write(memory);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory, &bytes);
    std::string result(bytes, static_cast<size_t>(size));
    BIO_free(memory);
    return result;
  };
  std::pair<std::string, std::string> result = {
      text([&](BIO* to) { PEM_write_bio_X509(to, certificate); }), text([&](BIO* to) {
        PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr);
      })};
  X509_EXTENSION_free(names);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return result;
}

TEST_CASE("TLS: the certificate is verified, and so is its name", "[ethereum]") {
  const auto [certificate, key] = self_signed();
  FakeNode node(certificate, key);
  check_error(rpc_of(node.url()).chain_id(), absl::StatusCode::kFailedPrecondition,
              "its certificate is not trusted");
  const std::string file =
      (std::filesystem::temp_directory_path() / ("cairn_ca_" + std::to_string(::getpid())))
          .string();
  std::ofstream(file) << certificate;
  ::setenv("SSL_CERT_FILE", file.c_str(), 1);
  CHECK(rpc_of(node.url()).chain_id().value() == 1337);
  check_error(rpc_of("https://127.0.0.1:" + std::to_string(node.port())).chain_id(),
              absl::StatusCode::kFailedPrecondition, "its certificate is not trusted");
  FakeNode plain;
  check_error(rpc_of("https://localhost:" + std::to_string(plain.port())).chain_id(),
              absl::StatusCode::kFailedPrecondition, "is it http:// rather than https://?");
  ::unsetenv("SSL_CERT_FILE");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace cairn::ethereum
