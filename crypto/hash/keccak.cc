// Keccak-256; see keccak.h.
#include "crypto/hash/keccak.h"

#include <algorithm>

#include "crypto/field/dispatch.h"
#include "crypto/hash/bytes.h"
#include "crypto/hash/keccak_lanes.h"

namespace cairn {
namespace {

using internal::kKeccakRate;
using internal::kKeccakRateLanes;

using portable::U64x1;

// Messages of `length` bytes.
struct HashMany {
  template <class P>
  CAIRN_INLINE void operator()(std::span<const uint8_t* const> messages, size_t length,
                               Digest* digests) const {
    if constexpr (HasIntegerLanes<P>) {
      using L = typename LanesOf<P>::U64;
      for (size_t i = 0; i < messages.size(); i += L::kLanes) {
        hash_lanes<L>(messages.data() + i, length, digests + i);
      }
    } else {
      for (size_t i = 0; i < messages.size(); ++i) digests[i] = keccak256({messages[i], length});
    }
  }

  template <class L>
  CAIRN_INLINE static void hash_lanes(const uint8_t* const* messages, size_t length,
                                      Digest* digests) {
    std::array<L, 25> state{};
    bool last = false;
    for (size_t offset = 0; !last; offset += kKeccakRate) {
      last = length - offset < kKeccakRate;
      const size_t size = std::min(length - offset, kKeccakRate);
      for (size_t lane = 0; lane < L::kLanes; ++lane) {
        std::array<uint8_t, kKeccakRate> block{};
        std::copy_n(messages[lane] + offset, size, block.begin());
        if (last) {
          block[size] ^= 0x01;
          block[kKeccakRate - 1] ^= 0x80;
        }
        for (size_t i = 0; i < kKeccakRateLanes; ++i) {
          state[i].lanes[lane] ^= read_little_endian<uint64_t>(block.data() + 8 * i);
        }
      }
      internal::keccak_permute_lanes(state);
    }
    for (size_t lane = 0; lane < L::kLanes; ++lane) {
      for (size_t i = 0; i < 4; ++i) {
        write_little_endian(state[i].lanes[lane], digests[lane].bytes.data() + 8 * i);
      }
    }
  }
};

}  // namespace

void keccak_permute(std::array<uint64_t, 25>& state) {
  std::array<U64x1, 25> lanes;
  for (size_t i = 0; i < lanes.size(); ++i) lanes[i] = U64x1(state[i]);
  internal::keccak_permute_lanes(lanes);
  for (size_t i = 0; i < lanes.size(); ++i) state[i] = lanes[i].lanes[0];
}

void Keccak256::update(std::span<const uint8_t> piece) {
  for (const uint8_t byte : piece) {
    state_[filled_ / 8] ^= uint64_t{byte} << (8 * (filled_ % 8));
    if (++filled_ == kKeccakRate) {
      keccak_permute(state_);
      filled_ = 0;
    }
  }
}

Digest Keccak256::digest() const {
  std::array<uint64_t, 25> state = state_;
  state[filled_ / 8] ^= uint64_t{0x01} << (8 * (filled_ % 8));
  state[kKeccakRateLanes - 1] ^= uint64_t{0x80} << 56;
  keccak_permute(state);
  Digest digest;
  for (size_t i = 0; i < 4; ++i) write_little_endian(state[i], digest.bytes.data() + 8 * i);
  return digest;
}

Digest keccak256(std::span<const uint8_t> message) {
  Keccak256 hasher;
  hasher.update(message);
  return hasher.digest();
}

std::array<Digest, 8> keccak256_x8(const std::array<const uint8_t*, 8>& messages, size_t length,
                                   Backend backend) {
  std::array<Digest, 8> digests;
  dispatch_to(backend, HashMany{}, std::span<const uint8_t* const>(messages), length,
              digests.data());
  return digests;
}

}  // namespace cairn
