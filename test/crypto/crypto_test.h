// Helpers of the crypto tests: known answers, reproducible random elements, and the list of packed
// back ends.
#ifndef CAIRN_TEST_CRYPTO_CRYPTO_TEST_H_
#define CAIRN_TEST_CRYPTO_CRYPTO_TEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "crypto/field/backend.h"
#include "crypto/field/ext.h"
#include "crypto/field/felt.h"
#include "crypto/hash/digest.h"

namespace cairn {

inline const nlohmann::json& known_answers() {
  static const nlohmann::json answers =
      nlohmann::json::parse(std::ifstream(CAIRN_SOURCE_DIR "/test/vectors/koalabear.json"));
  return answers;
}

template <size_t N>
std::array<Felt, N> felts_of(const nlohmann::json& numbers) {
  std::array<Felt, N> felts;
  for (size_t i = 0; i < N; ++i) felts[i] = Felt(numbers.at(i).get<uint32_t>());
  return felts;
}

inline Ext ext_of(const nlohmann::json& numbers) {
  return Ext::from_coefficients(felts_of<5>(numbers));
}

// The elements where reductions go wrong first: around 0 and p, and around the Montgomery numbers
// 0, 1 and p - 1.
inline std::vector<Felt> edge_felts() {
  return {Felt(0),
          Felt(1),
          Felt(2),
          Felt(-1),
          Felt(-2),
          Felt((Felt::kModulus - 1) / 2),
          Felt((Felt::kModulus + 1) / 2),
          Felt::from_raw(1),
          Felt::from_raw(2),
          Felt::from_raw(Felt::kModulus - 1),
          Felt::from_raw(Felt::kModulus - 2),
          Felt(1u << 24)};
}

// Reproducible elements, every fourth an edge case.
class RandomFelts {
 public:
  explicit RandomFelts(uint32_t seed) : generator_(seed) {}

  Felt felt() {
    static const std::vector<Felt> edges = edge_felts();
    const uint64_t draw = generator_();
    return draw % 4 == 0 ? edges[draw / 4 % edges.size()] : Felt(draw);
  }
  Ext ext() { return Ext::from_coefficients({felt(), felt(), felt(), felt(), felt()}); }
  std::vector<Felt> felts(size_t size) {
    std::vector<Felt> result(size);
    for (Felt& f : result) f = felt();
    return result;
  }

 private:
  std::mt19937_64 generator_;
};

inline std::string hex(const Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : digest.bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

// 0, 1, ..., 250, 0, 1, ...: the input of the published BLAKE3 test vectors.
inline std::vector<uint8_t> counting_bytes(size_t size) {
  std::vector<uint8_t> bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i % 251);
  return bytes;
}

}  // namespace cairn

#endif  // CAIRN_TEST_CRYPTO_CRYPTO_TEST_H_
