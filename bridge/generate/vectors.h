// Rows at random and what the C++ verifier's folds of them are: the test vectors of the evaluator.
//
// The rows are not written down: element number i of row r of table t, and so every value that a
// program is given, is made of the bytes of keccak256(t | r | i), three words of 32 bytes. The file
// holds what the constraints of every row fold to. Specification: docs/ethereum.md.
#pragma once

#include <string>
#include <vector>

#include "air/public_values.h"
#include "crypto/field/ext.h"
#include "stark/protocol.h"

namespace cairn::bridge {

inline constexpr size_t kVectorRows = 3;

// Everything that a program is given, in the order of Given (program.h).
std::vector<Ext> random_row(const TableKernel& table, size_t table_number, size_t row);

// TableKernel::fold_at_point of it.
Ext fold(const TableKernel& table, const std::vector<Ext>& row);

// A line for every table and row: the element as it is packed into a word.
std::string vectors(const Air& air);

}  // namespace cairn::bridge
