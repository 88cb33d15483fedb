// Encrypted key files: version 3 of the Web3 Secret Storage Definition (scrypt or PBKDF2, then
// AES-128-CTR, and a Keccak-256 code against wrong passwords). By OpenSSL's libcrypto, and scrypt
// by libsodium: OpenSSL refuses the parameters of the definition's own example (r = 1, n = 2^18).
// Specification:
// https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "ethereum/key.h"

namespace cairn::ethereum {

// The key in the text of a file. Errors (InvalidArgument) say what is wrong with it, in words that
// follow the file's name: not a keystore, another version or cipher, a wrong password, a key
// derivation that asks for more than 1 GiB. They hold nothing of key or password.
absl::StatusOr<PrivateKey> open_keystore(std::string_view text, std::string_view password);

}  // namespace cairn::ethereum
