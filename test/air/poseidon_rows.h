// What the tests of poseidon share: runs that climb, and tables that a forger fills.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "air/poseidon.h"
#include "test/air/harness.h"
#include "test/air/run_tables.h"

namespace cairn::test::poseidon {

using Row = PoseidonTable::Columns<Felt>;
using Names = std::set<std::string>;
inline constexpr auto kColumns = columns_of<PoseidonTable>();

inline Row row_at(const ColumnMatrix& m, size_t row) {
  return bind_columns<PoseidonTable>(row_of<PoseidonTable>(m, row));
}

inline std::vector<Word> words(uint32_t count) {
  std::vector<Word> out(count);
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t k = 0; k < 8; ++k) out[i][k] = Felt(1000 * i + 17 * k + 3);
  }
  return out;
}

// Climbs of these levels by the index 0b...0110101, from word 0 by its successors.
inline Trace climb_run(const std::vector<uint32_t>& levels) {
  std::vector<Instruction> code;
  for (const uint32_t n : levels) {
    code.push_back(push(0));
    code.push_back(push(0x35 & ((1u << n) - 1)));
    code.push_back(push(1));
    code.push_back(push(n));
    code.push_back(push(kZeroPage + static_cast<uint32_t>(code.size()) - 4));
    // The handle that is appended takes a cell, as the instruction takes a place.
    code.push_back(make(Kind::kClimb, XMode::kAp, 1));
  }
  code.push_back(push(0));
  code.push_back(halt());
  return traced(code, words(8));
}

inline bool in_climb(const Row& row) {
  return row.is_climb_start + row.is_climb_continued != Felt();
}

// A prover's attempts at more than one cell: the permutations are right, the control is not.
class Forgery {
 public:
  explicit Forgery(size_t height) : rows_(height) {}
  Row& operator[](size_t row) { return rows_[row]; }
  // The sponge over `n` words of zeros from `row` on, cut after `rows` rows.
  void sponge(size_t row, uint32_t n, size_t rows, bool is_program) {
    for (size_t i = 0; i < rows; ++i) {
      Row& cells = rows_[(row + i) % rows_.size()];
      (i == 0 ? cells.is_start : cells.is_continued) = Felt::one();
      cells.is_program = Felt(is_program ? 1 : 0);
      cells.x = Felt(i);
      cells.y = Felt(n) - Felt(i);
      if (i == 0) {
        cells.in[8] = Felt(is_program ? kProgramDomain : kRangeDomain);
        cells.in[9] = Felt(n);
        cells.in[11] = Felt(is_program ? kMachineVersion : 0);
      }
    }
  }
  // The climb of `n` levels from word 90, by siblings from word 50 on, `index` and wp 99; cut after
  // `rows` rows.
  void climb(size_t row, uint32_t n, uint32_t index, size_t rows) {
    for (size_t i = 0; i < rows; ++i) {
      Row& cells = rows_[row + i];
      const bool right = (index >> i & 1) != 0;
      const Felt sibling(50 + i);
      const Felt other = i == 0 ? Felt(90) : sibling;
      (i == 0 ? cells.is_climb_start : cells.is_climb_continued) = Felt::one();
      cells.bit = Felt(right ? 1 : 0);
      cells.x = right ? sibling : other;
      cells.y = right ? other : sibling;
      cells.ap = Felt(index >> i);
      cells.wp = Felt(99);
      cells.base = Felt(n) - Felt(i);
    }
  }
  // Fills in the permutations, row by row so that capacities go on; then every failure.
  Names failing(const PublicValues& publics) {
    const internal::PoseidonTables& tables = internal::poseidon_tables();
    for (size_t r = 0; r < rows_.size(); ++r) {
      Row& cells = rows_[r];
      if (r > 0 && cells.is_continued == Felt::one()) {
        std::copy_n(rows_[r - 1].out.begin() + 8, 8, cells.in.begin() + 8);
      }
      if (r > 0 && cells.is_climb_continued == Felt::one()) {
        std::copy_n(rows_[r - 1].out.begin(), 8,
                    cells.in.begin() + (cells.bit == Felt::one() ? 8 : 0));
      }
      PoseidonState state = cells.in;
      for (size_t round = 0; round < 4; ++round) {
        state = internal::after_full_round(tables.constants[round],
                                           round < 3 ? tables.mds : tables.last_mds, state);
        cells.head[round] = state;
      }
      for (size_t round = 0; round < kPoseidonPartialRounds; ++round) {
        const Felt input = internal::partial_input(tables, state, cells.deltas, round);
        cells.deltas[round] = input.cube() - input;
      }
      internal::add_deltas(tables, cells.deltas, state);
      for (size_t round = 0; round < 4; ++round) {
        state = internal::after_full_round(tables.constants[24 + round], tables.mds, state);
        if (round < 3) cells.tail[round] = state;
      }
      const Felt forward = cells.is_compression + cells.is_climb_start + cells.is_climb_continued;
      for (size_t i = 0; i < 8; ++i) state[i] += forward * cells.in[i];
      cells.out = state;
    }
    ColumnMatrix m(rows_.size(), kWidth<PoseidonTable>);
    for (size_t r = 0; r < rows_.size(); ++r) {
      const auto cells = std::bit_cast<std::array<Felt, kWidth<PoseidonTable>>>(rows_[r]);
      for (size_t c = 0; c < cells.size(); ++c) m.at(r, c) = cells[c];
    }
    Names names;
    for (size_t r = 0; r < m.height(); ++r) names.merge(failures<PoseidonTable>(m, r, publics));
    return names;
  }

 private:
  std::vector<Row> rows_;
};

}  // namespace cairn::test::poseidon
