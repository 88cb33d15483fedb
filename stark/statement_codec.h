// Statements and hints as bytes: the one encoding that a transcript absorbs and a proof carries.
// Specification: docs/formats.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "air/statement.h"

namespace cairn {

std::vector<uint8_t> encode_statement(const Statement& statement);
// Nothing if the bytes are not the encoding of a statement: cut or too long, a felt that is not
// below p, an unknown reason, a flag other than 0 and 1, more words than the machine admits.
// Whether it can be the statement of a run is for find_flaw() to say.
std::optional<Statement> decode_statement(std::span<const uint8_t> bytes);

inline constexpr size_t kHintBytes = 17;
std::vector<uint8_t> encode_hints(const Hints& hints);
// Nothing unless there are exactly kHintBytes and the end is a known one.
std::optional<Hints> decode_hints(std::span<const uint8_t> bytes);

}  // namespace cairn
