// Answers of Ethereum endpoints, and files about Ethereum; see targets.h.
#include <string>

#include "ethereum/abi.h"
#include "ethereum/deployment.h"
#include "ethereum/http.h"
#include "ethereum/journal.h"
#include "ethereum/rpc.h"
#include "ethereum/sender.h"
#include "test/fuzz/targets.h"

namespace cairn::fuzz {
namespace {

constexpr char kName[] = "http://endpoint:80";

void check_refusal(const absl::Status& status, std::string_view beginning) {
  if (status.ok()) return;
  const std::string text(status.message());
  require(text.starts_with(beginning), "a refusal names what is refused");
  require(text.find_first_of("\r\n\x1b") == std::string::npos, "a refusal is one printable line");
}

// Every question is answered by this.
void check_body(const std::string& body, unsigned http_status) {
  const auto ask = [&](const auto& question) {
    ethereum::Rpc rpc(kName, [&](const std::string&) {
      return absl::StatusOr<ethereum::HttpReply>({http_status, body});
    });
    check_refusal(question(rpc).status(), kName);
  };
  ask([](ethereum::Rpc& rpc) { return rpc.chain_id(); });
  ask([](ethereum::Rpc& rpc) { return rpc.latest_block(); });
  ask([](ethereum::Rpc& rpc) { return rpc.block(5); });
  ask([](ethereum::Rpc& rpc) { return rpc.balance({}); });
  ask([](ethereum::Rpc& rpc) { return rpc.code({}); });
  ask([](ethereum::Rpc& rpc) { return rpc.priority_fee(); });
  ask([](ethereum::Rpc& rpc) { return rpc.receipt({}); });
  ask([](ethereum::Rpc& rpc) { return rpc.knows({}); });
  ask([](ethereum::Rpc& rpc) { return rpc.estimate_gas({}); });
  ask([](ethereum::Rpc& rpc) { return rpc.execute({}); });
  ask([](ethereum::Rpc& rpc) { return rpc.send_raw({}); });
}

}  // namespace

void check_endpoint(Bytes bytes) {
  const std::string text(text_of(bytes));
  for (const unsigned status : {200u, 500u}) check_body(text, status);
  // As the result, and as the error, of the first question.
  const std::string head = R"({"jsonrpc":"2.0","id":1,)";
  check_body(head + "\"result\":" + text + "}", 200);
  check_body(head + "\"error\":" + text + "}", 200);

  check_refusal(ethereum::parse_url(text).status(), "the address of the endpoint");
  if (const absl::StatusOr<ethereum::Journal> journal = ethereum::Journal::parse(text);
      journal.ok()) {
    const std::string written = journal->text();
    const absl::StatusOr<ethereum::Journal> again = ethereum::Journal::parse(written);
    require(again.ok() && again->text() == written, "a written record is read again");
  }
  if (const absl::StatusOr<ethereum::Plan> plan = ethereum::plan_deployment(text); plan.ok()) {
    require(!plan->empty(), "a plan has a contract");
  }
  if (const auto amount = ethereum::parse_amount(text); amount.has_value()) {
    std::string written = ethereum::ether_text(*amount);
    std::erase(written, ' ');
    require(ethereum::parse_amount(written) == amount, "a written amount is read again");
  }
  if (const auto address = ethereum::parse_address(text); address.has_value()) {
    require(ethereum::parse_address(ethereum::to_text(*address)) == address,
            "a written address is read again");
  }
  (void)ethereum::decode_error_text(bytes);
  (void)ethereum::decode_small_error("Refused(uint8)", bytes);
}

}  // namespace cairn::fuzz
