// Keys by libsecp256k1; see key.h.
#include "ethereum/key.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "crypto/hash/keccak.h"

namespace cairn::ethereum {
namespace {

// One for the process, blinded against what a neighbour may measure.
const secp256k1_context* context() {
  static const secp256k1_context* const made = [] {
    secp256k1_context* const fresh = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    std::array<uint8_t, 32> seed{};
    if (RAND_bytes(seed.data(), static_cast<int>(seed.size())) != 1 ||
        secp256k1_context_randomize(fresh, seed.data()) != 1) {
      std::abort();
    }
    OPENSSL_cleanse(seed.data(), seed.size());
    return fresh;
  }();
  return made;
}

Address address_of(const secp256k1_pubkey& key) {
  std::array<uint8_t, 65> point{};
  size_t size = point.size();
  secp256k1_ec_pubkey_serialize(context(), point.data(), &size, &key, SECP256K1_EC_UNCOMPRESSED);
  return address_of_hash(keccak256(std::span<const uint8_t>(point).subspan(1)));
}

}  // namespace

std::optional<PrivateKey> PrivateKey::from_bytes(std::span<const uint8_t> bytes) {
  PrivateKey key;
  if (bytes.size() != key.secret_.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), key.secret_.begin());
  secp256k1_pubkey point;
  if (secp256k1_ec_pubkey_create(context(), &point, key.secret_.data()) != 1) return std::nullopt;
  key.address_ = address_of(point);
  return key;
}

std::optional<PrivateKey> PrivateKey::from_text(std::string_view text) {
  std::string digits(text.starts_with("0x") ? "" : "0x");
  digits += text;
  std::optional<Bytes> bytes = from_hex(digits);
  OPENSSL_cleanse(digits.data(), digits.size());
  if (!bytes.has_value()) return std::nullopt;
  std::optional<PrivateKey> key = from_bytes(*bytes);
  OPENSSL_cleanse(bytes->data(), bytes->size());
  return key;
}

PrivateKey::PrivateKey(PrivateKey&& other) noexcept
    : secret_(other.secret_), address_(other.address_) {
  OPENSSL_cleanse(other.secret_.data(), other.secret_.size());
}

PrivateKey& PrivateKey::operator=(PrivateKey&& other) noexcept {
  if (this == &other) return *this;
  secret_ = other.secret_;
  address_ = other.address_;
  OPENSSL_cleanse(other.secret_.data(), other.secret_.size());
  return *this;
}

PrivateKey::~PrivateKey() { OPENSSL_cleanse(secret_.data(), secret_.size()); }

Signature PrivateKey::sign(const Digest& hash) const {
  secp256k1_ecdsa_recoverable_signature made;
  // Fails for a key out of range alone, which from_bytes keeps out; never sign with one.
  if (secp256k1_ecdsa_sign_recoverable(context(), &made, hash.bytes.data(), secret_.data(), nullptr,
                                       nullptr) != 1) {
    std::abort();
  }
  std::array<uint8_t, 64> compact{};
  int parity = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), compact.data(), &parity,
                                                          &made);
  Signature signature;
  std::copy(compact.begin(), compact.begin() + 32, signature.r.begin());
  std::copy(compact.begin() + 32, compact.end(), signature.s.begin());
  signature.y_parity = static_cast<uint8_t>(parity);
  return signature;
}

std::optional<Address> signer_of(const Digest& hash, const Signature& signature) {
  std::array<uint8_t, 64> compact{};
  std::copy(signature.r.begin(), signature.r.end(), compact.begin());
  std::copy(signature.s.begin(), signature.s.end(), compact.begin() + 32);
  secp256k1_ecdsa_recoverable_signature parsed;
  secp256k1_pubkey point;
  if (signature.y_parity > 1 ||
      secp256k1_ecdsa_recoverable_signature_parse_compact(context(), &parsed, compact.data(),
                                                          signature.y_parity) != 1 ||
      secp256k1_ecdsa_recover(context(), &point, &parsed, hash.bytes.data()) != 1) {
    return std::nullopt;
  }
  return address_of(point);
}

}  // namespace cairn::ethereum
