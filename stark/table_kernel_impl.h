// Makes a TableKernel from a table. Include it where a table is compiled for the proof system, with
// CAIRN_TABLE_KERNEL(Table), and nowhere else: it takes long.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "crypto/field/dispatch.h"
#include "stark/domain.h"
#include "stark/logup.h"
#include "stark/table_kernel.h"

namespace cairn::kernels {

// Columns whose element `offset` is the one of the current row.
struct ColumnsAt {
  const Felt* first;
  size_t stride;
  template <class P>
  CAIRN_INLINE P load(size_t column) const {
    return P::load(first + column * stride);
  }
  template <class P>
  CAIRN_INLINE Ext5Of<P> load_ext(size_t column) const {
    Ext5Of<P> value;
    for (size_t k = 0; k < kExtColumns; ++k) value.c[k] = load<P>(kExtColumns * column + k);
    return value;
  }
  CAIRN_INLINE ColumnsAt plus(size_t offset) const { return {first + offset, stride}; }
};

template <class Table>
inline constexpr TableShape kShape = shape_of<Table>();

// The columns read in the next row.
template <class Table>
inline constexpr auto kNextColumns = [] {
  std::array<size_t, kShape<Table>.next.size()> columns{};
  size_t count = 0;
  for (size_t c = 0; c < kWidth<Table>; ++c) {
    if (kShape<Table>.next.contains(c)) columns[count++] = c;
  }
  return columns;
}();

template <class Table, class P>
CAIRN_INLINE std::array<P, kWidth<Table>> load_now(const ColumnsAt& columns) {
  std::array<P, kWidth<Table>> row;
  for (size_t c = 0; c < row.size(); ++c) row[c] = columns.load<P>(c);
  return row;
}
template <class Table, class P>
CAIRN_INLINE std::array<P, kWidth<Table>> load_next(const ColumnsAt& columns) {
  std::array<P, kWidth<Table>> row{};
  for (const size_t c : kNextColumns<Table>) row[c] = columns.load<P>(c);
  return row;
}

inline constexpr size_t kLineFelts = 64 / sizeof(Felt);  // to a cache line

// Asks memory for a cell, into the second-level cache.
CAIRN_INLINE void prefetch(const ColumnMatrix& matrix, size_t column, size_t row) {
  __builtin_prefetch(matrix.data() + column * matrix.stride() + row, 0, 2);
}

// Rows of the extended columns, copied to where columns are close together: in memory they are
// megabytes apart, too many streams for the processor to follow, and the next rows are elsewhere.
template <class Table>
class FoldTile {
 public:
  static constexpr size_t kRows = 64;

  explicit FoldTile(const FoldTask& task)
      : domain_{task.log_height, 1}, rows_(std::min(kRows, domain_.height())) {}

  size_t rows() const { return rows_; }

  void fill(const FoldTask& task, size_t first) {
    first_ = first;
    is_contiguous_ = domain_.has_contiguous_next(first, rows_);
    for (size_t i = 0; i < rows_; ++i) next_[i] = domain_.next_position(first + i);
    for (size_t c = 0; c < kWidth<Table>; ++c) copy(task.main->column(c).data(), c);
    for (size_t c = 0; c < kAuxWidth; ++c) copy(task.aux->column(c).data(), kAux + c);
    copy(task.is_first, kIsFirst);
    copy(task.points, kPoints);
    size_t to = kNext;
    for (const size_t c : kNextColumns<Table>) copy_next(task.main->column(c).data(), to++);
    for (size_t c = 0; c < kExtColumns; ++c) {
      copy_next(task.aux->column(kAuxWidth - kExtColumns + c).data(), kNextAccumulator + c);
    }
    copy_next(task.is_first, kNextIsFirst);
  }
  // Asks memory for what fill() will copy of the row that is as far into the next tile.
  CAIRN_INLINE void prefetch_following(const FoldTask& task, size_t row) const {
    const size_t here = (first_ + rows_ + row) % domain_.size();
    const size_t next = domain_.next_position(here);
    for (size_t c = 0; c < kWidth<Table>; ++c) prefetch(*task.main, c, here);
    for (size_t c = 0; c < kAuxWidth; ++c) prefetch(*task.aux, c, here);
    for (const size_t c : kNextColumns<Table>) prefetch(*task.main, c, next);
    for (size_t c = kAuxWidth - kExtColumns; c < kAuxWidth; ++c) prefetch(*task.aux, c, next);
  }

  template <class P>
  CAIRN_INLINE std::array<P, kWidth<Table>> now(size_t row) const {
    std::array<P, kWidth<Table>> values;
    unroll<kWidth<Table>>([&](auto c) CAIRN_INLINE_LAMBDA { values[c] = load<P>(c, row); });
    return values;
  }
  template <class P>
  CAIRN_INLINE std::array<P, kWidth<Table>> next(size_t row) const {
    std::array<P, kWidth<Table>> values;
    unroll<kNextColumns<Table>.size()>([&](auto i) CAIRN_INLINE_LAMBDA {
      values[kNextColumns<Table>[i]] = load<P>(kNext + i, row);
    });
    return values;
  }
  // The last row is the one that the first row follows.
  template <class P>
  CAIRN_INLINE RowSelectors<LaneArithmetic<P>> selectors(size_t row, Felt last_point) const {
    return {load<P>(kIsFirst, row), load<P>(kNextIsFirst, row),
            load<P>(kPoints, row) - P::broadcast(last_point)};
  }
  template <class P>
  struct Aux {
    const FoldTile& tile;
    size_t row;
    CAIRN_INLINE Ext5Of<P> now(size_t k) const {
      return tile.load_ext<P>(kAux + kExtColumns * k, row);
    }
    CAIRN_INLINE Ext5Of<P> next_accumulator() const {
      return tile.load_ext<P>(kNextAccumulator, row);
    }
  };

 private:
  static constexpr size_t kAuxWidth = kExtColumns * kShape<Table>.aux_columns();
  static constexpr size_t kStride = kRows + kMaxLanes;  // not a power of two
  // Where columns lie.
  static constexpr size_t kAux = kWidth<Table>;
  static constexpr size_t kNext = kAux + kAuxWidth;
  static constexpr size_t kNextAccumulator = kNext + kNextColumns<Table>.size();
  static constexpr size_t kIsFirst = kNextAccumulator + kExtColumns;
  static constexpr size_t kNextIsFirst = kIsFirst + 1;
  static constexpr size_t kPoints = kNextIsFirst + 1;
  static constexpr size_t kColumns = kPoints + 1;

  void copy(const Felt* column, size_t to) {
    std::copy_n(column + first_, rows_, cells_.data() + to * kStride);
  }
  void copy_next(const Felt* column, size_t to) {
    Felt* const cells = cells_.data() + to * kStride;
    if (is_contiguous_) {
      std::copy_n(column + next_[0], rows_, cells);
    } else {
      for (size_t i = 0; i < rows_; ++i) cells[i] = column[next_[i]];
    }
  }
  template <class P>
  CAIRN_INLINE P load(size_t column, size_t row) const {
    return P::load(cells_.data() + column * kStride + row);
  }
  template <class P>
  CAIRN_INLINE Ext5Of<P> load_ext(size_t column, size_t row) const {
    Ext5Of<P> value;
    for (size_t k = 0; k < kExtColumns; ++k) value.c[k] = load<P>(column + k, row);
    return value;
  }

  LdeDomain domain_;
  size_t rows_;
  size_t first_ = 0;
  bool is_contiguous_ = false;  // the next rows
  std::array<size_t, kRows> next_;
  alignas(64) std::array<Felt, kColumns * kStride> cells_;
};

template <class Table>
struct FoldRows {
  template <class P>
  CAIRN_INLINE void operator()(const FoldTask& task, const FoldTile<Table>& tile,
                               size_t first) const {
    using A = LaneArithmetic<P>;
    const P scale = P::broadcast(task.inverse_vanishing[first >> task.log_height]);
    for (size_t row = 0; row < tile.rows(); row += P::kLanes) {
      if (row % kLineFelts == 0) tile.prefetch_following(task, row);
      const typename FoldTile<Table>::template Aux<P> aux{tile, row};
      const Ext5Of<P> folded = fold_row<Table, A>(
          tile.template now<P>(row), tile.template next<P>(row),
          tile.template selectors<P>(row, task.challenges->last_point), *task.challenges, aux);
      for (size_t k = 0; k < kExtColumns; ++k) {
        Felt* const out = task.out->data() + k * task.out->stride() + first + row;
        const P value = folded.c[k] * scale;
        (task.adds ? value + P::load(out) : value).store(out);
      }
    }
  }
};

template <class Table, class Run>
void fold_rows(const FoldTask& task, size_t first, size_t end, const Run& run_kernel) {
  FoldTile<Table> tile(task);
  for (; first < end; first += tile.rows()) {
    tile.fill(task, first);
    run_kernel(FoldRows<Table>{}, task, tile, first);
  }
}

// Writes an element, lane by lane; the coefficients one after the other.
template <class P>
CAIRN_INLINE Felt* put(Felt* at, const Ext5Of<P>& value) {
  for (size_t k = 0; k < kExtColumns; ++k, at += P::kLanes) value.c[k].store(at);
  return at;
}

// Divisions are put off: numerators and denominators are kept for the whole tile, and its
// denominators are inverted together, in every lane, by Montgomery's trick.
template <class Table>
struct EvaluateMessages {
  template <class P>
  CAIRN_INLINE void operator()(const MessageTask& task, size_t first, size_t rows,
                               Felt* scratch) const {
    using A = LaneArithmetic<P>;
    constexpr size_t kPairs = kShape<Table>.aux_columns();
    constexpr size_t kAhead = 64;  // rows to ask memory for
    const size_t height = task.trace->height();
    const unsigned log_height = log2_exact(height);
    const ColumnsAt trace{task.trace->data(), task.trace->stride()};
    const Felt step = Felt::two_adic_generator(log_height);
    Felt point = step.pow(first);
    const Felt last_point = step.inverse();
    constexpr size_t kLanes = P::kLanes;
    Felt wrapped[kWidth<Table> * kLanes];

    Felt* to = scratch;  // numerator, denominator, product of the denominators before
    Ext5Of<P> running = broadcast<P>(Ext::one());
    for (size_t group = first; group < first + rows; group += kLanes) {
      for (size_t c = 0; c < kWidth<Table>; ++c) prefetch(*task.trace, c, group + kAhead);
      ColumnsAt next = trace.plus(group + 1);
      const bool is_end = group + kLanes == height;
      if (is_end) {  // the last row is followed by the first
        for (const size_t c : kNextColumns<Table>) {
          for (size_t lane = 0; lane < kLanes; ++lane) {
            wrapped[c * kLanes + lane] =
                trace.first[c * trace.stride + (group + lane + 1) % height];
          }
        }
        next = {wrapped, kLanes};
      }
      Felt is_first[kLanes] = {};
      Felt is_last[kLanes] = {};
      Felt is_transition[kLanes];
      if (group == 0) is_first[0] = Felt::one();
      if (is_end) is_last[kLanes - 1] = Felt::one();
      for (size_t lane = 0; lane < kLanes; ++lane, point *= step) {
        is_transition[lane] = point - last_point;
      }
      const RowSelectors<A> selectors{P::load(is_first), P::load(is_last), P::load(is_transition)};
      const RowCollector<Table, A, false> row(load_now<Table, P>(trace.plus(group)),
                                              load_next<Table, P>(next), selectors, *task.publics,
                                              task.messages.data());
      for (size_t k = 0; k < kPairs; ++k) {
        const auto fraction = row.pair(k);
        to = put(to, fraction.numerator);
        to = put(to, fraction.denominator);
        to = put(to, running);
        running = running * fraction.denominator;
      }
    }

    // One inversion for the tile, then backwards.
    Felt product[kExtColumns * kLanes];
    put(product, running);
    invert_lanes(product, kLanes);
    Ext5Of<P> inverse = ColumnsAt{product, kLanes}.template load_ext<P>(0);
    constexpr size_t kRecord = kExtColumns * kLanes;
    const Felt* at = to;
    for (size_t row = first + rows; row != first;) {
      row -= kLanes;
      Ext5Of<P> total{};
      for (size_t pair = kPairs; pair-- > 0;) {
        at -= 3 * kRecord;
        const auto numerator = ColumnsAt{at, kLanes}.template load_ext<P>(0);
        const auto denominator = ColumnsAt{at + kRecord, kLanes}.template load_ext<P>(0);
        const auto before = ColumnsAt{at + 2 * kRecord, kLanes}.template load_ext<P>(0);
        const Ext5Of<P> fraction = numerator * (inverse * before);
        inverse = inverse * denominator;
        total = total + fraction;
        if (pair + 1 < kPairs) store(fraction, *task.aux, pair, row);
      }
      store(total, *task.aux, kPairs - 1, row);
    }
  }

 private:
  template <class P>
  CAIRN_INLINE static void store(const Ext5Of<P>& value, ColumnMatrix& aux, size_t column,
                                 size_t row) {
    for (size_t k = 0; k < kExtColumns; ++k) {
      value.c[k].store(aux.data() + (kExtColumns * column + k) * aux.stride() + row);
    }
  }
};

// Runs a kernel on `rows` rows; eight are a table at its shortest. Without an instruction set, in
// lanes that compile soon.
template <class Kernel, class... Args>
void run(size_t rows, const Kernel& kernel, const Args&... args) {
  if (rows >= kMaxLanes) {
    dispatch_to<BoxedLanes>(active_backend(), kernel, args...);
  } else {
    dispatch_eight_to<BoxedLanes>(active_backend(), kernel, args...);
  }
}

struct PointAux {
  const PointTask* task;
  PointValue now(size_t k) const { return PointValue(task->aux_now[k]); }
  PointValue next_accumulator() const { return PointValue(task->next_accumulator); }
};

template <class Table>
Ext fold_at_point(const PointTask& task) {
  std::array<PointValue, kWidth<Table>> now, next;
  for (size_t c = 0; c < kWidth<Table>; ++c) {
    now[c] = PointValue(task.main_now[c]);
    next[c] = PointValue(task.main_next[c]);
  }
  const RowSelectors<PointArithmetic> selectors{PointValue(task.is_first), PointValue(task.is_last),
                                                PointValue(task.is_transition)};
  return fold_row<Table, PointArithmetic>(now, next, selectors, *task.challenges, PointAux{&task})
      .ext;
}

template <class Table>
TableKernel make_table_kernel() {
  static_assert(kShape<Table>.valid());
  TableKernel kernel;
  kernel.name = Table::kName;
  kernel.shape = kShape<Table>;
  kernel.is_always_present = Table::kAlways;
  kernel.fixed_log_height = Table::kLogHeight;
  kernel.next_columns.assign(kNextColumns<Table>.begin(), kNextColumns<Table>.end());
  kernel.evaluate_messages = [](const MessageTask& task, size_t first, size_t rows, Felt* scratch) {
    run(rows, EvaluateMessages<Table>{}, task, first, rows, scratch);
  };
  kernel.fold_rows = [](const FoldTask& task, size_t first, size_t end) {
    fold_rows<Table>(task, first, end,
                     [](const FoldRows<Table>& fold, const FoldTask& of, const auto& tile,
                        size_t row) { run(tile.rows(), fold, of, tile, row); });
  };
  kernel.fold_at_point = fold_at_point<Table>;
  kernel.record = record_table<Table>;
  return kernel;
}

}  // namespace cairn::kernels

namespace cairn {

template <class Table>
TableKernel table_kernel() {
  return kernels::make_table_kernel<Table>();
}

}  // namespace cairn

// In namespace cairn.
#define CAIRN_TABLE_KERNEL(Table) template TableKernel table_kernel<Table>();
