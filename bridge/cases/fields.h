// Where the fields of a proof lie: what the differential test changes, and between what it cuts.
// Specification: docs/formats.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "stark/protocol.h"

namespace cairn::bridge {

enum class FieldKind : uint8_t {
  kHeader,   // bytes that are compared with something
  kCount,    // 4 bytes: how many things follow
  kBytes,    // hints and heights
  kDigests,  // of 26 bytes
  kNonce,
  kFelts,  // numbers below p
};

struct Field {
  FieldKind kind;
  size_t begin;
  size_t size;
  size_t item;  // bytes of one of the equal things that it consists of
};

// The fields of a valid proof, in order, without gaps. Offsets are those of the proof file.
std::vector<Field> fields_of(const Air& air, const std::vector<uint8_t>& proof);

}  // namespace cairn::bridge
