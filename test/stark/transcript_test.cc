// The transcript: every message and every detail of it changes the coins, draws are uniform, and
// proof of work cannot be dodged.
#include "stark/transcript.h"

#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "stark/grind.h"
#include "test/stark/stark_test_util.h"

namespace cairn {
namespace {

const std::vector<HashKind> kKinds = {HashKind::kBlake3, HashKind::kKeccak, HashKind::kPoseidon};

using Script = std::function<void(Transcript&)>;

Ext coin_after(HashKind kind, const Script& script, std::string_view protocol = "test") {
  Transcript transcript(kind, protocol);
  script(transcript);
  return transcript.draw_ext("coin");
}

std::vector<Felt> felts(std::initializer_list<uint32_t> numbers) {
  std::vector<Felt> list;
  for (const uint32_t number : numbers) list.push_back(Felt(number));
  return list;
}

}  // namespace

TEST_CASE("no two scripts give the same coin", "[stark][transcript]") {
  const auto message = [](std::string_view label, std::vector<Felt> payload) -> Script {
    return [=](Transcript& t) { t.absorb(label, payload); };
  };
  const auto both = [](Script a, Script b) -> Script {
    return [=](Transcript& t) {
      a(t);
      b(t);
    };
  };
  const auto bytes = [](std::vector<uint8_t> payload) -> Script {
    return [=](Transcript& t) { t.absorb_bytes("a", payload); };
  };
  const std::vector<Script> scripts = {
      [](Transcript&) {},
      message("a", {}),
      message("b", {}),
      message("a", felts({0})),
      message("a", felts({0, 0})),
      message("a", felts({1})),
      message("a", felts({0, 0, 0, 0, 0, 0, 0, 0})),
      message("a", felts({0, 0, 0, 0, 0, 0, 0, 0, 0})),
      both(message("a", {}), message("a", {})),
      // The same felts, cut otherwise into messages, or in another order.
      message("a", felts({1, 2})),
      both(message("a", felts({1})), message("a", felts({2}))),
      both(message("a", felts({2})), message("a", felts({1}))),
      both(message("a", felts({1, 2})), message("a", {})),
      both(message("a", {}), message("a", felts({1, 2}))),
      // The same content as another kind of message.
      message("a", felts({1, 2, 3, 4, 5})),
      [](Transcript& t) {
        const Ext ext = Ext::from_coefficients({Felt(1), Felt(2), Felt(3), Felt(4), Felt(5)});
        t.absorb("a", std::span<const Ext>(&ext, 1));
      },
      message("a", felts({1, 0, 0, 0, 0, 0, 0, 0})),
      [](Transcript& t) { t.absorb("a", word_to_digest(Word{Felt(1)})); },
      [](Transcript& t) { t.absorb_number("a", 1); },
      [](Transcript& t) { t.absorb_number("a", uint64_t{1} << 22); },
      [](Transcript& t) { t.absorb_number("a", uint64_t{1} << 63); },
      bytes({}),
      bytes({1}),
      bytes({1, 0}),
      bytes({1, 0, 0}),
      bytes({1, 0, 0, 0}),
      bytes({0, 1}),
      // Draws are part of the conversation.
      [](Transcript& t) { t.draw_ext("a"); },
      [](Transcript& t) { t.draw_ext("coin"); },
      [](Transcript& t) { t.draw_exts("a", 2); },
      [](Transcript& t) { t.draw_indices("a", 1, 5); },
      [](Transcript& t) { t.draw_indices("a", 1, 6); },
      [](Transcript& t) { t.draw_indices("a", 2, 5); },
      [](Transcript& t) { t.grind("a", 1); },
      [](Transcript& t) { t.grind("a", 2); },
      [](Transcript& t) { t.grind("b", 1); },
      // No felts, and more than one Poseidon digest's worth of bytes.
      [](Transcript& t) {
        Digest digest;
        digest.bytes.fill(0xff);
        t.absorb("a", digest);
      },
      bytes(std::vector<uint8_t>(32, 0xff)),
  };
  for (const HashKind kind : kKinds) {
    std::set<std::vector<uint32_t>> coins;
    for (const Script& script : scripts) {
      const Ext coin = coin_after(kind, script);
      CHECK(coin == coin_after(kind, script));
      std::vector<uint32_t> key;
      for (const Felt felt : coin.c) key.push_back(felt.value());
      CHECK(coins.insert(key).second);
    }
    CHECK(coin_after(kind, scripts[0], "test") != coin_after(kind, scripts[0], "tesu"));
  }
}

TEST_CASE("draws depend on label and count", "[stark][transcript]") {
  for (const HashKind kind : kKinds) {
    const auto draw = [&](std::string_view label, size_t count) {
      Transcript transcript(kind, "test");
      return transcript.draw_exts(label, count);
    };
    CHECK(draw("a", 1)[0] != draw("b", 1)[0]);
    CHECK(draw("a", 1)[0] != draw("a", 2)[0]);
    Transcript transcript(kind, "test");
    CHECK(transcript.draw_ext("a") != transcript.draw_ext("a"));
    // Many more than the rate, all distinct.
    const std::vector<Ext> many = draw("a", 100);
    std::set<uint32_t> seen;
    for (const Ext& ext : many) {
      for (const Felt felt : ext.c) seen.insert(felt.value());
    }
    CHECK(seen.size() > 495);
  }
}

TEST_CASE("a sponge gives at most its rate between permutations", "[stark][transcript]") {
  // The definition, with the permutation in hand.
  Transcript transcript(HashKind::kPoseidon, "ab");
  PoseidonState state{};
  state[8] = Felt(0x7472616e);
  const auto header = [&](uint32_t kind, std::string_view label, uint32_t length) {
    for (size_t i = 0; i < 8; ++i) state[i] = Felt();
    for (size_t i = 0; i < label.size(); ++i) {
      state[i / 3] += Felt(uint32_t{static_cast<uint8_t>(label[i])} << (8 * (i % 3)));
    }
    state[6] = Felt(kind * 256 + static_cast<uint32_t>(label.size()));
    state[7] = Felt(length);
    poseidon_permute(state);
  };
  header(1, "ab", 0);
  header(7, "coins", 2);
  std::vector<Felt> expected(state.begin(), state.begin() + 8);
  poseidon_permute(state);
  expected.insert(expected.end(), state.begin(), state.begin() + 2);
  const std::vector<Ext> drawn = transcript.draw_exts("coins", 2);
  for (size_t i = 0; i < 10; ++i) CHECK(drawn[i / 5].c[i % 5] == expected[i]);
}

TEST_CASE("a byte transcript by its definition", "[stark][transcript]") {
  Transcript transcript(HashKind::kKeccak, "ab");
  Digest state{};
  const auto absorb = [&](uint8_t kind, std::string_view label, std::vector<uint8_t> payload) {
    std::vector<uint8_t> message(state.bytes.begin(), state.bytes.end());
    message.push_back(kind);
    message.push_back(static_cast<uint8_t>(label.size()));
    message.insert(message.end(), label.begin(), label.end());
    const std::vector<uint8_t> length = {static_cast<uint8_t>(payload.size()), 0, 0, 0, 0, 0, 0, 0};
    message.insert(message.end(), length.begin(), length.end());
    message.insert(message.end(), payload.begin(), payload.end());
    state = byte_hash(HashKind::kKeccak, message);
  };
  absorb(1, "ab", std::vector<uint8_t>(8));
  absorb(2, "felts", {3, 0, 0, 0, 0xff, 0xff, 0, 0});
  transcript.absorb("felts", felts({3, 0xffff}));
  absorb(8, "where", {20, 3, 0, 0, 0, 0, 0, 0});
  std::vector<uint8_t> message(state.bytes.begin(), state.bytes.end());
  message.push_back(0xff);
  message.insert(message.end(), 8, 0);
  const Digest block = byte_hash(HashKind::kKeccak, message);
  const std::vector<uint32_t> indices = transcript.draw_indices("where", 3, 20);
  for (size_t i = 0; i < 3; ++i) {
    const uint32_t number =
        block.bytes[4 * i] | block.bytes[4 * i + 1] << 8 | uint32_t{block.bytes[4 * i + 2]} << 16;
    CHECK(indices[i] == number % (1u << 20));
  }
}

TEST_CASE("indices are uniform and repeat", "[stark][transcript]") {
  for (const HashKind kind : kKinds) {
    Transcript transcript(kind, "test");
    constexpr size_t kCount = 16000;
    const std::vector<uint32_t> indices = transcript.draw_indices("where", kCount, 4);
    REQUIRE(indices.size() == kCount);
    std::vector<size_t> counts(16);
    for (const uint32_t index : indices) {
      REQUIRE(index < 16);
      ++counts[index];
    }
    // Chi-square with 15 degrees of freedom passes 50 once in 10^5 times; the seed is fixed.
    double chi_square = 0;
    for (const size_t count : counts) {
      const double difference = static_cast<double>(count) - 1000;
      chi_square += difference * difference / 1000;
    }
    CHECK(chi_square < 50);
    // The smallest domain, and the largest.
    for (const uint32_t index : transcript.draw_indices("where", 20, 0)) CHECK(index == 0);
    uint32_t ones = 0;
    for (const uint32_t index : transcript.draw_indices("where", 200, kMaxLogDomain)) {
      CHECK(index < 1u << kMaxLogDomain);
      ones |= index;
    }
    CHECK(ones == (1u << kMaxLogDomain) - 1);
  }
}

TEST_CASE("proof of work", "[stark][transcript]") {
  for (const HashKind kind : kKinds) {
    for (const unsigned bits : {1u, 9u, 12u}) {
      Transcript prover(kind, "test");
      const uint64_t nonce = prover.grind("work", bits);
      Transcript verifier(kind, "test");
      CHECK(verifier.check_grinding("work", bits, nonce));
      CHECK(prover.draw_ext("coin") == verifier.draw_ext("coin"));
      // The smallest: all before it fail.
      for (uint64_t smaller = 0; smaller < nonce; ++smaller) {
        Transcript transcript(kind, "test");
        REQUIRE(!transcript.check_grinding("work", bits, smaller));
      }
    }
    // About one nonce in 2^bits is good.
    size_t good = 0;
    for (uint64_t nonce = 0; nonce < 2048; ++nonce) {
      Transcript transcript(kind, "test");
      good += transcript.check_grinding("work", 4, nonce) ? 1 : 0;
    }
    CHECK(good > 80);
    CHECK(good < 190);
  }
}

TEST_CASE("proof of work that is no work", "[stark][transcript]") {
  for (const HashKind kind : kKinds) {
    Transcript transcript(kind, "test");
    const Ext before = Transcript(kind, "test").draw_ext("coin");
    // No site: nothing is absorbed, and there is one encoding of nothing.
    CHECK(transcript.check_grinding("work", 0, 0));
    CHECK(!transcript.check_grinding("work", 0, 1));
    CHECK(transcript.grind("work", 0) == 0);
    CHECK(transcript.draw_ext("coin") == before);
    // Bits beyond any shift's width are never good.
    for (const unsigned bits : {kMaxGrindingBits + 1, 64u, 65u, 0xffffffffu}) {
      CHECK(!transcript.check_grinding("work", bits, 0));
    }
  }
}

TEST_CASE("which digests and states count as work", "[stark][transcript]") {
  Digest digest;
  digest.bytes.fill(0xff);
  CHECK(is_good_digest(digest, 0));
  CHECK(!is_good_digest(digest, 1));
  digest.bytes[0] = 0;
  digest.bytes[1] = 0xfe;
  CHECK(is_good_digest(digest, 9));
  CHECK(!is_good_digest(digest, 10));
  digest.bytes.fill(0);
  CHECK(is_good_digest(digest, 64));

  PoseidonState state{};
  state[1] = Felt(0x100);
  CHECK(is_good_poseidon_state(state, 24));
  CHECK(is_good_poseidon_state(state, 32));
  CHECK(!is_good_poseidon_state(state, 33));
  state[0] = Felt(1u << 23);
  CHECK(is_good_poseidon_state(state, 23));
  CHECK(!is_good_poseidon_state(state, 24));
  // p - 1 is a multiple of 2^24, and the one number too many.
  state[0] = Felt(-1);
  CHECK(!is_good_poseidon_state(state, 1));
}

}  // namespace cairn
