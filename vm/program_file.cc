// The `.program` file: reading takes nothing on trust, least of all the lengths. Specification:
// docs/formats.md, section Program image.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "crypto/hash/blake3.h"
#include "crypto/hash/bytes.h"
#include "vm/program.h"

namespace cairn {
namespace {

constexpr std::string_view kMagic = "CAIRNPRG";
constexpr uint32_t kFormatVersion = 1;
constexpr size_t kHeaderBytes = 28;  // magic and five numbers
constexpr size_t kWordBytes = 32;
constexpr size_t kChecksumBytes = 32;
constexpr uint64_t kMaxFileBytes =
    kHeaderBytes + uint64_t{kMaxImageWords} * kWordBytes + kMaxSourceMapBytes + kChecksumBytes;

const uint8_t* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

uint32_t read_number(std::string_view bytes, size_t at) {
  return read_little_endian<uint32_t>(unsigned_bytes(bytes) + at);
}

void append_number(std::string& bytes, uint32_t number) {
  uint8_t encoded[4];
  write_little_endian(number, encoded);
  bytes.append(std::begin(encoded), std::end(encoded));
}

std::string checksum(std::string_view bytes) {
  const Digest digest = blake3({unsigned_bytes(bytes), bytes.size()});
  return std::string(digest.bytes.begin(), digest.bytes.end());
}

absl::Status named(const absl::Status& status, const std::string& path) {
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

}  // namespace

absl::StatusOr<std::string> encode_program(const Program& program) {
  if (program.image.size() > kMaxImageWords) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the image has %d words, and at most %d are allowed", program.image.size(),
                        kMaxImageWords));
  }
  if (program.source_map.size() > kMaxSourceMapBytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the source map has %d bytes, and at most %d are allowed",
                        program.source_map.size(), kMaxSourceMapBytes));
  }
  if (program.entry >= Felt::kModulus) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the entry %d is not below %d", program.entry, Felt::kModulus));
  }
  std::string bytes(kMagic);
  append_number(bytes, kFormatVersion);
  append_number(bytes, kMachineVersion);
  append_number(bytes, program.entry);
  append_number(bytes, program.length());
  append_number(bytes, static_cast<uint32_t>(program.source_map.size()));
  for (const Word& word : program.image) {
    for (const Felt felt : word) append_number(bytes, felt.value());
  }
  bytes += program.source_map;
  bytes += checksum(bytes);
  return bytes;
}

absl::StatusOr<Program> decode_program(std::string_view bytes) {
  // 1. Header.
  if (bytes.substr(0, kMagic.size()) != kMagic) {
    return absl::InvalidArgumentError(
        "this is not a program image: it does not begin with CAIRNPRG");
  }
  if (bytes.size() < kHeaderBytes) {
    return absl::DataLossError(absl::StrFormat(
        "the program image is truncated: it has %d bytes, less than its header", bytes.size()));
  }
  const uint32_t version = read_number(bytes, 8);
  const uint32_t machine = read_number(bytes, 12);
  if (version != kFormatVersion || machine != kMachineVersion) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the program image has format version %d for machine version %d, but this build reads "
        "format %d for machine %d: assemble the source again",
        version, machine, kFormatVersion, kMachineVersion));
  }
  const uint32_t entry = read_number(bytes, 16);
  const uint32_t length = read_number(bytes, 20);
  const uint32_t map_length = read_number(bytes, 24);
  // 2. Lengths, before anything is allocated.
  if (length > kMaxImageWords) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the program image claims to have %d words, and at most %d are allowed",
                        length, kMaxImageWords));
  }
  if (map_length > kMaxSourceMapBytes) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the program image claims a source map of %d bytes, and at most %d are allowed", map_length,
        kMaxSourceMapBytes));
  }
  const size_t map_at = kHeaderBytes + kWordBytes * length;
  const size_t checksum_at = map_at + map_length;
  const size_t size = checksum_at + kChecksumBytes;
  if (bytes.size() < size) {
    return absl::DataLossError(
        absl::StrFormat("the program image is truncated: %d of its %d bytes are missing",
                        size - bytes.size(), size));
  }
  if (bytes.size() > size) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the program image has %d bytes too many", bytes.size() - size));
  }
  // 3. Content.
  if (bytes.substr(checksum_at) != checksum(bytes.substr(0, checksum_at))) {
    return absl::DataLossError("the program image is damaged: its checksum does not match");
  }
  if (entry >= Felt::kModulus) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the entry of the program image, %d, is not below %d", entry, Felt::kModulus));
  }
  Program program;
  program.entry = entry;
  program.image.resize(length);
  for (size_t i = 0; i < size_t{8} * length; ++i) {
    const uint32_t number = read_number(bytes, kHeaderBytes + 4 * i);
    const std::optional<Felt> felt = Felt::from_canonical(number);
    if (!felt.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("word %d of the program image holds %d, which is not below %d", i / 8,
                          number, Felt::kModulus));
    }
    program.image[i / 8][i % 8] = *felt;
  }
  program.source_map = bytes.substr(map_at, map_length);
  return program;
}

absl::Status save_program(const Program& program, const std::string& path) {
  const absl::StatusOr<std::string> bytes = encode_program(program);
  if (!bytes.ok()) return named(bytes.status(), path);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
  file.close();
  if (!file) return absl::UnavailableError(absl::StrCat(path, ": the file cannot be written"));
  return absl::OkStatus();
}

absl::StatusOr<Program> load_program(const std::string& path) {
  std::error_code error;
  const bool is_file = std::filesystem::is_regular_file(path, error);
  if (error == std::errc::no_such_file_or_directory) {
    return absl::NotFoundError(absl::StrCat(path, ": there is no such file"));
  }
  if (!is_file) return absl::InvalidArgumentError(absl::StrCat(path, ": this is not a file"));
  const uint64_t size = std::filesystem::file_size(path, error);
  if (!error && size > kMaxFileBytes) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: the file has %d bytes, more than any program image (%d)", path, size, kMaxFileBytes));
  }
  std::string bytes(error ? 0 : size, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (error || !file) {
    return absl::UnavailableError(absl::StrCat(path, ": the file cannot be read"));
  }
  absl::StatusOr<Program> program = decode_program(bytes);
  if (!program.ok()) return named(program.status(), path);
  return program;
}

}  // namespace cairn
