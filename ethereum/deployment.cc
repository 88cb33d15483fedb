// See deployment.h.
#include "ethereum/deployment.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/text.h"
#include "ethereum/abi.h"
#include "nlohmann/json.hpp"

namespace cairn::ethereum {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxContracts = 1000;

absl::Status bad(const std::string& sentence) { return absl::InvalidArgumentError(sentence); }

// What the proxy takes: the salt, then the initialization code.
Bytes proxy_call(const PlannedContract& contract) {
  Bytes data;
  data.reserve(32 + contract.init_code.size());
  data.resize(32);
  append(data, contract.init_code);
  return data;
}

// More than making any contract of this length can take, while it calls nothing: its transaction,
// 32,000 for the contract, 200 a byte of code, and what its constructor does.
uint64_t most_gas(const PlannedContract& contract) {
  const CalldataGas gas = calldata_gas(proxy_call(contract));
  return std::max(gas.floor, 21'000 + 4 * gas.zero_bytes + 16 * gas.other_bytes) + 32'000 +
         200 * std::min(kMaxCodeBytes, contract.init_code.size()) + 200'000;
}

absl::StatusOr<uint64_t> estimate(Rpc& rpc, const Address& from, const PlannedContract& contract,
                                  bool has_missing_before) {
  const auto gas = rpc.estimate_gas({from, deployment_proxy(), proxy_call(contract)});
  if (!gas.ok()) return gas.status();
  if (const uint64_t* const estimated = std::get_if<uint64_t>(&*gas)) return *estimated;
  if (has_missing_before) return most_gas(contract);  // its constructor may call those
  return absl::FailedPreconditionError(concat("contract ", contract.name,
                                              " cannot be made: its constructor refuses (",
                                              std::get<Reverted>(*gas).message, ")"));
}

absl::StatusOr<bool> is_there(Rpc& rpc, const PlannedContract& contract) {
  const absl::StatusOr<Bytes> code = rpc.code(contract.address);
  if (!code.ok()) return code.status();
  return !code->empty();
}

absl::Status check_proxy(Rpc& rpc, uint64_t chain_id) {
  const absl::StatusOr<Bytes> code = rpc.code(deployment_proxy());
  if (!code.ok()) return code.status();
  if (*code == deployment_proxy_code()) return absl::OkStatus();
  const std::string proxy =
      concat("the deployment proxy at ", to_text(deployment_proxy()), " on chain ", chain_id);
  if (!code->empty()) {
    return absl::FailedPreconditionError(
        concat(proxy, " has other code than it must have, so nothing is deployed through it"));
  }
  return absl::FailedPreconditionError(concat(
      proxy, " is missing: send 0.01 ether to ", to_text(deployment_proxy_maker()),
      ", then the signed transaction that docs/ethereum.md shows, and run the command ", "again"));
}

}  // namespace

const Address& deployment_proxy() {
  static const Address address =
      parse_address("0x4e59b44847b379578588920cA78FbF26c0B4956C").value_or(Address{});
  return address;
}

const Bytes& deployment_proxy_code() {
  static const Bytes code =
      from_hex(
          "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082"
          "378035828234f58015156039578182fd5b8082525050506014600cf3")
          .value_or(Bytes());
  return code;
}

const Address& deployment_proxy_maker() {
  static const Address address =
      parse_address("0x3fAB184622Dc19b6109349B94811493BF2a45362").value_or(Address{});
  return address;
}

std::string_view deployment_proxy_transaction() {
  return "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffff"
         "ffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182"
         "fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222"
         "222222a02222222222222222222222222222222222222222222222222222222222222222";
}

absl::StatusOr<Plan> plan_deployment(std::string_view artifact) {
  const Json file = Json::parse(artifact, nullptr, false);
  if (!file.is_object() || !file.contains("contracts") || !file["contracts"].is_array() ||
      file["contracts"].empty() || file["contracts"].size() > kMaxContracts) {
    return bad("this is not an artifact (JSON with a list \"contracts\")");
  }
  Plan plan;
  const auto find = [&](const std::string& name) {
    return std::find_if(plan.begin(), plan.end(),
                        [&](const PlannedContract& each) { return each.name == name; });
  };
  for (const Json& entry : file["contracts"]) {
    if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string() ||
        !entry.contains("initCode") || !entry["initCode"].is_string()) {
      return bad(concat("contract ", plan.size(), " has no \"name\" or no \"initCode\""));
    }
    PlannedContract contract;
    contract.name = entry["name"].get<std::string>();
    if (find(contract.name) != plan.end()) {
      return bad(concat("there are two contracts with the name \"", contract.name, "\""));
    }
    std::optional<Bytes> code = from_hex(entry["initCode"].get<std::string>());
    if (!code.has_value() || code->empty()) {
      return bad(concat("the \"initCode\" of contract \"", contract.name,
                        "\" is not 0x and pairs of hexadecimal digits"));
    }
    contract.init_code = *std::move(code);
    const Json arguments = entry.value("arguments", Json::array());
    for (const Json& argument : arguments) {
      const auto at = argument.is_string() ? find(argument.get<std::string>()) : plan.end();
      if (at == plan.end()) {
        return bad(concat("an argument of contract \"", contract.name,
                          "\" is not the name of an earlier contract"));
      }
      append(contract.init_code, to_word(at->address));
    }
    if (contract.init_code.size() > kMaxInitCodeBytes) {
      return bad(concat("the \"initCode\" of contract \"", contract.name, "\" has ",
                        contract.init_code.size(), " bytes, and ", kMaxInitCodeBytes,
                        " are allowed"));
    }
    contract.address = create2_address(deployment_proxy(), Digest{}, contract.init_code);
    plan.push_back(std::move(contract));
  }
  return plan;
}

absl::StatusOr<std::vector<Deployed>> deploy(
    Rpc& rpc, uint64_t chain_id, Sender& sender, const Plan& plan,
    const std::function<absl::StatusOr<const PrivateKey*>()>& key,
    const std::function<void(const DeploymentCost&)>& announce) {
  std::vector<Deployed> result;
  bool all = true;
  const auto ask = [&]() -> absl::Status {
    result.clear();
    all = true;
    for (const PlannedContract& contract : plan) {
      const absl::StatusOr<bool> there = is_there(rpc, contract);
      if (!there.ok()) return there.status();
      result.push_back({contract.name, contract.address, *there, {}});
      all = all && *there;
    }
    return absl::OkStatus();
  };
  if (absl::Status status = ask(); !status.ok()) return status;
  if (all) return result;
  if (absl::Status status = check_proxy(rpc, chain_id); !status.ok()) return status;
  const absl::StatusOr<const PrivateKey*> signer = key();
  if (!signer.ok()) return signer.status();
  const Address& from = (*signer)->address();
  // What an interrupted run has sent may be on its way.
  if (absl::Status status = sender.settle(from); !status.ok()) return status;
  if (absl::Status status = ask(); !status.ok()) return status;
  if (all) return result;

  const absl::StatusOr<Fees> fees = sender.fees();
  if (!fees.ok()) return fees.status();
  const absl::StatusOr<Block> block = rpc.latest_block();
  if (!block.ok()) return block.status();
  DeploymentCost cost;
  cost.fees = *fees;
  Amount most = 0;
  for (size_t i = 0; i < plan.size(); ++i) {
    if (result[i].was_there) continue;
    const absl::StatusOr<uint64_t> gas = estimate(rpc, from, plan[i], cost.missing > 0);
    if (!gas.ok()) return gas.status();
    const absl::StatusOr<uint64_t> limit = sender.gas_limit(*gas, block->gas_limit);
    if (!limit.ok()) return limit.status();
    ++cost.missing;
    cost.gas += *gas;
    most += fees->most * *limit;
  }
  announce(cost);
  if (absl::Status status = sender.check_funds(from, most); !status.ok()) return status;

  for (size_t i = 0; i < plan.size(); ++i) {
    if (result[i].was_there) continue;
    const absl::StatusOr<uint64_t> gas = estimate(rpc, from, plan[i], false);
    if (!gas.ok()) return gas.status();
    const absl::StatusOr<uint64_t> limit = sender.gas_limit(*gas, block->gas_limit);
    if (!limit.ok()) return limit.status();
    const absl::StatusOr<SignedTransaction> made =
        sender.prepare(deployment_proxy(), proxy_call(plan[i]), *limit, *fees, **signer);
    if (!made.ok()) return made.status();
    if (absl::Status status = sender.submit(*made); !status.ok()) return status;
    absl::StatusOr<Confirmed> confirmed = sender.confirm(*made);
    if (!confirmed.ok()) return confirmed.status();
    const absl::StatusOr<bool> there = is_there(rpc, plan[i]);
    if (!there.ok()) return there.status();
    if (!*there) {
      return absl::FailedPreconditionError(concat(
          "transaction ", to_hex(made->hash.bytes), " is in block ", confirmed->receipt.block,
          ", but contract ", plan[i].name, " is not at ", to_text(plan[i].address), " (",
          confirmed->receipt.gas_used, " gas were used); its constructor may have failed"));
    }
    result[i].confirmed = *std::move(confirmed);
  }
  return result;
}

}  // namespace cairn::ethereum
