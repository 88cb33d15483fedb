// What prover and verifier share: see protocol.h.
#include "stark/protocol.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <utility>

#include "stark/air_digest.h"
#include "stark/quotient.h"
#include "stark/soundness.h"

namespace cairn {

Air::Air(std::vector<TableKernel> kernels)
    : tables(std::move(kernels)), digest(air_digest(tables)) {
  assert(!tables.empty() && tables.size() <= kMaxTables);
}

MerkleHash merkle_hash(ProofProfile profile, unsigned security) {
  switch (profile) {
    case ProofProfile::kFast:
    case ProofProfile::kCompact:
      return {HashKind::kBlake3};
    case ProofProfile::kRecursive:
      return {HashKind::kPoseidon};
    case ProofProfile::kEthereum:
      return {HashKind::kKeccak, profile_settings(profile, security).value().digest_bytes};
  }
  return {};
}

size_t Layout::Table::next_count() const { return kernel->next_columns.size() + kExtColumns; }

Layout::Layout(const Air& air, std::span<const uint8_t> log_heights_by_table, size_t public_terms) {
  assert(log_heights_by_table.size() == air.tables.size());
  for (size_t i = 0; i < air.tables.size(); ++i) {
    if (log_heights_by_table[i] == 0) continue;
    tables.push_back({&air.tables[i], i, log_heights_by_table[i], 0});
    log_heights.push_back(log_heights_by_table[i]);
  }
  std::sort(log_heights.begin(), log_heights.end(), std::greater<>());
  log_heights.erase(std::unique(log_heights.begin(), log_heights.end()), log_heights.end());
  for (Table& table : tables) {
    table.height_group = static_cast<size_t>(
        std::find(log_heights.begin(), log_heights.end(), table.log_height) - log_heights.begin());
    const TableShape& described = table.kernel->shape;
    ProtocolShape::Table& entry = shape.tables.emplace_back();
    entry.log_height = table.log_height;
    entry.main_columns = static_cast<uint32_t>(described.width);
    entry.aux_columns = static_cast<uint32_t>(table.aux_width());
    // One quotient to a height, counted with the first of its tables.
    const bool is_first =
        &table == &*std::find_if(tables.begin(), tables.end(),
                                 [&](const Table& t) { return t.log_height == table.log_height; });
    entry.quotient_columns = is_first ? static_cast<uint32_t>(kQuotientColumns) : 0;
    entry.next_columns = static_cast<uint32_t>(table.next_count());
    entry.constraints = static_cast<uint32_t>(table.kernel->constraints());
    // Those of the auxiliary columns have degree 3.
    entry.max_degree = static_cast<uint32_t>(std::max(described.max_degree, 3));
    entry.interactions = static_cast<uint32_t>(described.interactions);
  }
  shape.bus_tuple_width = kMaxTuple + 1;
  shape.public_terms = public_terms;
}

namespace {

template <class Width>
std::vector<MatrixShape> shapes_of(const Layout& layout, unsigned log_blowup, const Width& width) {
  std::vector<MatrixShape> shapes;
  for (const Layout::Table& table : layout.tables) {
    shapes.push_back({table.log_height + log_blowup, width(table)});
  }
  return shapes;
}

}  // namespace

std::vector<MatrixShape> Layout::main_shapes(unsigned log_blowup) const {
  return shapes_of(*this, log_blowup, [](const Table& t) { return t.main_width(); });
}
std::vector<MatrixShape> Layout::aux_shapes(unsigned log_blowup) const {
  return shapes_of(*this, log_blowup, [](const Table& t) { return t.aux_width(); });
}
std::vector<MatrixShape> Layout::quotient_shapes(unsigned log_blowup) const {
  std::vector<MatrixShape> shapes;
  for (const unsigned log_height : log_heights) {
    shapes.push_back({log_height + log_blowup, kQuotientColumns});
  }
  return shapes;
}

namespace {

// More public messages than any statement has.
constexpr size_t kMostPublicTerms = size_t{1} << 21;

// No round of any other shape has a greater error: all tables are at the greatest height, and at
// every lower one there is something more, so that a codeword rolls in wherever one can.
ProtocolShape largest_shape(const Air& air, const ProfileSettings& settings) {
  const unsigned highest = kMaxLogDomain - settings.log_blowup;
  std::vector<uint8_t> log_heights;
  for (const TableKernel& table : air.tables) {
    const unsigned fixed = table.fixed_log_height;
    log_heights.push_back(static_cast<uint8_t>(fixed != 0 ? fixed : highest));
  }
  ProtocolShape shape = Layout(air, log_heights, kMostPublicTerms).shape;
  for (unsigned log_height = settings.heights.least_log; log_height < highest;
       log_height += settings.heights.step) {
    ProtocolShape::Table more = shape.tables[0];
    more.log_height = log_height;
    shape.tables.push_back(more);
  }
  return shape;
}

}  // namespace

absl::StatusOr<ProofParameters> parameters_for(const Air& air, ProofProfile profile,
                                               unsigned security, const ProtocolShape& shape) {
  const absl::StatusOr<ProfileSettings> settings = profile_settings(profile, security);
  if (!settings.ok()) return settings.status();
  return choose_parameters(
      profile, security, settings->has_constant_parameters ? largest_shape(air, *settings) : shape);
}

ParameterFault check_parameters_of(const Air& air, const ProofParameters& parameters,
                                   const ProtocolShape& shape) {
  const ParameterFault fault =
      check_parameters(parameters, parameters.profile, parameters.security, shape);
  if (fault != ParameterFault::kNone) return fault;
  const ProfileSettings settings =
      profile_settings(parameters.profile, parameters.security).value();
  for (const ProtocolShape::Table& table : shape.tables) {
    if (!settings.heights.allow(table.log_height)) return ParameterFault::kHeightNotOfProfile;
  }
  if (settings.has_constant_parameters &&
      parameters_for(air, parameters.profile, parameters.security, shape).value() != parameters) {
    return ParameterFault::kNotConstant;
  }
  return ParameterFault::kNone;
}

FriParameters fri_parameters(const ProofParameters& parameters, const Layout& layout) {
  FriParameters fri;
  fri.log_blowup = parameters.log_blowup;
  fri.schedule = fri_schedule(parameters, layout.shape).value();
  fri.num_queries = parameters.num_queries;
  fri.query_grinding_bits = parameters.grinding.query;
  fri.hash = merkle_hash(parameters);
  return fri;
}

Transcript begin_transcript(const Air& air, const ProofParameters& parameters,
                            std::span<const uint8_t> statement, std::span<const uint8_t> hints,
                            std::span<const uint8_t> log_heights) {
  Transcript transcript(merkle_hash(parameters).kind, kProtocolName);
  transcript.absorb_bytes("air", air.digest.bytes);
  transcript.absorb_bytes("parameters", encode_parameters(parameters));
  transcript.absorb_bytes("statement", statement);
  transcript.absorb_bytes("hints", hints);
  transcript.absorb_bytes("heights", log_heights);
  return transcript;
}

Ext draw_zeta(Transcript& transcript) {
  Ext zeta = transcript.draw_ext("zeta");
  while (zeta.is_in_base()) zeta = transcript.draw_ext("zeta");
  return zeta;
}

BatchingCoefficients draw_batching(const Layout& layout, Batching batching,
                                   Transcript& transcript) {
  size_t count = 1;
  if (batching == Batching::kAffine) {
    count = layout.log_heights.size() * kQuotientColumns;
    for (const Layout::Table& table : layout.tables) {
      count += table.here_count() + table.next_count();
    }
  }
  const std::vector<Ext> challenges = transcript.draw_exts("batching", count);
  std::vector<Ext> powers(layout.log_heights.size(), Ext::one());
  size_t used = 0;
  const auto take = [&](size_t group, size_t functions) {
    std::vector<Ext> taken(functions);
    for (Ext& entry : taken) {
      entry = batching == Batching::kAffine
                  ? challenges[used++]
                  : std::exchange(powers[group], powers[group] * challenges[0]);
    }
    return taken;
  };
  BatchingCoefficients coefficients;
  for (const Layout::Table& table : layout.tables) {
    TableOpenings& entry = coefficients.tables.emplace_back();
    entry.here = take(table.height_group, table.here_count());
    entry.next = take(table.height_group, table.next_count());
  }
  for (size_t group = 0; group < layout.log_heights.size(); ++group) {
    coefficients.quotients.push_back(take(group, kQuotientColumns));
  }
  return coefficients;
}

std::vector<Ext> join_coefficients(std::span<const Ext> values) {
  assert(values.size() % kExtColumns == 0);
  std::vector<Ext> joined;
  for (size_t i = 0; i < values.size(); i += kExtColumns) {
    Ext sum;
    Ext power = Ext::one();
    for (size_t k = 0; k < kExtColumns; ++k) {
      sum += power * values[i + k];
      power *= Ext::generator();
    }
    joined.push_back(sum);
  }
  return joined;
}

}  // namespace cairn
