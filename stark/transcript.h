// Fiat-Shamir: the verifier's coins, drawn from a hash of everything that was said before.
//
// Every message carries a label, a kind and a length, and is absorbed so that no two sequences of
// messages and draws absorb the same bytes. A draw is absorbed too, with its label and count, so a
// challenge depends on how it is asked for. Specification: docs/protocol.md.
//
// Byte hashes (Keccak-256, BLAKE3): a chained state of 32 bytes,
//   state = H(state | kind | label length | label | payload length | payload),
// and a draw expands its state to the blocks H(state | 0xff | counter). Field elements are 31 bits
// of four little-endian bytes, drawn again until they are below p.
// Poseidon: a duplex sponge of rate 8 and capacity 8, overwrite mode, one permutation after every
// word. A message is a header word (six felts of label, three bytes each; its length and kind; the
// payload's length) and the payload, padded with zeros to whole words. A draw reads at most the
// eight felts of the rate between two permutations.
#ifndef CAIRN_STARK_TRANSCRIPT_H_
#define CAIRN_STARK_TRANSCRIPT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/field/ext.h"
#include "crypto/field/felt.h"
#include "crypto/hash/hasher.h"
#include "crypto/hash/poseidon.h"
#include "stark/parameters.h"

namespace cairn {

// Labels have at most this many bytes (asserted: they are constants of the protocol).
inline constexpr size_t kMaxLabelLength = 18;

class Transcript {
 public:
  // `protocol` is the first label absorbed: transcripts of different protocols never meet.
  Transcript(HashKind kind, std::string_view protocol);

  HashKind kind() const { return kind_; }

  // Messages. Payloads have fewer than 2^30 elements (asserted: the caller knows every length).
  void absorb(std::string_view label, std::span<const Felt> felts);
  void absorb(std::string_view label, std::span<const Ext> exts);
  void absorb(std::string_view label, const Digest& digest);
  void absorb_bytes(std::string_view label, std::span<const uint8_t> bytes);
  void absorb_number(std::string_view label, uint64_t number);

  // Challenges, uniform in the extension field.
  Ext draw_ext(std::string_view label);
  std::vector<Ext> draw_exts(std::string_view label, size_t count);
  // `count` independent positions, each exactly uniform below 2^log_domain. Repetitions stay: the
  // soundness of the query phase counts independent draws. log_domain <= kMaxLogDomain.
  std::vector<uint32_t> draw_indices(std::string_view label, size_t count, unsigned log_domain);

  // Proof of work: finds the smallest nonce that check_grinding accepts, and absorbs it. With 0
  // bits there is no site: nothing is absorbed and the nonce is 0. bits <= kMaxGrindingBits.
  uint64_t grind(std::string_view label, unsigned bits);
  // Absorbs the nonce and says whether it is good; with 0 bits only 0 is. Never for more than
  // kMaxGrindingBits bits.
  [[nodiscard]] bool check_grinding(std::string_view label, unsigned bits, uint64_t nonce);

 private:
  enum class Kind : uint8_t {
    kProtocol = 1,
    kFelts,
    kExts,
    kDigest,
    kBytes,
    kNumber,
    kDrawExts,
    kDrawIndices,
    kGrind,
  };

  void absorb_header(Kind kind, std::string_view label, uint64_t length);
  void absorb_message(Kind kind, std::string_view label, std::span<const Felt> payload);
  void absorb_message(Kind kind, std::string_view label, std::span<const uint8_t> payload);
  // The outcome of one nonce; the state afterwards is that of `digest` / `state`.
  void absorb_nonce(uint64_t nonce);
  bool is_good_nonce(unsigned bits) const;

  // Squeezing: 32-bit words for byte hashes, felts for Poseidon.
  void begin_draw(Kind kind, std::string_view label, uint64_t count);
  uint32_t next_word();
  Felt next_felt();

  HashKind kind_;
  Digest state_{};          // byte hashes
  PoseidonState sponge_{};  // Poseidon; the rate is the first half
  // Squeezed so far since the draw began, and the current block of a byte hash.
  uint64_t squeezed_ = 0;
  Digest block_{};
};

}  // namespace cairn

#endif  // CAIRN_STARK_TRANSCRIPT_H_
