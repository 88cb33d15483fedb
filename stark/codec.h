// Reading and writing proofs. Numbers are little-endian; a field element is its canonical number in
// four bytes. A reader never trusts a length: the caller says how much it expects, and where a
// count is written down, which bound it may not pass. Nothing throws; the first error sticks, later
// reads give zeros. Specification: docs/formats.md.
#ifndef CAIRN_STARK_CODEC_H_
#define CAIRN_STARK_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/field/ext.h"
#include "crypto/field/felt.h"

namespace cairn {

enum class DecodeError : uint8_t {
  kNone,
  kTruncated,      // the bytes end too early
  kNotCanonical,   // a field element that is not below p
  kCountTooLarge,  // a count above the bound that the verifier set
  kTrailingBytes,  // bytes after the end
};
std::string_view to_string(DecodeError error);

class ByteWriter {
 public:
  void u8(uint8_t value) { bytes_.push_back(value); }
  void u32(uint32_t value) { integer(value, 4); }
  void u64(uint64_t value) { integer(value, 8); }
  void felt(Felt value) { u32(value.value()); }
  void ext(const Ext& value) { felts(value.c); }
  void felts(std::span<const Felt> values);
  void exts(std::span<const Ext> values);
  void bytes(std::span<const uint8_t> values);

  const std::vector<uint8_t>& written() const { return bytes_; }
  std::vector<uint8_t> take() { return std::move(bytes_); }

 private:
  void integer(uint64_t value, unsigned size);
  std::vector<uint8_t> bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint8_t u8() { return static_cast<uint8_t>(integer(1)); }
  uint32_t u32() { return static_cast<uint32_t>(integer(4)); }
  uint64_t u64() { return integer(8); }
  Felt felt();
  Ext ext();
  // Exactly `count` elements; empty on an error. Memory is taken only once the bytes are there.
  std::vector<Felt> felts(size_t count);
  std::vector<Ext> exts(size_t count);
  // Fills `out`.
  void bytes(std::span<uint8_t> out);
  // A 32-bit count, at most `bound`; 0 on an error.
  size_t count(size_t bound);

  // Refuses trailing bytes.
  void expect_end();
  size_t remaining() const { return bytes_.size(); }
  bool ok() const { return error_ == DecodeError::kNone; }
  DecodeError error() const { return error_; }

 private:
  uint64_t integer(unsigned size);
  // Whether count * size bytes are left; records the error if not.
  bool has(size_t count, size_t size);
  void fail(DecodeError error);

  std::span<const uint8_t> bytes_;
  DecodeError error_ = DecodeError::kNone;
};

}  // namespace cairn

#endif  // CAIRN_STARK_CODEC_H_
