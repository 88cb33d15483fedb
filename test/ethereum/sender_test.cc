// Sending and following transactions on a chain that does what the test wants: funds, fees, nonces
// that others take, reorganisations; and deployments that are begun again.
#include "ethereum/sender.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "ethereum/deployment.h"
#include "ethereum/journal.h"
#include "test/ethereum/fake_node.h"

namespace cairn::ethereum {
namespace {

using Catch::Contains;
using ethereum_test::FakeNode;
using ethereum_test::Json;
using ethereum_test::NodeError;
using std::chrono::milliseconds;

const Address kTo = *parse_address("0x3535353535353535353535353535353535353535");

PrivateKey example_key() {
  return *PrivateKey::from_text(
      "0x4646464646464646464646464646464646464646464646464646464646464646");
}

// A sender at a node, which never waits long.
struct Trip {
  explicit Trip(const std::function<void(SendOptions&)>& change = nullptr)
      : rpc(parse_url(node.url()).value(), milliseconds(10'000)) {
    options.poll = milliseconds(1);
    options.wait = milliseconds(3'000);
    options.note = [this](const std::string& sentence) { notes += sentence + "\n"; };
    if (change) change(options);
    sender.emplace(rpc, 1337, options);
  }
  absl::StatusOr<SignedTransaction> prepare() {
    const absl::StatusOr<Fees> fees = sender->fees();
    if (!fees.ok()) return fees.status();
    return sender->prepare(kTo, {1, 2, 3}, 60'000, *fees, key);
  }
  FakeNode node;
  Rpc rpc;
  SendOptions options;
  std::string notes;
  PrivateKey key = example_key();
  std::optional<Sender> sender;
};

void check_error(const absl::Status& status, absl::StatusCode code, const std::string& part) {
  CAPTURE(std::string(status.message()));
  CHECK(status.code() == code);
  CHECK_THAT(std::string(status.message()), Contains(part));
}

TEST_CASE("a transaction is sent once and confirmed", "[ethereum]") {
  Trip trip([](SendOptions& options) { options.confirmations = 5; });
  const SignedTransaction made = trip.prepare().value();
  CHECK(made.nonce == 7);
  REQUIRE(trip.sender->submit(made).ok());
  REQUIRE(trip.sender->submit(made).ok());  // already known
  const Confirmed confirmed = trip.sender->confirm(made).value();
  CHECK(confirmed.receipt.block == 101);
  CHECK(confirmed.receipt.gas_used == 50'000);
  CHECK(confirmed.receipt.succeeded);
  CHECK(confirmed.confirmations >= 5);
  CHECK(confirmed.reorganisations == 0);
  CHECK(trip.node.sent.size() == 1);
  CHECK(trip.notes.empty());
}

TEST_CASE("fees: by the latest block, or as they are given", "[ethereum]") {
  Trip trip;
  const Fees usual = trip.sender->fees().value();
  CHECK((usual.base == 1'000'000'000 && usual.priority == 1'000'000'000));
  CHECK(usual.most == 3'000'000'000);
  Trip given([](SendOptions& options) {
    options.max_fee = 1'500'000'000;
    options.priority_fee = 2'000'000'000;
  });
  const Fees fees = given.sender->fees().value();
  CHECK((fees.most == 1'500'000'000 && fees.priority == 1'500'000'000));
  Trip low([](SendOptions& options) { options.max_fee = 5; });
  check_error(low.sender->fees().status(), absl::StatusCode::kResourceExhausted,
              "below the base fee");
  trip.node.on("eth_getBlockByNumber", [](const auto&) {
    return Json{{"number", "0x1"}, {"hash", "0x" + std::string(64, '1')}, {"gasLimit", "0x5"}};
  });
  check_error(trip.sender->fees().status(), absl::StatusCode::kFailedPrecondition,
              "has no base fee (EIP-1559)");
}

TEST_CASE("gas: a tenth more, within the limits of transaction and block", "[ethereum]") {
  Trip trip;
  CHECK(trip.sender->gas_limit(1'000'000, 36'000'000).value() == 1'100'000);
  CHECK(trip.sender->gas_limit(16'000'000, 36'000'000).value() == kMaxTransactionGas);
  CHECK(trip.sender->gas_limit(kMaxTransactionGas, 36'000'000).value() == kMaxTransactionGas);
  check_error(trip.sender->gas_limit(kMaxTransactionGas + 1, 36'000'000).status(),
              absl::StatusCode::kResourceExhausted,
              "needs 16777217 gas, and one transaction of this chain may have 16777216 at most");
  check_error(trip.sender->gas_limit(40'000, 30'000).status(), absl::StatusCode::kResourceExhausted,
              "may have 30000 at most");
}

TEST_CASE("too few funds are said with what is missing, and nothing is sent", "[ethereum]") {
  Trip trip;
  trip.node.with([&] { trip.node.balance = "0x1"; });
  check_error(trip.prepare().status(), absl::StatusCode::kResourceExhausted,
              "has 0.000000000000000001 ether on chain 1337, and up to 0.00018 ether is needed; "
              "send it 0.000179999999999999 ether more");
  CHECK(trip.node.count("eth_sendRawTransaction") == 0);
}

TEST_CASE("a transaction of too many bytes is not sent", "[ethereum]") {
  Trip trip;
  const Fees fees = trip.sender->fees().value();
  check_error(trip.sender->prepare(kTo, Bytes(131'000), 60'000, fees, trip.key).status(),
              absl::StatusCode::kResourceExhausted, "nodes pass on 131072 at most");
  CHECK(trip.sender->prepare(kTo, Bytes(130'900), 60'000, fees, trip.key).ok());
}

TEST_CASE("what the node does not like is said in words", "[ethereum]") {
  struct Case {
    std::string says;
    absl::StatusCode code;
    std::string part;
  };
  const Case cases[] = {
      {"nonce too low: next nonce 8, tx nonce 7", absl::StatusCode::kAborted,
       "run the command again"},
      {"replacement transaction underpriced", absl::StatusCode::kAborted, "waits already"},
      {"insufficient funds for gas * price + value: balance 0",
       absl::StatusCode::kResourceExhausted, "too few funds on chain 1337"},
      {"max fee per gas less than block base fee", absl::StatusCode::kResourceExhausted,
       "below the base fee"},
      {"exceeds block gas limit", absl::StatusCode::kResourceExhausted,
       "more gas than one may have"},
      {"transaction gas limit too high (cap: 16777216)", absl::StatusCode::kResourceExhausted,
       "more gas than one may have"},
      {"something else", absl::StatusCode::kFailedPrecondition, "does not take the transaction"},
  };
  for (const Case& each : cases) {
    Trip trip;
    const SignedTransaction made = trip.prepare().value();
    trip.node.on("eth_sendRawTransaction",
                 [&](const auto&) -> Json { throw NodeError{-32000, each.says}; });
    check_error(trip.sender->submit(made), each.code, each.part);
  }
  // One that is in a block already is refused for its nonce, and has been sent.
  Trip trip;
  const SignedTransaction made = trip.prepare().value();
  REQUIRE(trip.sender->submit(made).ok());
  trip.node.on("eth_sendRawTransaction",
               [&](const auto&) -> Json { throw NodeError{-32000, "nonce too low"}; });
  CHECK(trip.sender->submit(made).ok());
}

TEST_CASE("a nonce that another transaction takes meanwhile", "[ethereum]") {
  Trip trip;
  const SignedTransaction made = trip.prepare().value();
  trip.node.with([&] { trip.node.mines = false; });
  REQUIRE(trip.sender->submit(made).ok());
  trip.node.with([&] {
    trip.node.sent.clear();
    trip.node.nonce = 8;
  });
  check_error(trip.sender->confirm(made).status(), absl::StatusCode::kAborted,
              "has used its number 7");
}

TEST_CASE("a transaction that no block takes, and one without enough confirmations", "[ethereum]") {
  Trip trip([](SendOptions& options) {
    options.wait = milliseconds(50);
    options.confirmations = 50;
  });
  trip.node.with([&] { trip.node.mines = false; });
  const SignedTransaction made = trip.prepare().value();
  REQUIRE(trip.sender->submit(made).ok());
  check_error(trip.sender->confirm(made).status(), absl::StatusCode::kDeadlineExceeded,
              "is in no block yet; run the command again later");
  trip.node.with([&] {
    trip.node.mine(trip.node.sent[0]);
    trip.node.grows = false;
  });
  check_error(trip.sender->confirm(made).status(), absl::StatusCode::kDeadlineExceeded,
              "has not the 50 confirmations that were asked for");
}

TEST_CASE("a reorganisation that takes the block back is noticed, and waited out", "[ethereum]") {
  Trip trip([](SendOptions& options) { options.confirmations = 12; });
  const SignedTransaction made = trip.prepare().value();
  REQUIRE(trip.sender->submit(made).ok());
  int questions = 0;
  trip.node.on("eth_getTransactionReceipt", [&](const Json& parameters) {
    if (++questions == 3) {
      trip.node.take_back(trip.node.sent[0]);
      trip.node.sent.clear();  // the node forgets it
    }
    return trip.node.usual("eth_getTransactionReceipt", parameters);
  });
  const Confirmed confirmed = trip.sender->confirm(made).value();
  CHECK(confirmed.reorganisations == 1);
  CHECK(trip.node.count("eth_sendRawTransaction") == 2);  // the same bytes
  CHECK(trip.node.sent.size() == 1);
  CHECK(trip.node.sent[0].raw == to_hex(made.raw));
  CHECK(confirmed.receipt.block > 101);
  CHECK_THAT(trip.notes, Contains("reorganisation: block 101, which held transaction " +
                                  to_hex(made.hash.bytes) + ", was taken back"));
}

TEST_CASE("a reorganisation that puts it into another block is noticed", "[ethereum]") {
  Trip trip([](SendOptions& options) { options.confirmations = 12; });
  const SignedTransaction made = trip.prepare().value();
  REQUIRE(trip.sender->submit(made).ok());
  int questions = 0;
  trip.node.on("eth_getTransactionReceipt", [&](const Json& parameters) {
    if (++questions == 3) ++trip.node.forks[101];
    return trip.node.usual("eth_getTransactionReceipt", parameters);
  });
  const Confirmed confirmed = trip.sender->confirm(made).value();
  CHECK(confirmed.reorganisations == 1);
  CHECK(trip.node.count("eth_sendRawTransaction") == 1);
  CHECK_THAT(trip.notes, Contains("was replaced; it is in block 101 now"));
}

TEST_CASE("a receipt of a block that is none any more is not believed", "[ethereum]") {
  Trip trip([](SendOptions& options) { options.wait = milliseconds(50); });
  const SignedTransaction made = trip.prepare().value();
  REQUIRE(trip.sender->submit(made).ok());
  const Json old = trip.node.usual("eth_getTransactionReceipt", {to_hex(made.hash.bytes)});
  trip.node.on("eth_getTransactionReceipt", [&](const Json&) { return old; });
  trip.node.with([&] { ++trip.node.forks[101]; });
  check_error(trip.sender->confirm(made).status(), absl::StatusCode::kDeadlineExceeded,
              "has not the 1 confirmations");
}

TEST_CASE("an endpoint that fails while it is asked is asked again", "[ethereum]") {
  Trip trip;
  const SignedTransaction made = trip.prepare().value();
  REQUIRE(trip.sender->submit(made).ok());
  int questions = 0;
  trip.node.on("eth_getTransactionReceipt", [&](const Json& parameters) {
    if (++questions < 4) throw NodeError{-32005, "busy"};
    return trip.node.usual("eth_getTransactionReceipt", parameters);
  });
  CHECK(trip.sender->confirm(made).ok());
  trip.node.answer(503, "");
  Trip other([](SendOptions& options) { options.wait = milliseconds(30); });
  other.node.answer(503, "");
  check_error(other.sender->confirm(made).status(), absl::StatusCode::kDeadlineExceeded,
              "cannot be followed: " + other.node.url());
}

std::string artifact_text() {
  std::ifstream file(std::string(CAIRN_SOURCE_DIR) + "/test/ethereum/standin.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

// A chain with the proxy, on which sending makes the next contract of the plan.
struct Deployment : Trip {
  Deployment() {
    node.with([&] { node.code[lower(deployment_proxy())] = to_hex(deployment_proxy_code()); });
    node.on("eth_sendRawTransaction", [this](const Json& parameters) {
      const Json result = node.usual("eth_sendRawTransaction", parameters);
      if (node.mines) make(parameters[0]);
      return result;
    });
  }
  static std::string lower(const Address& address) { return to_hex(address.bytes); }
  // What a transaction makes once it is in a block.
  void make(const std::string& raw) {
    for (const PlannedContract& each : plan) {
      const std::string code = to_hex(each.init_code).substr(2);
      if (raw.find(code) != std::string::npos) node.code[lower(each.address)] = "0x60";
    }
  }
  absl::StatusOr<std::vector<Deployed>> run() {
    return deploy(
        rpc, 1337, *sender, plan, [&]() -> absl::StatusOr<const PrivateKey*> { return &key; },
        [&](const DeploymentCost& cost) { announced = cost; });
  }
  Plan plan = plan_deployment(artifact_text()).value();
  DeploymentCost announced;
};

TEST_CASE("a deployment makes what is missing, and nothing twice", "[ethereum]") {
  Deployment trip;
  const std::vector<Deployed> first = trip.run().value();
  REQUIRE(first.size() == 2);
  CHECK((!first[0].was_there && !first[1].was_there));
  CHECK(first[0].address == trip.plan[0].address);
  CHECK(trip.announced.missing == 2);
  CHECK(trip.announced.gas == 100'000);
  CHECK(trip.node.sent.size() == 2);

  const std::vector<Deployed> second = trip.run().value();
  CHECK((second[0].was_there && second[1].was_there));
  CHECK(trip.node.sent.size() == 2);

  trip.node.with([&] { trip.node.code.erase(Deployment::lower(trip.plan[1].address)); });
  const std::vector<Deployed> third = trip.run().value();
  CHECK((third[0].was_there && !third[1].was_there));
  CHECK(trip.node.sent.size() == 3);
}

TEST_CASE("a deployment that was interrupted waits for what it has sent", "[ethereum]") {
  Deployment trip;
  trip.node.with([&] {
    trip.node.mines = false;
    trip.node.unseen_pending = 1;
  });
  int questions = 0;
  trip.node.on("eth_getTransactionCount", [&](const Json& parameters) {
    if (++questions == 5) {  // both were on their way
      for (const PlannedContract& each : trip.plan) {
        trip.node.code[Deployment::lower(each.address)] = "0x60";
      }
      trip.node.unseen_pending = 0;
      ++trip.node.nonce;
    }
    return trip.node.usual("eth_getTransactionCount", parameters);
  });
  const std::vector<Deployed> deployed = trip.run().value();
  CHECK((deployed[0].was_there && deployed[1].was_there));
  CHECK(trip.node.sent.empty());
  CHECK_THAT(trip.notes, Contains("waiting for 1 earlier transaction of account"));
}

TEST_CASE("deployments that cannot be", "[ethereum]") {
  const auto check = [](const std::function<void(Deployment&)>& change, absl::StatusCode code,
                        const std::string& part) {
    Deployment trip;
    trip.node.with([&] { change(trip); });
    check_error(trip.run().status(), code, part);
    CHECK(trip.node.sent.empty());
  };
  check([](Deployment& trip) { trip.node.code.clear(); }, absl::StatusCode::kFailedPrecondition,
        "the deployment proxy at 0x4e59b44847b379578588920cA78FbF26c0B4956C on chain 1337 is "
        "missing: send 0.01 ether to 0x3fAB184622Dc19b6109349B94811493BF2a45362");
  check([](Deployment& trip) { trip.node.code[Deployment::lower(deployment_proxy())] = "0x6001"; },
        absl::StatusCode::kFailedPrecondition, "has other code");
  check([](Deployment& trip) { trip.node.balance = "0x0"; }, absl::StatusCode::kResourceExhausted,
        "up to 0.00033 ether is needed");
  check([](Deployment& trip) { trip.node.gas = kMaxTransactionGas + 1; },
        absl::StatusCode::kResourceExhausted, "needs 16777217 gas");
  Deployment refusing;
  refusing.node.on("eth_estimateGas",
                   [](const Json&) -> Json { throw NodeError{3, "execution reverted: no table"}; });
  check_error(refusing.run().status(), absl::StatusCode::kFailedPrecondition,
              "contract StandInTable cannot be made: its constructor refuses");
  Deployment empty;  // mined, and no code
  empty.node.on("eth_sendRawTransaction", [&](const Json& parameters) {
    return empty.node.usual("eth_sendRawTransaction", parameters);
  });
  check_error(empty.run().status(), absl::StatusCode::kFailedPrecondition,
              "but contract StandInTable is not at");
}

TEST_CASE("artifacts: addresses follow from the code, and what is none is refused", "[ethereum]") {
  const Plan plan = plan_deployment(artifact_text()).value();
  REQUIRE(plan.size() == 2);
  CHECK(plan[1].init_code.size() >= 32);
  CHECK(std::equal(plan[0].address.bytes.begin(), plan[0].address.bytes.end(),
                   plan[1].init_code.end() - 20));
  CHECK(plan[0].address == create2_address(deployment_proxy(), Digest{}, plan[0].init_code));

  const auto check = [](const std::string& text, const std::string& part) {
    CAPTURE(text.substr(0, 100));
    check_error(plan_deployment(text).status(), absl::StatusCode::kInvalidArgument, part);
  };
  const auto one = [](const std::string& contract) {
    return R"({"contracts": [)" + contract + "]}";
  };
  check("", "not an artifact");
  check("{}", "not an artifact");
  check(R"({"contracts": {}})", "not an artifact");
  check(R"({"contracts": []})", "not an artifact");
  check(one("5"), "contract 0 has no \"name\"");
  check(one(R"({"name": "a"})"), "no \"initCode\"");
  check(one(R"({"name": "a", "initCode": "60"})"), "\"initCode\" of contract \"a\" is not");
  check(one(R"({"name": "a", "initCode": "0x"})"), "\"initCode\" of contract \"a\" is not");
  check(one(R"({"name": "a", "initCode": "0x60", "arguments": ["b"]})"), "earlier contract");
  check(one(R"({"name": "a", "initCode": "0x60", "arguments": [5]})"), "earlier contract");
  check(one(R"({"name": "a", "initCode": "0x60"}, {"name": "a", "initCode": "0x61"})"),
        "two contracts with the name \"a\"");
  check(one(R"({"name": "a", "initCode": "0x)" + std::string(2 * 49'153, '0') + R"("})"),
        "has 49153 bytes, and 49152 are allowed");
}

TEST_CASE("a record of transactions is read as it was written", "[ethereum]") {
  Trip trip;
  const SignedTransaction made = trip.prepare().value();
  Journal journal;
  journal.put({1337, kTo, Digest{}, made});
  journal.put({1, kTo, Digest{}, made});
  journal.put({1337, kTo, Digest{}, made});  // in place of the first
  const Journal read = Journal::parse(journal.text()).value();
  CHECK(read.text() == journal.text());
  const JournalEntry* const entry = read.find(1337, kTo, Digest{});
  REQUIRE(entry != nullptr);
  CHECK(entry->transaction.raw == made.raw);
  CHECK(entry->transaction.from == made.from);
  CHECK(entry->transaction.nonce == 7);
  CHECK(read.find(2, kTo, Digest{}) == nullptr);
  CHECK(read.find(1337, Address{}, Digest{}) == nullptr);
  CHECK(Journal::parse("").value().find(1337, kTo, Digest{}) == nullptr);
  std::string damaged = journal.text();
  damaged[damaged.find("\"signed\"") + 20] ^= 1;
  for (const std::string& bad :
       {std::string("{"), std::string("[]"), damaged, std::string(R"({"transactions": [{}]})")}) {
    check_error(Journal::parse(bad).status(), absl::StatusCode::kInvalidArgument,
                "not a record of transactions");
  }
}

}  // namespace
}  // namespace cairn::ethereum
