#include "vm/program.h"

#include "crypto/hash/poseidon.h"

namespace cairn {

Word Program::digest() const {
  PoseidonState state{};
  state[8] = Felt(kProgramDomain);
  state[9] = Felt(length());
  state[10] = Felt(entry);
  state[11] = Felt(kMachineVersion);
  if (image.empty()) poseidon_permute(state);
  for (const Word& word : image) {
    for (size_t i = 0; i < word.size(); ++i) state[i] = word[i];
    poseidon_permute(state);
  }
  Word result;
  for (size_t i = 0; i < result.size(); ++i) result[i] = state[i];
  return result;
}

}  // namespace cairn
