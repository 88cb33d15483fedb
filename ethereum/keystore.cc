// See keystore.h.
#include "ethereum/keystore.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "compiler/text.h"
#include "crypto/hash/keccak.h"
#include "nlohmann/json.hpp"

namespace cairn::ethereum {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kMaxMemory = uint64_t{1} << 30;
constexpr uint64_t kMaxRounds = 100'000'000;
constexpr uint64_t kMaxKeyBytes = 1024;
constexpr size_t kKeyBytes = 32;  // 16 for the cipher, 16 for the code

absl::Status bad(const std::string& sentence) { return absl::InvalidArgumentError(sentence); }

// Wiped when it goes.
struct Secret {
  Bytes bytes;
  explicit Secret(size_t size) : bytes(size) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

const Json* find(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

std::string text_of(const Json& object, const char* name) {
  const Json* const value = find(object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

std::optional<uint64_t> number_of(const Json& object, const char* name) {
  const Json* const value = find(object, name);
  if (value == nullptr || !value->is_number_unsigned()) return std::nullopt;
  return value->get<uint64_t>();
}

// Digits without 0x in most files, with it in some.
std::optional<Bytes> bytes_of(const Json& object, const char* name) {
  const std::string text = text_of(object, name);
  return text.empty() ? std::nullopt : from_hex(text.starts_with("0x") ? text : "0x" + text);
}

absl::Status derive(const Json& crypto, std::string_view password, Bytes& key) {
  const std::string kdf = text_of(crypto, "kdf");
  const Json* const given = find(crypto, "kdfparams");
  if (given == nullptr) return bad("this keystore has no \"kdfparams\"");
  const Json& parameters = *given;
  const std::optional<Bytes> salt = bytes_of(parameters, "salt");
  const std::optional<uint64_t> length = number_of(parameters, "dklen");
  if (!salt.has_value() || !length.has_value() || *length < kKeyBytes || *length > kMaxKeyBytes) {
    return bad("the \"salt\" or \"dklen\" of this keystore cannot be used");
  }
  key.resize(*length);
  if (kdf == "pbkdf2") {
    const std::optional<uint64_t> rounds = number_of(parameters, "c");
    if (!rounds.has_value() || *rounds == 0 || *rounds > kMaxRounds ||
        text_of(parameters, "prf") != "hmac-sha256") {
      return bad("the \"c\" or \"prf\" of this keystore cannot be used");
    }
    const int made =
        PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt->data(),
                          static_cast<int>(salt->size()), static_cast<int>(*rounds), EVP_sha256(),
                          static_cast<int>(key.size()), key.data());
    return made == 1 ? absl::OkStatus() : bad("the key of this keystore cannot be derived");
  }
  if (kdf == "scrypt") {
    const uint64_t n = number_of(parameters, "n").value_or(0);
    const uint64_t r = number_of(parameters, "r").value_or(0);
    const uint64_t p = number_of(parameters, "p").value_or(0);
    if (n == 0 || n > kMaxMemory || r == 0 || r > 1 << 20 || p == 0 || p > 1 << 20 ||
        128 * r * (n + p + 2) > kMaxMemory) {
      return bad("the \"n\", \"r\" or \"p\" of this keystore cannot be used");
    }
    if (sodium_init() < 0) return bad("libsodium cannot be used");
    const auto* const secret = reinterpret_cast<const uint8_t*>(password.data());
    const int made = crypto_pwhash_scryptsalsa208sha256_ll(
        secret, password.size(), salt->data(), salt->size(), n, static_cast<uint32_t>(r),
        static_cast<uint32_t>(p), key.data(), key.size());
    return made == 0 ? absl::OkStatus() : bad("the key of this keystore cannot be derived");
  }
  return bad(concat("this keystore has the key derivation \"", kdf,
                    "\"; only scrypt and pbkdf2 are known"));
}

// What AES-128-CTR makes of the bytes.
bool decrypt(std::span<const uint8_t> key, std::span<const uint8_t> iv,
             std::span<const uint8_t> from, Bytes& to) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher(EVP_CIPHER_CTX_new(),
                                                                               EVP_CIPHER_CTX_free);
  int size = 0;
  return cipher != nullptr &&
         EVP_DecryptInit_ex(cipher.get(), EVP_aes_128_ctr(), nullptr, key.data(), iv.data()) == 1 &&
         EVP_DecryptUpdate(cipher.get(), to.data(), &size, from.data(),
                           static_cast<int>(from.size())) == 1 &&
         static_cast<size_t>(size) == from.size();
}

}  // namespace

absl::StatusOr<PrivateKey> open_keystore(std::string_view text, std::string_view password) {
  const Json file = Json::parse(text, nullptr, false);
  const Json* crypto = find(file, "crypto");
  if (crypto == nullptr) crypto = find(file, "Crypto");
  if (crypto == nullptr) return bad("this is not a keystore (JSON with a \"crypto\" object)");
  if (number_of(file, "version") != 3) return bad("only version 3 of keystores is known");
  if (text_of(*crypto, "cipher") != "aes-128-ctr") {
    return bad(concat("this keystore has the cipher \"", text_of(*crypto, "cipher"),
                      "\"; only aes-128-ctr is known"));
  }
  const std::optional<Bytes> sealed = bytes_of(*crypto, "ciphertext");
  const std::optional<Bytes> code = bytes_of(*crypto, "mac");
  const Json* const cipher = find(*crypto, "cipherparams");
  const std::optional<Bytes> iv = cipher == nullptr ? std::nullopt : bytes_of(*cipher, "iv");
  if (!sealed.has_value() || sealed->size() != 32 || !code.has_value() || code->size() != 32 ||
      !iv.has_value() || iv->size() != 16) {
    return bad("the \"ciphertext\", \"mac\" or \"iv\" of this keystore cannot be used");
  }
  Secret derived(0);
  if (absl::Status status = derive(*crypto, password, derived.bytes); !status.ok()) return status;
  const std::span<const uint8_t> keys(derived.bytes);
  Keccak256 hash;
  hash.update(keys.subspan(16, 16));
  hash.update(*sealed);
  if (CRYPTO_memcmp(hash.digest().bytes.data(), code->data(), 32) != 0) {
    return bad("the password does not open this keystore");
  }
  Secret opened(sealed->size());
  std::optional<PrivateKey> key;
  if (decrypt(keys.first(16), *iv, *sealed, opened.bytes)) {
    key = PrivateKey::from_bytes(opened.bytes);
  }
  if (!key.has_value()) return bad("there is no private key in this keystore");
  const std::string address = text_of(file, "address");
  if (!address.empty()) {
    const auto named = from_hex(address.starts_with("0x") ? address : "0x" + address);
    const Address& own = key->address();
    if (!named.has_value() ||
        !std::equal(named->begin(), named->end(), own.bytes.begin(), own.bytes.end())) {
      return bad("the key in this keystore is not that of its \"address\"");
    }
  }
  return *std::move(key);
}

}  // namespace cairn::ethereum
