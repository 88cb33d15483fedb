// RLP, addresses, keys, transactions and call data against published vectors.
#include <catch2/catch.hpp>
#include <limits>

#include "crypto/hash/keccak.h"
#include "ethereum/abi.h"
#include "ethereum/address.h"
#include "ethereum/deployment.h"
#include "ethereum/key.h"
#include "ethereum/rlp.h"
#include "ethereum/sender.h"
#include "ethereum/transaction.h"

namespace cairn::ethereum {
namespace {

Bytes text(std::string_view characters) { return {characters.begin(), characters.end()}; }
Bytes hex(std::string_view digits) { return from_hex(digits).value(); }
Address address(std::string_view digits) { return parse_address(digits).value(); }
std::string hash_text(std::span<const uint8_t> bytes) { return to_hex(keccak256(bytes).bytes); }

// The key of EIP-155's example.
PrivateKey example_key() {
  return *PrivateKey::from_text(
      "0x4646464646464646464646464646464646464646464646464646464646464646");
}

TEST_CASE("RLP: the examples of the specification and of ethereum/tests", "[ethereum]") {
  CHECK(to_hex(rlp_string({})) == "0x80");
  CHECK(to_hex(rlp_string(text("dog"))) == "0x83646f67");
  CHECK(to_hex(rlp_string(Bytes{0x00})) == "0x00");
  CHECK(to_hex(rlp_string(Bytes{0x0f})) == "0x0f");
  CHECK(to_hex(rlp_string(Bytes{0x7f})) == "0x7f");
  CHECK(to_hex(rlp_string(Bytes{0x80})) == "0x8180");
  CHECK(to_hex(rlp_string(Bytes{0x04, 0x00})) == "0x820400");
  CHECK(
      to_hex(rlp_string(text("Lorem ipsum dolor sit amet, consectetur adipisicing eli"))) ==
      "0xb74c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e73656374657475722061646970"
      "69736963696e6720656c69");
  CHECK(to_hex(rlp_string(text("Lorem ipsum dolor sit amet, consectetur adipisicing elit"))) ==
        "0xb8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164"
        "6970697369"
        "63696e6720656c6974");
  CHECK(rlp_string(Bytes(1024)).size() == 1027);
  CHECK(to_hex(rlp_string(Bytes(1024)).data()[0] == 0xb9 ? Bytes{1} : Bytes{0}) == "0x01");

  CHECK(to_hex(rlp_number(0)) == "0x80");
  CHECK(to_hex(rlp_number(1)) == "0x01");
  CHECK(to_hex(rlp_number(127)) == "0x7f");
  CHECK(to_hex(rlp_number(128)) == "0x8180");
  CHECK(to_hex(rlp_number(1000)) == "0x8203e8");
  CHECK(to_hex(rlp_number(100'000)) == "0x830186a0");
  CHECK(to_hex(rlp_number(Amount("83729609699884896815286331701780722"))) ==
        "0x8f102030405060708090a0b0c0d0e0f2");
  CHECK(to_hex(rlp_number(~Amount(0))) == "0xa0" + std::string(64, 'f'));

  CHECK(to_hex(RlpList().encoded()) == "0xc0");
  CHECK(to_hex(RlpList().string(text("cat")).string(text("dog")).encoded()) ==
        "0xc88363617483646f67");
  CHECK(to_hex(RlpList().string(text("zw")).list(RlpList().number(4)).number(1).encoded()) ==
        "0xc6827a77c10401");
  const RlpList none;
  const RlpList one = RlpList().list(none);
  const RlpList two = RlpList().list(none).list(one);
  CHECK(to_hex(RlpList().list(none).list(one).list(two).encoded()) == "0xc7c0c1c0c3c0c1c0");
  RlpList list;
  for (const char* word :
       {"asdf", "qwer", "zxcv", "asdf", "qwer", "zxcv", "asdf", "qwer", "zxcv", "asdf", "qwer"}) {
    list.string(text(word));
  }
  CHECK(to_hex(list.encoded()) ==
        "0xf784617364668471776572847a78637684617364668471776572847a78637684617364668471776572847a78"
        "6376846173646684717765"
        "72");
}

TEST_CASE("hexadecimal and quantities: what is read and what is refused", "[ethereum]") {
  CHECK(to_quantity(0) == "0x0");
  CHECK(to_quantity(1024) == "0x400");
  CHECK(from_small_quantity("0x0") == 0u);
  CHECK(from_small_quantity("0x0400") == 1024u);
  CHECK(from_small_quantity("0xffffffffffffffff") == std::numeric_limits<uint64_t>::max());
  CHECK(!from_small_quantity("0x10000000000000000").has_value());
  for (const std::string_view bad : {"", "0", "0x", "12", "0xg", "x1", "-0x1", "0x-1"}) {
    CAPTURE(bad);
    CHECK(!from_quantity(bad).has_value());
  }
  CHECK(!from_quantity("0x" + std::string(65, '1')).has_value());
  CHECK(from_hex("0x")->empty());
  CHECK(from_hex("0xAbCd") == Bytes{0xab, 0xcd});
  for (const std::string_view bad : {"", "0x1", "00", "0x0g", "0x 0"}) {
    CAPTURE(bad);
    CHECK(!from_hex(bad).has_value());
  }
  CHECK(from_word(to_word(Amount("123456789012345678901234567890"))) ==
        Amount("123456789012345678901234567890"));
}

TEST_CASE("addresses: the examples of EIP-55, and typing errors", "[ethereum]") {
  for (const std::string_view good :
       {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26"}) {
    CHECK(to_text(address(good)) == good);
  }
  CHECK(parse_address("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed").has_value());
  for (const std::string_view bad :
       {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedaa"}) {
    CHECK(!parse_address(bad).has_value());
  }
}

TEST_CASE("CREATE2: the examples of EIP-1014", "[ethereum]") {
  struct Example {
    std::string_view creator, salt, code, result;
  };
  const std::string_view zero =
      "0x0000000000000000000000000000000000000000000000000000000000000000";
  const Example examples[] = {
      {"0x0000000000000000000000000000000000000000", zero, "0x00",
       "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38"},
      {"0xdeadbeef00000000000000000000000000000000", zero, "0x00",
       "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3"},
      {"0xdeadbeef00000000000000000000000000000000",
       "0x000000000000000000000000feed000000000000000000000000000000000000", "0x00",
       "0xD04116cDd17beBE565EB2422F2497E06cC1C9833"},
      {"0x0000000000000000000000000000000000000000", zero, "0xdeadbeef",
       "0x70f2b2914A2a4b783FaEFb75f459A580616Fcb5e"},
      {"0x00000000000000000000000000000000deadbeef",
       "0x00000000000000000000000000000000000000000000000000000000cafebabe", "0xdeadbeef",
       "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7"},
      {"0x00000000000000000000000000000000deadbeef",
       "0x00000000000000000000000000000000000000000000000000000000cafebabe",
       "0xdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
       "0x1d8bfDC5D46DC4f61D6b6115972536eBE6A8854C"},
      {"0x0000000000000000000000000000000000000000", zero, "0x",
       "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0"},
  };
  for (const Example& each : examples) {
    CHECK(to_text(create2_address(address(each.creator), *digest_from_hex(each.salt),
                                  hex(each.code))) == each.result);
  }
}

TEST_CASE("EIP-155's example: hash and signature", "[ethereum]") {
  RlpList unsigned_list;
  unsigned_list.number(9)
      .number(20'000'000'000)
      .number(21'000)
      .string(address("0x3535353535353535353535353535353535353535").bytes)
      .number(Amount("1000000000000000000"))
      .string({});
  RlpList signed_list = unsigned_list;
  unsigned_list.number(1).string({}).string({});
  const Bytes message = unsigned_list.encoded();
  CHECK(hash_text(message) == "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
  const PrivateKey key = example_key();
  CHECK(to_text(key.address()) == "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
  const Signature signature = key.sign(keccak256(message));
  CHECK(signer_of(keccak256(message), signature) == key.address());
  signed_list.number(37 + signature.y_parity)
      .number(from_word(signature.r))
      .number(from_word(signature.s));
  CHECK(
      to_hex(signed_list.encoded()) ==
      "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a0"
      "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b"
      "3800ccf555c9f3dc64214b297fb1966a3b6d83");
}

TEST_CASE("EIP-1559: as Foundry's cast signs it", "[ethereum]") {
  // cast mktx --private-key 0x4646... --chain 1 --nonce 9 --gas-limit 21000 --gas-price 20gwei
  //   --priority-gas-price 1gwei --value 1ether 0x3535...
  Transaction transaction{1,
                          9,
                          1'000'000'000,
                          20'000'000'000,
                          21'000,
                          address("0x3535353535353535353535353535353535353535"),
                          Amount("1000000000000000000"),
                          {}};
  const SignedTransaction made = sign(transaction, example_key());
  CHECK(
      to_hex(made.raw) ==
      "0x02f8730109843b9aca008504a817c800825208943535353535353535353535353535353535353535880de0b6b3"
      "a764000080c080a04e87ced8b47d801c979c6baa52bbd78b42c9db2515c9d1f473e06f65d49aaa90a02357671517"
      "c59544ebd95012d1988c102292eb570cc840ac9af72bb4c52e5edd");
  CHECK(made.hash == keccak256(made.raw));
  CHECK(made.nonce == 9);
  CHECK(made.from == example_key().address());
  CHECK(transaction.most() == Amount("1000420000000000000"));
}

TEST_CASE("the transaction that makes the deployment proxy is its maker's", "[ethereum]") {
  // Unsigned part, from the fields of the raw transaction.
  const Bytes raw = hex(deployment_proxy_transaction());
  const Bytes init =
      hex("0x604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
          "ffffff"
          "e03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3");
  CHECK(Bytes(init.begin() + 14, init.end()) == deployment_proxy_code());
  RlpList list;
  list.number(0).number(100'000'000'000).number(100'000).string({}).number(0).string(init);
  Signature signature;
  signature.r.fill(0x22);
  signature.s.fill(0x22);
  CHECK(signer_of(keccak256(list.encoded()), signature) == deployment_proxy_maker());
  list.number(27).number(from_word(signature.r)).number(from_word(signature.s));
  CHECK(list.encoded() == raw);
  // CREATE: of the sender and its nonce, 0.
  RlpList creation;
  creation.string(deployment_proxy_maker().bytes).number(0);
  CHECK(address_of_hash(keccak256(creation.encoded())) == deployment_proxy());
  CHECK(to_text(deployment_proxy()) == "0x4e59b44847b379578588920cA78FbF26c0B4956C");
}

TEST_CASE("keys: what is none is refused", "[ethereum]") {
  const std::string order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  CHECK(!PrivateKey::from_text(order).has_value());
  CHECK(PrivateKey::from_text(order.substr(0, 63) + "0").has_value());
  CHECK(!PrivateKey::from_text(std::string(64, '0')).has_value());
  CHECK(!PrivateKey::from_text("0x12").has_value());
  CHECK(!PrivateKey::from_text("").has_value());
  CHECK(!PrivateKey::from_text(std::string(63, '1') + "g").has_value());
  // The first account of the mnemonic "test test ... junk".
  CHECK(to_text(PrivateKey::from_text(
                    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
                    ->address()) == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  PrivateKey moved = example_key();
  const PrivateKey taken = std::move(moved);
  CHECK(taken.address() == example_key().address());
  CHECK(signer_of(Digest{}, Signature{}) == std::nullopt);
}

TEST_CASE("calls of contracts: the examples of the Solidity ABI", "[ethereum]") {
  CHECK(to_hex(selector("transfer(address,uint256)")) == "0xa9059cbb");
  CHECK(to_hex(selector("baz(uint32,bool)")) == "0xcdcd77c0");
  CHECK(to_hex(topic("Transfer(address,address,uint256)").bytes) ==
        "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
  const auto word = [](const std::string& digits) {
    return std::string(64 - digits.size(), '0') + digits;
  };
  const Bytes one = {1, 2, 3};
  const Bytes two(33, 0xee);
  CHECK(to_hex(encode_call("check(bytes,bytes)", {one, two})) ==
        to_hex(selector("check(bytes,bytes)")) + word("40") + word("80") + word("3") + "010203" +
            std::string(58, '0') + word("21") + std::string(66, 'e') + std::string(62, '0'));
  CHECK(encode_call("f(bytes)", {Bytes()}).size() == 4 + 64);

  Bytes word_of_seven(32);
  word_of_seven[31] = 7;
  CHECK(decode_small(word_of_seven) == 7);
  word_of_seven[30] = 1;
  CHECK(!decode_small(word_of_seven).has_value());
  CHECK(!decode_small(Bytes(31)).has_value());
  Bytes error;
  append(error, selector("Refused(uint8)"));
  append(error, to_word(Amount(20)));
  CHECK(decode_small_error("Refused(uint8)", error) == 20);
  CHECK(!decode_small_error("Other(uint8)", error).has_value());
  CHECK(!decode_small_error("Refused(uint8)", {}).has_value());
  const Bytes said = hex(
      "0x08c379a00000000000000000000000000000000000000000000000000000000000000020000000000000000000"
      "000000000000000000000000000000000000000000001a4e6f7420656e6f7567682045746865722070726f766964"
      "65642e000000000000");
  CHECK(decode_error_text(said) == "Not enough Ether provided.");
  CHECK(!decode_error_text(std::span(said).first(70)).has_value());
  CHECK(to_hex(to_word(address("0x00000000000000000000000000000000deadbeef"))) ==
        "0x" + word("deadbeef"));
}

TEST_CASE("call data: gas by EIP-7623 and its forecast, and bytes of the transaction",
          "[ethereum]") {
  CHECK(calldata_gas({}).floor == 21'000);
  Bytes data(100);  // ten bytes that are not zero
  for (size_t i = 0; i < 10; ++i) data[10 * i] = 1;
  const CalldataGas gas = calldata_gas(data);
  CHECK(gas.zero_bytes == 90);
  CHECK(gas.other_bytes == 10);
  CHECK(gas.floor == 21'000 + 10 * (90 + 40));
  CHECK(gas.forecast == 21'000 + 64 * 100);

  Transaction transaction{1, 2, 3, 4, 5, Address{}, 0, data};
  CHECK(sign(transaction, example_key()).raw.size() < largest_transaction_bytes(data));
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  transaction = {kMost, kMost, kMost, kMost, kMost, Address{}, 0, data};
  CHECK(sign(transaction, example_key()).raw.size() <= largest_transaction_bytes(data));
}

TEST_CASE("amounts as people write them", "[ethereum]") {
  CHECK(ether_text(0) == "0 ether");
  CHECK(ether_text(Amount("1500000000000000000")) == "1.5 ether");
  CHECK(ether_text(1) == "0.000000000000000001 ether");
  CHECK(gwei_text(1'234'567'890) == "1.23456789 gwei");
  CHECK(ether_text(~Amount(0)) ==
        "115792089237316195423570985008687907853269984665640564039457.584007913129639935 ether");
  CHECK(parse_amount("30gwei") == Amount(30'000'000'000));
  CHECK(parse_amount("1.5gwei") == Amount(1'500'000'000));
  CHECK(parse_amount("7wei") == Amount(7));
  CHECK(parse_amount("0.1ether") == Amount("100000000000000000"));
  for (const std::string_view bad : {"", "30", "gwei", "1.5wei", "1..5gwei", ".5gwei", "1.gwei",
                                     "-1gwei", "30 gwei", "30Gwei", "1.0000000001gwei"}) {
    CAPTURE(bad);
    CHECK(!parse_amount(bad).has_value());
  }
  CHECK(!parse_amount(std::string(80, '9') + "wei").has_value());
}

}  // namespace
}  // namespace cairn::ethereum
