// The rows of decode from a run's decoded instructions. See decode.h.
#include "air/decode.h"

#include "air/fill.h"
#include "air/ledger.h"
#include "air/witness.h"

namespace cairn {
namespace {

using Row = DecodeTable::Columns<Felt>;

Felt bit(bool b) { return b ? Felt::one() : Felt(); }

}  // namespace

size_t DecodeTable::rows(const Witness& witness) { return witness.trace.decoded.size(); }

void DecodeTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const Trace& trace = witness.trace;
  const RowWriter<DecodeTable> rows(matrix);
  const Felt one = Felt::one();
  const Felt page(kZeroPage);
#pragma omp parallel for
  for (size_t r = 0; r < matrix.height(); ++r) {
    Row row{};
    if (r < trace.decoded.size()) {
      const Decoded& decoded = trace.decoded[r];
      const auto [kind, x_mode, y_mode] = decoded.opcode;
      const InstructionInfo& kind_info = info(kind);
      const Region& region = trace.regions[decoded.region];
      row.kind[kind_index(kind)] = one;
      row.x_ap = bit(x_mode == XMode::kAp);
      row.x_arg = bit(x_mode == XMode::kArg);
      row.x_local = bit(x_mode == XMode::kLocal);
      row.y_ap = bit(y_mode == YMode::kAp);
      row.y_arg = bit(y_mode == YMode::kArg);
      row.y_local = bit(y_mode == YMode::kLocal);
      row.y_immediate = bit(y_mode == YMode::kImmediate);
      row.y_deref = bit(y_mode == YMode::kDeref);
      row.base = Felt(region.base);
      row.lo = Felt(region.lo);
      row.hi = Felt(region.hi);
      row.pc = Felt(decoded.pc);
      row.handle = Felt(decoded.pc / 2);
      row.half = Felt(decoded.pc % 2);
      row.word = trace.words[decoded.pc / 2];
      row.a = decoded.fields.a;
      row.b = decoded.fields.b;
      row.imm = decoded.fields.imm;
      row.count = Felt(decoded.count);
      const Fetched fetched = fetched_form(decoded);
      row.fetch_x_ap = fetched.flags.x_ap;
      row.fetch_x_local = fetched.flags.x_local;
      row.fetch_y_ap = fetched.flags.y_ap;
      row.fetch_y_local = fetched.flags.y_local;
      row.fetch_y_immediate = fetched.flags.y_immediate;
      row.fetch_y_deref = fetched.flags.y_deref;
      row.fetch_a = fetched.a;
      row.fetch_b = fetched.b;
      row.fetch_imm = fetched.imm;

      ledger.read_word(decoded.pc / 2);
      ledger.near(row.hi - one - row.pc);
      if (kind_info.uses_x) {
        ledger.range(row.a - one + row.x_local);
        ledger.range(page - row.a);
      }
      if (kind_info.uses_y && y_mode != YMode::kImmediate) {
        ledger.range(row.b - one + row.y_local + (page + one) * row.y_deref);
        ledger.range(page - row.b);
      }
      const bool is_table = kind == Kind::kJumpTable;
      if (has_target(kind_info) || is_table) {
        row.origin = is_table ? row.pc : row.lo;
        row.last = row.pc + (is_table ? row.b : row.imm);
        ledger.near(row.last - row.origin);
        ledger.near(row.hi - one - row.last);
      }
    }
    rows.write(r, row);
  }
}

}  // namespace cairn
