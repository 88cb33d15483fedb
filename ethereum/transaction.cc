// See transaction.h.
#include "ethereum/transaction.h"

#include <algorithm>
#include <limits>

#include "crypto/hash/keccak.h"
#include "ethereum/rlp.h"

namespace cairn::ethereum {
namespace {

constexpr uint8_t kType = 2;
constexpr uint64_t kBaseGas = 21'000;
constexpr uint64_t kFloorPerToken = 10;
constexpr uint64_t kTokensPerOtherByte = 4;
constexpr uint64_t kForecastPerByte = 64;

RlpList fields(const Transaction& transaction) {
  RlpList list;
  list.number(transaction.chain_id)
      .number(transaction.nonce)
      .number(transaction.max_priority_fee)
      .number(transaction.max_fee)
      .number(transaction.gas_limit);
  if (transaction.to.has_value()) {
    list.string(transaction.to->bytes);
  } else {
    list.string({});
  }
  list.number(transaction.value).string(transaction.data).list(RlpList());  // no access list
  return list;
}

Bytes typed(const RlpList& list) {
  Bytes bytes = {kType};
  append(bytes, list.encoded());
  return bytes;
}

Bytes with_signature(const Transaction& transaction, const Signature& signature) {
  RlpList list = fields(transaction);
  list.number(signature.y_parity).number(from_word(signature.r)).number(from_word(signature.s));
  return typed(list);
}

}  // namespace

Digest signing_hash(const Transaction& transaction) {
  return keccak256(typed(fields(transaction)));
}

SignedTransaction sign(const Transaction& transaction, const PrivateKey& key) {
  SignedTransaction result;
  result.raw = with_signature(transaction, key.sign(signing_hash(transaction)));
  result.hash = keccak256(result.raw);
  result.from = key.address();
  result.nonce = transaction.nonce;
  return result;
}

size_t largest_transaction_bytes(std::span<const uint8_t> data) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  Transaction transaction{kMost, kMost, kMost, kMost, kMost, Address{}, 0, {}};
  transaction.data.assign(data.begin(), data.end());
  Signature signature{{}, {}, 1};
  signature.r.fill(0xff);
  signature.s.fill(0xff);
  return with_signature(transaction, signature).size();
}

CalldataGas calldata_gas(std::span<const uint8_t> data) {
  CalldataGas gas;
  gas.zero_bytes = static_cast<uint64_t>(std::count(data.begin(), data.end(), uint8_t{0}));
  gas.other_bytes = data.size() - gas.zero_bytes;
  gas.floor = kBaseGas + kFloorPerToken * (gas.zero_bytes + kTokensPerOtherByte * gas.other_bytes);
  gas.forecast = kBaseGas + kForecastPerByte * data.size();
  return gas;
}

}  // namespace cairn::ethereum
