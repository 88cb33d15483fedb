// The pool of memory blocks (crypto/field/arena.h).
#include "crypto/field/arena.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace cairn {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

TEST_CASE("memory that was given back is what is taken next", "[crypto][arena]") {
  Arena arena;
  Block a = arena.take(8 * kMiB);
  Block b = arena.take(6 * kMiB);
  Block c = arena.take(4 * kMiB);
  void* const first = a.data();
  CHECK(reinterpret_cast<uintptr_t>(first) % (2 * kMiB) == 0);
  const size_t high_water = arena.high_water();

  // In another size, and when two neighbours have become one.
  a = Block();
  a = arena.take(3 * kMiB);
  CHECK(a.data() == first);
  CHECK(a.bytes() == 4 * kMiB);
  a = Block();
  c = Block();
  b = Block();
  a = arena.take(18 * kMiB);
  CHECK(a.data() == first);
  CHECK(arena.high_water() == high_water);
  b = arena.take(2 * kMiB);
  CHECK(arena.high_water() == high_water + 2 * kMiB);
}

TEST_CASE("blocks do not overlap and keep what is written", "[crypto][arena]") {
  Arena arena;
  std::vector<std::pair<Block, unsigned char>> blocks;
  uint32_t state = 1;
  for (int round = 0; round < 200; ++round) {
    state = state * 1664525u + 1013904223u;
    if (state % 3 == 0 && !blocks.empty()) {
      std::swap(blocks[(state >> 8) % blocks.size()], blocks.back());
      blocks.pop_back();
    } else {
      Block block = arena.take(1 + (state >> 8) % (5 * kMiB));
      const auto mark = static_cast<unsigned char>(round);
      std::memset(block.data(), mark, block.bytes());
      blocks.emplace_back(std::move(block), mark);
    }
    for (const auto& [block, mark] : blocks) {
      const auto* const data = static_cast<const unsigned char*>(block.data());
      REQUIRE(data[0] == mark);
      REQUIRE(data[block.bytes() / 2] == mark);
      REQUIRE(data[block.bytes() - 1] == mark);
    }
  }
}

TEST_CASE("an empty block and a small one", "[crypto][arena]") {
  Arena arena;
  CHECK(arena.take(0).data() == nullptr);
  const Block small = arena.take(100);
  CHECK(reinterpret_cast<uintptr_t>(small.data()) % 64 == 0);
  CHECK(small.bytes() == 128);
  CHECK(arena.high_water() == 0);
}

}  // namespace
}  // namespace cairn
