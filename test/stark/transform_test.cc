// Transforms against published answers, against the definition, and the blocked passes against the
// textbook ones. Domains: their order is what every other module counts on.
#include "stark/transform.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "stark/domain.h"
#include "stark/transform_plan.h"
#include "stark/transform_small.h"
#include "test/stark/stark_test_util.h"

namespace cairn {
namespace {

using testing::same;
using testing::value_at;

ColumnMatrix random_matrix(size_t height, size_t width, uint32_t seed) {
  return testing::Random(seed).matrix(height, width);
}

}  // namespace

TEST_CASE("reversed bits", "[stark][domain]") {
  CHECK(reverse_bits(0, 0) == 0);
  CHECK(reverse_bits(1, 1) == 1);
  CHECK(reverse_bits(0b0010110, 7) == 0b0110100);
  CHECK(reverse_bits(0x80000001u, 32) == 0x80000001u);
  CHECK(reverse_bits(0xffff0000u, 32) == 0x0000ffffu);
}

TEST_CASE("points of a domain are bit-reversed, and the first rows are a smaller one",
          "[stark][domain]") {
  for (unsigned log_height = 0; log_height <= 6; ++log_height) {
    for (unsigned log_blowup = 0; log_blowup <= 3; ++log_blowup) {
      const LdeDomain domain{log_height, log_blowup};
      std::vector<Felt> points(domain.size());
      fill_coset_points(kCosetShift, points);
      const Felt root = Felt::two_adic_generator(domain.log_size());
      const Felt step = Felt::two_adic_generator(log_height);
      const LdeDomain first{log_height, 0};
      for (size_t j = 0; j < points.size(); ++j) {
        const uint32_t natural = reverse_bits(static_cast<uint32_t>(j), domain.log_size());
        REQUIRE(points[j] == kCosetShift * root.pow(natural));
        REQUIRE(points[j] == domain.point(j));
        REQUIRE(points[domain.next_position(j)] == points[j] * step);
        REQUIRE(domain.vanishing_at(j) == points[j].pow(domain.height()) - Felt::one());
        REQUIRE(domain.vanishing_at(j) == domain.vanishing_at(j >> log_height << log_height));
        if (j < domain.height()) REQUIRE(points[j] == first.point(j));
      }
    }
  }
}

TEST_CASE("every second point of a coset", "[stark][domain]") {
  std::vector<Felt> points(16);
  fill_coset_points(Felt(5u), points, 2);
  std::vector<Felt> all(64);
  fill_coset_points(Felt(5u), all);
  for (size_t i = 0; i < points.size(); ++i) CHECK(points[i] == all[4 * i]);
}

TEST_CASE("next rows of a tile", "[stark][domain]") {
  for (unsigned log_height = 3; log_height <= 7; ++log_height) {
    const LdeDomain domain{log_height, 2};
    for (size_t rows = 8; rows <= domain.height(); rows *= 2) {
      size_t scattered = 0;
      for (size_t first = 0; first < domain.size(); first += rows) {
        if (!domain.has_contiguous_next(first, rows)) {
          ++scattered;
          continue;
        }
        for (size_t i = 0; i < rows; ++i) {
          REQUIRE(domain.next_position(first + i) == domain.next_position(first) + i);
        }
      }
      CHECK(scattered == domain.size() / domain.height());
    }
  }
}

TEST_CASE("published transforms", "[stark][transform]") {
  std::ifstream file(CAIRN_SOURCE_DIR "/test/vectors/koalabear.json");
  const auto cases = nlohmann::json::parse(file)["dft_natural_order"];
  REQUIRE(!cases.empty());
  for (const auto& entry : cases) {
    const auto in = entry["in"].get<std::vector<uint32_t>>();
    const auto dft = entry["dft"].get<std::vector<uint32_t>>();
    const unsigned log_size = log2_exact(in.size());
    ColumnMatrix values(in.size(), 1);
    for (size_t i = 0; i < in.size(); ++i) values.at(i, 0) = Felt(in[i]);

    const ColumnMatrix transformed = evaluate(values, 0, Felt::one());
    for (uint32_t i = 0; i < dft.size(); ++i) {
      CHECK(transformed.at(reverse_bits(i, log_size), 0).value() == dft[i]);
    }
    if (!entry.contains("coset_lde_shift3_blowup2")) continue;
    const auto lde = entry["coset_lde_shift3_blowup2"].get<std::vector<uint32_t>>();
    const ColumnMatrix extended = low_degree_extend(values, 1);
    REQUIRE(extended.height() == lde.size());
    for (uint32_t i = 0; i < lde.size(); ++i) {
      CHECK(extended.at(reverse_bits(i, log_size + 1), 0).value() == lde[i]);
    }
  }
}

TEST_CASE("transforms by their definition", "[stark][transform]") {
  // On both sides of the size from which the blocked passes work.
  for (const unsigned log_size : {0u, 1u, 2u, 5u, 9u, 10u, 11u}) {
    for (const unsigned log_blowup : {0u, 1u, 3u}) {
      const size_t height = size_t{1} << log_size;
      const ColumnMatrix coefficients = random_matrix(height, 3, log_size);
      const ColumnMatrix extended = evaluate(coefficients, log_blowup);
      const LdeDomain domain{log_size, log_blowup};
      for (size_t c = 0; c < 3; ++c) {
        for (size_t j = 0; j < domain.size(); j += 1 + domain.size() / 37) {
          REQUIRE(extended.at(j, c) == value_at(coefficients.column(c), domain.point(j)));
        }
      }
      // The first rows of the extension determine it.
      ColumnMatrix first(height, 3);
      for (size_t c = 0; c < 3; ++c) {
        std::copy_n(extended.column(c).begin(), height, first.column(c).begin());
      }
      REQUIRE(same(interpolate(first, kCosetLayout), coefficients));
      REQUIRE(same(low_degree_extend(first, log_blowup, kCosetLayout), extended));
      // So do the rows of the trace.
      ColumnMatrix trace(height, 3);
      const Felt root = Felt::two_adic_generator(log_size);
      const ColumnMatrix on_subgroup = evaluate(coefficients, 0, Felt::one());
      for (uint32_t i = 0; i < height; ++i) {
        for (size_t c = 0; c < 3; ++c) {
          trace.at(i, c) = on_subgroup.at(reverse_bits(i, log_size), c);
        }
      }
      REQUIRE(trace.at(height - 1, 1) == value_at(coefficients.column(1), root.pow(height - 1)));
      REQUIRE(same(interpolate(trace), coefficients));
      REQUIRE(same(interpolate(on_subgroup, kSubgroupLayout), coefficients));
      REQUIRE(same(low_degree_extend(trace, log_blowup), extended));
    }
  }
}

TEST_CASE("blocked passes and textbook agree at every size", "[stark][transform]") {
  for (unsigned log_size = TransformPlan::kMinLogSize; log_size <= 17; ++log_size) {
    // Widths around the number of threads take both ways of sharing work.
    const ColumnMatrix trace = random_matrix(size_t{1} << log_size, 1 + log_size % 4, log_size);
    const unsigned log_blowup = 1 + log_size % 2;
    ColumnMatrix expected = ColumnMatrix::zeros(trace.height() << log_blowup, trace.width());
    for (size_t c = 0; c < trace.width(); ++c) {
      std::copy(trace.column(c).begin(), trace.column(c).end(), expected.column(c).begin());
      const std::span<Felt> coefficients = expected.column(c).first(trace.height());
      small::bit_reverse(coefficients);
      small::interpolate(coefficients, Felt::one());
      small::evaluate(expected.column(c), kCosetShift);
    }
    for (const Backend backend : supported_backends()) {
      INFO(backend_name(backend));
      REQUIRE(same(low_degree_extend(trace, log_blowup, kTraceLayout, backend), expected));
      ColumnMatrix first(trace.height(), trace.width());
      for (size_t c = 0; c < trace.width(); ++c) {
        std::copy_n(expected.column(c).begin(), trace.height(), first.column(c).begin());
      }
      REQUIRE(same(low_degree_extend(first, log_blowup, kCosetLayout, backend), expected));
    }
  }
}

TEST_CASE("columns land where they are wanted, and only there", "[stark][transform]") {
  const ColumnMatrix trace = random_matrix(32, 2, 1);
  ColumnMatrix out = ColumnMatrix::zeros(64, 4);
  low_degree_extend_into(trace, 1, kTraceLayout, out, 1);
  const ColumnMatrix alone = low_degree_extend(trace, 1);
  CHECK(std::ranges::equal(out.column(1), alone.column(0)));
  CHECK(std::ranges::equal(out.column(2), alone.column(1)));
  for (size_t row = 0; row < 64; ++row) {
    CHECK(out.at(row, 0) == Felt());
    CHECK(out.at(row, 3) == Felt());
  }
}

TEST_CASE("chunks of a polynomial add up to it", "[stark][transform]") {
  for (const unsigned log_height : {5u, 13u}) {
    const ColumnMatrix coefficients = random_matrix(size_t{1} << log_height, 5, 2);
    const ColumnMatrix chunks = evaluate_chunks(coefficients, 2, 1);
    const LdeDomain domain{log_height - 2, 1};
    REQUIRE(chunks.height() == domain.size());
    REQUIRE(chunks.width() == 20);
    for (size_t j = 0; j < domain.size(); j += 1 + domain.size() / 16) {
      const Felt x = domain.point(j);
      for (size_t c = 0; c < 5; ++c) {
        Felt sum;
        for (size_t k = 0; k < 4; ++k) sum += x.pow(domain.height() * k) * chunks.at(j, 5 * k + c);
        CHECK(sum == value_at(coefficients.column(c), x));
      }
    }
  }
}

TEST_CASE("polynomials over the extension", "[stark][transform]") {
  testing::Random random(3);
  std::vector<Ext> coefficients(16);
  for (Ext& coefficient : coefficients) coefficient = random.ext();
  std::vector<Ext> values;
  for (uint32_t j = 0; j < 16; ++j) {
    const Felt x = Felt(7u) * Felt::two_adic_generator(4).pow(reverse_bits(j, 4));
    values.push_back(evaluate_polynomial(coefficients, x));
  }
  CHECK(interpolate_ext(values, {true, Felt(7u)}) == coefficients);
  CHECK(evaluate_polynomial({}, Ext::generator()) == Ext());
}

}  // namespace cairn
