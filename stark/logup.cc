// Auxiliary columns: see logup.h.
#include "stark/logup.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>
#include <vector>

#include "crypto/field/batch.h"
#include "crypto/field/dispatch.h"

namespace cairn {
namespace {

constexpr size_t kBlockRows = 4096;

// Replaces the rows' sums in an extension column by the sums of all rows before, each less the
// mean; returns the sum of all. First the sums of blocks, so that threads need not wait for each
// other.
Ext accumulate(ColumnMatrix& columns, size_t first_column) {
  const size_t height = columns.height();
  const size_t rows = std::min(height, kBlockRows);
  std::vector<Ext> starts(height / rows);
#pragma omp parallel for schedule(static)
  for (size_t block = 0; block < starts.size(); ++block) {
    Ext total;
    for (size_t row = block * rows; row < (block + 1) * rows; ++row) {
      total += columns.ext_at(row, first_column);
    }
    starts[block] = total;
  }
  Ext sum;
  for (Ext& start : starts) sum += std::exchange(start, sum);
  const Ext mean = sum * Felt(height).inverse();
#pragma omp parallel for schedule(static)
  for (size_t block = 0; block < starts.size(); ++block) {
    Ext running = starts[block] - mean * Felt(block * rows);
    for (size_t row = block * rows; row < (block + 1) * rows; ++row) {
      const Ext before = running;
      running += columns.ext_at(row, first_column) - mean;
      columns.set_ext(row, first_column, before);
    }
  }
  return sum;
}

}  // namespace

void invert_lanes(Felt* coefficients, size_t lanes) {
  std::array<Ext, kMaxLanes> values;
  assert(lanes <= values.size());
  for (size_t lane = 0; lane < lanes; ++lane) {
    for (size_t k = 0; k < kExtColumns; ++k) values[lane].c[k] = coefficients[k * lanes + lane];
  }
  batch_inverse(std::span<Ext>(values.data(), lanes));
  for (size_t lane = 0; lane < lanes; ++lane) {
    for (size_t k = 0; k < kExtColumns; ++k) coefficients[k * lanes + lane] = values[lane].c[k];
  }
}

AuxiliaryColumns auxiliary_columns(const TableKernel& table, const ColumnMatrix& trace,
                                   const PublicValues& publics, const BusChallenges& challenges) {
  const size_t height = trace.height();
  AuxiliaryColumns result{ColumnMatrix(height, kExtColumns * table.aux_columns()), Ext()};

  // The fractions of all pairs, and in the last column their sums by rows.
  const std::vector<MessageFactors> messages = message_factors(table.shape, challenges);
  const MessageTask task{&trace, &publics, messages, &result.columns};
  const size_t tile = std::min(height, kMessageTileRows);
#pragma omp parallel
  {
    std::vector<Felt> scratch(kScratchFelts * table.aux_columns());
#pragma omp for schedule(dynamic, 8)
    for (size_t first = 0; first < height; first += tile) {
      table.evaluate_messages(task, first, tile, scratch.data());
    }
  }

  result.sum = accumulate(result.columns, kExtColumns * (table.aux_columns() - 1));
  return result;
}

std::optional<Ext> public_sum(std::span<const BusMessage> messages,
                              const BusChallenges& challenges) {
  std::vector<Ext> inverses;
  inverses.reserve(messages.size());
  for (const BusMessage& message : messages) {
    Ext d = challenges.chi - Ext(Felt(static_cast<uint32_t>(message.bus)));
    for (size_t i = 0; i < kMaxTuple; ++i) d -= challenges.powers[i] * message.entries[i];
    if (d == Ext()) return std::nullopt;
    inverses.push_back(d);
  }
  batch_inverse(std::span<Ext>(inverses));
  Ext sum;
  for (size_t i = 0; i < messages.size(); ++i) sum += inverses[i] * messages[i].multiplicity;
  return sum;
}

}  // namespace cairn
