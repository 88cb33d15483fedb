// Test vectors: see vectors.h.
#include "bridge/generate/vectors.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_format.h"
#include "bridge/generate/program.h"
#include "crypto/hash/keccak.h"

namespace cairn::bridge {
namespace {

Ext element(size_t table, size_t row, size_t number) {
  std::array<uint8_t, 96> message{};
  message[31] = static_cast<uint8_t>(table);
  message[63] = static_cast<uint8_t>(row);
  message[94] = static_cast<uint8_t>(number >> 8);
  message[95] = static_cast<uint8_t>(number);
  const Digest digest = keccak256(message);
  Ext result;
  for (size_t i = 0; i < Ext::kDegree; ++i) {
    uint32_t coefficient = 0;
    for (size_t k = 0; k < 4; ++k) coefficient = coefficient << 8 | digest.bytes[4 * i + k];
    result.c[i] = Felt(coefficient);
  }
  return result;
}

// Coefficient i in bits 51 i ... of 256, in hexadecimal.
std::string packed(const Ext& value) {
  std::array<uint8_t, 32> bytes{};  // lowest first
  for (size_t i = 0; i < Ext::kDegree; ++i) {
    for (size_t bit = 0; bit < 31; ++bit) {
      const size_t at = 51 * i + bit;
      bytes[at / 8] |= static_cast<uint8_t>((value.c[i].value() >> bit & 1) << (at % 8));
    }
  }
  std::string text;
  for (size_t i = bytes.size(); i-- > 0;) text += absl::StrFormat("%02x", bytes[i]);
  return text;
}

}  // namespace

std::vector<Ext> random_row(const TableKernel& table, size_t table_number, size_t row) {
  const Given given(table.record(), table.next_columns);
  std::vector<Ext> values;
  for (size_t i = 0; i < given.count; ++i) values.push_back(element(table_number, row, i));
  // Public values are of the base field, and the powers of beta are powers.
  const auto at = [&](size_t value) { return values.begin() + static_cast<ptrdiff_t>(value - 1); };
  for (size_t i = 0; i < kPublicValues; ++i) {
    *at(given.publics + i) = Ext(at(given.publics + i)->c[0]);
  }
  for (size_t i = 1; i < kMaxTuple; ++i) {
    *at(given.betas + i) = *at(given.betas) * *at(given.betas + i - 1);
  }
  return values;
}

Ext fold(const TableKernel& table, const std::vector<Ext>& row) {
  const Given given(table.record(), table.next_columns);
  const std::span<const Ext> values(row);
  const auto at = [&](uint32_t value) { return values[value - 1]; };
  PublicValues publics;
  for (size_t i = 0; i < kPublicValues; ++i) {
    publics.values[i] = at(given.publics + static_cast<uint32_t>(i)).c[0];
  }
  std::vector<Ext> next(table.shape.width);
  for (size_t i = 0; i < table.next_columns.size(); ++i) {
    next[table.next_columns[i]] = at(given.next + static_cast<uint32_t>(i));
  }
  FoldChallenges challenges(table.shape, 3, BusChallenges(at(given.betas), at(given.chi)),
                            at(given.alpha), Ext::one(), publics, Ext());
  challenges.sum_per_row = at(given.sum_per_row);
  PointTask task;
  task.main_now = values.subspan(given.main - 1, table.shape.width);
  task.main_next = next;
  task.aux_now = values.subspan(given.aux - 1, table.aux_columns());
  task.next_accumulator = at(given.next_accumulator);
  task.is_first = at(given.is_first);
  task.is_last = at(given.is_last);
  task.is_transition = at(given.is_transition);
  task.challenges = &challenges;
  return table.fold_at_point(task);
}

std::string vectors(const Air& air) {
  std::string text;
  for (size_t table = 0; table < air.tables.size(); ++table) {
    for (size_t row = 0; row < kVectorRows; ++row) {
      text += packed(fold(air.tables[table], random_row(air.tables[table], table, row))) + "\n";
    }
  }
  return text;
}

}  // namespace cairn::bridge
