// Key files: the test vectors of the Web3 Secret Storage Definition, and files that are none.
#include "ethereum/keystore.h"

#include <catch2/catch.hpp>
#include <string>

#include "nlohmann/json.hpp"

namespace cairn::ethereum {
namespace {

using Json = nlohmann::json;

constexpr char kPbkdf2[] = R"({
  "crypto": {
    "cipher": "aes-128-ctr",
    "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
    "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    "kdf": "pbkdf2",
    "kdfparams": {
      "c": 262144, "dklen": 32, "prf": "hmac-sha256",
      "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"
    },
    "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
  },
  "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  "version": 3
})";
constexpr char kScrypt[] = R"({
  "crypto": {
    "cipher": "aes-128-ctr",
    "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
    "ciphertext": "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
    "kdf": "scrypt",
    "kdfparams": {
      "dklen": 32, "n": 262144, "p": 8, "r": 1,
      "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"
    },
    "mac": "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"
  },
  "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  "version": 3
})";
constexpr char kSecret[] = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

// The file with one value changed.
std::string changed(const std::string& pointer, const Json& value, const char* file = kPbkdf2) {
  Json json = Json::parse(file);
  json[Json::json_pointer(pointer)] = value;
  return json.dump();
}

void check_refused(const std::string& file, const std::string& part,
                   const std::string& password = "testpassword") {
  const absl::StatusOr<PrivateKey> key = open_keystore(file, password);
  REQUIRE(!key.ok());
  CHECK_THAT(std::string(key.status().message()), Catch::Contains(part));
  CHECK_THAT(std::string(key.status().message()), !Catch::Contains(password));
}

TEST_CASE("keystores: the published vectors open with their password", "[ethereum]") {
  for (const char* const file : {kPbkdf2, kScrypt}) {
    const absl::StatusOr<PrivateKey> key = open_keystore(file, "testpassword");
    REQUIRE(key.ok());
    CHECK(key->address() == PrivateKey::from_text(kSecret)->address());
    CHECK(to_text(key->address()) == "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b");
  }
  CHECK(
      open_keystore(changed("/address", "008aeeda4d805471df9b2a5b0f38a0c3bcba786b"), "testpassword")
          .ok());
}

TEST_CASE("keystores: a wrong password, and files that cannot be used", "[ethereum]") {
  check_refused(kPbkdf2, "the password does not open this keystore", "testpasswort");
  check_refused(kScrypt, "the password does not open this keystore", "wrong");
  check_refused("", "not a keystore", "secret");
  check_refused("[]", "not a keystore");
  check_refused("{}", "not a keystore");
  check_refused(std::string(kPbkdf2).substr(0, 300), "not a keystore");
  check_refused(changed("/version", 4), "version 3");
  check_refused(changed("/version", "3"), "version 3");
  check_refused(changed("/crypto/cipher", "aes-128-cbc"), "aes-128-cbc");
  check_refused(changed("/crypto/cipherparams", nullptr), "\"iv\"");
  check_refused(changed("/crypto/cipherparams/iv", "00"), "\"iv\"");
  check_refused(changed("/crypto/ciphertext", ""), "\"ciphertext\"");
  check_refused(changed("/crypto/mac", "zz"), "\"mac\"");
  check_refused(changed("/crypto/mac", std::string(64, '0')), "the password does not open");
  check_refused(changed("/crypto/kdf", "argon2"), "argon2");
  check_refused(changed("/crypto/kdfparams", nullptr), "salt");
  check_refused(changed("/crypto/kdfparams/dklen", 31), "dklen");
  check_refused(changed("/crypto/kdfparams/dklen", 1 << 20), "dklen");
  check_refused(changed("/crypto/kdfparams/salt", 5), "salt");
  check_refused(changed("/crypto/kdfparams/c", 0), "\"c\"");
  check_refused(changed("/crypto/kdfparams/c", uint64_t{1} << 40), "\"c\"");
  check_refused(changed("/crypto/kdfparams/prf", "hmac-md5"), "prf");
  check_refused(changed("/crypto/kdfparams/n", uint64_t{1} << 30, kScrypt), "\"n\"");
  check_refused(changed("/crypto/kdfparams/r", uint64_t{1} << 62, kScrypt), "\"r\"");
  check_refused(changed("/crypto/kdfparams/p", uint64_t{1} << 62, kScrypt), "\"p\"");
  check_refused(changed("/crypto/kdfparams/n", 1000, kScrypt), "cannot be derived");
  check_refused(changed("/address", "9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"),
                "not that of its \"address\"");
  check_refused(changed("/address", "12"), "not that of its \"address\"");
}

}  // namespace
}  // namespace cairn::ethereum
