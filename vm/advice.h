// The prover's choices: where `advice` and `advice_word` get their values. Specification:
// docs/machine.md.
#ifndef CAIRN_VM_ADVICE_H_
#define CAIRN_VM_ADVICE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "crypto/field/felt.h"
#include "crypto/field/word.h"

namespace cairn {

// What a provider may look at: the machine as it is before the advice instruction. Valid during the
// call only.
struct MachineView {
  std::span<const Felt> felts;  // M[0..ap)
  std::span<const Word> words;  // W[0..wp)
  uint32_t pc, fp;
};

class AdviceProvider {
 public:
  virtual ~AdviceProvider() = default;
  // Nothing: there is no more advice, which is an error of the run and not an outcome.
  virtual std::optional<Felt> next_felt(const MachineView& machine) = 0;
  virtual std::optional<Word> next_word(const MachineView& machine) = 0;
};

// Advice known beforehand, in order; felts and words are two queues.
class AdviceList final : public AdviceProvider {
 public:
  AdviceList(std::vector<Felt> felts, std::vector<Word> words)
      : felts_(std::move(felts)), words_(std::move(words)) {}
  std::optional<Felt> next_felt(const MachineView&) override {
    if (felts_used_ == felts_.size()) return std::nullopt;
    return felts_[felts_used_++];
  }
  std::optional<Word> next_word(const MachineView&) override {
    if (words_used_ == words_.size()) return std::nullopt;
    return words_[words_used_++];
  }

 private:
  std::vector<Felt> felts_;
  std::vector<Word> words_;
  size_t felts_used_ = 0;
  size_t words_used_ = 0;
};

}  // namespace cairn

#endif  // CAIRN_VM_ADVICE_H_
