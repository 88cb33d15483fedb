// The permutations of a run: the program's sponge, then those of hash_range, then the
// compressions and the levels of climbs.
// See poseidon.h.
#include "air/poseidon.h"

#include <algorithm>
#include <bit>
#include <concepts>
#include <vector>

#include "air/ledger.h"
#include "air/witness.h"
#include "crypto/field/dispatch.h"
#include "vm/coprocessor.h"

namespace cairn {
namespace {

using Row = PoseidonTable::Columns<Felt>;
using Offsets = PoseidonTable::Columns<uint8_t>;  // for offsetof: one byte a column
constexpr size_t kWidthPoseidon = kWidth<PoseidonTable>;
using ColumnPointers = std::array<Felt*, kWidthPoseidon>;

// Fills everything after `in` in the P::kLanes rows from `row` on.
template <class P>
CAIRN_INLINE void permute_rows(const internal::PoseidonTables& tables,
                               const ColumnPointers& columns, size_t row) {
  using State = std::array<P, kPoseidonWidth>;
  const auto store = [&](size_t column, const P& cells)
                         CAIRN_INLINE_LAMBDA { cells.store(columns[column] + row); };
  const auto store_state = [&](size_t column, const State& state) CAIRN_INLINE_LAMBDA {
    for (size_t i = 0; i < kPoseidonWidth; ++i) store(column + i, state[i]);
  };
  constexpr size_t kHead = PoseidonTable::kHead;
  constexpr size_t kTail = PoseidonTable::kTail;
  State state;
  for (size_t i = 0; i < kPoseidonWidth; ++i) {
    state[i] = P::load(columns[offsetof(Offsets, in) + i] + row);
  }
  for (size_t round = 0; round < kHead; ++round) {
    internal::full_round(tables.constants[round], round + 1 < kHead ? tables.mds : tables.last_mds,
                         state);
    store_state(offsetof(Offsets, head) + round * kPoseidonWidth, state);
  }
  std::array<P, kPoseidonPartialRounds> deltas;
  for (size_t round = 0; round < kPoseidonPartialRounds; ++round) {
    const P input = internal::partial_input(tables, state, deltas, round);
    deltas[round] = input.cube() - input;
    store(offsetof(Offsets, deltas) + round, deltas[round]);
  }
  internal::add_deltas(tables, deltas, state);
  for (size_t round = 0; round <= kTail; ++round) {
    internal::full_round(tables.constants[kHead + kPoseidonPartialRounds + round], tables.mds,
                         state);
    if (round < kTail) store_state(offsetof(Offsets, tail) + round * kPoseidonWidth, state);
  }
  const P feeds_forward = P::load(columns[offsetof(Offsets, is_compression)] + row) +
                          P::load(columns[offsetof(Offsets, is_climb_start)] + row) +
                          P::load(columns[offsetof(Offsets, is_climb_continued)] + row);
  for (size_t i = 0; i < 8; ++i) {
    state[i] = state[i] + feeds_forward * P::load(columns[offsetof(Offsets, in) + i] + row);
  }
  store_state(offsetof(Offsets, out), state);
}

// As many of the rows [begin, end) as fill whole packs; returns where it stopped.
struct PermuteBlock {
  template <class P>
  CAIRN_INLINE size_t operator()(const internal::PoseidonTables& tables,
                                 const ColumnPointers& columns, size_t begin, size_t end) const {
    if constexpr (!std::same_as<P, portable::PackedScalar>) {
      for (; begin + P::kLanes <= end; begin += P::kLanes) permute_rows<P>(tables, columns, begin);
    }
    return begin;
  }
};

class Filler {
 public:
  Filler(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix)
      : witness_(witness), ledger_(ledger), height_(matrix.height()) {
    for (size_t c = 0; c < kWidthPoseidon; ++c) columns_[c] = matrix.column(c).data();
  }

  // The sponge over words x ... x + n - 1, from row `row` on; `capacity` is all of it at the start.
  void fill_sponge(size_t row, uint32_t x, uint32_t n, uint32_t wp, const Word& capacity,
                   bool is_program) const {
    Row cells{};
    std::copy(capacity.begin(), capacity.end(), cells.in.begin() + 8);
    cells.is_program = Felt(is_program ? 1 : 0);
    cells.wp = Felt(wp);
    const uint32_t rows = std::max(1u, n);
    for (uint32_t i = 0; i < rows; ++i) {
      cells.is_start = Felt(i == 0 ? 1 : 0);
      cells.is_continued = Felt(i == 0 ? 0 : 1);
      cells.is_empty = Felt(n == 0 ? 1 : 0);
      cells.x = Felt(x + i);
      cells.y = Felt(n - i);
      if (n > 0) {
        const Word& word = witness_.trace.words[x + i];
        std::copy(word.begin(), word.end(), cells.in.begin());
        ledger_.read_word(x + i);
      }
      write_inputs(row + i, cells);
      permute_rows<Felt>(tables_, columns_, row + i);
      for (size_t k = 8; k < kPoseidonWidth; ++k) {
        cells.in[k] = columns_[offsetof(Offsets, out) + k][row + i];
      }
    }
    if (!is_program) ledger_.read_word(wp);
  }

  // The rows [begin, end), the first of which is the compression with this index.
  void fill_compressions(size_t begin, size_t end, size_t index) const {
    const std::vector<uint32_t>& steps = witness_.steps_of(Kind::kHash);
    for (size_t row = begin; row < end; ++row, ++index) {
      const Step& step = witness_.step(steps[index]);
      Row cells{};
      cells.is_compression = Felt::one();
      cells.x = step.x;
      cells.y = step.y;
      cells.ap = Felt(step.ap);
      cells.wp = Felt(step.wp);
      cells.base = Felt(witness_.base(step));
      const Word& left = witness_.trace.words[step.x.value()];
      const Word& right = witness_.trace.words[step.y.value()];
      std::copy(left.begin(), left.end(), cells.in.begin());
      std::copy(right.begin(), right.end(), cells.in.begin() + 8);
      write_inputs(row, cells);
      const Felt top = cells.wp - Felt::one();
      ledger_.near(top - step.x);
      ledger_.near(top - step.y);
      ledger_.read_word(step.x.value());
      ledger_.read_word(step.y.value());
      ledger_.read_word(step.wp);
    }
    permute(begin, end);
  }

  // The climbs with the indices [first, last), of which climb i has the rows from starts[i] on.
  void fill_climbs(const std::vector<size_t>& starts, size_t first, size_t last) const {
    for (size_t i = first; i < last; ++i) {
      fill_climb(starts[i], witness_.step(witness_.steps_of(Kind::kClimb)[i]));
    }
    permute(starts[first], starts[last]);
  }

  // The permutation of zero, in all rows from `row` on.
  void fill_padding(size_t row) const {
    if (row == height_) return;
    write_inputs(row, Row{});
    permute_rows<Felt>(tables_, columns_, row);
    for (Felt* column : columns_) std::fill(column + row + 1, column + height_, column[row]);
  }

 private:
  // The inputs of a climb's rows. The nodes are computed here, apart from the rows that prove them,
  // so that rows can be permuted many at a time.
  void fill_climb(size_t row, const Step& step) const {
    const std::vector<Word>& words = witness_.trace.words;
    const auto [node, index, siblings, n] = climb_cells(&witness_.trace.felts[step.x.value()]);
    Word digest = words[node];
    for (uint32_t level = 0; level < n; ++level) {
      const bool right = is_right(index, level);
      const uint32_t sibling = siblings + level;
      const uint32_t handle = level == 0 ? node : sibling;  // beside that of the sibling
      Row cells{};
      (level == 0 ? cells.is_climb_start : cells.is_climb_continued) = Felt::one();
      cells.bit = Felt(right ? 1 : 0);
      cells.x = Felt(right ? sibling : handle);
      cells.y = Felt(right ? handle : sibling);
      cells.ap = Felt(index >> level);
      cells.wp = Felt(step.wp);
      cells.base = Felt(n - level);
      const Word& left_word = right ? words[sibling] : digest;
      const Word& right_word = right ? digest : words[sibling];
      std::copy(left_word.begin(), left_word.end(), cells.in.begin());
      std::copy(right_word.begin(), right_word.end(), cells.in.begin() + 8);
      write_inputs(row + level, cells);
      ledger_.read_word(sibling);
      if (level + 1 < n) digest = poseidon_compress(left_word, right_word);
    }
    ledger_.read_word(node);
    ledger_.read_word(step.wp);
  }

  // Everything after `in` in the rows [begin, end).
  void permute(size_t begin, size_t end) const {
    begin = dispatch(PermuteBlock{}, tables_, columns_, begin, end);
    for (; begin < end; ++begin) permute_rows<Felt>(tables_, columns_, begin);
  }

  // The columns up to `in`, with it.
  void write_inputs(size_t row, const Row& cells) const {
    const auto values = std::bit_cast<std::array<Felt, kWidthPoseidon>>(cells);
    for (size_t c = 0; c < offsetof(Offsets, head); ++c) columns_[c][row] = values[c];
  }

  const Witness& witness_;
  Ledger& ledger_;
  size_t height_;
  ColumnPointers columns_;
  const internal::PoseidonTables& tables_ = internal::poseidon_tables();
};

// The rows before those of each sponge of hash_range, and behind the last one: in order of
// execution, after the program's.
std::vector<size_t> sponge_rows(const Witness& witness) {
  std::vector<size_t> starts = {std::max<size_t>(1, witness.trace.program.image.size())};
  for (const uint32_t index : witness.steps_of(Kind::kHashRange)) {
    starts.push_back(starts.back() + std::max(1u, witness.step(index).y.value()));
  }
  return starts;
}

// Likewise those of each climb, after the compressions.
std::vector<size_t> climb_rows(const Witness& witness) {
  std::vector<size_t> starts = {sponge_rows(witness).back() + witness.steps_of(Kind::kHash).size()};
  for (const uint32_t index : witness.steps_of(Kind::kClimb)) {
    const uint32_t x = witness.step(index).x.value();
    starts.push_back(starts.back() + climb_cells(&witness.trace.felts[x]).n);
  }
  return starts;
}

}  // namespace

size_t PoseidonTable::rows(const Witness& witness) { return climb_rows(witness).back(); }

void PoseidonTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const Filler filler(witness, ledger, matrix);
  const std::vector<size_t> starts = sponge_rows(witness);
  const std::vector<uint32_t>& sponges = witness.steps_of(Kind::kHashRange);
  const Program& program = witness.trace.program;
#pragma omp parallel for schedule(dynamic)
  for (size_t i = 0; i <= sponges.size(); ++i) {
    if (i == 0) {
      filler.fill_sponge(0, 0, program.length(), 0,
                         {Felt(kProgramDomain), Felt(program.length()), Felt(program.entry),
                          Felt(kMachineVersion)},
                         true);
    } else {
      const Step& step = witness.step(sponges[i - 1]);
      filler.fill_sponge(starts[i - 1], step.x.value(), step.y.value(), step.wp,
                         {Felt(kRangeDomain), step.y}, false);
    }
  }

  constexpr size_t kBlock = 256;
  const size_t first = starts.back();
  const size_t count = witness.steps_of(Kind::kHash).size();
#pragma omp parallel for schedule(dynamic)
  for (size_t begin = 0; begin < count; begin += kBlock) {
    filler.fill_compressions(first + begin, first + std::min(begin + kBlock, count), begin);
  }

  constexpr size_t kClimbBlock = 16;
  const std::vector<size_t> climbs = climb_rows(witness);
  const size_t climb_count = climbs.size() - 1;
#pragma omp parallel for schedule(dynamic)
  for (size_t begin = 0; begin < climb_count; begin += kClimbBlock) {
    filler.fill_climbs(climbs, begin, std::min(begin + kClimbBlock, climb_count));
  }
  filler.fill_padding(climbs.back());
}

}  // namespace cairn
