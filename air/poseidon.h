// Poseidon: one row is one permutation, of a compression (the instruction hash), of a sponge (the
// program's digest, the instruction hash_range) or of a level of a climb.
//
// Full rounds are committed as the state after each, so every constraint is a cube of committed
// cells. Of a partial round only d_r = x_r^3 - x_r is committed, x_r being the input of its S-box:
// everything else is affine in those, by the fast form of crypto/hash/poseidon_lanes.h, whose w is
// what the last full round before them leaves.
//
// A compression reads W[x], W[y] and appends W[wp] = (P(in) + in) cut to a word. A sponge over n
// words is max(1, n) rows: the first holds the capacity (domain, n, ...), each further one takes
// over the capacity, handle x + 1 and y - 1 words to go; the last has y = 1 (or `empty` with y = n
// = 0, and reads no word). A row that goes on is followed by a continuing row and only such a row
// is, also from the last row to the first; the first row begins the program's sponge. So no sponge
// is cut, none wraps around, and y counts down from n to 1 in exactly n rows: it could only pass 0
// in p > 2^24 rows. The program's sponge ends with the public digest, every other one with a lookup
// of the word that it appends. Whether operands lie below wp is asked here for compressions, and by
// `spans` and `climbs` for the others.
//
// A climb of n levels is n rows, each a compression of a node and its sibling: `bit` is set where
// the node is on the right. ap holds what is left of the index, bit + 2 (the next row's ap), and in
// the last row just bit; base holds the levels to go, from n down to 1. So the n bits are those of
// the index as a number. Rows are chained as those of a sponge are: the first one begins with the
// message that `climbs` asks for, every further one takes over the node, which is the `out` of the
// row before, and reads its sibling, one word further; the last one appends its `out`. The first
// row reads both words, the node at x or y. The others read the sibling alone, as the word on the
// side where the node is not; x and y are both its handle, so that one message serves each side.
//
// Free columns: ap and base in a sponge, and bit outside of climbs, which no message holds; wp in
// the program's sponge; all cells of padding rows, which hash something that nobody asked for.
// Specification: docs/tables.md (poseidon), docs/hashes.md, docs/machine.md (hash, hash_range,
// climb).
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "air/builder.h"
#include "air/shape.h"
#include "crypto/field/matrix.h"
#include "crypto/hash/poseidon.h"
#include "crypto/hash/poseidon_lanes.h"
#include "vm/instructions.h"
#include "vm/program.h"

namespace cairn {

struct Witness;
class Ledger;

struct PoseidonTable {
  static constexpr std::string_view kName = "poseidon";
  static constexpr bool kAlways = true;
  static constexpr unsigned kLogHeight = 0;
  static constexpr size_t kHead = kPoseidonHalfFullRounds;
  static constexpr size_t kTail = kPoseidonHalfFullRounds - 1;

  template <class T>
  using State = std::array<T, kPoseidonWidth>;

  template <class T>
  struct Columns {
    T is_compression;
    T is_start;            // of a sponge
    T is_continued;        // a sponge's later row
    T is_empty;            // a sponge over no words
    T is_program;          // in the program's sponge
    T is_climb_start;      // a climb's lowest level
    T is_climb_continued;  // a climb's later row
    T bit;                 // in a climb: the node is on the right
    T x, y;                // the handles; in a sponge the word's, and the number of words to go
    T ap, wp, base;  // in a climb ap is the index from this level on, and base the levels to go
    State<T> in;
    std::array<State<T>, kHead> head;              // after each of the first full rounds
    std::array<T, kPoseidonPartialRounds> deltas;  // of the partial rounds
    std::array<State<T>, kTail> tail;              // after each of the last full rounds but one
    State<T> out;  // first the digest, with `in` added but in a sponge; then the capacity
  };

  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain(B& air);

  static size_t rows(const Witness& witness);
  static void fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix);

 private:
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain_permutation(B& air);
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain_sponge(B& air);
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void constrain_climb(B& air);
  template <AirBuilder B>
  CAIRN_INLINE static constexpr void send_messages(B& air);
};

namespace internal {

// "<prefix> 12, cell 7" for the many alike constraints of a row.
struct PoseidonName {
  std::array<char, 32> text{};
  size_t size = 0;

  constexpr void append(std::string_view part) {
    for (const char c : part) text[size++] = c;
  }
  constexpr void append(size_t number) {
    if (number >= 10) text[size++] = static_cast<char>('0' + number / 10);
    text[size++] = static_cast<char>('0' + number % 10);
  }
  constexpr std::string_view view() const { return {text.data(), size}; }
};

constexpr auto poseidon_round_names() {
  std::array<std::array<PoseidonName, kPoseidonWidth>, kPoseidonRounds> names{};
  for (size_t round = 0; round < kPoseidonRounds; ++round) {
    for (size_t i = 0; i < kPoseidonWidth; ++i) {
      names[round][i].append("round ");
      names[round][i].append(round);
      if (!is_full_poseidon_round(round)) continue;
      names[round][i].append(", cell ");
      names[round][i].append(i);
    }
  }
  return names;
}
inline constexpr auto kPoseidonRoundNames = poseidon_round_names();

constexpr auto poseidon_cell_names(std::string_view prefix) {
  std::array<PoseidonName, kPoseidonWidth> names{};
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    names[i].append(prefix);
    names[i].append(i);
  }
  return names;
}
inline constexpr auto kPoseidonCapacityNames = poseidon_cell_names("capacity goes on, cell ");
inline constexpr auto kPoseidonEmptyNames = poseidon_cell_names("nothing to read, cell ");
inline constexpr auto kPoseidonStartNames = poseidon_cell_names("capacity at the start, ");
inline constexpr auto kPoseidonDigestNames = poseidon_cell_names("program digest, cell ");
inline constexpr auto kPoseidonNodeNames = poseidon_cell_names("the node goes on, cell ");

constexpr PoseidonTables poseidon_no_tables() {
  PoseidonTables tables;
  return tables;
}
inline constexpr PoseidonTables kPoseidonNoTables = poseidon_no_tables();

// The constants. They are computed on first use, so a shape, found at compile time, does without.
template <class Builder, class Table>
CAIRN_INLINE constexpr const PoseidonTables& poseidon_tables_for() {
  if constexpr (std::same_as<Builder, ShapeBuilder<Table>>) {
    return kPoseidonNoTables;
  } else {
    return poseidon_tables();
  }
}

// The full round up to the constants of the next one.
template <class E>
CAIRN_INLINE constexpr std::array<E, kPoseidonWidth> after_full_round(
    const PoseidonState& constants, const PoseidonCirculant& matrix,
    const std::array<E, kPoseidonWidth>& state) {
  std::array<E, kPoseidonWidth> result = state;
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    const E input = state[i] + E(constants[i]);
    result[i] = input * input * input;
  }
  multiply_circulant(matrix, result);
  return result;
}

}  // namespace internal

template <AirBuilder B>
CAIRN_INLINE constexpr void PoseidonTable::constrain_permutation(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const internal::PoseidonTables& tables = internal::poseidon_tables_for<B, PoseidonTable>();
  const auto assert_state = [&](size_t round, const State<E>& cells,
                                const State<E>& is) CAIRN_INLINE_LAMBDA {
    for (size_t i = 0; i < kPoseidonWidth; ++i) {
      air.assert_zero(internal::kPoseidonRoundNames[round][i].view(), cells[i] - is[i]);
    }
  };

  for (size_t round = 0; round < kHead; ++round) {
    assert_state(round, now.head[round],
                 internal::after_full_round(tables.constants[round],
                                            round + 1 < kHead ? tables.mds : tables.last_mds,
                                            round == 0 ? now.in : now.head[round - 1]));
  }

  State<E> state = now.head[kHead - 1];
  for (size_t round = 0; round < kPoseidonPartialRounds; ++round) {
    const E input = internal::partial_input(tables, state, now.deltas, round);
    air.assert_zero(internal::kPoseidonRoundNames[kHead + round][0].view(),
                    now.deltas[round] + input - input * input * input);
  }
  internal::add_deltas(tables, now.deltas, state);

  constexpr size_t kFirst = kHead + kPoseidonPartialRounds;
  for (size_t round = 0; round <= kTail; ++round) {
    state = internal::after_full_round(tables.constants[kFirst + round], tables.mds,
                                       round == 0 ? state : now.tail[round - 1]);
    if (round < kTail) assert_state(kFirst + round, now.tail[round], state);
  }
  const E feeds_forward = now.is_compression + now.is_climb_start + now.is_climb_continued;
  for (size_t i = 0; i < 8; ++i) state[i] = state[i] + feeds_forward * now.in[i];
  assert_state(kFirst + kTail, now.out, state);
}

template <AirBuilder B>
CAIRN_INLINE constexpr void PoseidonTable::constrain_sponge(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const auto& next = air.next();
  const E one(Felt::one());
  const auto number = [](uint32_t n) CAIRN_INLINE_LAMBDA { return E(Felt(n)); };

  assert_bool(air, "is_compression is a bit", now.is_compression);
  assert_bool(air, "is_start is a bit", now.is_start);
  assert_bool(air, "is_continued is a bit", now.is_continued);
  assert_bool(air, "is_empty is a bit", now.is_empty);
  assert_bool(air, "is_climb_start is a bit", now.is_climb_start);
  assert_bool(air, "is_climb_continued is a bit", now.is_climb_continued);
  const E in_sponge = now.is_start + now.is_continued;
  const E in_climb = now.is_climb_start + now.is_climb_continued;
  assert_bool(air, "at most one kind", now.is_compression + in_sponge + in_climb);
  const E goes_on = next.is_continued;
  const E ends = in_sponge - goes_on;
  air.assert_zero("only a sponge goes on", goes_on * (one - in_sponge));

  // Which words.
  air.assert_zero("the end has one word to go", ends * (now.y - one + now.is_empty));
  air.assert_zero("empty at the start", now.is_empty * (one - now.is_start));
  air.assert_zero("empty has no words", now.is_empty * now.y);
  air.assert_zero("empty ends", now.is_empty * goes_on);
  for (size_t i = 0; i < 8; ++i) {
    air.assert_zero(internal::kPoseidonEmptyNames[i].view(), now.is_empty * now.in[i]);
  }
  air.assert_zero("the next handle", goes_on * (next.x - now.x - one));
  air.assert_zero("one word less to go", goes_on * (next.y - now.y + one));
  air.assert_zero("the same wp", goes_on * (next.wp - now.wp));

  // The capacity.
  const E& is_program = now.is_program;
  const std::array<E, 8> capacity = {
      number(kRangeDomain) + number(kProgramDomain - kRangeDomain) * is_program,
      now.y,
      is_program * air.public_value(PublicValue::kEntry),
      is_program * number(kMachineVersion),
      E(Felt()),
      E(Felt()),
      E(Felt()),
      E(Felt())};
  for (size_t i = 0; i < 8; ++i) {
    air.assert_zero(internal::kPoseidonStartNames[8 + i].view(),
                    now.is_start * (now.in[8 + i] - capacity[i]));
    air.assert_zero(internal::kPoseidonCapacityNames[8 + i].view(),
                    goes_on * (next.in[8 + i] - now.out[8 + i]));
  }

  // The program's sponge: the first, and no other.
  air.assert_zero("the first row starts a sponge", air.is_first_row() * (one - now.is_start));
  air.assert_zero("the first row is the program's", air.is_first_row() * (one - is_program));
  air.assert_zero("only the first sponge is the program's",
                  air.is_transition() * (next.is_program - is_program * goes_on));
  air.assert_zero("the program begins at 0", air.is_first_row() * now.x);
  air.assert_zero("the program's length",
                  air.is_first_row() * (now.y - air.public_value(PublicValue::kLength)));
  for (size_t i = 0; i < 8; ++i) {
    const auto digest = static_cast<PublicValue>(static_cast<size_t>(PublicValue::kDigest) + i);
    air.assert_zero(internal::kPoseidonDigestNames[i].view(),
                    is_program * ends * (now.out[i] - air.public_value(digest)));
  }
}

template <AirBuilder B>
CAIRN_INLINE constexpr void PoseidonTable::constrain_climb(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const auto& next = air.next();
  const E one(Felt::one());
  const E in_climb = now.is_climb_start + now.is_climb_continued;
  const E& goes_on = next.is_climb_continued;
  const E ends = in_climb - goes_on;
  assert_bool(air, "bit is a bit", now.bit);
  air.assert_zero("only a climb climbs on", goes_on * (one - in_climb));
  air.assert_zero("the end has one level to go", ends * (now.base - one));
  air.assert_zero("one level less to go", goes_on * (next.base - now.base + one));
  air.assert_zero("the last bit of the index", ends * (now.ap - now.bit));
  air.assert_zero("a bit of the index", goes_on * (now.ap - now.bit - next.ap - next.ap));
  air.assert_zero("the root's wp", goes_on * (next.wp - now.wp));
  air.assert_zero("the next sibling", goes_on * (next.x - one - now.y - now.bit * (now.x - now.y)));
  air.assert_zero("the sibling on either side", now.is_climb_continued * (now.y - now.x));
  for (size_t i = 0; i < 8; ++i) {
    const E node = next.in[i] + next.bit * (next.in[8 + i] - next.in[i]);
    air.assert_zero(internal::kPoseidonNodeNames[i].view(), goes_on * (node - now.out[i]));
  }
}

template <AirBuilder B>
CAIRN_INLINE constexpr void PoseidonTable::send_messages(B& air) {
  using E = typename B::Expr;
  const auto& now = air.now();
  const E zero{Felt()};
  const E one(Felt::one());
  const E& compresses = now.is_compression;
  const E in_sponge = now.is_start + now.is_continued;
  const E ends = in_sponge - air.next().is_continued;
  const E climb_ends = now.is_climb_start + now.is_climb_continued - air.next().is_climb_continued;
  const E not_program = one - now.is_program;
  const auto word = [](const E& handle, const State<E>& cells, size_t at) CAIRN_INLINE_LAMBDA {
    return std::array<E, 9>{handle,        cells[at],     cells[at + 1],
                            cells[at + 2], cells[at + 3], cells[at + 4],
                            cells[at + 5], cells[at + 6], cells[at + 7]};
  };
  air.provide("hash", Bus::kCoprocessor,
              std::array<E, 12>{E(Felt(static_cast<uint32_t>(Kind::kHash))), now.x, now.y, now.wp,
                                now.ap, now.wp, now.base, one, one, one, one, zero},
              compresses);
  air.provide("sponge", Bus::kSponge, std::array<E, 4>{now.x, now.y, now.wp, E(Felt(kRangeDomain))},
              now.is_start * not_program);
  const E reads_both = compresses + now.is_climb_start;
  air.lookup("read x", Bus::kWord, word(now.x, now.in, 0),
             reads_both + in_sponge - now.is_empty + now.is_climb_continued * now.bit);
  air.lookup("read y", Bus::kWord, word(now.y, now.in, 8),
             reads_both + now.is_climb_continued * (one - now.bit));
  air.lookup("append", Bus::kWord, word(now.wp, now.out, 0),
             compresses + ends * not_program + climb_ends);
  look_up_near(air, "x below wp", now.wp - one - now.x, compresses);
  look_up_near(air, "y below wp", now.wp - one - now.y, compresses);
  air.provide("climb", Bus::kClimb,
              std::array<E, 6>{now.x, now.y, now.wp, now.ap, now.base, now.bit},
              now.is_climb_start);
}

template <AirBuilder B>
CAIRN_INLINE constexpr void PoseidonTable::constrain(B& air) {
  constrain_permutation(air);
  constrain_sponge(air);
  constrain_climb(air);
  send_messages(air);
}

static_assert(shape_of<PoseidonTable>().valid());

}  // namespace cairn
