// Program.sol: see sources.h.
#include <algorithm>
#include <iterator>

#include "absl/strings/str_format.h"
#include "bridge/generate/program.h"
#include "bridge/generate/solidity.h"
#include "bridge/generate/sources.h"
#include "crypto/hash/keccak.h"

namespace cairn::bridge {
namespace {

constexpr size_t kDirectoryEntry = 12;

// Bytes of the stream in one contract: below the limit of 24,576 bytes of code, with a first byte
// that stops whoever calls it.
constexpr size_t kPartBytes = 24574;

std::vector<std::vector<uint8_t>> parts_of(const std::vector<uint8_t>& stream) {
  std::vector<std::vector<uint8_t>> parts;
  for (size_t first = 0; first < stream.size(); first += kPartBytes) {
    const size_t end = std::min(first + kPartBytes, stream.size());
    parts.push_back({0});
    parts.back().insert(parts.back().end(), stream.begin() + static_cast<ptrdiff_t>(first),
                        stream.begin() + static_cast<ptrdiff_t>(end));
  }
  return parts;
}

constexpr char kPrograms[] =
    R"(// The evaluator's programs as the code of contracts that do nothing (their first byte stops), and the
// contract that knows where they are. Specification: docs/ethereum.md.
abstract contract Programs {
    error NotTheProgram(uint256 part);

    uint256 internal constant PARTS = %d;
    uint256 internal constant PART_BYTES = %d; // of the programs, in each part but the last
%s
    // Contracts that the lines of Program.txt create: anyone's, as their code is all that matters.
    constructor(address[] memory programs) {
%s    }

    function programPart(uint256 part) internal view returns (address) {
%s    }
}
)";

// What a contract with this code is created by: it returns what follows it.
std::vector<uint8_t> creation_code(const std::vector<uint8_t>& code) {
  constexpr uint8_t kSize = 10;            // of these instructions
  std::vector<uint8_t> creation = {0x61};  // PUSH2
  append(creation, code.size(), 2);
  const uint8_t rest[] = {0x80,         // DUP1
                          0x60, kSize,  // PUSH1
                          0x5f,         // PUSH0
                          0x39,         // CODECOPY
                          0x5f,         // PUSH0
                          0xf3};        // RETURN
  creation.insert(creation.end(), std::begin(rest), std::end(rest));
  creation.insert(creation.end(), code.begin(), code.end());
  return creation;
}

}  // namespace

std::vector<uint8_t> program_stream(const Air& air) {
  std::vector<uint8_t> directory, code;
  for (const TableKernel& table : air.tables) {
    const Program program = compile(table.record(), table.next_columns);
    const size_t begin = kDirectoryEntry * air.tables.size() + code.size();
    append(directory, begin, 4);
    append(directory, begin + program.code.size(), 4);
    append(directory, program.given, 2);
    append(directory, program.values, 2);
    code.insert(code.end(), program.code.begin(), program.code.end());
  }
  directory.insert(directory.end(), code.begin(), code.end());
  return directory;
}

std::string program_source(const Air& air) {
  const std::vector<std::vector<uint8_t>> parts = parts_of(program_stream(air));
  std::string addresses, assignments, choices;
  for (size_t i = 0; i < parts.size(); ++i) {
    absl::StrAppendFormat(&addresses, "    address private immutable PROGRAM_%d;\n", i);
    absl::StrAppendFormat(&assignments,
                          "        if (programs[%d].codehash != 0x%s) revert NotTheProgram(%d);\n"
                          "        PROGRAM_%d = programs[%d];\n",
                          i, hexadecimal(keccak256(parts[i]).bytes), i, i, i);
    if (i + 1 < parts.size()) {
      absl::StrAppendFormat(&choices, "        if (part == %d) return PROGRAM_%d;\n", i, i);
    } else {
      absl::StrAppendFormat(&choices, "        return PROGRAM_%d;\n", i);
    }
  }
  std::string text = kSolidityHead;
  absl::StrAppendFormat(&text, kPrograms, parts.size(), kPartBytes, addresses, assignments,
                        choices);
  return text;
}

std::string program_creation(const Air& air) {
  std::string text;
  for (const std::vector<uint8_t>& part : parts_of(program_stream(air))) {
    absl::StrAppendFormat(&text, "0x%s\n", hexadecimal(creation_code(part)));
  }
  return text;
}

}  // namespace cairn::bridge
