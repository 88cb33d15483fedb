// Statements and hints as bytes: see statement_codec.h.
#include "stark/statement_codec.h"

#include <algorithm>

#include "stark/codec.h"
#include "vm/run.h"

namespace cairn {
namespace {

void write_words(ByteWriter& writer, const std::vector<Word>& words) {
  writer.u32(static_cast<uint32_t>(words.size()));
  for (const Word& word : words) writer.felts(word);
}

std::vector<Word> read_words(ByteReader& reader, size_t bound) {
  const size_t count = reader.count(bound);
  const std::vector<Felt> felts = reader.felts(8 * count);
  std::vector<Word> words(felts.size() / 8);
  for (size_t i = 0; i < felts.size(); ++i) words[i / 8][i % 8] = felts[i];
  return words;
}

}  // namespace

std::vector<uint8_t> encode_statement(const Statement& statement) {
  ByteWriter writer;
  writer.u32(statement.machine_version);
  writer.felts(statement.program_digest);
  writer.u32(statement.cost_limit);
  writer.u32(statement.cost);
  writer.u8(statement.advice_used ? 1 : 0);
  writer.u8(static_cast<uint8_t>(statement.outcome.reason));
  writer.u32(statement.outcome.pc);
  write_words(writer, statement.inputs);
  write_words(writer, statement.outcome.outputs);
  return writer.take();
}

std::optional<Statement> decode_statement(std::span<const uint8_t> bytes) {
  ByteReader reader(bytes);
  Statement statement;
  statement.machine_version = reader.u32();
  for (Felt& felt : statement.program_digest) felt = reader.felt();
  statement.cost_limit = reader.u32();
  statement.cost = reader.u32();
  const uint8_t advice_used = reader.u8();
  const uint8_t reason = reader.u8();
  statement.outcome.pc = reader.u32();
  statement.inputs = read_words(reader, kMaxInputWords);
  statement.outcome.outputs = read_words(reader, kMaxOutputWords);
  reader.expect_end();
  if (!reader.ok() || advice_used > 1 || reason >= kReasons) return std::nullopt;
  statement.advice_used = advice_used != 0;
  statement.outcome.reason = static_cast<Reason>(reason);
  return statement;
}

std::vector<uint8_t> encode_hints(const Hints& hints) {
  ByteWriter writer;
  writer.u32(hints.length);
  writer.u32(hints.entry);
  writer.u32(hints.stop_ap);
  writer.u32(hints.output_handle);
  writer.u8(static_cast<uint8_t>(hints.end));
  return writer.take();
}

std::optional<Hints> decode_hints(std::span<const uint8_t> bytes) {
  ByteReader reader(bytes);
  Hints hints;
  hints.length = reader.u32();
  hints.entry = reader.u32();
  hints.stop_ap = reader.u32();
  hints.output_handle = reader.u32();
  const uint8_t end = reader.u8();
  reader.expect_end();
  if (!reader.ok() || end > static_cast<uint8_t>(EndWitness::kUnfetched)) return std::nullopt;
  hints.end = static_cast<EndWitness>(end);
  return hints;
}

}  // namespace cairn
