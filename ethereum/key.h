// A private key and what it signs. Its bytes are never printed, copied or sent, and are wiped when
// it goes. Specification: SEC 1 (secp256k1, by libsecp256k1), the Yellow Paper, appendix F.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "crypto/hash/digest.h"
#include "ethereum/address.h"

namespace cairn::ethereum {

struct Signature {
  std::array<uint8_t, 32> r{}, s{};  // big-endian; s is at most half the order (EIP-2)
  uint8_t y_parity = 0;
};

class PrivateKey {
 public:
  // Nothing unless the bytes are a number from 1 to the order of the group, less 1.
  static std::optional<PrivateKey> from_bytes(std::span<const uint8_t> bytes);
  // 64 digits, with or without 0x.
  static std::optional<PrivateKey> from_text(std::string_view text);

  PrivateKey(PrivateKey&& other) noexcept;
  PrivateKey& operator=(PrivateKey&& other) noexcept;
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;
  ~PrivateKey();

  const Address& address() const { return address_; }
  // Deterministic (RFC 6979).
  Signature sign(const Digest& hash) const;

 private:
  PrivateKey() = default;
  std::array<uint8_t, 32> secret_{};
  Address address_;
};

// Who signed this hash; nothing if nobody can have.
std::optional<Address> signer_of(const Digest& hash, const Signature& signature);

}  // namespace cairn::ethereum
