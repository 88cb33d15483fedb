// Decoded instructions of the run loop. The cache is indexed by place in the word log alone, so
// that code which runs again in another region, or as part of a larger one, is decoded once, and
// entering a region costs nothing. What depends on the region, the targets of jumps, is checked
// when an instruction is first met in it.
#ifndef CAIRN_VM_CODE_CACHE_H_
#define CAIRN_VM_CODE_CACHE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crypto/field/felt.h"
#include "crypto/field/word.h"
#include "vm/decode.h"
#include "vm/instructions.h"
#include "vm/trace.h"

namespace cairn {

// What the loop switches on: the kinds that the cpu executes, most by where y comes from (a cell or
// the instruction), and one for all of the coprocessors'.
enum class Action : uint8_t {
  kUnknown,  // not decoded yet
  kIllegal,
  kAddCell,
  kAddImmediate,
  kLoad,
  kMulCell,
  kMulImmediate,
  kSub,
  kDiv,
  kAssert,
  kJump,
  kJumpEq,
  kJumpNe,
  kJumpTable,
  kCall,
  kRet,
  kExec,
  kAdvice,
  kAdviceWord,
  kCoprocessor,
};

struct CachedInstruction {
  Action action = Action::kUnknown;
  Kind kind = Kind::kNone;
  bool uses_x = false;
  bool uses_y = false;
  bool y_immediate = false;
  bool x_from_ap = false;  // else from fp
  bool y_from_ap = false;
  uint32_t x_offset = 0;       // to be added mod 2^32
  uint32_t y_offset = 0;       // likewise
  Felt b;                      // immediate y, offset of a load
  Felt imm;                    // addend
  uint32_t target = 0;         // of jump, jump_eq, jump_ne and call; the length of a jump_table
  uint32_t region = kNoIndex;  // the last region in which the targets were found legal
  uint32_t decoded = 0;        // index into Trace::decoded for that region
};

class CodeCache {
 public:
  // Makes place for the instructions below `end`. Each time, only what was never covered is paid
  // for, and that only by a pointer to 64 words.
  void cover(uint32_t end) {
    const size_t pages = (size_t{end} + kPageSize - 1) >> kPageBits;
    if (pages > pages_.size()) pages_.resize(pages);
  }

  // The instruction at pc, which is covered.
  CachedInstruction& at(uint32_t pc) {
    std::unique_ptr<CachedInstruction[]>& page = pages_[pc >> kPageBits];
    if (page == nullptr) [[unlikely]] {
      page = std::make_unique<CachedInstruction[]>(kPageSize);
    }
    return page[pc & (kPageSize - 1)];
  }

 private:
  static constexpr uint32_t kPageBits = 7;
  static constexpr uint32_t kPageSize = 1 << kPageBits;
  std::vector<std::unique_ptr<CachedInstruction[]>> pages_;
};

// Fills in all but `region` and `decoded`.
void decode_into(CachedInstruction& cached, const Instruction& instruction, uint32_t pc);

}  // namespace cairn

#endif  // CAIRN_VM_CODE_CACHE_H_
