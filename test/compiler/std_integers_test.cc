// std::u32, std::u64, std::u128: every operation, by trap and by flag, on pairs of the values at
// which limbs, halves and widths end, against 128-bit arithmetic in C++.
#include "test/compiler/std_test.h"

namespace cairn {
namespace {

constexpr unsigned kWidths[] = {32, 64, 128};

Wide maximum(unsigned bits) { return ~Wide{0} >> (128 - bits); }

std::vector<Wide> edges(unsigned bits) {
  const Wide max = maximum(bits);
  return {0,
          1,
          2,
          0xffff,
          0x10000,
          (Wide{1} << (bits / 2)) - 1,
          Wide{1} << (bits / 2),
          Wide{1} << (bits - 1),
          max / 3,
          max - 1,
          max};
}

// The pairs of edges, and the calls with them as operands.
template <class Check>
void for_pairs(Check check) {
  for (const unsigned bits : kWidths) {
    for (const Wide a : edges(bits)) {
      for (const Wide b : edges(bits)) {
        const auto call = [&, words = std::vector<Word>{integer(a), integer(b)}](const char* name) {
          return Call{concat("u", bits), name, "", handles(2), words};
        };
        check(bits, a, b, call);
      }
    }
  }
}

}  // namespace

TEST_CASE("std integers: add", "[std]") {
  for_pairs([](unsigned bits, Wide a, Wide b, const auto& call) {
    const Wide max = maximum(bits), sum = (a + b) & max;
    const bool over = a > max - b;
    over ? call("add").traps(Reason::kAssert) : call("add").gives({word(integer(sum))});
    call("add_flag").gives({word(integer(sum)), felt(over)});
  });
}

TEST_CASE("std integers: subtract and compare", "[std]") {
  for_pairs([](unsigned bits, Wide a, Wide b, const auto& call) {
    const Wide difference = (a - b) & maximum(bits);
    a < b ? call("sub").traps(Reason::kAssert) : call("sub").gives({word(integer(difference))});
    call("sub_flag").gives({word(integer(difference)), felt(a < b)});
    call("less").gives({felt(a < b)});
  });
}

TEST_CASE("std integers: multiply", "[std]") {
  for_pairs([](unsigned bits, Wide a, Wide b, const auto& call) {
    const Wide max = maximum(bits), product = (a * b) & max;
    const bool over = b != 0 && a > max / b;
    over ? call("mul").traps(Reason::kAssert) : call("mul").gives({word(integer(product))});
    call("mul_flag").gives({word(integer(product)), felt(over)});
  });
}

TEST_CASE("std integers: divide", "[std]") {
  for_pairs([](unsigned, Wide a, Wide b, const auto& call) {
    if (b == 0) {
      call("div").traps(Reason::kDivision);
    } else {
      call("div").gives({word(integer(a / b)), word(integer(a % b))});
    }
  });
}

TEST_CASE("std integers: bitwise", "[std]") {
  const Program all = assemble_text(
                          "input w: word[2]\n"
                          "proc main {\n"
                          "  let a = w[0]\n"
                          "  let b = w[1]\n"
                          "  let first = and(a, b)\n"
                          "  [ap] = or(a, b)\n"
                          "  [ap] = xor(a, b)\n"
                          "  halt(first, 3)\n"
                          "}\n")
                          .program;
  for_pairs([&](unsigned, Wide a, Wide b, const auto&) {
    const std::vector<Word> expected = {integer(a & b), integer(a | b), integer(a ^ b)};
    CHECK(run_program(all, {integer(a), integer(b)}).outcome.outputs == expected);
  });
  for (const unsigned bits : kWidths) {
    for (const Wide a : edges(bits)) {
      Call{concat("u", bits), "not", "", handles(1), {integer(a)}}.gives(
          {word(integer(maximum(bits) - a))});
    }
  }
}

TEST_CASE("std integers: shifts by every distance", "[std]") {
  for (const unsigned bits : kWidths) {
    const Wide max = maximum(bits);
    for (unsigned k = 0; k < bits + 2; ++k) {
      for (const Wide a : {Wide{1}, max, max / 3, max / 65537 * 3 + 5}) {
        const auto call = [&](const char* name) {
          return Call{concat("u", bits), name, "", {"w[0]", std::to_string(k)}, {integer(a)}};
        };
        if (k < bits) {
          call("shift_left").gives({word(integer(a << k & max))});
          call("shift_right").gives({word(integer(a >> k))});
        } else {
          call("shift_left").traps(Reason::kRange);
          call("shift_right").traps(Reason::kRange);
        }
      }
    }
    Call{concat("u", bits), "shift_left", "", {"w[0]", "-1"}, {Word{}}}.traps(Reason::kRange);
  }
}

TEST_CASE("std integers: check", "[std]") {
  for (const unsigned bits : {32u, 64u}) {
    const std::string module = concat("u", bits);
    for (const Wide a : edges(bits)) {
      Call{module, "check", "", handles(1), {integer(a)}}.halts();
      const Wide beyond = a + maximum(bits) + 1;
      Call{module, "check", "", handles(1), {integer(beyond)}}.traps(Reason::kAssert);
    }
    Call{module, "check", "", handles(1), {integer(~Wide{0})}}.traps(Reason::kAssert);
  }
}

TEST_CASE("std integers: a limb that is none traps everywhere", "[std]") {
  for (const unsigned bits : kWidths) {
    for (const char* name :
         {"add", "add_flag", "sub", "sub_flag", "less", "mul", "mul_flag", "div"}) {
      for (const size_t bad : {size_t{0}, size_t{1}}) {
        std::vector<Word> words = {integer(3), integer(2)};
        words[bad][1] = Felt(65536);
        Call{concat("u", bits), name, "", handles(2), words}.traps(Reason::kRange);
      }
    }
  }
}

TEST_CASE("std integers: felts", "[std]") {
  for (const uint32_t x : {0u, 1u, 65535u, 65536u, 0x7effffffu, Felt::kModulus - 1}) {
    Call{"u128", "from_felt", "", {std::to_string(x)}}.gives({word(integer(x))});
    const Call back{"u128", "to_felt", "", handles(1), {integer(x)}};
    if (x < 0x7f000000) {
      back.gives({felt(x)});
    } else {
      back.traps(Reason::kRange);
    }
  }
  for (unsigned bits = 32; bits < 128; bits += 16) {
    Call{"u128", "to_felt", "", handles(1), {integer(Wide{1} << bits)}}.traps(Reason::kAssert);
  }
}

}  // namespace cairn
