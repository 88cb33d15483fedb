// The digest of an AIR: every table, column, constraint and message, in one encoding that no
// compiler and no spelling of the constraints' names can change. Part of every transcript, so a
// proof is for one AIR only. Specification: docs/protocol.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "air/recorder.h"
#include "crypto/hash/digest.h"
#include "stark/table_kernel.h"

namespace cairn {

// The encoding of one table.
std::vector<uint8_t> encode_table(const RecordedTable& table, bool is_always_present,
                                  unsigned fixed_log_height);
// BLAKE3 of the number of tables and of all encodings.
Digest air_digest(std::span<const TableKernel> tables);

}  // namespace cairn
