// Vectors for the tests of the contract's parts: what this side's transcript draws, how it folds a
// coset, and which roots and openings its Merkle trees have.
#pragma once

#include <cstdint>
#include <vector>

namespace cairn::bridge {

// Numbers of 4 bytes, little-endian, in the order in which bridge/test/Units.t.sol reads them.
std::vector<uint8_t> unit_vectors();

}  // namespace cairn::bridge
