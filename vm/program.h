// A program: the words of its image and where it begins. Its digest is all that a statement says of
// it. Specification: docs/machine.md; the `.program` file: docs/formats.md.
#ifndef CAIRN_VM_PROGRAM_H_
#define CAIRN_VM_PROGRAM_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/field/felt.h"
#include "crypto/field/word.h"
#include "vm/instructions.h"

namespace cairn {

// What the first element of a sponge's capacity says of the words that it hashes.
inline constexpr uint32_t kRangeDomain = 1;    // the instruction hash_range
inline constexpr uint32_t kProgramDomain = 2;  // an image

// One instruction as it stands in the code. Any four felts are one; most are illegal.
struct Instruction {
  Felt opcode, a, b, imm;
  friend bool operator==(const Instruction&, const Instruction&) = default;
};

// The half `index` mod 2 of a code word.
constexpr Instruction instruction_of(const Word& word, uint32_t index) {
  const size_t at = index % 2 == 0 ? 0 : 4;
  return {word[at], word[at + 1], word[at + 2], word[at + 3]};
}

struct Program {
  std::vector<Word> image;
  uint32_t entry = 0;      // instruction index; the run begins at min(entry, code_end())
  std::string source_map;  // opaque to the machine, and not part of the digest

  uint32_t length() const { return static_cast<uint32_t>(image.size()); }
  uint32_t code_end() const { return 2 * length(); }
  uint32_t first_pc() const { return entry < code_end() ? entry : code_end(); }

  // The Poseidon sponge over the image whose capacity begins as
  // (kProgramDomain, length, entry, kMachineVersion, 0, 0, 0, 0).
  Word digest() const;
};

// The limits of an image in a file and in a run: no length overflows an index.
inline constexpr uint32_t kMaxImageWords = 1 << 22;
inline constexpr uint32_t kMaxSourceMapBytes = 1 << 28;

// The bytes of a `.program` file, and back. Every error is one sentence without the file's name.
// encode: the image is at most kMaxImageWords, the entry a canonical felt, the source map at most
// kMaxSourceMapBytes (InvalidArgument).
absl::StatusOr<std::string> encode_program(const Program& program);
absl::StatusOr<Program> decode_program(std::string_view bytes);

// Whole files; the errors name `path`.
absl::Status save_program(const Program& program, const std::string& path);
absl::StatusOr<Program> load_program(const std::string& path);

}  // namespace cairn

#endif  // CAIRN_VM_PROGRAM_H_
