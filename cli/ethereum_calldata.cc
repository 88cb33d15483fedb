// `cairn ethereum calldata`: a proof as the call of the verifier's contract, with what its bytes
// cost at least. Also the other things that are known of a proof without a chain; see ethereum.h.
#include <algorithm>
#include <memory>

#include "cli/ethereum.h"
#include "cli/files.h"
#include "cli/units.h"
#include "compiler/text.h"
#include "crypto/hash/bytes.h"
#include "ethereum/abi.h"
#include "ethereum/transaction.h"
#include "stark/proof.h"

namespace cairn::cli {
namespace {

using ethereum::Bytes;

// Where the statement's length stands: after magic, version and parameters (docs/formats.md).
// The bits that the contract's constants are for.
constexpr unsigned kContractSecurity = 100;
constexpr size_t kLengthAt = kProofMagic.size() + 4 + kParameterBytes;
constexpr size_t kMaxProofBytes = size_t{1} << 28;

struct Size {
  size_t transaction = 0;
  ethereum::CalldataGas gas;
  bool fits_bytes() const { return transaction <= ethereum::kMaxTransactionBytes; }
  bool fits_gas() const { return gas.floor <= ethereum::kMaxTransactionGas; }
};
Size size_of(const Bytes& call) {
  return {ethereum::largest_transaction_bytes(call), ethereum::calldata_gas(call)};
}

struct Options {
  std::string proof;
  std::string output;
};

absl::StatusOr<Exit> write_calldata(const Session& session, const Options& options) {
  const absl::StatusOr<EthereumProof> proof = read_ethereum_proof(options.proof);
  if (!proof.ok()) return proof.status();
  const std::string output =
      options.output.empty() ? with_extension(options.proof, ".calldata") : options.output;
  const Bytes call = proof->check_call();
  absl::Status written = write_file(output, concat(ethereum::to_hex(call), "\n"));
  if (!written.ok()) return written;
  Json json = calldata_json(call);
  json["proof_bytes"] = proof->file_bytes;
  json["output"] = output;
  session.print(json, concat(calldata_text(call), "written   ", output, "\n"));
  return Exit::kAsAsked;
}

}  // namespace

Bytes EthereumProof::check_call() const {
  return ethereum::encode_call("check(bytes,bytes)", {statement, proof});
}
Bytes EthereumProof::verify_call() const {
  return ethereum::encode_call("verify(bytes,bytes)", {statement, proof});
}

absl::StatusOr<EthereumProof> split_proof(const std::string& path, std::string_view bytes) {
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes.data());
  const std::span<const uint8_t> all(data, bytes.size());
  ProofHeader header;
  const VerifyResult read = read_header(all, header);
  if (!read.ok()) {
    return invalid(concat(path, ": ", read.text(), "; make it again with `cairn prove`"));
  }
  if (header.parameters.profile != ProofProfile::kEthereum) {
    return invalid(concat(path, ": this proof has profile ",
                          profile_name(header.parameters.profile),
                          "; contracts verify those of `cairn prove --profile ethereum`"));
  }
  if (header.parameters.security != kContractSecurity) {
    return invalid(concat(path, ": this proof aims at ", header.parameters.security,
                          " bits; the contract verifies those of --security ", kContractSecurity));
  }
  const auto begin = all.begin() + kLengthAt + 4;
  const auto end = begin + static_cast<ptrdiff_t>(header.statement.size());
  EthereumProof proof;
  proof.file_bytes = bytes.size();
  proof.statement.assign(begin, end);
  proof.proof.assign(all.begin(), begin);
  proof.proof.insert(proof.proof.end(), end, all.end());
  return proof;
}

absl::StatusOr<EthereumProof> read_ethereum_proof(const std::string& path) {
  const absl::StatusOr<std::string> bytes = read_file(path, "proof", kMaxProofBytes);
  if (!bytes.ok()) return bytes.status();
  return split_proof(path, *bytes);
}

Json calldata_json(const Bytes& call) {
  const Size size = size_of(call);
  return {{"calldata_bytes", call.size()},
          {"zero_bytes", size.gas.zero_bytes},
          {"transaction_bytes_at_most", size.transaction},
          {"floor_gas", size.gas.floor},
          {"forecast_floor_gas", size.gas.forecast},
          {"fits_transaction_bytes", size.fits_bytes()},
          {"fits_transaction_gas", size.fits_gas()}};
}

std::string calldata_text(const Bytes& call) {
  const Size size = size_of(call);
  std::string text;
  append_all(text, "calldata  ", number_text(call.size()), " bytes, ",
             number_text(size.gas.zero_bytes), " of them zero\n", "gas       at least ",
             number_text(size.gas.floor), " (EIP-7623); at least ", number_text(size.gas.forecast),
             " under EIP-7976\n", "fits      ", size.fits_bytes() ? "yes" : "NO",
             ": a transaction of at most ", number_text(size.transaction), " bytes, and ",
             number_text(ethereum::kMaxTransactionBytes), " are passed on; ",
             size.fits_gas() ? "yes" : "NO", ": ", number_text(ethereum::kMaxTransactionGas),
             " gas are allowed\n");
  return text;
}

void add_ethereum_calldata(CLI::App& app, Session& session) {
  CLI::App* const command = add_command(app, session, "calldata",
                                        "a proof as call data of the verifier's contract, in hex");
  const auto options = std::make_shared<Options>();
  command->add_option("PROOF", options->proof, "proof file")->required();
  command->add_option("-o,--output", options->output, "file to write (beside the proof)");
  command->callback([&session, options] {
    session.command = [&session, options] { return write_calldata(session, *options); };
  });
}

}  // namespace cairn::cli
