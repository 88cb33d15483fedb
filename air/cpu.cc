// The cpu's rows from a run's steps. See cpu.h.
#include "air/cpu.h"

#include <array>
#include <vector>

#include "air/kinds.h"
#include "air/ledger.h"
#include "air/witness.h"
#include "crypto/field/batch.h"
#include "vm/trace.h"

namespace cairn {
namespace {

constexpr size_t kWidthCpu = kWidth<CpuTable>;
using Row = CpuTable::Columns<Felt>;

// What is the same in every row of a decoded instruction.
struct Fixed {
  Felt a, b, imm;
  CpuFlags<Felt> flags{};
};

Felt& kind_flag(CpuFlags<Felt>& flags, Kind kind) {
  switch (kind) {
    case Kind::kAdd:
      return flags.add;
    case Kind::kMul:
      return flags.mul;
    case Kind::kSub:
      return flags.sub;
    case Kind::kDiv:
      return flags.div;
    case Kind::kAssert:
      return flags.assert_equal;
    case Kind::kJump:
      return flags.jump;
    case Kind::kJumpEq:
      return flags.jump_eq;
    case Kind::kJumpNe:
      return flags.jump_ne;
    case Kind::kJumpTable:
      return flags.jump_table;
    case Kind::kCall:
      return flags.call;
    case Kind::kRet:
      return flags.ret;
    case Kind::kExec:
      return flags.exec;
    default:
      return info(kind).unit == Unit::kCoprocessor ? flags.coprocessor : flags.coprocessor_quiet;
  }
}

// The normal form that decode gives to the fetch bus (docs/tables.md, cpu).
Fixed normalise(const Decoded& decoded) {
  const auto [kind, x_mode, y_mode] = decoded.opcode;
  const InstructionInfo& kind_info = info(kind);
  Fixed fixed;
  kind_flag(fixed.flags, kind) = Felt::one();
  if (kind == Kind::kRet) {
    fixed.a = -Felt(2);
    fixed.b = -Felt(1);
  } else {
    if (!kind_info.uses_x) {
      fixed.flags.x_ap = Felt::one();
      fixed.a = -Felt(1);
    } else {
      if (x_mode == XMode::kAp) fixed.flags.x_ap = Felt::one();
      if (x_mode == XMode::kLocal) fixed.flags.x_local = Felt::one();
      fixed.a = x_mode == XMode::kLocal ? decoded.fields.a : -decoded.fields.a;
    }
    if (!kind_info.uses_y) {
      fixed.flags.y_immediate = Felt::one();
      if (kind == Kind::kJumpTable) fixed.b = decoded.fields.b;
    } else {
      if (y_mode == YMode::kAp) fixed.flags.y_ap = Felt::one();
      if (y_mode == YMode::kLocal) fixed.flags.y_local = Felt::one();
      if (y_mode == YMode::kImmediate) fixed.flags.y_immediate = Felt::one();
      if (y_mode == YMode::kDeref) fixed.flags.y_deref = Felt::one();
      const bool negative = y_mode == YMode::kAp || y_mode == YMode::kArg;
      fixed.b = negative ? -decoded.fields.b : decoded.fields.b;
    }
  }
  if (asks_coprocessor(kind_info)) {
    fixed.imm = Felt(static_cast<uint32_t>(kind));
  } else if (kind_info.imm != Imm::kUnused) {
    fixed.imm = decoded.fields.imm;
  }
  return fixed;
}

// The padding row after the stop row: pc and base as the constraints still demand, and ap, wp and
// cost of the first row, so that they differ from the stop row's by the same amounts where the
// stop row is the last of the table and the first row follows it (end_deltas).
Row after_stop(const Witness& witness, const std::vector<Fixed>& fixed) {
  const Trace& trace = witness.trace;
  const Step& step = trace.steps.back();
  Row row{};
  row.ap = Felt(kZeroPage);
  row.wp = witness.publics[PublicValue::kFirstWp];
  if (step.decoded == kNoIndex) return row;
  const Kind kind = trace.decoded[step.decoded].opcode.kind;
  const bool enters = kind == Kind::kExec;
  row.base = enters ? Felt(step.ap + 5) : Felt(trace.regions[step.region].base);
  row.pc = enters ? Felt(2) * step.x : Felt(trace.pc(step)) + Felt::one();
  if (kind == Kind::kJumpTable) row.pc += step.x;
  // A jump_eq or jump_ne whose operand is out of bounds: its values are zero or immediate.
  const CpuFlags<Felt>& is = fixed[step.decoded].flags;
  const Felt y = is.y_immediate == Felt::one() ? fixed[step.decoded].b : step.y;
  const bool equal = step.x == y;
  if ((kind == Kind::kJumpEq && equal) || (kind == Kind::kJumpNe && !equal)) {
    row.pc += fixed[step.decoded].imm - Felt::one();
  }
  return row;
}

}  // namespace

EndDeltas end_deltas(const Witness& witness) {
  const Stop& stop = witness.trace.stop;
  return {Felt(kZeroPage) - Felt(stop.ap), witness.publics[PublicValue::kFirstWp] - Felt(stop.wp),
          -Felt(stop.cost)};
}

size_t CpuTable::rows(const Witness& witness) { return witness.trace.steps.size(); }

void CpuTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const Trace& trace = witness.trace;
  const size_t steps = trace.steps.size();
  std::vector<Fixed> fixed(trace.decoded.size());
  for (size_t i = 0; i < fixed.size(); ++i) fixed[i] = normalise(trace.decoded[i]);

  const auto write = [&](size_t r, const Row& row) {
    const auto cells = std::bit_cast<std::array<Felt, kWidthCpu>>(row);
    for (size_t c = 0; c < kWidthCpu; ++c) matrix.column(c)[r] = cells[c];
  };
  // Rows in blocks, so that a block's inverses are taken together.
  constexpr size_t kBlock = 1024;
  const size_t height = matrix.height();
#pragma omp parallel for schedule(dynamic)
  for (size_t begin = 0; begin < height; begin += kBlock) {
    const size_t end = std::min(begin + kBlock, height);
    std::array<Felt, kBlock> differences;
    for (size_t r = begin; r < end; ++r) {
      Row row{};
      Felt difference;
      if (r < steps) {
        const Step& step = trace.steps[r];
        const Region& region = trace.regions[step.region];
        const bool last = r + 1 == steps;
        row.pc = Felt(trace.pc(step));
        row.fp = Felt(step.fp);
        row.ap = Felt(step.ap);
        row.wp = Felt(step.wp);
        row.base = Felt(region.base);
        row.cost = Felt(step.cost);
        row.stop = last ? Felt::one() : Felt();
        row.address_x = row.address_y = row.fp;
        if (step.decoded != kNoIndex) {
          const Fixed& instruction = fixed[step.decoded];
          const Kind kind = trace.decoded[step.decoded].opcode.kind;
          const InstructionInfo& kind_info = info(kind);
          const FaultSource fault = last ? trace.stop.source : FaultSource::kNone;
          const CpuFlags<Felt>& is = instruction.flags;
          row.a = instruction.a;
          row.b = instruction.b;
          row.imm = instruction.imm;
          row.flags = is;
          row.address_x = row.a + row.fp + is.x_ap * (row.ap - row.fp);
          // An operand that is not reached keeps the zero that the run recorded.
          const bool x_fails = fault == FaultSource::kX;
          const bool y_fails = fault == FaultSource::kY;
          if (!x_fails) row.x = trace.felts[row.address_x.value()];
          row.address_y =
              row.b + row.fp + is.y_ap * (row.ap - row.fp) + is.y_deref * (row.x - row.fp);
          if (is.y_immediate == Felt::one()) {
            row.y = row.b;
          } else if (!x_fails && !y_fails) {
            row.y = trace.felts[row.address_y.value()];
          }
          const bool saves = kind == Kind::kCall || kind == Kind::kExec;
          const bool appends =
              !last &&
              (saves || (kind_info.felts > 0 && kind_info.unit != Unit::kCoprocessorQuiet));
          const uint32_t at = step.ap + (kind == Kind::kExec ? 3 : 0);
          if (saves) {
            row.res = row.fp;
          } else if (appends) {
            row.res = trace.felts[at];
          } else if (kind == Kind::kAdd) {  // a fault: nothing is appended, the constraint remains
            row.res = row.x * (Felt::one() - is.y_deref) + row.y + row.imm;
          } else if (kind == Kind::kMul) {
            row.res = row.x * row.y + row.imm;
          } else if (kind == Kind::kSub) {
            row.res = row.x - row.y;
          }
          const bool pops = kind == Kind::kRet && step.fp == region.base;
          if (pops) row.res = Felt(region.parent_base);
          difference = kind == Kind::kDiv   ? row.y
                       : kind == Kind::kRet ? row.fp - row.base
                                            : row.x - row.y;

          // The lookups, as constrain() states them.
          if (!x_fails) ledger.read_felt(row.address_x.value());
          if (is.y_immediate != Felt::one() && !x_fails && !y_fails) {
            ledger.read_felt(row.address_y.value());
          }
          if (appends) ledger.read_felt(at);
          if (appends && saves) ledger.read_felt(at + 1);
          const Felt top = row.ap - Felt::one();
          if (is.x_local == Felt::one()) {
            x_fails ? ledger.near_fails(top - row.address_x, row.ap)
                    : ledger.near(top - row.address_x);
          }
          if (!x_fails && (is.y_local + is.y_deref) == Felt::one()) {
            y_fails ? ledger.near_fails(top - row.address_y, row.ap)
                    : ledger.near(top - row.address_y);
          }
        }
      } else if (r == steps) {
        row = after_stop(witness, fixed);
      }
      differences[r - begin] = difference;
      row.equal = difference == Felt() ? Felt::one() : Felt();
      write(r, row);
    }
    batch_inverse(std::span(differences).first(end - begin));
    const auto inverses = matrix.column(offsetof(CpuTable::Columns<uint8_t>, inverse));
    for (size_t r = begin; r < end; ++r) inverses[r] = differences[r - begin];
  }
}

}  // namespace cairn
