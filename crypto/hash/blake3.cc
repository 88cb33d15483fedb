// BLAKE3; see blake3.h.
#include "crypto/hash/blake3.h"

#include <algorithm>

#include "crypto/field/dispatch.h"
#include "crypto/hash/blake3_lanes.h"
#include "crypto/hash/bytes.h"

namespace cairn {
namespace {

// One message in each lane.
template <class L>
struct ReadMessages {
  const uint8_t* const* messages;

  CAIRN_INLINE const L* operator()(size_t offset, size_t size, L* buffer) const {
    for (size_t lane = 0; lane < L::kLanes; ++lane) {
      std::array<uint8_t, internal::kBlake3Block> bytes{};
      if (size > 0) std::copy_n(messages[lane] + offset, size, bytes.begin());
      for (size_t i = 0; i < 16; ++i) {
        buffer[i].lanes[lane] = read_little_endian<uint32_t>(bytes.data() + 4 * i);
      }
    }
    return buffer;
  }
};

template <class L>
CAIRN_INLINE void write_digests(const std::array<L, 8>& words, Digest* digests) {
  for (size_t lane = 0; lane < L::kLanes; ++lane) {
    for (size_t i = 0; i < 8; ++i) {
      write_little_endian(words[i].lanes[lane], digests[lane].bytes.data() + 4 * i);
    }
  }
}

Digest hash_one(const std::array<uint32_t, 8>& key, uint32_t mode,
                std::span<const uint8_t> message) {
  using portable::U32x1;
  const uint8_t* data = message.data();
  Digest digest;
  write_digests(
      internal::blake3_hash_lanes<U32x1>(key, mode, message.size(), ReadMessages<U32x1>{&data}),
      &digest);
  return digest;
}

struct HashMany {
  template <class P>
  CAIRN_INLINE void operator()(std::span<const uint8_t* const> messages, size_t length,
                               Digest* digests) const {
    if constexpr (HasIntegerLanes<P>) {
      using L = typename LanesOf<P>::U32;
      for (size_t i = 0; i < messages.size(); i += L::kLanes) {
        write_digests(internal::blake3_hash_lanes<L>(internal::kBlake3Iv, 0, length,
                                                     ReadMessages<L>{messages.data() + i}),
                      digests + i);
      }
    } else {
      for (size_t i = 0; i < messages.size(); ++i) digests[i] = blake3({messages[i], length});
    }
  }
};

}  // namespace

Digest blake3(std::span<const uint8_t> message) {
  return hash_one(internal::kBlake3Iv, 0, message);
}

Digest blake3_keyed(const std::array<uint8_t, 32>& key, std::span<const uint8_t> message) {
  std::array<uint32_t, 8> words;
  for (size_t i = 0; i < 8; ++i) words[i] = read_little_endian<uint32_t>(key.data() + 4 * i);
  return hash_one(words, internal::kBlake3KeyedHash, message);
}

std::array<Digest, 16> blake3_x16(const std::array<const uint8_t*, 16>& messages, size_t length,
                                  Backend backend) {
  std::array<Digest, 16> digests;
  dispatch_to(backend, HashMany{}, std::span<const uint8_t* const>(messages), length,
              digests.data());
  return digests;
}

}  // namespace cairn
