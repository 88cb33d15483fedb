// What must hold of bytes from anyone, whatever they are: one function for each thing that Cairn
// reads. libfuzzer.cc searches for bytes that break them; replay_test.cc runs the corpus, where
// bytes that once did are kept, in every build.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace cairn::fuzz {

using Bytes = std::span<const uint8_t>;

// A source text. The assembler answers with a program or with diagnostics; a program survives the
// disassembler and the formatter, its source map the encoding.
void check_assembler(Bytes bytes);

// A `.program` file, as it is and with the right checksum in place of its last 32 bytes. What
// decodes has one encoding, disassembles to itself, and runs as in the reference machine.
void check_program(Bytes bytes);

// The JSON of inputs. It is refused with a sentence, or becomes words that become the same JSON.
void check_input(Bytes bytes);

// Changes to an honest proof (proof.cc says how they are written). What decodes has one encoding,
// and nothing but the honest proof is accepted.
void check_proof(Bytes bytes);

// What an Ethereum endpoint answers, whatever it was asked. It is refused with one line that names
// the endpoint, or read. Also what lies in files of contracts and of sent transactions.
void check_endpoint(Bytes bytes);

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Ends the process, which the fuzzer reports together with the bytes, unless `holds`.
inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: this must hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace cairn::fuzz
