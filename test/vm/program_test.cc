// Programs: digest, file format and its hostile files; bounds of a run; advice.
#include "vm/program.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>

#include "crypto/hash/blake3.h"
#include "crypto/hash/bytes.h"
#include "crypto/hash/poseidon.h"
#include "test/vm/vm_test.h"

namespace cairn {
namespace {

Program example() {
  Program program = job({push(1), push(2), halt()}).program;
  program.entry = 1;
  program.source_map = std::string("main.cairn\0names", 16);
  return program;
}

// `bytes` with a correct checksum in place of its last 32 bytes.
std::string sealed(std::string bytes) {
  bytes.resize(bytes.size() - 32);
  const Digest digest = blake3({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  bytes.append(digest.bytes.begin(), digest.bytes.end());
  return bytes;
}

std::string with_number(std::string bytes, size_t at, uint32_t number) {
  write_little_endian(number, reinterpret_cast<uint8_t*>(bytes.data()) + at);
  return bytes;
}

std::string error_of(const std::string& bytes) {
  return std::string(decode_program(bytes).status().message());
}

TEST_CASE("the program digest is the sponge of its definition") {
  const Program program = example();
  PoseidonState state{};
  const uint32_t capacity[] = {2, 2, 1, 1};
  for (size_t i = 0; i < 4; ++i) state[8 + i] = Felt(capacity[i]);
  for (const Word& each : program.image) {
    std::copy(each.begin(), each.end(), state.begin());
    poseidon_permute_plain(state);
  }
  Word expected;
  std::copy_n(state.begin(), 8, expected.begin());
  CHECK(program.digest() == expected);

  // An empty image: one permutation.
  PoseidonState empty{};
  empty[8] = Felt(2);
  empty[11] = Felt(1);
  poseidon_permute_plain(empty);
  std::copy_n(empty.begin(), 8, expected.begin());
  CHECK(Program().digest() == expected);
}

TEST_CASE("the program digest depends on image, length and entry, not on the source map") {
  const Program program = example();
  Program other = program;
  other.source_map.clear();
  CHECK(other.digest() == program.digest());
  other.entry = 2;
  CHECK(other.digest() != program.digest());
  other = program;
  other.image.push_back(Word{});
  CHECK(other.digest() != program.digest());
  other = program;
  other.image[1][7] += Felt(1);
  CHECK(other.digest() != program.digest());
  Program zero;
  zero.image.resize(1);
  CHECK(zero.digest() != Program().digest());
}

TEST_CASE("a program file holds the program") {
  for (const Program& program : {example(), Program()}) {
    const auto bytes = encode_program(program);
    REQUIRE(bytes.ok());
    CHECK(bytes->size() == 60 + 32 * program.image.size() + program.source_map.size());
    const auto back = decode_program(*bytes);
    REQUIRE(back.ok());
    CHECK(back->image == program.image);
    CHECK(back->entry == program.entry);
    CHECK(back->source_map == program.source_map);
  }
  const std::string path = std::filesystem::temp_directory_path() / "cairn_program_test.program";
  REQUIRE(save_program(example(), path).ok());
  CHECK(load_program(path)->digest() == example().digest());
  std::remove(path.c_str());
  CHECK(load_program(path).status().message() == path + ": there is no such file");
  CHECK(load_program("/").status().message() == "/: this is not a file");
  CHECK(save_program(example(), "/nowhere/x").message() ==
        "/nowhere/x: the file cannot be written");
}

TEST_CASE("a program file that is truncated, damaged, of another version or hostile") {
  const std::string good = *encode_program(example());
  CHECK(error_of("") == "this is not a program image: it does not begin with CAIRNPRG");
  CHECK(error_of("CAIRNPRO" + good.substr(8)) == error_of(""));
  CHECK(error_of(good.substr(0, 20)) ==
        "the program image is truncated: it has 20 bytes, less than its header");
  for (size_t size = 0; size < good.size(); ++size) {
    INFO(size);
    const std::string error = error_of(good.substr(0, size));
    CHECK(error.find(size < 8 ? "does not begin with" : "truncated") != std::string::npos);
  }
  CHECK(error_of(good.substr(0, good.size() - 1)) ==
        "the program image is truncated: 1 of its 140 bytes are missing");
  CHECK(error_of(good + "x") == "the program image has 1 bytes too many");
  CHECK(error_of(sealed(with_number(good, 8, 2))) ==
        "the program image has format version 2 for machine version 1, but this build reads "
        "format 1 for machine 1: assemble the source again");
  CHECK(error_of(sealed(with_number(good, 12, 7))).find("machine version 7") != std::string::npos);
  CHECK(error_of(sealed(with_number(good, 16, Felt::kModulus))) ==
        "the entry of the program image, 2130706433, is not below 2130706433");
  CHECK(error_of(sealed(with_number(good, 20, 0xffffffff))) ==
        "the program image claims to have 4294967295 words, and at most 4194304 are allowed");
  CHECK(error_of(sealed(with_number(good, 20, kMaxImageWords))).find("truncated") !=
        std::string::npos);
  CHECK(error_of(sealed(with_number(good, 24, 0xffffffff))) ==
        "the program image claims a source map of 4294967295 bytes, and at most 268435456 are "
        "allowed");
  CHECK(error_of(sealed(with_number(good, 28 + 32, Felt::kModulus))) ==
        "word 1 of the program image holds 2130706433, which is not below 2130706433");
  for (size_t i = 28; i < good.size(); ++i) {
    std::string damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 4);
    INFO(i);
    CHECK(error_of(damaged) == "the program image is damaged: its checksum does not match");
  }
}

TEST_CASE("what passes the bounds of a run is refused before it, with the number") {
  const Program program = example();
  CHECK(check_bounds(program, 0, kMaxCostLimit).ok());
  CHECK(check_bounds(program, 0, kMaxCostLimit + 1).message() ==
        "the cost limit is 8387585, and at most 8387584 is allowed");
  CHECK(check_bounds(program, 2045, kMaxCostLimit).ok());
  CHECK(check_bounds(program, 2046, kMaxCostLimit).message() ==
        "an image of 2 words, 2046 input words and a cost limit of 8387584 may need 16777216 "
        "words, and a run has less than 16777216");
  CHECK(check_bounds(program, kMaxInputWords, 0).ok());
  CHECK(check_bounds(program, kMaxInputWords + 1, 0).message() ==
        "there are 1048577 input words, and at most 1048576 are allowed");
  CHECK(!check_bounds(program, SIZE_MAX, 0).ok());
  Program large;
  large.image.resize(kMaxImageWords + 1);
  CHECK(run(large, {}).status().message() ==
        "the image has 4194305 words, and at most 4194304 are allowed");
  CHECK(encode_program(large).status() == run_traced(large, {}).status());
}

TEST_CASE("the largest run stays within its bounds") {
  // Nothing appends more felts than unpack.
  const Program program =
      job({push(1), make(Kind::kUnpack, XMode::kLocal, 0), make(Kind::kUnpack, XMode::kLocal, 0),
           make(Kind::kUnpack, XMode::kLocal, 0), make(Kind::kJump, Felt(-3))})
          .program;
  const auto result = run(program, {}, {kMaxCostLimit, nullptr});
  REQUIRE(result.ok());
  CHECK(result->outcome.reason == Reason::kOutOfCost);
  CHECK(result->cost == kMaxCostLimit);
  // All but the push and a jump in four.
  CHECK(result->stop.ap == kZeroPage + 1 + 8 * (3 * ((kMaxCostLimit - 1) / 4) + 3));
  CHECK(result->stop.ap < kMaxFelts);
}

TEST_CASE("advice is taken in order, flagged when reached, and its lack is no outcome") {
  Job advised = job({make(Kind::kAdvice), make(Kind::kAdviceWord), make(Kind::kAdvice), halt()});
  advised.felt_advice = {Felt(5), Felt(6)};
  advised.word_advice = {word({1, 2})};
  const Trace trace = checked_run(advised);
  CHECK(trace.outcome.halted());
  CHECK(trace.advice_used);
  const std::vector<Felt> appended(trace.felts.begin() + kZeroPage, trace.felts.end());
  CHECK(appended == std::vector<Felt>{Felt(5), Felt(2), Felt(6)});
  CHECK(trace.words.back() == word({1, 2}));

  advised.felt_advice.pop_back();
  AdviceList advice(advised.felt_advice, advised.word_advice);
  const absl::Status status = run(advised.program, {}, {1000, &advice}).status();
  CHECK(status.code() == absl::StatusCode::kFailedPrecondition);
  CHECK(status.message() == "the instruction at pc 2 asks for advice, and there is none left");
  CHECK(run_traced(advised.program, {}).status().message() ==
        "the instruction at pc 0 asks for advice, and there is none left");

  // Not reached: the limit comes first.
  advised.cost_limit = 0;
  CHECK(!checked_run(advised).advice_used);
}

TEST_CASE("an advice provider sees the machine before the instruction") {
  class Last final : public AdviceProvider {
   public:
    std::optional<Felt> next_felt(const MachineView& machine) override {
      CHECK(machine.pc == 1);
      CHECK(machine.fp == kZeroPage);
      CHECK(machine.words.size() == 3);
      return machine.felts.back() + Felt(1);
    }
    std::optional<Word> next_word(const MachineView& machine) override {
      return machine.words.back();
    }
  };
  Last provider;
  const Job advised =
      job({push(41), make(Kind::kAdvice), make(Kind::kAdviceWord), halt()}, {word({7})});
  const auto trace = run_traced(advised.program, advised.inputs, {1000, &provider});
  REQUIRE(trace.ok());
  CHECK(trace->felts[kZeroPage + 1] == Felt(42));
  CHECK(trace->words.back() == word({7}));
}

TEST_CASE("outcomes in words") {
  CHECK(describe({Reason::kHalted, 3, {Word{}}}) == "halted with 1 output word");
  CHECK(describe({Reason::kBounds, 7, {}}) == "trapped at pc 7: bounds");
}

}  // namespace
}  // namespace cairn
