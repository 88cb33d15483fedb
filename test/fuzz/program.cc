// Program images; see targets.h.
#include <algorithm>
#include <optional>
#include <string>

#include "compiler/assemble.h"
#include "compiler/disassemble.h"
#include "crypto/hash/blake3.h"
#include "test/fuzz/targets.h"
#include "test/vm/vm_test.h"

namespace cairn::fuzz {
namespace {

constexpr size_t kChecksumBytes = 32;
constexpr uint32_t kCostLimit = 200;
constexpr size_t kMaxWords = 1 << 10;  // of an image that is disassembled and run

void check_source_map(const Program& program) {
  SourceMap map;
  Interface interface;
  const absl::Status status = decode_source_map(program.source_map, map, interface);
  if (!status.ok()) {
    require(status.code() == absl::StatusCode::kInvalidArgument, "bad maps are InvalidArgument");
    return;
  }
  // Every place can be printed, whether or not the image has it.
  for (uint32_t pc = 0; pc <= map.location_of.size(); ++pc) {
    require(!map.excerpt(pc, "error", "here").empty(), "every instruction has an excerpt");
    require(map.procedure(pc).data() != nullptr, "every instruction has a procedure");
  }
  const std::string encoded = encode_source_map(map, interface);
  SourceMap again_map;
  Interface again;
  require(decode_source_map(encoded, again_map, again).ok(), "an encoded source map decodes");
  require(encode_source_map(again_map, again) == encoded, "and encodes as before");
}

void check_disassembly(const Program& program) {
  SourceManager sources;
  sources.add("fuzz.cairn", disassemble(program));
  const absl::StatusOr<Assembly> again = assemble(sources, "fuzz.cairn");
  require(again.ok(), "what is disassembled assembles");
  require(again->program.image == program.image && again->program.entry == program.entry,
          "disassembly assembles to the same words");
}

// The first words of the image serve as inputs and as advice too.
void check_run(const Program& program) {
  Job job;
  job.program = program;
  job.cost_limit = kCostLimit;
  for (size_t i = 0; i < std::min<size_t>(program.image.size(), 3); ++i) {
    job.inputs.push_back(program.image[i]);
    job.word_advice.push_back(program.image[i]);
    job.felt_advice.push_back(program.image[i][7]);
  }
  std::optional<Trace> trace;
  const std::optional<std::string> found = difference(job, trace);
  require(!found.has_value(), "a run is that of the reference machine: " + found.value_or(""));
}

void check_decoded(std::string_view bytes) {
  const absl::StatusOr<Program> program = decode_program(bytes);
  if (!program.ok()) {
    const absl::StatusCode code = program.status().code();
    require(code == absl::StatusCode::kInvalidArgument || code == absl::StatusCode::kDataLoss,
            "a bad image is InvalidArgument or DataLoss");
    require(!program.status().message().empty(), "a refusal says why");
    return;
  }
  require(encode_program(*program).value_or("") == bytes, "a program has one encoding");
  check_source_map(*program);
  if (program->image.size() > kMaxWords) return;
  check_disassembly(*program);
  check_run(*program);
}

}  // namespace

void check_program(Bytes bytes) {
  check_decoded(text_of(bytes));
  if (bytes.size() < kChecksumBytes) return;
  const Bytes content = bytes.first(bytes.size() - kChecksumBytes);
  std::string sealed(text_of(content));
  const Digest digest = blake3(content);
  sealed.append(digest.bytes.begin(), digest.bytes.end());
  check_decoded(sealed);
}

}  // namespace cairn::fuzz
