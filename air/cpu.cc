// The cpu's rows from a run's steps. See cpu.h.
#include "air/cpu.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "air/fill.h"
#include "air/kinds.h"
#include "air/ledger.h"
#include "air/witness.h"
#include "crypto/field/batch.h"
#include "vm/trace.h"

namespace cairn {
namespace {

using Row = CpuTable::Columns<Felt>;

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
    case Kind::kJumpEq:
      return flags.jump_eq;
    case Kind::kJumpNe:
      return flags.jump_ne;
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

// The registers before a step, and offsets of 0, with which the end of the code is fetched. Other
// cells stay as they are.
void write_registers(const Trace& trace, const Step& step, Row& row) {
  row.pc = Felt(trace.pc(step));
  row.fp = Felt(step.fp);
  row.ap = Felt(step.ap);
  row.wp = Felt(step.wp);
  row.base = Felt(trace.regions[step.region].base);
  row.cost = Felt(step.cost);
  row.address_x = row.address_y = row.fp;
}

// The inverse that a row holds: column `column` gets that of `difference`, if that is not zero.
struct RowInverse {
  Felt difference;
  size_t column = offsetof(CpuTable::Columns<uint8_t>, res);
};

// Fills a step's row, which is zero, but for its inverse. Counts what the row looks up, too, as
// constrain() states it.
RowInverse fill_row(const Witness& witness, const std::vector<Fetched>& fetched, size_t index,
                    Ledger& ledger, Row& row) {
  const Trace& trace = witness.trace;
  const Step& step = trace.steps[index];
  RowInverse result;
  write_registers(trace, step, row);
  if (step.decoded == kNoIndex) return result;
  const Fetched& instruction = fetched[step.decoded];
  const Kind kind = trace.decoded[step.decoded].opcode.kind;
  const InstructionInfo& kind_info = info(kind);
  const bool last = index + 1 == trace.steps.size();
  const FaultSource fault = last ? trace.stop.source : FaultSource::kNone;
  // An operand that is not reached keeps the zero that the run recorded.
  const bool x_fails = fault == FaultSource::kX;
  const bool y_fails = fault == FaultSource::kY;
  const CpuFlags<Felt>& is = instruction.flags;
  const bool y_immediate = is.y_immediate == Felt::one();
  const Felt frame = row.ap - row.fp;
  row.imm = instruction.imm;
  row.flags = is;
  row.address_x = instruction.a + row.fp + is.x_ap * frame;
  if (!x_fails) row.x = trace.felts[row.address_x.value()];
  row.address_y = instruction.b + row.fp + is.y_ap * frame + is.y_deref * (row.x - row.fp);
  if (y_immediate) {
    row.y = instruction.b;
  } else if (!x_fails && !y_fails) {
    row.y = trace.felts[row.address_y.value()];
  }

  const bool saves = kind == Kind::kCall || kind == Kind::kExec;
  const bool appends =
      !last && (saves || (kind_info.felts > 0 && kind_info.unit != Unit::kCoprocessorQuiet));
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

  const bool divides = kind == Kind::kDiv;
  const bool returns = kind == Kind::kRet;
  if (divides || returns || (is.assert_equal + is.jump_eq + is.jump_ne) == Felt::one()) {
    result.difference = divides ? row.y : returns ? row.fp - row.base : row.x - row.y;
    if (result.difference == Felt()) row.equal = Felt::one();
    if (divides) result.column = offsetof(CpuTable::Columns<uint8_t>, imm);
    if (returns && row.equal == Felt::one()) {
      row.res = Felt(trace.regions[step.region].parent_base);
    }
  }

  if (!x_fails) ledger.read_felt(row.address_x.value());
  if (!y_immediate && !x_fails && !y_fails) ledger.read_felt(row.address_y.value());
  if (appends) ledger.read_felt(at);
  const Felt top = row.ap - Felt::one();
  if (is.x_local == Felt::one()) {
    x_fails ? ledger.near_fails(top - row.address_x, row.ap) : ledger.near(top - row.address_x);
  }
  if (!x_fails && (is.y_local + is.y_deref) == Felt::one()) {
    y_fails ? ledger.near_fails(top - row.address_y, row.ap) : ledger.near(top - row.address_y);
  }
  return result;
}

}  // namespace

Fetched fetched_form(const Decoded& decoded) {
  const auto [kind, x_mode, y_mode] = decoded.opcode;
  const InstructionInfo& kind_info = info(kind);
  Fetched fetched;
  kind_flag(fetched.flags, kind) = Felt::one();
  if (kind == Kind::kRet) {
    fetched.a = -Felt(2);
    fetched.b = -Felt(1);
  } else {
    if (!kind_info.uses_x) {
      fetched.flags.x_ap = Felt::one();
      fetched.a = -Felt(1);
    } else {
      if (x_mode == XMode::kAp) fetched.flags.x_ap = Felt::one();
      if (x_mode == XMode::kLocal) fetched.flags.x_local = Felt::one();
      fetched.a = x_mode == XMode::kLocal ? decoded.fields.a : -decoded.fields.a;
    }
    if (kind == Kind::kJump || kind == Kind::kCall) {
      fetched.flags.y_ap = Felt::one();
      fetched.b = kind == Kind::kCall ? Felt::one() : -Felt::one();
    } else if (!kind_info.uses_y) {
      fetched.flags.y_immediate = Felt::one();
      if (kind == Kind::kJumpTable) fetched.b = decoded.fields.b;
    } else {
      if (y_mode == YMode::kAp) fetched.flags.y_ap = Felt::one();
      if (y_mode == YMode::kLocal) fetched.flags.y_local = Felt::one();
      if (y_mode == YMode::kImmediate) fetched.flags.y_immediate = Felt::one();
      if (y_mode == YMode::kDeref) fetched.flags.y_deref = Felt::one();
      const bool negative = y_mode == YMode::kAp || y_mode == YMode::kArg;
      fetched.b = negative ? -decoded.fields.b : decoded.fields.b;
    }
  }
  if (asks_coprocessor(kind_info)) {
    fetched.imm = Felt(static_cast<uint32_t>(kind));
  } else if (kind_info.imm != Imm::kUnused) {
    fetched.imm = decoded.fields.imm;
  }
  return fetched;
}

EndDeltas end_deltas(const Witness& witness) {
  const Stop& stop = witness.trace.stop;
  return {witness.publics[PublicValue::kFirstPc] - Felt(stop.pc), Felt(kZeroPage) - Felt(stop.ap),
          witness.publics[PublicValue::kFirstWp] - Felt(stop.wp), -Felt(stop.cost)};
}

size_t CpuTable::rows(const Witness& witness) { return witness.trace.steps.size(); }

void CpuTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const Trace& trace = witness.trace;
  std::vector<Fetched> fetched;
  for (const Decoded& decoded : trace.decoded) fetched.push_back(fetched_form(decoded));
  const RowWriter<CpuTable> rows(matrix);
  const size_t idle = matrix.height() - trace.steps.size();
  // Rows in blocks, so that a block's inverses are taken together.
  constexpr size_t kBlock = 1024;
#pragma omp parallel for schedule(dynamic)
  for (size_t begin = 0; begin < matrix.height(); begin += kBlock) {
    const size_t end = std::min(begin + kBlock, matrix.height());
    std::array<Felt, kBlock> differences;
    std::array<size_t, kBlock> columns;
    for (size_t r = begin; r < end; ++r) {
      Row row{};
      RowInverse inverse;
      if (r < idle) {
        write_registers(trace, trace.steps.front(), row);
      } else {
        inverse = fill_row(witness, fetched, r - idle, ledger, row);
      }
      rows.write(r, row);
      differences[r - begin] = inverse.difference;
      columns[r - begin] = inverse.column;
    }
    batch_inverse(std::span(differences).first(end - begin));
    for (size_t r = begin; r < end; ++r) {
      const Felt inverse = differences[r - begin];
      if (inverse != Felt()) matrix.column(columns[r - begin])[r] = inverse;
    }
  }
}

}  // namespace cairn
