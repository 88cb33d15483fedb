// Whether an instruction is legal where it stands: for every opcode, with fields at every edge, the
// rows of `decode` and `faults` that hold are those of the machine's verdict, one of the two.
#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "air/decode.h"
#include "air/faults.h"
#include "test/air/trial.h"
#include "vm/decode.h"

namespace cairn::test {
namespace {

// Whether a row of decode holds for the instruction at pc, and whether one of faults does that
// calls it illegal.
struct Legality {
  bool legal = false, illegal = false;
};
Legality provable_legality(const Scene& scene, uint32_t pc) {
  const PublicValues publics;
  const uint32_t half = pc % 2;
  const Word& word = scene.words[pc / 2];
  const Instruction fields = instruction_of(word, pc);
  const uint32_t number = fields.opcode.value();
  DecodeTable::Columns<Felt> decoded{};
  FaultsTable::Columns<Felt> fault{};
  // Any other parts do not make the opcode; without a kind there are none.
  if (15 <= number && number < kOpcodeEnd) {
    const uint32_t x = number / 5 % 3, y = number % 5;
    decoded.kind[number / 15 - 1] = fault.kind[number / 15 - 1] = Felt::one();
    decoded.x_ap = Felt(int{x == 0});
    decoded.x_arg = fault.x_arg = Felt(int{x == 1});
    decoded.x_local = fault.x_local = Felt(int{x == 2});
    decoded.y_ap = Felt(int{y == 0});
    decoded.y_arg = fault.y_arg = Felt(int{y == 1});
    decoded.y_local = fault.y_local = Felt(int{y == 2});
    decoded.y_immediate = fault.y_immediate = Felt(int{y == 3});
    decoded.y_deref = fault.y_deref = Felt(int{y == 4});
  }
  const auto place = [&](auto& row) {
    row.base = scene.region[0];
    row.lo = scene.region[1];
    row.hi = scene.region[2];
    row.pc = Felt(pc);
    row.handle = Felt(pc / 2);
    row.word = word;
    row.a = fields.a;
    row.b = fields.b;
    row.imm = fields.imm;
  };
  place(decoded);
  place(fault);
  decoded.half = fault.second = Felt(half);
  decoded.count = Felt::one();
  {
    const Trial<DecodeTable> trial(decoded, scene, publics);
    decoded.fetch_x_ap -= trial.left_over("fetched x_ap");
    decoded.fetch_x_local -= trial.left_over("fetched x_local");
    decoded.fetch_y_ap -= trial.left_over("fetched y_ap");
    decoded.fetch_y_local -= trial.left_over("fetched y_local");
    decoded.fetch_y_immediate -= trial.left_over("fetched y_immediate");
    decoded.fetch_y_deref -= trial.left_over("fetched y_deref");
    decoded.fetch_a -= trial.left_over("fetched a");
    decoded.fetch_b -= trial.left_over("fetched b");
    decoded.fetch_imm -= trial.left_over("fetched imm");
    decoded.last -= trial.left_over("last target");
    decoded.origin -= trial.left_over("origin");
  }
  Legality found{Trial<DecodeTable>(decoded, scene, publics).holds(), false};
  fault.real = Felt::one();
  fault.opcode = fields.opcode;
  constexpr size_t kIllegalCases = 6;
  for (size_t i = 0; i < kIllegalCases; ++i) {
    std::array<Felt, kFaultCases> flags{};
    flags[i] = Felt::one();
    FaultsTable::Columns<Felt> row = fault;
    row.cases = std::bit_cast<FaultCases<Felt>>(flags);
    solve(row, scene, publics);
    found.illegal |= Trial<FaultsTable>(row, scene, publics).holds();
  }
  return found;
}

TEST_CASE("legality: every opcode, with fields at every edge, is legal or illegal, never both") {
  Scene scene;
  scene.words.resize(12);
  constexpr uint32_t kLo = 6, kHi = 20;
  scene.region = {Felt(5000), Felt(kLo), Felt(kHi)};
  size_t legal = 0, illegal = 0;
  const auto try_fields = [&](uint32_t pc, const Instruction& fields) {
    Word& word = scene.words[pc / 2];
    const std::array cells = {fields.opcode, fields.a, fields.b, fields.imm};
    std::copy(cells.begin(), cells.end(), word.begin() + ptrdiff_t{4} * (pc % 2));
    const auto opcode = decode(fields);
    const bool expected =
        pc < kHi && opcode.has_value() && targets_legal(*opcode, fields, pc, kLo, kHi);
    const Legality found = provable_legality(scene, pc);
    // At hi no instruction is fetched, but the end of the code.
    if (found.legal != expected || found.illegal != (pc < kHi && !expected)) {
      FAIL_CHECK("pc " << pc << ": " << fields.opcode.value() << " " << fields.a.value() << " "
                       << fields.b.value() << " " << fields.imm.value() << ": legal " << found.legal
                       << ", illegal " << found.illegal);
    }
    ++(expected ? legal : illegal);
  };
  const std::vector<Felt> offsets = {
      Felt(0),  Felt(1),          Felt(kZeroPage),     Felt(kZeroPage + 1),
      -Felt(1), -Felt(kZeroPage), -Felt(kZeroPage + 1)};
  std::vector<Felt> opcodes = {-Felt(1), -Felt(15), Felt(1u << 26), Felt(1u << 30)};
  for (uint32_t number = 0; number < kOpcodeEnd + 16; ++number) opcodes.push_back(Felt(number));
  for (const Felt number : opcodes) {
    for (const Felt offset : offsets) {
      try_fields(13, {number, offset, Felt(1), Felt()});
      try_fields(13, {number, Felt(1), offset, Felt()});
    }
    // Targets and lengths of tables; the modes are not theirs.
    if (number.value() % 15 != 0) continue;
    for (const uint32_t pc : {kLo, 13u, kHi - 1, kHi}) {
      for (const uint32_t end : {kLo - 1, kLo, kHi - 1, kHi, kHi + 1, 0u, 1u << 26}) {
        const Felt distance = Felt(end) - Felt(pc);
        try_fields(pc, {number, Felt(1), distance, distance});
        try_fields(pc, {number, Felt(1), distance - Felt(1), distance});
      }
    }
  }
  CHECK(legal > 1000);
  CHECK(illegal > 1000);
}

}  // namespace
}  // namespace cairn::test
