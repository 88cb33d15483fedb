// `cairn ethereum deploy`: the verifier's contracts, at addresses that are the same on all chains.
// What is there already is left alone and paid for only once.
#include <memory>
#include <vector>

#include "cli/ethereum.h"
#include "cli/units.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

struct Options {
  EndpointFlags endpoint;
  KeyFlags key;
  SendFlags send;
  std::string artifact;
};

absl::StatusOr<Exit> deploy_contracts(const Session& session, const Options& options) {
  const absl::StatusOr<ethereum::Plan> plan = read_plan(options.artifact);
  if (!plan.ok()) return plan.status();
  const absl::StatusOr<ethereum::SendOptions> send = send_options(session, options.send);
  if (!send.ok()) return send.status();
  absl::StatusOr<Endpoint> endpoint = connect(options.endpoint);
  if (!endpoint.ok()) return endpoint.status();
  const absl::StatusOr<std::vector<ethereum::Deployed>> deployed =
      deploy_plan(session, *endpoint, *plan, *send, [&options] { return read_key(options.key); });
  if (!deployed.ok()) return deployed.status();
  const std::string verifier = ethereum::to_text(deployed->back().address);
  session.print({{"chain_id", endpoint->chain_id},
                 {"contracts", deployed_json(*deployed)},
                 {"verifier", verifier}},
                concat(deployed_text(*deployed), "verifier  ", verifier, " on chain ",
                       endpoint->chain_id, "\n"));
  return Exit::kAsAsked;
}

}  // namespace

absl::StatusOr<std::vector<ethereum::Deployed>> deploy_plan(
    const Session& session, Endpoint& endpoint, const ethereum::Plan& plan,
    const ethereum::SendOptions& send,
    const std::function<absl::StatusOr<ethereum::PrivateKey>()>& key) {
  ethereum::Sender sender(endpoint.rpc, endpoint.chain_id, send);
  std::optional<ethereum::PrivateKey> read;
  return ethereum::deploy(
      endpoint.rpc, endpoint.chain_id, sender, plan,
      [&]() -> absl::StatusOr<const ethereum::PrivateKey*> {
        absl::StatusOr<ethereum::PrivateKey> made = key();
        if (!made.ok()) return made.status();
        read.emplace(*std::move(made));
        return &*read;
      },
      [&](const ethereum::DeploymentCost& cost) {
        say(session, concat("estimate  ", number_text(cost.gas), " gas for ",
                            count_text(cost.missing, "contract"), ", at most ",
                            ethereum::ether_text(cost.fees.most * cost.gas), " (base fee ",
                            ethereum::gwei_text(cost.fees.base), ", tip ",
                            ethereum::gwei_text(cost.fees.priority), ")\n"));
      });
}

std::string deployed_text(const std::vector<ethereum::Deployed>& deployed) {
  std::string text;
  uint64_t gas = 0;
  for (const ethereum::Deployed& each : deployed) {
    append_all(text, each.was_there ? "was there " : "deployed  ", ethereum::to_text(each.address),
               "  ", each.name);
    if (!each.was_there) {
      const ethereum::Receipt& receipt = each.confirmed.receipt;
      append_all(text, ", ", number_text(receipt.gas_used), " gas, block ", receipt.block);
      gas += receipt.gas_used;
    }
    text += "\n";
  }
  if (gas > 0) append_all(text, "gas       ", number_text(gas), " in all\n");
  return text;
}

Json deployed_json(const std::vector<ethereum::Deployed>& deployed) {
  Json list = Json::array();
  for (const ethereum::Deployed& each : deployed) {
    Json entry = {{"name", each.name},
                  {"address", ethereum::to_text(each.address)},
                  {"was_there", each.was_there}};
    if (!each.was_there) {
      const ethereum::Receipt& receipt = each.confirmed.receipt;
      entry["transaction"] = ethereum::to_hex(receipt.transaction.bytes);
      entry["block"] = receipt.block;
      entry["gas_used"] = receipt.gas_used;
      entry["reorganisations"] = each.confirmed.reorganisations;
    }
    list.push_back(std::move(entry));
  }
  return list;
}

void add_ethereum_deploy(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "deploy", "the verifier's contracts on a chain");
  const auto options = std::make_shared<Options>();
  add_endpoint_flags(*command, options->endpoint);
  add_key_flags(*command, options->key);
  add_send_flags(*command, options->send);
  command
      ->add_option("--artifact", options->artifact, "JSON file of the contracts (those built in)")
      ->envname("CAIRN_ETHEREUM_ARTIFACT");
  command->callback([&session, options] {
    session.command = [&session, options] { return deploy_contracts(session, *options); };
  });
}

}  // namespace cairn::cli
