// Random programs on random input: instructions that mostly get somewhere, mutations of these and
// of given programs, and words that are no code at all.
#ifndef CAIRN_TEST_VM_RANDOM_JOBS_H_
#define CAIRN_TEST_VM_RANDOM_JOBS_H_

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "test/vm/vm_test.h"

namespace cairn {

class JobGenerator {
 public:
  explicit JobGenerator(uint64_t seed) : random_(seed) {}

  Job next() {
    Job result;
    const size_t length = below(8) == 0 ? below(3) : 4 + below(20);
    result.inputs.resize(below(40) == 0 ? 256 + below(100) : below(8));
    known_words_ = length + result.inputs.size();
    code_end_ = 2 * length;
    std::vector<Instruction> code(2 * length);
    constants_ = below(12);
    for (size_t i = 0; i < code.size(); ++i) {
      code[i] = i < constants_ ? push(constant(i)) : instruction(i);
    }
    if (below(4) == 0) {  // a mutation or more
      for (size_t i = 0; i < code.size() && i < 1 + below(3); ++i) mutate(code[below(code.size())]);
    }
    append_code(result.program, code);
    if (below(30) == 0) {
      for (Word& each : result.program.image) each = data_word();
    }
    for (Word& each : result.inputs) each = below(5) == 0 ? code_word() : data_word();
    result.program.entry = below(6) == 0 ? static_cast<uint32_t>(below(2 * length + 4)) : 0;
    result.cost_limit = static_cast<uint32_t>(below(5) == 0 ? below(24) : 40 + below(160));
    for (size_t i = below(20); i > 0; --i) result.felt_advice.push_back(value());
    for (size_t i = below(20); i > 0; --i) result.word_advice.push_back(data_word());
    return result;
  }

  // The job with a few of its words changed, on other input now and then.
  Job mutated(const Job& from) {
    Job result = from;
    std::vector<Word>& image = result.program.image;
    known_words_ = image.size() + result.inputs.size();
    code_end_ = 2 * image.size();
    for (size_t i = 1 + below(4); i > 0 && !image.empty(); --i) {
      Word& word = image[below(image.size())];
      const size_t half = 4 * below(2);
      switch (below(5)) {
        case 0:
          word[below(8)] = value();
          break;
        case 1:
          word[below(8)] += Felt(below(2) == 0 ? 1 : -1);
          break;
        case 2:  // the same operands, but other modes or another kind
          word[half] = Felt(random_() % (kOpcodeEnd + 20));
          break;
        case 3:
          word = image[below(image.size())];
          break;
        default:
          word = code_word();
      }
    }
    for (Word& word : result.inputs) {
      if (below(20) == 0) word = data_word();
      if (below(20) == 0) word[below(8)] = value();
    }
    if (below(20) == 0) result.inputs.resize(below(12));
    if (below(10) == 0) result.program.entry = static_cast<uint32_t>(below(code_end_ + 4));
    if (below(10) == 0) result.cost_limit = static_cast<uint32_t>(below(result.cost_limit + 1));
    return result;
  }

 private:
  size_t below(size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  // Numbers at which something changes.
  Felt value() {
    switch (below(12)) {
      case 0:
        return Felt(random_());
      case 1:
        return Felt(-1 - static_cast<int>(below(3)));
      case 2:
        return Felt(65534 + below(4));
      case 3:
        return Felt(kZeroPage - 6 + below(30));
      case 4:
        return Felt(254 + below(5));
      case 5:
        return Felt();
      case 6:
      case 7:
        return Felt(below(4));
      default:
        return Felt(below(known_words_ + 3));
    }
  }

  // Handles, mostly. The last one is often the address of some constants, for the kinds that take
  // their arguments from there.
  Felt constant(size_t i) {
    if (i + 1 == constants_ && below(2) == 0) return Felt(kZeroPage + below(constants_));
    return below(3) == 0 ? value() : Felt(below(known_words_ + 1));
  }

  // Offsets, most small and legal; at and beyond the limits now and then.
  uint32_t offset(uint32_t least, size_t bound) {
    if (below(100) == 0) return static_cast<uint32_t>(kZeroPage - 1 + below(3));
    return static_cast<uint32_t>(below(100) == 0 ? 0 : least + below(bound));
  }

  // Of an operand of the instruction at pc in mode 0 ap, 1 arg or 2 local: cells that were probably
  // appended by the instructions before it, or the zero page.
  uint32_t cell(uint32_t mode, size_t pc) {
    if (mode == 2) return offset(0, std::clamp<size_t>(pc, 1, 12));
    return offset(1, mode == 0 ? std::clamp<size_t>(pc, 2, 12) : 6);
  }

  Felt target(size_t pc) {
    if (below(25) == 0) return value();
    const auto to = static_cast<int64_t>(below(code_end_ + (below(8) == 0 ? 3 : 0)));
    return Felt(to - static_cast<int64_t>(pc));
  }

  Instruction instruction(size_t pc) {
    auto kind = static_cast<Kind>(1 + below(kKinds - 1));
    // Those that mostly end a run are chosen less often.
    if ((kind == Kind::kHalt || kind == Kind::kAssert || kind == Kind::kAssertLess) &&
        below(3) != 0) {
      kind = Kind::kAdd;
    }
    auto x = static_cast<XMode>(below(kXModes));
    auto y = static_cast<YMode>(below(kYModes));
    if (info(kind).uses_y && y == YMode::kDeref && kind != Kind::kAdd && below(20) != 0) {
      y = YMode::kImmediate;
    }
    // A handle is best taken from the constants at the beginning.
    const bool takes_handle = kind == Kind::kExec || kind == Kind::kHalt || kind >= Kind::kHash;
    if (takes_handle && below(3) != 0) y = YMode::kImmediate;
    const bool from_constants = takes_handle && below(3) != 0;
    if (from_constants) x = XMode::kLocal;
    const bool takes_address = from_constants && cells_at_x(kind) != 0 && constants_ > 0;
    const uint32_t a = takes_address    ? static_cast<uint32_t>(constants_ - 1)
                       : from_constants ? static_cast<uint32_t>(below(constants_))
                                        : cell(static_cast<uint32_t>(x), pc);
    Felt b = value();
    if (info(kind).uses_y && y != YMode::kImmediate) {
      b = y == YMode::kDeref ? Felt(static_cast<int64_t>(offset(0, 12)) * (below(2) == 0 ? 1 : -1))
                             : Felt(cell(static_cast<uint32_t>(y), pc));
    }
    if (takes_handle && y == YMode::kImmediate && below(6) != 0) {
      const bool is_length = kind == Kind::kExec || kind == Kind::kHalt || kind == Kind::kHashRange;
      b = Felt(below(is_length ? 1 + known_words_ / 2 : known_words_));
      if (kind == Kind::kHalt && known_words_ > kMaxOutputWords) b = Felt(255 + below(4));
    }
    if (kind == Kind::kJumpTable && below(6) != 0) b = Felt(1 + below(6));
    const Felt imm = info(kind).imm == Imm::kTarget ? target(pc) : value();
    return {Felt(opcode(kind, x, y)), Felt(a), b, imm};
  }

  void mutate(Instruction& instruction) {
    Felt* const fields[] = {&instruction.opcode, &instruction.a, &instruction.b, &instruction.imm};
    Felt& field = *fields[below(4)];
    field = below(2) == 0 ? value() : field + Felt(1);
    if (below(3) == 0) instruction.opcode = Felt(random_() % (kOpcodeEnd + 20));
  }

  Word code_word() {
    const Instruction code[] = {instruction(2 * below(known_words_)),
                                instruction(2 * below(known_words_) + 1)};
    return code_words(code)[0];
  }

  Word data_word() {
    Word result{};
    const size_t style = below(6);
    for (Felt& felt : result) {
      if (style == 0) felt = value();
      if (style == 1) felt = Felt(random_());
      if (style == 2) felt = Felt(random_() % 65536);
      if (style == 3) felt = Felt(65535);
    }
    if (style == 4) result[below(8)] = Felt(random_() % 65536);
    return result;  // style 5: zero
  }

  std::mt19937_64 random_;
  size_t known_words_ = 0;
  size_t constants_ = 0;  // instructions at the beginning that append one
  size_t code_end_ = 0;
};

}  // namespace cairn

#endif  // CAIRN_TEST_VM_RANDOM_JOBS_H_
