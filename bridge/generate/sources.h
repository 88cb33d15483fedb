// The Solidity that is generated from the machine: what the verifier contract knows of it.
// Every text depends on the machine alone: no time, no address, no order of a hash table.
// Specification: docs/ethereum.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stark/protocol.h"

namespace cairn::bridge {

// All programs, one after the other, behind their directory: for every table in protocol order
// where its program begins (4 bytes), ends (4 bytes), how many values it is given (2 bytes) and how
// many it has in all (2 bytes).
std::vector<uint8_t> program_stream(const Air& air);

// Program.sol: the contract that knows where the programs are.
std::string program_source(const Air& air);
// Program.txt: a line for every contract whose code is a part of the programs, by which it is
// created. (As literals in Solidity they would take the compiler many minutes.)
std::string program_creation(const Air& air);
// Machine.sol: constants and the shapes of the tables.
std::string machine_source(const Air& air);

}  // namespace cairn::bridge
