// Openings outside the domain and the DEEP codeword, against their definitions.
#include "stark/deep.h"

#include <catch2/catch.hpp>

#include "stark/transform.h"
#include "test/stark/stark_test_util.h"

namespace cairn {

using testing::Random;

TEST_CASE("inverses of all differences", "[stark][deep]") {
  Random random(1);
  for (const unsigned log_height : {0u, 1u, 3u, 4u, 5u, 10u}) {
    const Ext z = random.ext();
    const PointInverses point(log_height, z);
    const LdeDomain domain{log_height, 0};
    for (size_t j = 0; j < domain.size(); ++j) {
      REQUIRE(point.inverses().ext_at(j, 0) * (z - Ext(domain.point(j))) == Ext::one());
    }
  }
}

TEST_CASE("columns at a point", "[stark][deep]") {
  Random random(2);
  for (const unsigned log_height : {0u, 1u, 3u, 4u, 5u, 10u, 11u}) {
    const ColumnMatrix coefficients = random.matrix(size_t{1} << log_height, 3);
    const ColumnMatrix extended = evaluate(coefficients, 1);
    const Ext z = random.ext();
    const std::vector<Ext> values = evaluate_at(extended, PointInverses(log_height, z));
    REQUIRE(values.size() == 3);
    for (size_t c = 0; c < 3; ++c) {
      CHECK(values[c] == testing::value_at(coefficients.column(c), z));
    }
  }
}

TEST_CASE("the DEEP codeword is the quotient everywhere", "[stark][deep]") {
  Random random(3);
  for (const unsigned log_height : {0u, 2u, 3u, 5u, 10u}) {
    const unsigned log_blowup = 2;
    const LdeDomain domain{log_height, log_blowup};
    // More functions than are combined at once, and an odd number.
    const ColumnMatrix trace = random.matrix(domain.height(), 37);
    const ColumnMatrix extended = low_degree_extend(trace, log_blowup);
    const Ext z = random.ext();
    const PointInverses here(log_height, z);
    const PointInverses next(log_height, z * Felt::two_adic_generator(log_height));
    std::vector<DeepTerm> terms(2);
    terms[0].point = &here;
    terms[1].point = &next;
    for (size_t c = 0; c < trace.width(); ++c) {
      terms[0].functions.push_back({extended.column(c).data(), random.ext()});
      if (c % 5 == 0) terms[1].functions.push_back({extended.column(c).data(), random.ext()});
    }
    std::vector<std::vector<Ext>> coefficients(2);
    for (size_t t = 0; t < 2; ++t) {
      const std::vector<Ext> values = evaluate_at(extended, *terms[t].point);
      std::vector<Ext> opened;
      for (size_t i = 0; i < terms[t].functions.size(); ++i) {
        coefficients[t].push_back(terms[t].functions[i].coefficient);
        opened.push_back(values[t == 0 ? i : 5 * i]);
      }
      terms[t].value = combine(coefficients[t], opened);
    }

    const ColumnMatrix codeword = deep_codeword(log_height, log_blowup, terms);
    REQUIRE(codeword.height() == domain.size());
    for (size_t j = 0; j < domain.size(); j += 1 + domain.size() / 61) {
      Ext expected;
      for (size_t t = 0; t < 2; ++t) {
        std::vector<Felt> row;
        for (size_t c = 0; c < trace.width(); c += t == 0 ? 1 : 5) {
          row.push_back(extended.at(j, c));
        }
        expected += deep_quotient(domain.point(j), terms[t].point->z(),
                                  combine(coefficients[t], row), terms[t].value);
      }
      REQUIRE(codeword.ext_at(j, 0) == expected);
    }
  }
}

TEST_CASE("a false opening gives no polynomial", "[stark][deep]") {
  Random random(4);
  const ColumnMatrix trace = random.matrix(16, 1);
  const ColumnMatrix extended = low_degree_extend(trace, 1);
  const PointInverses point(4, random.ext());
  const Ext value = evaluate_at(extended, point)[0];
  const auto at = [&](size_t j, const Ext& claimed) {
    return deep_quotient(LdeDomain{4, 1}.point(j), point.z(), Ext(extended.at(j, 0)), claimed);
  };
  for (const bool is_true : {true, false}) {
    const Ext claimed = is_true ? value : value + Ext::one();
    const DeepTerm term{&point, {{extended.column(0).data(), Ext::one()}}, claimed};
    const ColumnMatrix codeword = deep_codeword(4, 1, {&term, 1});
    // The prover's extension is always of low degree; it agrees with the verifier's quotient off
    // the first rows only if that is.
    bool agrees = true;
    for (size_t j = 16; j < 32; ++j) agrees = agrees && codeword.ext_at(j, 0) == at(j, claimed);
    CHECK(agrees == is_true);
  }
}

}  // namespace cairn
