// Contracts at addresses that are the same on every chain: each is made by CREATE2 through the
// deterministic deployment proxy, with salt 0, so that its address follows from its code alone and
// making it twice is impossible. The contracts are described by one JSON file, the artifact:
//   {"contracts": [{"name": "...", "initCode": "0x...", "arguments": ["an earlier name", ...]},
//   ...]}
// A contract's constructor gets the addresses of the earlier contracts that it names; the last
// contract is the one that is called. Specification: EIP-1014, docs/ethereum.md.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ethereum/sender.h"

namespace cairn::ethereum {

// 0x4e59b44847b379578588920cA78FbF26c0B4956C, its code, and the account and the signed transaction
// that make it on a chain that has it not.
const Address& deployment_proxy();
const Bytes& deployment_proxy_code();
const Address& deployment_proxy_maker();
std::string_view deployment_proxy_transaction();

struct PlannedContract {
  std::string name;
  Bytes init_code;  // with the constructor's arguments
  Address address;
};
using Plan = std::vector<PlannedContract>;

// The text of the artifact in this program; empty if it was built without.
std::string embedded_artifact();

// Errors (InvalidArgument) say what is wrong, in words that follow the file's name.
absl::StatusOr<Plan> plan_deployment(std::string_view artifact);

struct Deployed {
  std::string name;
  Address address;
  bool was_there = false;
  Confirmed confirmed;  // of its transaction, where it was not there
};

// What is said before anything is paid.
struct DeploymentCost {
  size_t missing = 0;
  uint64_t gas = 0;  // estimated
  Fees fees;
};

// Makes the contracts that are not there, in order. `announce` is told the cost before the first is
// sent, and not called if nothing is missing; `key` is asked for then alone. Errors are those of
// Sender; FailedPrecondition without the proxy.
absl::StatusOr<std::vector<Deployed>> deploy(
    Rpc& rpc, uint64_t chain_id, Sender& sender, const Plan& plan,
    const std::function<absl::StatusOr<const PrivateKey*>()>& key,
    const std::function<void(const DeploymentCost&)>& announce);

}  // namespace cairn::ethereum
