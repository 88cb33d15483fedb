// Transactions of EIP-1559: their bytes, hash and signature; and what call data costs.
// Specification: EIP-1559, EIP-2718, EIP-7623 (floor of call data), EIP-7976 (its forecast),
// EIP-7825 (gas of one transaction).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "ethereum/address.h"
#include "ethereum/bytes.h"
#include "ethereum/key.h"

namespace cairn::ethereum {

// The most gas of one transaction since Osaka, and the most bytes that nodes pass on.
inline constexpr uint64_t kMaxTransactionGas = uint64_t{1} << 24;
inline constexpr size_t kMaxTransactionBytes = size_t{1} << 17;
// The most bytes of initialization code (EIP-3860) and of code (EIP-170).
inline constexpr size_t kMaxInitCodeBytes = 49'152;
inline constexpr size_t kMaxCodeBytes = 24'576;

struct Transaction {
  uint64_t chain_id = 0;
  uint64_t nonce = 0;
  Amount max_priority_fee = 0;  // wei a gas
  Amount max_fee = 0;           // wei a gas
  uint64_t gas_limit = 0;
  std::optional<Address> to;  // none: creates a contract
  Amount value = 0;           // wei
  Bytes data;

  // The most that it can cost.
  Amount most() const { return max_fee * gas_limit + value; }
};

// What is signed.
Digest signing_hash(const Transaction& transaction);

struct SignedTransaction {
  Bytes raw;  // as it is sent
  Digest hash;
  Address from;
  uint64_t nonce = 0;
};
SignedTransaction sign(const Transaction& transaction, const PrivateKey& key);

// The bytes of a signed transaction with this call data, whatever its other numbers are.
size_t largest_transaction_bytes(std::span<const uint8_t> data);

struct CalldataGas {
  uint64_t zero_bytes = 0;
  uint64_t other_bytes = 0;
  // The least that a transaction with it costs: 21,000 and 10 a token (EIP-7623).
  uint64_t floor = 0;
  // The same with 64 gas a byte (EIP-7976).
  uint64_t forecast = 0;
};
CalldataGas calldata_gas(std::span<const uint8_t> data);

}  // namespace cairn::ethereum
