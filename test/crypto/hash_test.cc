// Keccak-256 and BLAKE3: published answers, lanes against scalar, pieces against the whole.
#include <catch2/catch.hpp>
#include <string_view>

#include "crypto/hash/blake3.h"
#include "crypto/hash/keccak.h"
#include "test/crypto/crypto_test.h"

namespace cairn {
namespace {

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Lengths around the blocks of both functions and the chunks of BLAKE3.
constexpr size_t kLengths[] = {0,   1,   3,   31,  32,  33,   63,   64,   65,   127,  128,
                               135, 136, 137, 271, 272, 1023, 1024, 1025, 3072, 5121, 7169};

TEST_CASE("keccak256: published answers") {
  // The empty string and "abc", as every Ethereum client has them; the signature of the ERC-20
  // event Transfer(address,address,uint256).
  CHECK(hex(keccak256({})) == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  CHECK(hex(keccak256(bytes_of("abc"))) ==
        "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  CHECK(hex(keccak256(bytes_of("Transfer(address,address,uint256)"))) ==
        "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}

TEST_CASE("keccak-f[1600]: published answer for the zero state") {
  // The Keccak team's KeccakF-1600-IntermediateValues.txt: first lanes after one and after two
  // permutations of zero.
  std::array<uint64_t, 25> state{};
  keccak_permute(state);
  CHECK(state[0] == 0xf1258f7940e1dde7);
  CHECK(state[24] == 0xeaf1ff7b5ceca249);
  keccak_permute(state);
  CHECK(state[0] == 0x2d5c954df96ecb3c);
}

TEST_CASE("keccak256: pieces of any size give the digest of the whole") {
  const std::vector<uint8_t> message = counting_bytes(700);
  const std::span<const uint8_t> all(message);
  for (const size_t step : {1, 7, 8, 135, 136, 137, 500}) {
    Keccak256 hasher;
    for (size_t i = 0; i < all.size(); i += step) {
      CHECK(hasher.digest() == keccak256(all.first(i)));
      hasher.update(all.subspan(i, std::min(step, all.size() - i)));
    }
    CHECK(hasher.digest() == keccak256(all));
  }
}

TEST_CASE("keccak256: lanes are messages") {
  for (const size_t length : kLengths) {
    const std::vector<uint8_t> bytes = counting_bytes(length + 8);
    std::array<const uint8_t*, 8> messages;
    for (size_t k = 0; k < 8; ++k) messages[k] = bytes.data() + k;
    for (const Backend backend : supported_backends()) {
      INFO(length << " bytes, " << backend_name(backend));
      const std::array<Digest, 8> digests = keccak256_x8(messages, length, backend);
      for (size_t k = 0; k < 8; ++k) CHECK(digests[k] == keccak256({messages[k], length}));
    }
  }
}

TEST_CASE("blake3: published answers") {
  // From test_vectors.json of the reference repository, BLAKE3-team/BLAKE3.
  const std::pair<size_t, const char*> answers[] = {
      {0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"},
      {1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"},
      {1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11"},
      {1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"},
      {1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"},
      {2048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a"},
      {2049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030"},
      {3072, "b98cb0ff3623be03326b373de6b9095218513e64f1ee2edd2525c7ad1e5cffd2"},
      {31744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47"},
      {102400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"},
  };
  for (const auto& [length, digest] : answers) {
    INFO(length);
    CHECK(hex(blake3(counting_bytes(length))) == digest);
  }
}

TEST_CASE("blake3: published answers of the keyed mode") {
  std::array<uint8_t, 32> key;
  const std::string_view text = "whats the Elvish word for friend";
  std::copy(text.begin(), text.end(), key.begin());
  CHECK(hex(blake3_keyed(key, counting_bytes(0))) ==
        "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26");
  CHECK(hex(blake3_keyed(key, counting_bytes(1025))) ==
        "357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69");
}

TEST_CASE("blake3: lanes are messages") {
  for (const size_t length : kLengths) {
    const std::vector<uint8_t> bytes = counting_bytes(length + 16);
    std::array<const uint8_t*, 16> messages;
    for (size_t k = 0; k < 16; ++k) messages[k] = bytes.data() + k;
    for (const Backend backend : supported_backends()) {
      INFO(length << " bytes, " << backend_name(backend));
      const std::array<Digest, 16> digests = blake3_x16(messages, length, backend);
      for (size_t k = 0; k < 16; ++k) CHECK(digests[k] == blake3({messages[k], length}));
    }
  }
}

}  // namespace
}  // namespace cairn
