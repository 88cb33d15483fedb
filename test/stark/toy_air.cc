// The toy AIR: see toy_air.h.
#include "test/stark/toy_air.h"

#include <algorithm>

#include "stark/codec.h"
#include "stark/soundness.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

using testing::ToyCube;
using testing::ToyFibonacci;
using testing::ToyRange;

CAIRN_TABLE_KERNEL(ToyFibonacci)
CAIRN_TABLE_KERNEL(ToyRange)
CAIRN_TABLE_KERNEL(ToyCube)

namespace testing {

const Air& toy_air() {
  static const Air air(
      {table_kernel<ToyFibonacci>(), table_kernel<ToyRange>(), table_kernel<ToyCube>()});
  return air;
}

ToyRun::ToyRun(unsigned log_fibonacci, unsigned log_cube, uint32_t first) {
  const size_t height = size_t{1} << log_fibonacci;
  ColumnMatrix fibonacci(height, 5);
  std::array<uint32_t, 16> counts{};
  const size_t cubes = log_cube == 0 ? 0 : size_t{1} << log_cube;
  std::vector<uint32_t> cube_counts(cubes);
  Felt a(first), b(5);
  for (size_t row = 0; row < height; ++row) {
    const auto limb = static_cast<uint32_t>(row * 7 % 16);
    const bool asks = row % 3 == 0 && limb < cubes;
    ++counts[limb];
    if (asks) ++cube_counts[limb];
    fibonacci.at(row, 0) = a;
    fibonacci.at(row, 1) = b;
    fibonacci.at(row, 2) = Felt(limb);
    fibonacci.at(row, 3) = asks ? Felt(limb).cube() : Felt(row);
    fibonacci.at(row, 4) = Felt(asks ? 1 : 0);
    const Felt sum = a + b;
    a = b;
    b = sum;
  }
  tables.push_back(std::move(fibonacci));

  ColumnMatrix cube(cubes, 3);
  for (uint32_t row = 0; row < cubes; ++row) {
    const uint32_t count = row < 16 ? cube_counts[row] : 0;
    cube.at(row, 0) = Felt(row % 16);
    cube.at(row, 1) = Felt(row % 16).cube();
    cube.at(row, 2) = Felt(count);
    counts[row % 16] += count * count;
  }
  ColumnMatrix range(16, 2);
  for (uint32_t row = 0; row < 16; ++row) {
    range.at(row, 0) = Felt(row);
    range.at(row, 1) = Felt(counts[row]);
  }
  tables.push_back(std::move(range));
  tables.push_back(std::move(cube));

  ByteWriter statement, hints;
  statement.u32(first);
  statement.u32(5);
  statement.u32(cubes == 0 ? 0 : 1);
  hints.felt(a);  // the last b
  claim = std::get<Claim>(toy_claim(statement.written(), hints.written()));
}

std::vector<ColumnMatrix> ToyRun::traces() const {
  std::vector<ColumnMatrix> copies;
  for (const ColumnMatrix& table : tables) {
    ColumnMatrix copy(table.height(), table.width());
    for (size_t c = 0; c < table.width(); ++c) {
      std::ranges::copy(table.column(c), copy.column(c).begin());
    }
    copies.push_back(std::move(copy));
  }
  return copies;
}

std::variant<Claim, std::string> toy_claim(const std::vector<uint8_t>& statement,
                                           std::span<const uint8_t> hints) {
  ByteReader reader(statement);
  const Felt first = reader.felt();
  const Felt second = reader.felt();
  const bool has_cubes = reader.u32() != 0;
  ByteReader hint_reader(hints);
  const Felt last = hint_reader.felt();
  hint_reader.expect_end();
  if (!hint_reader.ok()) return "the hint is not one felt";
  Claim claim;
  claim.statement = statement;
  claim.hints.assign(hints.begin(), hints.end());
  claim.publics[PublicValue::kEntry] = first;
  claim.publics[PublicValue::kLength] = second;
  claim.publics[PublicValue::kStopPc] = last;
  claim.messages = {bus_message(Bus::kFelt, std::array{Felt(7), first}, Felt::one())};
  claim.rules = {{kToyCube, has_cubes}};
  return claim;
}

Expected toy_expected(const ToyRun& run, unsigned security) {
  Expected expected;
  expected.statement = run.claim.statement;
  expected.claim = [statement = run.claim.statement](std::span<const uint8_t> hints) {
    return toy_claim(statement, hints);
  };
  expected.security = security;
  return expected;
}

ProofParameters tiny_parameters(ProofProfile profile, Batching batching) {
  const ProfileSettings settings = profile_settings(profile, 100).value();
  ProofParameters parameters;
  parameters.profile = profile;
  parameters.log_blowup = static_cast<uint8_t>(settings.log_blowup);
  parameters.max_log_arity = 3;
  parameters.log_final_length = 2;
  parameters.batching = batching;
  parameters.num_queries = 6;
  parameters.grinding = {3, 2, 1, 2, 3, 4};
  return parameters;
}

ParameterFault tiny_policy(const ProofParameters& parameters, const ProtocolShape& shape) {
  return check_shape(shape, parameters.log_blowup);
}

}  // namespace testing
}  // namespace cairn
