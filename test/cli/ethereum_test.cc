// `cairn ethereum` against a node in this process: what is sent, what is said, and what an
// endpoint, a key or a chain can have wrong with it. The trip to a real chain is
// test/ethereum/trip.
#include <sys/stat.h>

#include "crypto/hash/keccak.h"
#include "ethereum/abi.h"
#include "ethereum/deployment.h"
#include "ethereum/transaction.h"
#include "stark/proof.h"
#include "stark/statement_codec.h"
#include "stark/verify_error.h"
#include "test/cli/command.h"
#include "test/ethereum/fake_node.h"

namespace cairn::cli_test {
namespace {

using Catch::Contains;
using ethereum::to_hex;
using ethereum_test::FakeNode;
using ethereum_test::Json;
using ethereum_test::NodeError;

// Of the example of EIP-155; its digits must never be said.
const std::string kKeyText = [] {
  std::string text;
  for (int i = 0; i < 32; ++i) text += "46";
  return text;
}();
const std::string kVerifier = "0x3535353535353535353535353535353535353535";

std::vector<uint8_t> example_statement() {
  Statement statement;
  statement.program_digest.fill(Felt(7));
  return encode_statement(statement);
}

// What passes for a proof until somebody verifies it.
std::string example_proof(ProofProfile profile = ProofProfile::kEthereum) {
  const ProfileSettings settings = profile_settings(profile, 100).value();
  ProofParameters parameters;
  parameters.profile = profile;
  parameters.log_blowup = static_cast<uint8_t>(settings.log_blowup);
  parameters.max_log_arity = static_cast<uint8_t>(settings.max_log_arity);
  parameters.log_final_length = static_cast<uint8_t>(settings.log_final_length);
  parameters.batching = settings.batching;
  parameters.num_queries = 20;
  std::string bytes(kProofMagic.begin(), kProofMagic.end());
  const auto number = [&](uint64_t value) {
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  };
  const auto string = [&](const auto& content) { bytes.append(content.begin(), content.end()); };
  number(kProofVersion);
  string(encode_parameters(parameters));
  const std::vector<uint8_t> statement = example_statement();
  number(statement.size());
  string(statement);
  number(0);                    // hints
  number(0);                    // heights
  return bytes + "the rest 0";  // whatever it is
}

// The call data of check() of it.
ethereum::Bytes example_call(const std::string& name = "check(bytes,bytes)") {
  const std::string proof = example_proof();
  const std::vector<uint8_t> statement = example_statement();
  ethereum::Bytes rest(proof.begin(), proof.begin() + 30);
  rest.insert(rest.end(), proof.begin() + 30 + static_cast<ptrdiff_t>(statement.size()),
              proof.end());
  return ethereum::encode_call(name, {statement, rest});
}

// A folder with a proof and a key, and a node with a verifier.
struct Trip {
  Trip() {
    here.write("x.proof", example_proof());
    here.write("key", kKeyText + "\n");
    allow("key", 0600);
    const std::vector<uint8_t> statement = example_statement();
    ethereum::Bytes digest(statement.begin() + 4, statement.begin() + 36);
    node.with([&] {
      node.code[kVerifier] = "0x60";
      node.logs = {
          {{"address", kVerifier},
           {"topics", {to_hex(ethereum::topic("Verified(bytes32,bytes32)").bytes), to_hex(digest)}},
           {"data", to_hex(keccak256(statement).bytes)}}};
    });
  }
  void allow(const std::string& name, mode_t mode) const {
    ::chmod((here.path() / name).c_str(), mode);
  }
  Result run(const std::string& arguments, const std::string& before = "") {
    const Result result = here.cairn("ethereum " + arguments, "CAIRN_ETHEREUM_WAIT=10s " + before);
    for (const std::string& text : {result.out, result.err, node.heard()}) {
      CHECK(text.find(kKeyText) == std::string::npos);
    }
    return result;
  }
  Result verify(const std::string& more = "--key-file key", const std::string& before = "") {
    return run("verify x.proof --address " + kVerifier + " --rpc " + node.url() + " " + more,
               before);
  }
  Directory here;
  FakeNode node;
};

void revert(FakeNode& node, uint8_t reason) {
  ethereum::Bytes data;
  ethereum::append(data, ethereum::selector("Refused(uint8)"));
  ethereum::append(data, ethereum::to_word(ethereum::Amount(reason)));
  node.on("eth_estimateGas",
          [data](const Json&) -> Json { throw NodeError{3, "execution reverted", to_hex(data)}; });
}

TEST_CASE("call data is the call of check(), with its size and gas", "[cli][ethereum]") {
  Trip trip;
  const Result made = trip.run("calldata x.proof --json");
  REQUIRE(made.code == 0);
  const ethereum::Bytes call = example_call();
  CHECK(trip.here.read("x.calldata") == to_hex(call) + "\n");
  const nlohmann::json json = made.json();
  CHECK(json["calldata_bytes"] == call.size());
  const auto zero = static_cast<uint64_t>(std::count(call.begin(), call.end(), 0));
  CHECK(json["zero_bytes"] == zero);
  CHECK(json["floor_gas"] == 21'000 + 10 * zero + 40 * (call.size() - zero));
  CHECK(json["forecast_floor_gas"] == 21'000 + 64 * call.size());
  CHECK(json["fits_transaction_bytes"] == true);
  CHECK(json["fits_transaction_gas"] == true);
  CHECK_THAT(trip.run("calldata x.proof -o y").out,
             Contains("(EIP-7623)") && Contains("under EIP-7976") && Contains("fits      yes"));
  CHECK(trip.here.read("y") == trip.here.read("x.calldata"));

  trip.here.write("large.proof", example_proof() + std::string(140'000, 'x'));
  CHECK(trip.run("calldata large.proof --json").json()["fits_transaction_bytes"] == false);
  trip.here.write("huge.proof", example_proof() + std::string(450'000, 'x'));
  CHECK(trip.run("calldata huge.proof --json").json()["fits_transaction_gas"] == false);

  trip.here.write("fast.proof", example_proof(ProofProfile::kFast));
  check_sentence(trip.run("calldata fast.proof"), 1, "prove --profile ethereum");
  check_sentence(trip.run("calldata key"), 1, "key: these bytes are not a proof");
  check_sentence(trip.run("calldata none"), 1, "none: there is no such file");
  check_sentence(trip.run("calldata x.proof -o no/place"), 3, "no/place: cannot be written");
}

TEST_CASE("verify sends one transaction, and a rerun sends none", "[cli][ethereum]") {
  Trip trip;
  const Result first = trip.verify();
  CAPTURE(first.out, first.err);
  REQUIRE(first.code == 0);
  CHECK_THAT(first.out, Contains("estimate  50,000 gas") && Contains("accepted") &&
                            Contains("chain 1337 in block 101") && Contains("of call data"));
  CHECK(first.err.empty());
  REQUIRE(trip.node.sent.size() == 1);
  CHECK_THAT(trip.node.sent[0].raw, Contains(to_hex(example_call()).substr(2)));
  CHECK(trip.here.has("x.proof.transaction"));

  const Result again = trip.verify("--json");  // no key
  CAPTURE(again.out, again.err);
  REQUIRE(again.code == 0);
  CHECK(again.json()["sent_by_earlier_run"] == true);
  CHECK(again.json()["transaction"] == trip.node.sent[0].hash);
  CHECK(trip.node.sent.size() == 1);

  Trip json;
  const Result other = json.verify("--json --confirmations 3 --key-file key");
  CAPTURE(other.err);
  REQUIRE(other.code == 0);
  CHECK(other.json()["gas_estimated"] == 50'000);
  CHECK(other.json()["gas_used"] == 50'000);
  CHECK(other.json()["paid_wei"] == "100000000000000");
  CHECK(other.json()["confirmations"].get<int>() >= 3);
  CHECK(other.json()["calldata"]["calldata_bytes"] == example_call().size());
  CHECK(json.verify("--quiet").out.empty());
}

TEST_CASE("verify --call asks only, and needs no key", "[cli][ethereum]") {
  Trip trip;
  CHECK(trip.verify("--call --json").json()["accepted"] == true);
  CHECK(trip.node.requests().back().second[0]["input"] ==
        to_hex(example_call("verify(bytes,bytes)")));
  CHECK(trip.node.sent.empty());
  trip.node.on("eth_call", [](const Json&) { return "0x" + std::string(62, '0') + "14"; });
  check_sentence(trip.verify("--call"), 1,
                 "x.proof: the contract refuses this proof: " +
                     std::string(to_string(static_cast<VerifyReason>(20))) + " (reason 20)");
  trip.node.on("eth_call", [](const Json&) { return "0x"; });
  check_sentence(trip.verify("--call"), 1, "does not answer as Cairn's verifier");
}

TEST_CASE("a refused proof is said with its reason, and costs nothing", "[cli][ethereum]") {
  Trip trip;
  revert(trip.node, 3);
  check_sentence(trip.verify(""), 1,
                 "the contract refuses this proof: the proof ends too early (reason 3)");
  // A node that says only that the call reverts is asked for verify().
  trip.node.on("eth_estimateGas",
               [](const Json&) -> Json { throw NodeError{-32000, "execution reverted"}; });
  trip.node.on("eth_call", [](const Json&) { return "0x" + std::string(62, '0') + "05"; });
  check_sentence(trip.verify(""), 1, "a count is larger than possible (reason 5)");
  trip.node.on("eth_call", [](const Json&) { return "0x" + std::string(64, '0'); });
  check_sentence(trip.verify(""), 1, "does not answer as Cairn's verifier");
  CHECK(trip.node.sent.empty());
  CHECK(!trip.here.has("x.proof.transaction"));
}

TEST_CASE("a contract that is missing, or another one, is noticed", "[cli][ethereum]") {
  Trip trip;
  trip.node.with([&] { trip.node.logs = Json::array(); });
  check_sentence(trip.verify("--quiet --key-file key"), 1, "does not answer as Cairn's verifier");
  trip.node.with([&] { trip.node.code.clear(); });
  check_sentence(trip.verify(), 1,
                 "there is no contract at " + kVerifier +
                     " on chain 1337; make it with `cairn ethereum deploy`");
}

TEST_CASE("a run that was interrupted is continued, and not paid twice", "[cli][ethereum]") {
  Trip trip;
  // The transaction is lost with the connection.
  trip.node.on("eth_sendRawTransaction",
               [](const Json&) -> Json { throw NodeError{-32603, "internal error"}; });
  check_sentence(trip.verify("--quiet --key-file key"), 1, "does not take the transaction");
  const Json record = Json::parse(trip.here.read("x.proof.transaction"));
  const std::string raw = record["transactions"][0]["signed"];
  CHECK(trip.node.sent.empty());

  trip.node.on("eth_sendRawTransaction", [&](const Json& parameters) {
    return trip.node.usual("eth_sendRawTransaction", parameters);
  });
  trip.node.with([&] { trip.node.mines = false; });
  const Result waiting = trip.verify("--wait 300ms");
  check_sentence({waiting.code, waiting.out, waiting.err.substr(waiting.err.find('\n') + 1)}, 3,
                 "is in no block yet; run the command again later");
  CHECK_THAT(waiting.err, Contains("was not known to the endpoint; it is sent again as it was"));
  REQUIRE(trip.node.sent.size() == 1);
  CHECK(trip.node.sent[0].raw == raw);

  trip.node.with([&] { trip.node.mine(trip.node.sent[0]); });
  const Result done = trip.verify("");
  CHECK(done.code == 0);
  CHECK_THAT(done.err, Contains("is known to the endpoint; it is not sent again"));
  CHECK(trip.node.sent.size() == 1);

  // Overtaken by another transaction of the account: a new one, with the next number.
  trip.node.with([&] {
    trip.node.sent.clear();
    trip.node.mines = true;
    trip.node.nonce = 20;
  });
  const Result fresh = trip.verify();
  CHECK(fresh.code == 0);
  CHECK_THAT(fresh.err, Contains("was overtaken by another one"));
  REQUIRE(trip.node.sent.size() == 1);
  CHECK(trip.node.sent[0].raw != raw);

  trip.here.write("x.proof.transaction", "{");
  check_sentence(trip.verify(), 1, "x.proof.transaction: this is not a record of transactions");
}

TEST_CASE("a transaction that is not taken any more is replaced in its place", "[cli][ethereum]") {
  Trip trip;
  trip.node.on("eth_sendRawTransaction", [](const Json&) -> Json {
    throw NodeError{-32000, "max fee per gas less than block base fee"};
  });
  check_sentence(trip.verify("--quiet --key-file key --max-fee 1gwei"), 3, "below the base fee");
  const std::string first =
      Json::parse(trip.here.read("x.proof.transaction"))["transactions"][0]["signed"];
  trip.node.on("eth_sendRawTransaction", [&](const Json& parameters) -> Json {
    if (parameters[0] == first) throw NodeError{-32000, "max fee per gas less than block base fee"};
    return trip.node.usual("eth_sendRawTransaction", parameters);
  });
  trip.here.write("other", std::string(64, '1'));
  trip.allow("other", 0600);
  const Result other = trip.verify("--quiet --key-file other");
  check_sentence(other, 1, "can be replaced by the same account alone");
  const Result second = trip.verify("--key-file key --max-fee 5gwei");
  CAPTURE(second.out, second.err);
  CHECK(second.code == 0);
  CHECK_THAT(second.err,
             Contains("another one is sent in its place, so that only one can be paid"));
  CHECK(trip.node.sent.size() == 1);
  CHECK(Json::parse(trip.here.read("x.proof.transaction"))["transactions"].size() == 1);
}

TEST_CASE("what an endpoint can have wrong with it", "[cli][ethereum]") {
  Trip trip;
  std::string gone;
  {
    FakeNode node;
    gone = node.url();
  }
  const std::string at = "verify x.proof --key-file key --address " + kVerifier + " --rpc ";
  check_sentence(trip.run(at + gone), 3, gone + ": the endpoint cannot be reached");
  check_sentence(trip.verify("--chain-id 1 --key-file key"), 1,
                 ": this endpoint is of chain 1337, not of 1 (--chain-id)");
  CHECK(trip.verify("--call --chain-id 1337").code == 0);
  FakeNode slow;
  slow.stall();
  check_sentence(trip.run(at + slow.url() + " --timeout 200ms"), 3,
                 "has not answered within 200 ms");
  FakeNode page;
  page.answer(200, "<html>");
  check_sentence(trip.run(at + page.url() + "/SECRET"), 1,
                 page.url() + ": this is not an Ethereum endpoint (its answer is not JSON)");
  page.answer(429, "");
  check_sentence(trip.run(at + page.url()), 3, "HTTP 429");
  const Result json = trip.run(at + page.url() + " --json");
  CHECK(json.json()["exit_code"] == 3);
}

TEST_CASE("what an account or a chain can have wrong with it", "[cli][ethereum]") {
  const auto with = [](const std::function<void(FakeNode&)>& change) {
    Trip trip;
    trip.node.with([&] { change(trip.node); });
    return trip.verify("--quiet --key-file key");
  };
  check_sentence(with([](FakeNode& node) { node.balance = "0x0"; }), 3,
                 "has 0 ether on chain 1337, and up to 0.000165 ether is needed");
  check_sentence(with([](FakeNode& node) { node.gas = 17'000'000; }), 3,
                 "needs 17000000 gas, and one transaction of this chain may have 16777216");
  Trip raced;
  raced.node.on("eth_sendRawTransaction",
                [](const Json&) -> Json { throw NodeError{-32000, "nonce too low"}; });
  check_sentence(raced.verify("--quiet --key-file key"), 3,
                 "has used its number 7 meanwhile, so this one was not taken");
  check_sentence(raced.verify("--quiet --max-fee 1wei --key-file key"), 3, "has used its number 7");
  Trip failed;
  failed.node.on("eth_getTransactionReceipt", [&](const Json& parameters) {
    for (FakeNode::Sent& each : failed.node.sent) each.succeeds = false;
    return failed.node.usual("eth_getTransactionReceipt", parameters);
  });
  check_sentence(failed.verify("--quiet --key-file key"), 1,
                 "but failed (50,000 gas were used); remove x.proof.transaction");
  Trip taken;
  int questions = 0;
  taken.node.on("eth_getTransactionReceipt", [&](const Json& parameters) {
    if (++questions == 2) taken.node.take_back(taken.node.sent[0]);
    if (questions == 4) taken.node.mine(taken.node.sent[0]);
    return taken.node.usual("eth_getTransactionReceipt", parameters);
  });
  const Result reorganised = taken.verify("--key-file key --confirmations 4 --json");
  CAPTURE(reorganised.err);
  CHECK(reorganised.code == 0);
  CHECK(reorganised.json()["reorganisations"] == 1);
  CHECK_THAT(reorganised.err, Contains("reorganisation: block 101"));
}

constexpr char kKeystore[] = R"({"crypto": {"cipher": "aes-128-ctr",
  "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
  "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
  "kdf": "pbkdf2", "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
  "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
  "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"}, "version": 3})";

TEST_CASE("keys come from a file, a keystore or the environment", "[cli][ethereum]") {
  const auto sender = [](const std::string& flags, const std::string& before) {
    Trip trip;
    trip.here.write("store.json", kKeystore);
    trip.here.write("password", "testpassword\n");
    trip.allow("password", 0600);
    const Result result = trip.verify("--quiet " + flags, before);
    CAPTURE(result.err);
    CHECK(result.code == 0);
    return Json::parse(trip.here.read("x.proof.transaction"))["transactions"][0]["from"];
  };
  const std::string example = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F";
  const std::string stored = "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b";
  CHECK(sender("--key-file key", "") == example);
  CHECK(sender("", "CAIRN_ETHEREUM_KEY=" + kKeyText) == example);
  CHECK(sender("--keystore store.json --password-file password", "") == stored);
  CHECK(sender("--keystore store.json", "CAIRN_ETHEREUM_PASSWORD=testpassword") == stored);
  CHECK(sender("--key-file key", "CAIRN_ETHEREUM_KEY=" + std::string(64, '1')) == example);
}

TEST_CASE("keys that cannot be used are never shown", "[cli][ethereum]") {
  Trip trip;
  trip.here.write("store.json", kKeystore);
  const auto check = [&](const std::string& flags, int code, const std::string& part,
                         const std::string& before = "") {
    check_sentence(trip.verify("--quiet " + flags, before), code, part);
    CHECK(trip.node.sent.empty());
  };
  check("", 2, "a key is needed to pay: give --key-file, --keystore or CAIRN_ETHEREUM_KEY");
  check("", 2, "CAIRN_ETHEREUM_KEY is not a private key", "CAIRN_ETHEREUM_KEY=" + kKeyText + "4");
  check("--key-file none", 1, "none: there is no such file");
  trip.allow("key", 0644);
  check("--key-file key", 1, "key: others may read or write this file, and it holds a key");
  trip.allow("key", 0600);
  trip.here.write("key", kKeyText.substr(2));
  check("--key-file key", 1, "key: this is not a private key");
  trip.here.write("key", kKeyText + " " + kKeyText);
  check("--key-file key", 1, "key: this is not a private key");
  check("--key-file key --keystore store.json", 2, "--key-file");
  check("--keystore store.json", 1, "store.json: the password does not open this keystore",
        "CAIRN_ETHEREUM_PASSWORD=wrong");
  check("--keystore store.json </dev/null", 2, "--keystore needs a password");
  check("--keystore x.proof", 1, "x.proof: this is not a keystore", "CAIRN_ETHEREUM_PASSWORD=x");
  trip.here.write("password", "testpassword");
  trip.allow("password", 0640);
  check("--keystore store.json --password-file password", 1, "it holds a password");
}

TEST_CASE("options of cairn ethereum that cannot be", "[cli][ethereum]") {
  Trip trip;
  check_sentence(trip.run(""), 2, "see `cairn ethereum --help`");
  check_sentence(trip.run("frobnicate"), 2, "see `cairn ethereum --help`");
  check_sentence(trip.run("verify x.proof --no-such"), 2, "see `cairn ethereum verify --help`");
  check_sentence(trip.run("verify x.proof --address " + kVerifier), 2, "--rpc is required");
  check_sentence(trip.run("verify x.proof --address " + kVerifier + " --rpc node"), 2,
                 "--rpc: the address of the endpoint does not begin with http://");
  check_sentence(trip.verify("--timeout 30"), 2, "--timeout: \"30\" needs a unit");
  check_sentence(trip.verify("--timeout 0s"), 2, "--timeout: \"0s\" is not between");
  check_sentence(trip.verify("--wait forever"), 2, "--wait: \"forever\" is not");
  check_sentence(trip.verify("--max-fee 30"), 2, "--max-fee: \"30\" is not an amount with a unit");
  check_sentence(trip.verify("--priority-fee 1kwei"), 2, "--priority-fee");
  check_sentence(trip.verify("--confirmations 0"), 2, "--confirmations");
  check_sentence(trip.run("verify x.proof --rpc http://x --address 0x12"), 2,
                 "--address: \"0x12\" is not an address");
  CHECK(trip.run("verify x.proof --call --address " + kVerifier,
                 "CAIRN_ETHEREUM_RPC=" + trip.node.url())
            .code == 0);
  check_sentence(trip.run("deploy --rpc http://x --artifact none"), 1,
                 "none: there is no such file");
  trip.here.write("artifact.json", "{}");
  check_sentence(trip.run("deploy --rpc http://x --artifact artifact.json"), 1,
                 "artifact.json: this is not an artifact");
  const std::string standin = std::string(CAIRN_SOURCE_DIR) + "/test/ethereum/standin.json";
  check_sentence(
      trip.run("deploy --key-file key --artifact " + standin + " --rpc " + trip.node.url()), 1,
      "the deployment proxy at 0x4e59b44847b379578588920cA78FbF26c0B4956C");
  check_sentence(trip.run("demo --anvil key --artifact " + standin), 1,
                 "key: this is not a program that can be run");
  check_sentence(trip.run("demo --anvil /bin/false --artifact " + standin), 3,
                 "/bin/false: anvil has ended at once");
  for (const std::string command : {"calldata", "deploy", "verify", "demo"}) {
    const Result help = trip.run(command + " --help");
    CHECK(help.code == 0);
    CHECK_THAT(help.out, Contains("--json") && Contains("--quiet"));
    CHECK_THAT(trip.here.cairn("completions bash").out, Contains("\"ethereum " + command + "\""));
  }
}

}  // namespace
}  // namespace cairn::cli_test
