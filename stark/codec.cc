// Reading and writing proofs: see codec.h.
#include "stark/codec.h"

#include <algorithm>

namespace cairn {

std::string_view to_string(DecodeError error) {
  switch (error) {
    case DecodeError::kNone:
      return "no error";
    case DecodeError::kTruncated:
      return "the proof ends too early";
    case DecodeError::kNotCanonical:
      return "a field element is not below p";
    case DecodeError::kCountTooLarge:
      return "a count exceeds its bound";
    case DecodeError::kTrailingBytes:
      return "bytes follow the end of the proof";
  }
  return "unknown error";
}

void ByteWriter::felts(std::span<const Felt> values) {
  for (const Felt value : values) felt(value);
}

void ByteWriter::exts(std::span<const Ext> values) {
  for (const Ext& value : values) ext(value);
}

void ByteWriter::bytes(std::span<const uint8_t> values) {
  bytes_.insert(bytes_.end(), values.begin(), values.end());
}

void ByteWriter::integer(uint64_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

Felt ByteReader::felt() {
  const std::optional<Felt> felt = Felt::from_canonical(u32());
  if (!felt.has_value()) fail(DecodeError::kNotCanonical);
  return felt.value_or(Felt());
}

Ext ByteReader::ext() {
  Ext value;
  for (Felt& coefficient : value.c) coefficient = felt();
  return value;
}

std::vector<Felt> ByteReader::felts(size_t count) {
  if (!has(count, 4)) return {};
  std::vector<Felt> values(count);
  for (Felt& value : values) value = felt();
  if (!ok()) values.clear();
  return values;
}

std::vector<Ext> ByteReader::exts(size_t count) {
  if (!has(count, 20)) return {};
  std::vector<Ext> values(count);
  for (Ext& value : values) value = ext();
  if (!ok()) values.clear();
  return values;
}

void ByteReader::bytes(std::span<uint8_t> out) {
  if (!has(out.size(), 1)) {
    std::fill(out.begin(), out.end(), uint8_t{0});
    return;
  }
  std::copy_n(bytes_.begin(), out.size(), out.begin());
  bytes_ = bytes_.subspan(out.size());
}

size_t ByteReader::count(size_t bound) {
  const size_t value = u32();
  if (value > bound) {
    fail(DecodeError::kCountTooLarge);
    return 0;
  }
  return value;
}

void ByteReader::expect_end() {
  if (!bytes_.empty()) fail(DecodeError::kTrailingBytes);
}

uint64_t ByteReader::integer(unsigned size) {
  if (!has(1, size)) return 0;
  uint64_t value = 0;
  for (unsigned i = 0; i < size; ++i) value |= uint64_t{bytes_[i]} << (8 * i);
  bytes_ = bytes_.subspan(size);
  return value;
}

bool ByteReader::has(size_t count, size_t size) {
  if (ok() && count <= bytes_.size() / size) return true;
  fail(DecodeError::kTruncated);
  return false;
}

void ByteReader::fail(DecodeError error) {
  if (ok()) error_ = error;
  bytes_ = {};
}

}  // namespace cairn
