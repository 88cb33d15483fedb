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

    // Whenever a program is used: code that was there in the constructor may be gone since, if its contract was to
    // destroy itself in the transaction that made both.
    function checked(address program, bytes32 hash, uint256 part) private view returns (address) {
        if (program.codehash != hash) revert NotTheProgram(part);
        return program;
    }
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
  std::string addresses, hashes, assignments, choices;
  for (size_t i = 0; i < parts.size(); ++i) {
    absl::StrAppendFormat(&addresses, "    address private immutable PROGRAM_%d;\n", i);
    absl::StrAppendFormat(&hashes, "    bytes32 private constant HASH_%d = 0x%s;\n", i,
                          hexadecimal(keccak256(parts[i]).bytes));
    absl::StrAppendFormat(&assignments,
                          "        PROGRAM_%d = checked(programs[%d], HASH_%d, %d);\n", i, i, i, i);
    const bool is_last = i + 1 == parts.size();
    absl::StrAppendFormat(&choices, "        %sreturn checked(PROGRAM_%d, HASH_%d, %d);\n",
                          is_last ? "" : absl::StrFormat("if (part == %d) ", i), i, i, i);
  }
  std::string text = kSolidityHead;
  absl::StrAppendFormat(&text, kPrograms, parts.size(), kPartBytes, addresses + hashes, assignments,
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
