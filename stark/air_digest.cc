// The AIR digest: see air_digest.h.
#include "stark/air_digest.h"

#include "stark/codec.h"
#include "stark/grind.h"

namespace cairn {

std::vector<uint8_t> encode_table(const RecordedTable& table, bool is_always_present,
                                  unsigned fixed_log_height) {
  ByteWriter writer;
  const auto count = [&](size_t number) { writer.u32(static_cast<uint32_t>(number)); };
  count(table.name.size());
  writer.bytes({reinterpret_cast<const uint8_t*>(table.name.data()), table.name.size()});
  writer.u32(table.width);
  writer.u8(is_always_present ? 1 : 0);
  writer.u8(static_cast<uint8_t>(fixed_log_height));
  count(table.nodes.size());
  for (const ExpressionNode& node : table.nodes) {
    writer.u8(static_cast<uint8_t>(node.kind));
    writer.u32(node.a);
    writer.u32(node.b);
  }
  count(table.constraints.size());
  for (const RecordedTable::Constraint& constraint : table.constraints) writer.u32(constraint.node);
  count(table.messages.size());
  for (const RecordedTable::Message& message : table.messages) {
    writer.u32(static_cast<uint32_t>(message.bus));
    writer.u8(message.is_provided ? 1 : 0);
    count(message.tuple.size());
    for (const uint32_t entry : message.tuple) writer.u32(entry);
    writer.u32(message.multiplicity);
  }
  return writer.take();
}

Digest air_digest(std::span<const TableKernel> tables) {
  ByteWriter writer;
  writer.u32(static_cast<uint32_t>(tables.size()));
  for (const TableKernel& table : tables) {
    writer.bytes(encode_table(table.record(), table.is_always_present, table.fixed_log_height));
  }
  return byte_hash(HashKind::kBlake3, writer.written());
}

}  // namespace cairn
