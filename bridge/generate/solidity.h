// Pieces of Solidity text. Specification: docs/ethereum.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cairn::bridge {

// The lines that every generated file begins with.
inline constexpr char kSolidityHead[] = R"(// SPDX-License-Identifier: UNLICENSED
// Generated from the machine's tables. Do not edit: run `cairn_bridge write bridge`.
pragma solidity 0.8.37;

)";

std::string hexadecimal(std::span<const uint8_t> bytes);
// hex"..."
std::string hex_literal(std::span<const uint8_t> bytes);
// The same on lines of their own.
std::string hex_lines(std::span<const uint8_t> bytes);

// Big-endian, in so many bytes.
void append(std::vector<uint8_t>& to, uint64_t number, unsigned bytes);

}  // namespace cairn::bridge
