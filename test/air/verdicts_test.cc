// What a prover can say of one instruction, and what the machine says of it: for operands at every
// edge, the rows of `faults`, `spans`, `climbs`, `horner` and `checks` that hold are those of the
// machine's own verdict, and of no other. The prover tries every case of `faults`. Whether an
// instruction is legal is in legality_test.cc.
#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <vector>

#include "air/checks.h"
#include "air/climbs.h"
#include "air/faults.h"
#include "air/horner.h"
#include "air/spans.h"
#include "test/air/trial.h"
#include "vm/coprocessor.h"
#include "vm/extension.h"

namespace cairn::test {
namespace {

// The outcomes of all rows of faults that hold for the instruction.
std::set<Reason> provable_faults(const Scene& scene, Kind kind, Felt x, Felt y) {
  PublicValues publics;
  publics[PublicValue::kLeft] = Felt(scene.left);
  std::set<Reason> reasons;
  const auto attempt = [&](FaultsTable::Columns<Felt> row) {
    solve(row, scene, publics);
    const Trial<FaultsTable> trial(row, scene, publics);
    // An illegal instruction is fetched, and is no answer to this one.
    if (trial.holds() && trial.outcome().has_value()) {
      reasons.insert(static_cast<Reason>(*trial.outcome()));
    }
  };
  for (size_t i = 0; i < kFaultCases; ++i) {
    std::array<Felt, kFaultCases> flags{};
    flags[i] = Felt::one();
    FaultsTable::Columns<Felt> row{};
    row.real = Felt::one();
    row.cases = std::bit_cast<FaultCases<Felt>>(flags);
    row.kind[kind_index(kind)] = Felt::one();
    row.x = x;
    row.y = y;
    row.ap = Felt(scene.ap());
    row.wp = Felt(scene.wp());
    if (has_arguments(kind)) {
      for (uint32_t k = 0; k < kArgumentCells; ++k) {
        const uint32_t at = (x + Felt(k)).value();
        if (at < scene.ap()) row.word[k] = scene.felts[at];
      }
      attempt(row);
      // The bits are those of n, where they matter; so are those of what is equal modulo 32.
      for (size_t k = 0; k < 5; ++k) row.length_bits[k] = Felt(row.word[3].value() >> k & 1);
      attempt(row);
      continue;
    }
    if (row.cases.limb + row.cases.int_div + row.cases.ext_div == Felt()) {
      attempt(row);
      continue;
    }
    for (const bool second : {false, true}) {
      row.second = Felt(int{second});
      row.handle = second ? y : x;
      row.word = row.handle.value() < scene.wp() ? scene.words[row.handle.value()] : Word{};
      for (size_t k = 0; k < 8; ++k) {
        row.limb = {};
        row.limb[k] = Felt::one();
        attempt(row);
      }
    }
  }
  return reasons;
}

// Whether the instruction can go on (or halt), by the tables that serve its kind here. What follows
// from the statement is said here: the cost, at most 256 words of output, the bits of an index.
bool provable_success(const Scene& scene, Kind kind, Felt x, Felt y) {
  PublicValues publics;
  const auto cell = [&](uint32_t k) {
    const uint32_t at = (x + Felt(k)).value();
    return at < scene.ap() ? scene.felts[at] : Felt();
  };
  if (kind == Kind::kClimb) {
    ClimbsTable::Columns<Felt> row{};
    row.real = Felt::one();
    row.x = x;
    row.ap = Felt(scene.ap());
    row.wp = Felt(scene.wp());
    row.node = cell(0);
    row.index = cell(1);
    row.siblings = cell(2);
    row.n = cell(3);
    row.left = row.node;
    if (!Trial<ClimbsTable>(row, scene, publics).holds()) return false;
    // poseidon reads these words, and finds n bits of the index, the cost of each of them left.
    const uint32_t n = row.n.value();
    return row.node.value() < 1u << 26 && row.siblings.value() < 1u << 26 && n <= scene.left &&
           row.index.value() >> n == 0;
  }
  if (kind == Kind::kHorner) {
    HornerTable::Columns<Felt> row{};
    row.real = Felt::one();
    row.x = x;
    row.ap = Felt(scene.ap());
    row.wp = Felt(scene.wp());
    row.h = cell(0);
    row.n = cell(1);
    row.point = cell(2);
    row.start = cell(3);
    row.h_high = Felt(std::min(row.h.value() >> 13, 0xffffu));
    row.is_empty = Felt(int{row.n == Felt()});
    row.inverse = row.n.inverse();
    // The log as it is in the end: the prover may try the words that come later.
    Scene later = scene;
    const auto word_at = [&](Felt handle) {
      return handle.value() < later.wp() ? later.words[handle.value()] : Word{};
    };
    row.start_word = word_at(row.start);
    later.words.push_back(word_of(extension_of(row.start_word)));
    row.point_word = word_at(row.point);
    row.start_word = word_at(row.start);
    later.words.push_back(Word{});
    // horner_words has a row for each of n words that are there, and costs as many.
    const uint64_t end = uint64_t{row.h.value()} + row.n.value();
    return Trial<HornerTable>(row, later, publics).holds() && row.n.value() <= scene.left &&
           (row.n == Felt() || end <= later.wp());
  }
  if (kind == Kind::kHalt || kind == Kind::kHashRange) {
    SpansTable::Columns<Felt> row{};
    const bool halts = kind == Kind::kHalt;
    (halts ? row.is_halt : row.is_hash) = Felt::one();
    publics[PublicValue::kOutputHandle] = row.h = x;
    publics[PublicValue::kOutputLength] = row.n = y;
    row.ap = Felt(scene.ap());
    row.wp = Felt(scene.wp());
    if (!halts) {
      row.res = row.wp;
      row.delta_pc = row.delta_ap = row.delta_wp = Felt::one();
      row.is_empty = Felt(int{y == Felt()});
      row.inverse = y.inverse();
      row.delta_cost = y + row.is_empty;
    }
    return Trial<SpansTable>(row, scene, publics).holds() &&
           y.value() <= (halts ? kMaxOutputWords : scene.left);
  }
  ChecksTable::Columns<Felt> row{};
  row.is_assert_less = row.delta_pc = Felt::one();
  row.x = x;
  row.y = y;
  return Trial<ChecksTable>(row, scene, publics).holds();
}

// The tables agree with the machine.
void check(const Scene& scene, Kind kind, Felt x, Felt y, size_t& traps) {
  std::vector<Felt> new_felts(8);
  std::vector<Word> new_words(2);
  const Memory memory = {scene.felts.data(), scene.words.data(), scene.ap(), scene.wp()};
  const Effect effect =
      coprocess(kind, x, y, memory, scene.left, new_felts.data(), new_words.data());
  std::set<Reason> expected;
  if (effect.reason != Reason::kHalted) {
    expected.insert(effect.reason);
    ++traps;
  }
  const bool right = provable_faults(scene, kind, x, y) == expected;
  if (!right) {
    FAIL_CHECK(info(kind).name << " " << x.value() << " " << y.value() << " with " << scene.left
                               << " left: faults disagrees with "
                               << kReasonNames[static_cast<size_t>(effect.reason)]);
  }
  if (has_arguments(kind) || kind == Kind::kHalt || kind == Kind::kHashRange ||
      kind == Kind::kAssertLess) {
    if (provable_success(scene, kind, x, y) != expected.empty()) {
      FAIL_CHECK(info(kind).name << " " << x.value() << " " << y.value() << " with " << scene.left
                                 << " left: a success disagrees with "
                                 << kReasonNames[static_cast<size_t>(effect.reason)]);
    }
  }
}

constexpr uint32_t kTop = Felt::kModulus - 1;

// Numbers at and beside the edges of a log of `size`, of near and of p.
std::vector<uint32_t> edges(uint32_t size) {
  return {0,        1,        size - 2,          size - 1,    size,     size + 1, (1u << 26) - 1,
          1u << 26, kTop / 2, kTop - (1u << 26), kTop - size, kTop - 1, kTop};
}

// Instructions that read cells from x on, which may not be there: every x from `below` under ap.
void check_cells(const Scene& scene, Kind kind, uint32_t below, size_t& traps) {
  for (const uint32_t x : edges(scene.ap())) check(scene, kind, Felt(x), {}, traps);
  for (uint32_t x = scene.ap() - below; x < scene.ap() + 4; ++x) {
    check(scene, kind, Felt(x), {}, traps);
  }
}

TEST_CASE("verdicts: climbs, at every edge of their arguments") {
  Scene scene;
  scene.felts.resize(kZeroPage + 9);
  scene.words.resize(40);
  const uint32_t x = scene.ap() - kArgumentCells;
  size_t traps = 0;
  size_t tried = 0;
  const auto try_cells = [&](uint32_t node, uint32_t index, uint32_t siblings, uint32_t n) {
    const std::array cells = {node, index, siblings, n};
    for (size_t i = 0; i < cells.size(); ++i) scene.felts[x + i] = Felt(cells[i]);
    for (const uint32_t left : {1u, 5u, 24u, 25u, 100u}) {
      scene.left = left;
      INFO("climb " << node << " " << index << " " << siblings << " " << n);
      check(scene, Kind::kClimb, Felt(x), Felt(), traps);
      ++tried;
    }
  };
  for (const uint32_t n : {0u, 1u, 2u, 5u, 6u, 23u, 24u, 25u, 26u, 31u, 32u, 33u, 39u, 40u, 41u,
                           1u << 26, kTop - 31, kTop - 1, kTop}) {
    const Felt power = Felt(2).pow(n % 64);
    std::set<uint32_t> indices = {0,
                                  1,
                                  (1u << 24) - 1,
                                  1u << 24,
                                  kTop,
                                  power.value(),
                                  (power - Felt(1)).value(),
                                  (power + Felt(1)).value()};
    for (const uint32_t index : indices) {
      for (const uint32_t node : edges(scene.wp())) try_cells(node, index, 9, n);
      std::vector<uint32_t> firsts = edges(scene.wp());
      for (const uint32_t end : {scene.wp(), scene.wp() + 1}) {
        firsts.push_back((Felt(end) - Felt(n)).value());  // the range ends there
      }
      for (const uint32_t siblings : firsts) try_cells(scene.wp() - 1, index, siblings, n);
    }
  }
  // The cells themselves; the last of them is n where it is there.
  scene.felts[x + 3] = Felt(2);
  scene.left = 100;
  check_cells(scene, Kind::kClimb, 8, traps);
  CHECK(traps > tried / 4);
  CHECK(traps < tried);
}

TEST_CASE("verdicts: horners, at every edge of their arguments") {
  Scene scene;
  scene.felts.resize(kZeroPage + 9);
  scene.words.resize(40);
  for (uint32_t i = 0; i < 40; ++i)
    scene.words[i] = {Felt(i + 1), Felt(i * i), {}, {}, {}, Felt(5)};
  const uint32_t x = scene.ap() - kArgumentCells;
  size_t traps = 0;
  size_t tried = 0;
  const auto try_cells = [&](uint32_t h, uint32_t n, uint32_t point, uint32_t start) {
    const std::array cells = {h, n, point, start};
    for (size_t i = 0; i < cells.size(); ++i) scene.felts[x + i] = Felt(cells[i]);
    for (const uint32_t left : {1u, 5u, 39u, 40u, 100u}) {
      scene.left = left;
      INFO("horner " << h << " " << n << " " << point << " " << start);
      check(scene, Kind::kHorner, Felt(x), Felt(), traps);
      ++tried;
    }
  };
  for (const uint32_t n : {0u, 1u, 2u, 5u, 6u, 39u, 40u, 41u, 1u << 26, kTop - 39, kTop}) {
    std::vector<uint32_t> firsts = edges(scene.wp());
    for (const uint32_t end : {scene.wp() - 1, scene.wp(), scene.wp() + 1}) {
      firsts.push_back((Felt(end) - Felt(n)).value());  // the range ends there
    }
    for (const uint32_t high : {(1u << 16) - 1, 1u << 16}) {  // the edge of what h_high can say
      firsts.push_back((high << 13) - 1);
      firsts.push_back(high << 13);
      firsts.push_back((high << 13) + (1u << 16));
    }
    for (const uint32_t h : firsts) {
      try_cells(h, n, 9, 39);
      try_cells(h, n, 40, 0);
      try_cells(h, n, 0, kTop);
    }
    for (const uint32_t handle : edges(scene.wp())) {
      try_cells(40 - std::min(n, 40u), n, handle, 39);
      try_cells(40 - std::min(n, 40u), n, 39, handle);
      try_cells(40 - std::min(n, 40u), n, handle, handle);
    }
  }
  // The cells themselves.
  check_cells(scene, Kind::kHorner, 8, traps);
  CHECK(traps > tried / 4);
  CHECK(traps < tried);
}

TEST_CASE("verdicts: every other instruction that faults answers for") {
  Scene scene;
  scene.felts.resize(kZeroPage + 20);
  scene.words.resize(300);
  Word small{}, large{}, upper{}, negative{};
  for (uint32_t i = 0; i < 8; ++i) small[i] = Felt(0xffff - i);
  large = small;
  large[6] = Felt(1 << 16);
  upper[5] = Felt(1);  // as an extension element 0
  negative[0] = Felt(-1);
  scene.words[1] = small;
  scene.words[2] = large;
  scene.words[3] = upper;
  scene.words[4] = negative;
  std::vector<uint32_t> handles = edges(scene.wp());
  for (uint32_t i = 2; i <= 4; ++i) handles.push_back(i);
  size_t traps = 0;
  for (const InstructionInfo& kind : kInstructions) {
    const bool word_pair = takes_two_words(kind);
    if (word_pair || kind.kind == Kind::kUnpack || kind.kind == Kind::kAssertLess) {
      for (const uint32_t x : handles) {
        for (const uint32_t y : word_pair || kind.uses_y ? handles : std::vector<uint32_t>{0}) {
          check(scene, kind.kind, Felt(x), Felt(y), traps);
        }
      }
    }
    if (kind.kind == Kind::kPack) check_cells(scene, kind.kind, 12, traps);
    if (kind.kind == Kind::kHalt || kind.kind == Kind::kHashRange) {
      std::vector<uint32_t> lengths = edges(scene.wp());
      lengths.insert(lengths.end(), {255, 256, 257});
      for (const uint32_t n : lengths) {
        std::vector<uint32_t> firsts = edges(scene.wp());
        for (const uint32_t end : {scene.wp() - 1, scene.wp(), scene.wp() + 1}) {
          firsts.push_back((Felt(end) - Felt(n)).value());
        }
        for (const uint32_t h : firsts) {
          for (const uint32_t left : {1u, 255u, 256u, 300u, 1u << 23}) {
            scene.left = left;
            check(scene, kind.kind, Felt(h), Felt(n), traps);
          }
        }
      }
    }
  }
  CHECK(traps > 1000);
}

}  // namespace
}  // namespace cairn::test
