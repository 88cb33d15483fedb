// The row of the fault. See faults.h.
#include "air/faults.h"

#include <optional>

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"
#include "vm/decode.h"

namespace cairn {
namespace {

using Row = FaultsTable::Columns<Felt>;

constexpr Felt kOne = Felt::one();

void look_up_less(Row& row, Ledger& ledger, Felt a, Felt b) {
  row.less_a = a;
  row.less_b = b;
  ledger.less(a, b);
}

void set_modes(Row& row, const Opcode& opcode) {
  row.kind[kind_index(opcode.kind)] = kOne;
  if (opcode.x == XMode::kArg) row.x_arg = kOne;
  if (opcode.x == XMode::kLocal) row.x_local = kOne;
  if (opcode.y == YMode::kArg) row.y_arg = kOne;
  if (opcode.y == YMode::kLocal) row.y_local = kOne;
  if (opcode.y == YMode::kImmediate) row.y_immediate = kOne;
  if (opcode.y == YMode::kDeref) row.y_deref = kOne;
}

// The range that the kind takes.
void set_range(Row& row) {
  const bool climbs = row.kind[kind_index(Kind::kClimb)] == kOne;
  const bool horner = row.kind[kind_index(Kind::kHorner)] == kOne;
  row.range_first = climbs ? row.word[2] : horner ? row.word[0] : row.x;
  row.range_length = climbs ? row.word[3] : horner ? row.word[1] : row.y;
}

// What every row holds.
Row empty_row() {
  Row row{};
  row.low_power = row.power = kOne;
  return row;
}

// Whether an offset o with least <= o <= most is none of those, for o - least as a number.
bool outside(Felt above_least, Felt count) { return above_least.value() >= count.value(); }

// The case of an illegal instruction.
void fill_illegal(const Trace& trace, Ledger& ledger, Row& row) {
  const Region& region = trace.regions[trace.stop.region];
  const uint32_t pc = trace.stop.pc;
  const Instruction fields = instruction_of(trace.words[pc / 2], pc);
  row.base = Felt(region.base);
  row.lo = Felt(region.lo);
  row.hi = Felt(region.hi);
  row.pc = Felt(pc);
  row.second = Felt(pc % 2);
  row.handle = Felt(pc / 2);
  row.word = trace.words[pc / 2];
  row.opcode = fields.opcode;
  row.a = fields.a;
  row.b = fields.b;
  row.imm = fields.imm;
  row.near_first = row.hi - kOne - row.pc;
  ledger.read_word(pc / 2);
  ledger.near(row.near_first);

  const std::optional<Opcode> opcode = split_opcode(fields.opcode);
  if (!opcode.has_value()) {
    row.cases.illegal_opcode = kOne;
    return look_up_less(row, ledger, row.opcode - Felt(15), Felt(kOpcodeEnd - 15));
  }
  set_modes(row, *opcode);
  set_range(row);
  const InstructionInfo& kind = info(opcode->kind);
  const Felt page(kZeroPage);
  const Felt x_above = row.a - kOne + row.x_local;
  const Felt x_count = page + row.x_local;
  const Felt shift = (page + kOne) * row.y_deref;
  const Felt y_above = row.b - kOne + row.y_local + shift;
  const Felt y_count = page + row.y_local + shift;
  if (kind.uses_x && outside(x_above, x_count)) {
    row.cases.illegal_x = kOne;
    look_up_less(row, ledger, x_above, x_count);
  } else if (kind.uses_y && opcode->y == YMode::kDeref && opcode->kind != Kind::kAdd) {
    row.cases.illegal_deref = kOne;
  } else if (kind.uses_y && opcode->y != YMode::kImmediate && outside(y_above, y_count)) {
    row.cases.illegal_y = kOne;
    look_up_less(row, ledger, y_above, y_count);
  } else if (opcode->kind == Kind::kJumpTable) {
    row.cases.illegal_table = kOne;
    look_up_less(row, ledger, row.b, row.hi - row.pc);
  } else {
    row.cases.illegal_target = kOne;
    look_up_less(row, ledger, row.pc + row.imm - row.lo, row.hi - row.lo);
  }
}

// `word` is W[x], or W[y] where second.
void look_up_word(const Trace& trace, Ledger& ledger, Row& row, bool second) {
  row.second = second ? kOne : Felt();
  row.handle = second ? row.y : row.x;
  row.word = trace.words[row.handle.value()];
  ledger.read_word(row.handle.value());
  ledger.near(row.x + row.y - row.handle);
}

// Both handles are in bounds.
void look_up_handles(Ledger& ledger, Row& row) {
  row.near_first = row.wp - kOne - row.x;
  row.near_second = row.wp - kOne - row.y;
  ledger.near(row.near_first);
  ledger.near(row.near_second);
}

// Whether the cells that the kind reads from x on are below ap.
bool cells_exist(Kind kind, const Row& row) {
  return row.x.value() <= row.ap.value() - cells_at_x(kind);
}

// The handle is not below wp.
void look_up_above(Ledger& ledger, Row& row, Felt handle) {
  row.near_first = row.wp - kOne - handle;
  row.near_bound = row.wp;
  ledger.near_fails(row.near_first, row.near_bound);
}

void fill_bounds(Kind kind, Ledger& ledger, Row& row) {
  const uint32_t wp = row.wp.value();
  if (cells_at_x(kind) != 0 && !cells_exist(kind, row)) {
    row.cases.cells = kOne;
    return look_up_less(row, ledger, row.ap - Felt(cells_at_x(kind)), row.x);
  }
  if (kind == Kind::kClimb && row.word[0].value() >= wp) {
    row.cases.node = kOne;
    return look_up_above(ledger, row, row.word[0]);
  }
  if (kind == Kind::kHorner && row.word[2].value() >= wp) {
    row.cases.point = kOne;
    return look_up_above(ledger, row, row.word[2]);
  }
  if (kind == Kind::kHorner && row.word[3].value() >= wp) {
    row.cases.start = kOne;
    return look_up_above(ledger, row, row.word[3]);
  }
  if (takes_range(info(kind))) {
    if (row.range_length.value() > wp) {
      row.cases.length = kOne;
      return look_up_less(row, ledger, row.wp, row.range_length);
    }
    row.cases.span = kOne;
    row.near_first = row.wp - row.range_length;
    row.near_second = row.range_length;
    ledger.near(row.near_first);
    ledger.near(row.near_second);
    return look_up_less(row, ledger, row.near_first, row.range_first);
  }
  if (kind == Kind::kJumpTable) {
    row.cases.jump_table = kOne;
    return look_up_less(row, ledger, row.x, row.y);
  }
  const bool of_x = row.x.value() >= wp;
  (of_x ? row.cases.handle_x : row.cases.handle_y) = kOne;
  look_up_above(ledger, row, of_x ? row.x : row.y);
}

void look_up_existing(Ledger& ledger, const Row& row, Felt handle) {
  ledger.near(handle);
  ledger.near(row.wp - kOne - handle);
}

// The words of the range exist, and so do those of the handles beside it.
void look_up_range(Kind kind, Ledger& ledger, Row& row) {
  row.near_first = row.range_first;
  row.near_second = row.range_length;
  ledger.near(row.near_first);
  ledger.near(row.near_second);
  ledger.near(row.wp - row.range_length - row.range_first);
  if (kind == Kind::kClimb) look_up_existing(ledger, row, row.word[0]);
  if (kind == Kind::kHorner) {
    look_up_existing(ledger, row, row.word[2]);
    look_up_existing(ledger, row, row.word[3]);
  }
}

void fill_climb_range(Ledger& ledger, Row& row, Felt left) {
  look_up_range(Kind::kClimb, ledger, row);
  ledger.less(left, row.range_length);
  const uint32_t n = row.range_length.value();
  if (n == 0 || n > kMaxClimb) {
    row.cases.levels = kOne;
    return look_up_less(row, ledger, row.range_length - kOne, Felt(kMaxClimb));
  }
  row.cases.index = kOne;
  for (size_t i = 0; i < row.length_bits.size(); ++i) row.length_bits[i] = Felt(n >> i & 1);
  row.low_power = Felt(1u << (n & 7));
  row.power = Felt(1u << n);
  look_up_less(row, ledger, row.word[1], row.power);
}

void fill_range(Kind kind, const Witness& witness, Ledger& ledger, Row& row) {
  const Trace& trace = witness.trace;
  if (kind == Kind::kAssertLess) {
    row.cases.assert_less = kOne;
    return look_up_less(row, ledger, row.x, row.y);
  }
  if (kind == Kind::kClimb) {
    return fill_climb_range(ledger, row, witness.publics[PublicValue::kLeft]);
  }
  row.cases.limb = kOne;
  look_up_handles(ledger, row);
  const auto bad_limb = [&](Felt handle) {
    const Word& word = trace.words[handle.value()];
    size_t i = 0;
    while (i < word.size() && word[i].value() < 1u << 16) ++i;
    return i;
  };
  size_t at = bad_limb(row.x);
  const bool in_y = at == 8;
  if (in_y) at = bad_limb(row.y);
  look_up_word(trace, ledger, row, in_y);
  row.limb[at] = kOne;
  look_up_less(row, ledger, row.word[at], Felt(1 << 16));
}

void fill_division(Kind kind, const Trace& trace, Ledger& ledger, Row& row) {
  const bool integers = kind == Kind::kIntDiv;
  (integers ? row.cases.int_div : row.cases.ext_div) = kOne;
  look_up_handles(ledger, row);
  look_up_word(trace, ledger, row, !integers);
  if (!integers) return;
  ledger.read_word(row.y.value());
  for (const Felt limb : row.word) ledger.range(limb);
}

// The range exists, and is longer than what is allowed.
void fill_too_long(Kind kind, Ledger& ledger, Row& row, Felt allowed) {
  look_up_range(kind, ledger, row);
  look_up_less(row, ledger, allowed, row.range_length);
}

// The arguments of a climb or horner, if they are there.
void look_up_arguments(Kind kind, const Trace& trace, Ledger& ledger, Row& row) {
  if (!cells_exist(kind, row)) return;
  const uint32_t x = row.x.value();
  for (uint32_t i = 0; i < kArgumentCells; ++i) {
    row.word[i] = trace.felts[x + i];
    ledger.read_felt(x + i);
  }
  ledger.near(row.ap - Felt(kArgumentCells) - row.x);
}

// The case of what a coprocessor, jump_table or exec traps with.
void fill_trap(const Witness& witness, Ledger& ledger, Row& row) {
  const Trace& trace = witness.trace;
  const Step& step = trace.steps.back();
  const Decoded& decoded = trace.decoded[step.decoded];
  const Kind kind = decoded.opcode.kind;
  const EndDeltas deltas = end_deltas(witness);
  row.kind[kind_index(kind)] = kOne;
  row.base = Felt(witness.base(step));
  row.x = step.x;
  // To the machine it is a field of the instruction, to the cpu's row an immediate operand.
  row.y = kind == Kind::kJumpTable ? decoded.fields.b : step.y;
  if (kind == Kind::kExec) row.res = Felt(step.fp);
  row.ap = Felt(step.ap);
  row.wp = Felt(step.wp);
  row.delta_pc = deltas.pc;
  row.delta_ap = deltas.ap;
  row.delta_wp = deltas.wp;
  row.delta_cost = deltas.cost;
  if (has_arguments(kind)) look_up_arguments(kind, trace, ledger, row);
  set_range(row);
  switch (trace.outcome.reason) {
    case Reason::kBounds:
      return fill_bounds(kind, ledger, row);
    case Reason::kRange:
      return fill_range(kind, witness, ledger, row);
    case Reason::kDivision:
      return fill_division(kind, trace, ledger, row);
    case Reason::kOutOfCost:
      row.cases.out_of_cost = kOne;
      return fill_too_long(kind, ledger, row, witness.publics[PublicValue::kLeft]);
    default:
      row.cases.output = kOne;
      return fill_too_long(kind, ledger, row, Felt(kMaxOutputWords));
  }
}

bool is_trap(const Witness& witness) {
  return witness.publics[PublicValue::kEndCoprocessor] == kOne && !witness.trace.outcome.halted();
}
bool is_illegal(const Witness& witness) {
  return witness.publics[PublicValue::kEndIllegal] == kOne;
}

}  // namespace

size_t FaultsTable::rows(const Witness& witness) {
  return is_trap(witness) || is_illegal(witness) ? 1 : 0;
}

void FaultsTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const RowWriter<FaultsTable> rows(matrix);
  for (size_t r = 1; r < matrix.height(); ++r) rows.write(r, empty_row());
  Row row = empty_row();
  row.real = kOne;
  is_illegal(witness) ? fill_illegal(witness.trace, ledger, row) : fill_trap(witness, ledger, row);
  rows.write(0, row);
}

}  // namespace cairn
