// Poseidon: the permutation in both forms, compression, and the sponge.
#include "crypto/hash/poseidon.h"

#include <catch2/catch.hpp>

#include "test/crypto/crypto_test.h"

namespace cairn {
namespace {

PoseidonState random_state(RandomFelts& random) {
  PoseidonState state;
  for (Felt& felt : state) felt = random.felt();
  return state;
}

Word random_word(RandomFelts& random) {
  Word word;
  for (Felt& felt : word) felt = random.felt();
  return word;
}

TEST_CASE("poseidon: the round constants are the known ones") {
  const nlohmann::json& rounds = known_answers().at("poseidon_width16_round_constants");
  REQUIRE(rounds.size() == kPoseidonRounds);
  const PoseidonRoundConstants constants = poseidon_round_constants();
  for (size_t i = 0; i < kPoseidonRounds; ++i) {
    CHECK(constants[i] == felts_of<kPoseidonWidth>(rounds.at(i)));
  }
}

TEST_CASE("poseidon: known answers of the permutation") {
  const nlohmann::json& cases = known_answers().at("poseidon_width16_permutation");
  REQUIRE(cases.size() == 20);
  for (const nlohmann::json& known : cases) {
    const PoseidonState in = felts_of<kPoseidonWidth>(known.at("in"));
    const PoseidonState out = felts_of<kPoseidonWidth>(known.at("out"));
    PoseidonState plain = in;
    poseidon_permute_plain(plain);
    CHECK(plain == out);
    PoseidonState fast = in;
    poseidon_permute(fast);
    CHECK(fast == out);
  }
}

TEST_CASE("poseidon: the fast form equals the plain one, in every lane and where none is filled") {
  RandomFelts random(1);
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    for (const size_t count : {0, 1, 8, 19, 64}) {
      std::vector<PoseidonState> states(count);
      for (PoseidonState& state : states) state = random_state(random);
      if (count > 1) states[0].fill(Felt::from_raw(Felt::kModulus - 1));
      if (count > 1) states[1].fill(Felt());
      std::vector<PoseidonState> expected = states;
      for (PoseidonState& state : expected) poseidon_permute_plain(state);
      poseidon_permute_many(states.data(), count, backend);
      CHECK(states == expected);
    }
  }
}

TEST_CASE("poseidon: compression feeds its input forward") {
  RandomFelts random(3);
  const Word a = random_word(random);
  const Word b = random_word(random);
  PoseidonState state;
  for (size_t i = 0; i < 8; ++i) {
    state[i] = a[i];
    state[8 + i] = b[i];
  }
  poseidon_permute_plain(state);
  const Word result = poseidon_compress(a, b);
  for (size_t i = 0; i < 8; ++i) CHECK(result[i] == state[i] + a[i]);
  CHECK(poseidon_compress(b, a) != result);
}

TEST_CASE("poseidon: the sponge by its definition") {
  RandomFelts random(4);
  const Felt domain(77);
  for (const size_t length : {0, 1, 2, 5}) {
    std::vector<Word> words(length);
    for (Word& word : words) word = random_word(random);
    PoseidonState state{};
    state[8] = domain;
    state[9] = Felt(length);
    if (length == 0) poseidon_permute_plain(state);
    for (const Word& word : words) {
      for (size_t i = 0; i < 8; ++i) state[i] = word[i];
      poseidon_permute_plain(state);
    }
    const Word digest = poseidon_hash_words(domain, words);
    for (size_t i = 0; i < 8; ++i) CHECK(digest[i] == state[i]);
    CHECK(poseidon_hash_words(domain + Felt::one(), words) != digest);
  }
}

TEST_CASE("poseidon: no words, a zero word and two zero words are three messages") {
  const std::vector<Word> zeros(2);
  const Word none = poseidon_hash_words(Felt(1), {});
  const Word one = poseidon_hash_words(Felt(1), std::span(zeros).first(1));
  const Word two = poseidon_hash_words(Felt(1), zeros);
  CHECK(none != one);
  CHECK(one != two);
  CHECK(none != two);
}

}  // namespace
}  // namespace cairn
