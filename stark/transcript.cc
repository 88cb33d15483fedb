// Fiat-Shamir: see transcript.h.
#include "stark/transcript.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "stark/codec.h"
#include "stark/domain.h"
#include "stark/grind.h"

namespace cairn {
namespace {

constexpr size_t kRate = kPoseidonWidth / 2;
// Apart from every other use of the permutation by the first felt of the capacity.
constexpr Felt kTranscriptDomain = Felt(0x7472616eu);  // "tran"
constexpr size_t kBytesPerFelt = 3;
[[maybe_unused]] constexpr uint64_t kMaxPayload = uint64_t{1} << 30;

// Three bytes to a felt, the last ones padded with zeros; the length is absorbed beside them.
std::vector<Felt> pack_bytes(std::span<const uint8_t> bytes) {
  std::vector<Felt> felts;
  for (size_t i = 0; i < bytes.size(); i += kBytesPerFelt) {
    uint32_t number = 0;
    for (size_t k = 0; k < std::min(kBytesPerFelt, bytes.size() - i); ++k) {
      number |= uint32_t{bytes[i + k]} << (8 * k);
    }
    felts.push_back(Felt(number));
  }
  return felts;
}

std::array<Felt, 3> pack_number(uint64_t number) {
  constexpr uint64_t kMask = (1u << 22) - 1;
  return {Felt(number & kMask), Felt(number >> 22 & kMask), Felt(number >> 44)};
}

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Extension elements one after the other.
std::vector<Felt> flatten(std::span<const Ext> exts) {
  std::vector<Felt> felts;
  felts.reserve(exts.size() * Ext::kDegree);
  for (const Ext& ext : exts) felts.insert(felts.end(), ext.c.begin(), ext.c.end());
  return felts;
}

std::array<uint8_t, 8> number_bytes(uint64_t number) {
  std::array<uint8_t, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(number >> (8 * i));
  return bytes;
}

}  // namespace

Transcript::Transcript(HashKind kind, std::string_view protocol) : kind_(kind) {
  sponge_[kRate] = kTranscriptDomain;
  absorb_header(Kind::kProtocol, protocol, 0);
}

void Transcript::absorb(std::string_view label, std::span<const Felt> felts) {
  absorb_message(Kind::kFelts, label, felts);
}

void Transcript::absorb(std::string_view label, std::span<const Ext> exts) {
  absorb_message(Kind::kExts, label, flatten(exts));
}

void Transcript::absorb(std::string_view label, const Digest& digest) {
  if (kind_ == HashKind::kPoseidon) {
    if (const auto word = digest_to_word(digest); word.has_value()) {
      absorb_message(Kind::kDigest, label, std::span<const Felt>(*word));
      return;
    }
    // Not a Poseidon digest. Whoever verifies against it will say so; absorb what it is.
  }
  absorb_message(Kind::kDigest, label, std::span<const uint8_t>(digest.bytes));
}

void Transcript::absorb_bytes(std::string_view label, std::span<const uint8_t> bytes) {
  absorb_message(Kind::kBytes, label, bytes);
}

void Transcript::absorb_number(std::string_view label, uint64_t number) {
  if (kind_ == HashKind::kPoseidon) {
    absorb_message(Kind::kNumber, label, pack_number(number));
  } else {
    absorb_message(Kind::kNumber, label, number_bytes(number));
  }
}

Ext Transcript::draw_ext(std::string_view label) { return draw_exts(label, 1)[0]; }

std::vector<Ext> Transcript::draw_exts(std::string_view label, size_t count) {
  begin_draw(Kind::kDrawExts, label, count);
  std::vector<Ext> exts(count);
  for (Ext& ext : exts) {
    for (Felt& coefficient : ext.c) coefficient = next_felt();
  }
  return exts;
}

std::vector<uint32_t> Transcript::draw_indices(std::string_view label, size_t count,
                                               unsigned log_domain) {
  assert(log_domain <= kMaxLogDomain);
  begin_draw(Kind::kDrawIndices, label, uint64_t{count} << 8 | log_domain);
  const uint32_t mask = (uint32_t{1} << log_domain) - 1;
  std::vector<uint32_t> indices(count);
  for (uint32_t& index : indices) index = next_word() & mask;
  return indices;
}

uint64_t Transcript::grind(std::string_view label, unsigned bits) {
  assert(bits <= kMaxGrindingBits);
  if (bits == 0) return 0;
  absorb_header(Kind::kGrind, label, bits);
  const uint64_t nonce = kind_ == HashKind::kPoseidon ? find_poseidon_nonce(sponge_, bits)
                                                      : find_nonce(kind_, state_, bits);
  absorb_nonce(nonce);
  assert(is_good_nonce(bits));
  return nonce;
}

bool Transcript::check_grinding(std::string_view label, unsigned bits, uint64_t nonce) {
  if (bits == 0) return nonce == 0;
  if (bits > kMaxGrindingBits) return false;
  absorb_header(Kind::kGrind, label, bits);
  absorb_nonce(nonce);
  return is_good_nonce(bits);
}

void Transcript::absorb_header(Kind kind, std::string_view label, uint64_t length) {
  if (kind_ == HashKind::kPoseidon) {
    assert(label.size() <= kMaxLabelLength && length < Felt::kModulus);
    const std::vector<Felt> packed = pack_bytes(bytes_of(label.substr(0, kMaxLabelLength)));
    std::fill_n(sponge_.begin(), kRate, Felt());
    std::copy(packed.begin(), packed.end(), sponge_.begin());
    sponge_[6] = Felt(static_cast<uint32_t>(kind) << 8 | static_cast<uint32_t>(label.size()));
    sponge_[7] = Felt(length);
    poseidon_permute(sponge_);
  } else {
    absorb_message(kind, label, number_bytes(length));
  }
}

void Transcript::absorb_message(Kind kind, std::string_view label, std::span<const Felt> payload) {
  if (kind_ != HashKind::kPoseidon) {
    ByteWriter bytes;
    bytes.felts(payload);
    absorb_message(kind, label, std::span<const uint8_t>(bytes.written()));
    return;
  }
  assert(payload.size() < kMaxPayload);
  absorb_header(kind, label, payload.size());
  for (size_t i = 0; i < payload.size(); i += kRate) {
    const size_t count = std::min(kRate, payload.size() - i);
    std::fill_n(sponge_.begin(), kRate, Felt());
    std::copy_n(payload.begin() + static_cast<ptrdiff_t>(i), count, sponge_.begin());
    poseidon_permute(sponge_);
  }
}

void Transcript::absorb_message(Kind kind, std::string_view label,
                                std::span<const uint8_t> payload) {
  if (kind_ == HashKind::kPoseidon) {
    // The length in bytes comes first. Only digests are sent in either form, and those differ in
    // length.
    std::vector<Felt> felts = pack_bytes(payload);
    felts.insert(felts.begin(), Felt(payload.size()));
    absorb_message(kind, label, std::span<const Felt>(felts));
    return;
  }
  assert(payload.size() < kMaxPayload * 8 && label.size() <= kMaxLabelLength);
  ByteWriter message;
  message.bytes(state_.bytes);
  message.u8(static_cast<uint8_t>(kind));
  message.u8(static_cast<uint8_t>(label.size()));
  message.bytes(bytes_of(label));
  message.u64(payload.size());
  message.bytes(payload);
  state_ = byte_hash(kind_, message.written());
}

void Transcript::absorb_nonce(uint64_t nonce) {
  if (kind_ == HashKind::kPoseidon) {
    sponge_ = poseidon_with_nonce(sponge_, nonce);
    poseidon_permute(sponge_);
  } else {
    state_ = byte_hash(kind_, message_with_nonce(state_, nonce));
  }
}

bool Transcript::is_good_nonce(unsigned bits) const {
  return kind_ == HashKind::kPoseidon ? is_good_poseidon_state(sponge_, bits)
                                      : is_good_digest(state_, bits);
}

void Transcript::begin_draw(Kind kind, std::string_view label, uint64_t count) {
  absorb_header(kind, label, count);
  squeezed_ = 0;
}

// Byte hashes: eight little-endian words of each block H(state | 0xff | counter). A message's hash
// has a kind where this has 0xff. Poseidon: the felt, if its low 24 bits are exactly uniform.
uint32_t Transcript::next_word() {
  if (kind_ == HashKind::kPoseidon) {
    // p - 1 is a multiple of 2^24: without that one number, all remainders are equally likely.
    static_assert((Felt::kModulus - 1) % (uint32_t{1} << kMaxLogDomain) == 0);
    while (true) {
      const uint32_t number = next_felt().value();
      if (number != Felt::kModulus - 1) return number;
    }
  }
  const size_t word = squeezed_ % 8;
  if (word == 0) {
    ByteWriter message;
    message.bytes(state_.bytes);
    message.u8(0xff);
    message.u64(squeezed_ / 8);
    block_ = byte_hash(kind_, message.written());
  }
  ++squeezed_;
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number |= uint32_t{block_.bytes[4 * word + i]} << (8 * i);
  return number;
}

Felt Transcript::next_felt() {
  if (kind_ == HashKind::kPoseidon) {
    if (squeezed_ != 0 && squeezed_ % kRate == 0) poseidon_permute(sponge_);
    return sponge_[squeezed_++ % kRate];
  }
  while (true) {
    const uint32_t number = next_word() & 0x7fffffff;
    if (const auto felt = Felt::from_canonical(number); felt.has_value()) return *felt;
  }
}

}  // namespace cairn
