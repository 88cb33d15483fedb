// Reading and writing proofs.
#include "stark/codec.h"

#include <catch2/catch.hpp>

#include "test/stark/stark_test_util.h"

namespace cairn {

TEST_CASE("numbers are little-endian and come back", "[stark][codec]") {
  testing::Random random(1);
  const std::vector<Felt> felts = {Felt(), Felt(-1), random.felt()};
  const std::vector<Ext> exts = {random.ext(), random.ext()};
  ByteWriter writer;
  writer.u8(0xab);
  writer.u32(0x12345678);
  writer.u64(0x1122334455667788);
  writer.felts(felts);
  writer.exts(exts);
  CHECK(writer.written().size() == 1 + 4 + 8 + 12 + 40);
  CHECK(writer.written()[1] == 0x78);
  CHECK(writer.written()[5] == 0x88);

  ByteReader reader(writer.written());
  CHECK(reader.u8() == 0xab);
  CHECK(reader.u32() == 0x12345678);
  CHECK(reader.u64() == 0x1122334455667788);
  CHECK(reader.felts(3) == felts);
  CHECK(reader.exts(2) == exts);
  reader.expect_end();
  CHECK(reader.ok());
}

TEST_CASE("what a reader refuses", "[stark][codec]") {
  SECTION("field elements at or above p") {
    for (const uint32_t number : {Felt::kModulus, Felt::kModulus + 1, 0xffffffffu}) {
      ByteWriter writer;
      writer.u32(number);
      ByteReader reader(writer.written());
      CHECK(reader.felt() == Felt());
      CHECK(reader.error() == DecodeError::kNotCanonical);
    }
    ByteWriter writer;
    writer.u32(Felt::kModulus - 1);
    ByteReader reader(writer.written());
    CHECK(reader.felt() == Felt(-1));
    CHECK(reader.ok());
  }
  SECTION("bytes that end too early, and nothing more is read") {
    const std::vector<uint8_t> bytes = {1, 2, 3};
    ByteReader reader(bytes);
    CHECK(reader.u32() == 0);
    CHECK(reader.error() == DecodeError::kTruncated);
    CHECK(reader.u8() == 0);
    reader.expect_end();
    CHECK(reader.error() == DecodeError::kTruncated);
  }
  SECTION("lists longer than the bytes, whatever their size") {
    const std::vector<uint8_t> bytes(64);
    for (const size_t count : {size_t{17}, SIZE_MAX, SIZE_MAX / 4 + 1}) {
      ByteReader reader(bytes);
      CHECK(reader.felts(count).empty());
      CHECK(reader.error() == DecodeError::kTruncated);
    }
    ByteReader reader(bytes);
    CHECK(reader.exts(4).empty());
    CHECK(reader.error() == DecodeError::kTruncated);
  }
  SECTION("counts above their bound") {
    ByteWriter writer;
    writer.u32(10);
    ByteReader exact(writer.written());
    CHECK(exact.count(10) == 10);
    ByteReader reader(writer.written());
    CHECK(reader.count(9) == 0);
    CHECK(reader.error() == DecodeError::kCountTooLarge);
  }
  SECTION("trailing bytes") {
    const std::vector<uint8_t> bytes(5);
    ByteReader reader(bytes);
    reader.u32();
    reader.expect_end();
    CHECK(reader.error() == DecodeError::kTrailingBytes);
  }
}

}  // namespace cairn
