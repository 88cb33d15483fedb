// Vectors for the tests of the contract.
//
//   cairn_bridge_cases proof PROOF FILE   changed proofs, and what the C++ verifier says of each,
//                                         for bridge/test/Differential.t.sol
//   cairn_bridge_cases units FILE         for the parts: bridge/test/Units.t.sol
//
// A case is 12 bytes: an operation (1), the reason (1), a position and a value (big-endian, 5 bytes
// each). Positions are those of the call data's proof, which is the file without the statement.
// Specification: docs/ethereum.md.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "bridge/cases/fields.h"
#include "bridge/cases/units.h"
#include "stark/run_proof.h"
#include "stark/statement_codec.h"

namespace cairn::bridge {
namespace {

using Bytes = std::vector<uint8_t>;

// Bytes before the statement: the last 4 are its length.
constexpr size_t kPrefix = 30;

enum class Operation : uint8_t {
  kSetNumber,      // 4 bytes of the proof: value, little-endian
  kSetByte,        // a byte of the proof
  kCut,            // the proof ends at the position
  kInsert,         // value zero bytes at the position
  kRemove,         // value bytes from the position on
  kSwap,           // value bytes with as many behind them
  kRepeat,         // value bytes over as many behind them
  kSetStatement,   // a byte of the statement
  kCutStatement,   // the statement ends at the position
  kGrowStatement,  // value zero bytes more; the proof's number of them follows
};

struct CallData {
  Bytes statement;
  Bytes proof;
};

void set_number(Bytes& bytes, size_t at, uint64_t value) {
  for (size_t i = 0; i < 4 && at + i < bytes.size(); ++i) {
    bytes[at + i] = static_cast<uint8_t>(value >> (8 * i));
  }
}

uint32_t number_at(const Bytes& bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value |= uint32_t{bytes[at + i]} << (8 * i);
  return value;
}

// Differential.t.sol does the same.
CallData changed(CallData data, Operation operation, uint64_t position, uint64_t value) {
  Bytes& proof = data.proof;
  const auto at = proof.begin() + static_cast<ptrdiff_t>(std::min(position, proof.size()));
  const auto count = static_cast<ptrdiff_t>(value);
  switch (operation) {
    case Operation::kSetNumber:
      set_number(proof, position, value);
      break;
    case Operation::kSetByte:
      proof[position] = static_cast<uint8_t>(value);
      break;
    case Operation::kCut:
      proof.resize(position);
      break;
    case Operation::kInsert:
      proof.insert(at, value, 0);
      break;
    case Operation::kRemove:
      proof.erase(at, at + count);
      break;
    case Operation::kSwap:
      std::swap_ranges(at, at + count, at + count);
      break;
    case Operation::kRepeat:
      std::copy_n(at, count, at + count);
      break;
    case Operation::kSetStatement:
      data.statement[position] = static_cast<uint8_t>(value);
      break;
    case Operation::kCutStatement:
      data.statement.resize(position);
      set_number(proof, kPrefix - 4, position);
      break;
    case Operation::kGrowStatement:
      data.statement.resize(data.statement.size() + value);
      set_number(proof, kPrefix - 4, data.statement.size());
      break;
  }
  return data;
}

// What the C++ verifier says of the proof file that the call data stand for.
VerifyReason reason_for(const CallData& data) {
  const Bytes& statement = data.statement;
  Bytes file = data.proof;
  if (file.size() >= kPrefix) {
    file.insert(file.begin() + kPrefix, statement.begin(), statement.end());
    const uint32_t length = number_at(file, kPrefix - 4);
    if (length != statement.size()) {
      // The call data say how long the statement is, so a file of another length has no meaning.
      set_number(file, kPrefix - 4, statement.size());
      ProofHeader header;
      const VerifyReason before = read_header(file, header).reason;
      if (before == VerifyReason::kNotAProof || before == VerifyReason::kWrongVersion ||
          before == VerifyReason::kBadParameters) {
        return before;
      }
      return length > kMaxStatementBytes ? VerifyReason::kCountTooLarge
                                         : VerifyReason::kStatementMismatch;
    }
  }
  Expected expected;
  expected.statement = statement;
  expected.claim = [&](std::span<const uint8_t> hint_bytes) -> std::variant<Claim, std::string> {
    const std::optional<Statement> decoded = decode_statement(statement);
    const std::optional<Hints> hints = decode_hints(hint_bytes);
    if (!decoded.has_value() || !hints.has_value()) return "cannot be read";
    if (std::optional<std::string> flaw = find_flaw(*decoded, *hints)) return *flaw;
    return claim_of(*decoded, *hints);
  };
  expected.profile = ProofProfile::kEthereum;
  expected.security = 100;
  return verify(machine_air(), file, expected).reason;
}

using Change = std::tuple<Operation, uint64_t, uint64_t>;

// Changes that aim at the format and at the meaning of every field, and as many at random places.
std::vector<Change> changes(const CallData& data, const std::vector<Field>& fields) {
  std::vector<Change> list;
  std::mt19937 random(1);
  const auto at_random = [&](size_t bound) { return random() % bound; };
  const auto add = [&](Operation operation, uint64_t position, uint64_t value) {
    list.emplace_back(operation, position, value);
  };
  const size_t statement_size = data.statement.size();
  const size_t proof_size = data.proof.size();

  for (const Field& field : fields) {
    if (field.begin == kPrefix) continue;  // the statement
    const size_t begin = field.begin - (field.begin > kPrefix ? statement_size : 0);
    const size_t items = field.size / field.item;
    const size_t end = begin + field.size;
    for (const size_t cut : {begin, begin + 1, end - 1}) add(Operation::kCut, cut, 0);
    add(Operation::kInsert, begin, field.item);
    add(Operation::kRemove, begin, field.item);
    for (const size_t byte : {begin, begin + at_random(field.size), end - 1}) {
      add(Operation::kSetByte, byte, data.proof[byte] ^ (1u << at_random(8)));
    }
    if (items > 1) {
      add(Operation::kSwap, begin, field.item);
      add(Operation::kRepeat, begin, field.item);
      const size_t middle = begin + field.item * at_random(items - 1);
      add(Operation::kSwap, middle, field.item);
      add(Operation::kRepeat, middle, field.item);
    }
    switch (field.kind) {
      case FieldKind::kHeader:
      case FieldKind::kBytes:
        for (size_t byte = begin; byte < end; ++byte) {
          for (const uint64_t value : {0, 1, 3, 10, 13, 16, 17, 100, 128, 255}) {
            add(Operation::kSetByte, byte, value);
          }
        }
        break;
      case FieldKind::kCount: {
        const uint32_t count = number_at(data.proof, begin);
        for (const uint32_t value : {0u, count - 1, count + 1, 2 * count, 19u, 20u, 152u, 153u,
                                     456u, 457u, 0x7fffffffu, 0xffffffffu}) {
          add(Operation::kSetNumber, begin, value);
        }
        break;
      }
      case FieldKind::kFelts:
        for (const size_t felt : {begin, begin + 4 * at_random(field.size / 4),
                                  begin + 4 * at_random(field.size / 4), end - 4}) {
          for (const uint64_t value : {0u, 1u, Felt::kModulus - 1, Felt::kModulus,
                                       Felt::kModulus + number_at(data.proof, felt) % (1u << 24),
                                       0x80000000u, 0xffffffffu}) {
            add(Operation::kSetNumber, felt, value);
          }
        }
        break;
      case FieldKind::kDigests:
      case FieldKind::kNonce:
        for (size_t i = 0; i < 4; ++i) {
          const size_t byte = begin + at_random(field.size);
          add(Operation::kSetByte, byte, data.proof[byte] + 1 + at_random(255));
        }
        break;
    }
  }
  for (size_t i = 0; i < statement_size; ++i) {
    if (i > 90 && i % 41 != 0) continue;  // words upon words
    for (const uint64_t value : {0, 1, 2, 5, 9, 127, 255}) add(Operation::kSetStatement, i, value);
    add(Operation::kCutStatement, i, 0);
  }
  for (const uint64_t more : {1, 4, 32, 64}) add(Operation::kGrowStatement, 0, more);
  for (const uint64_t more : {1, 31, 32, 100000}) add(Operation::kInsert, proof_size, more);
  for (size_t i = 0; i < 500; ++i) {
    const size_t byte = at_random(proof_size);
    add(Operation::kSetByte, byte, (data.proof[byte] ^ (1u << at_random(8))) & 0xff);
    add(Operation::kSetNumber, at_random(proof_size - 4), random());
  }
  return list;
}

Bytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int run(const std::string& proof_path, const std::string& cases_path) {
  const Bytes file = read_file(proof_path);
  const std::vector<Field> fields = fields_of(machine_air(), file);
  ProofHeader header;
  if (fields.empty() || !read_header(file, header).ok()) {
    std::cerr << proof_path << " is not a proof\n";
    return 1;
  }
  CallData data;
  data.statement = header.statement;
  data.proof = file;
  data.proof.erase(data.proof.begin() + kPrefix,
                   data.proof.begin() + kPrefix + static_cast<ptrdiff_t>(data.statement.size()));
  if (reason_for(data) != VerifyReason::kNone) {
    std::cerr << proof_path << " is not valid\n";
    return 1;
  }

  std::ofstream out(cases_path, std::ios::binary);
  std::set<Change> seen;
  std::vector<size_t> counts(32);
  for (auto [operation, position, value] : changes(data, fields)) {
    if (operation == Operation::kSetByte) value &= 0xff;
    if (!seen.insert({operation, position, value}).second) continue;
    const CallData other = changed(data, operation, position, value);
    if (other.proof == data.proof && other.statement == data.statement) continue;
    const VerifyReason reason = reason_for(other);
    ++counts[static_cast<size_t>(reason)];
    out.put(static_cast<char>(operation)).put(static_cast<char>(reason));
    for (const uint64_t number : {position, value}) {
      for (int shift = 32; shift >= 0; shift -= 8) out.put(static_cast<char>(number >> shift));
    }
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    std::cout << counts[i] << "\t" << to_string(static_cast<VerifyReason>(i)) << "\n";
  }
  return out.flush() ? 0 : 1;
}

}  // namespace
}  // namespace cairn::bridge

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "proof" && argc == 4) return cairn::bridge::run(argv[2], argv[3]);
  if (command == "units" && argc == 3) {
    const std::vector<uint8_t> bytes = cairn::bridge::unit_vectors();
    std::ofstream out(argv[2], std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    return out.flush() ? 0 : 1;
  }
  std::cerr << "usage: cairn_bridge_cases proof PROOF FILE | units FILE\n";
  return 2;
}
