// The base field, its extension, and batch inversion.
#include <bit>
#include <catch2/catch.hpp>
#include <type_traits>

#include "crypto/field/batch.h"
#include "test/crypto/crypto_test.h"

namespace cairn {
namespace {

static_assert(std::is_trivially_copyable_v<Felt>);
static_assert(Felt(3) * Felt(3).inverse() == Felt::one());
static_assert(Felt::from(3).value() == 3 && Felt(-1).value() == Felt::kModulus - 1);
static_assert(Ext(Felt(5)).is_in_base() && !Ext::generator().is_in_base());

TEST_CASE("felt: known answers") {
  const nlohmann::json& rows = known_answers().at("field_a_b_sum_diff_prod_inva_cubea");
  REQUIRE(rows.size() == 32);
  for (const nlohmann::json& row : rows) {
    const std::array<Felt, 7> v = felts_of<7>(row);
    CHECK(v[0] + v[1] == v[2]);
    CHECK(v[0] - v[1] == v[3]);
    CHECK(v[0] * v[1] == v[4]);
    CHECK(v[0].inverse() == v[5]);
    CHECK(v[0].cube() == v[6]);
  }
}

TEST_CASE("felt: arithmetic agrees with integers mod p, also at the edges") {
  const uint64_t p = Felt::kModulus;
  RandomFelts random(1);
  std::vector<Felt> values = edge_felts();
  for (int i = 0; i < 100; ++i) values.push_back(random.felt());
  for (const Felt a : values) {
    for (const Felt b : values) {
      const uint64_t x = a.value();
      const uint64_t y = b.value();
      REQUIRE((a + b).value() == (x + y) % p);
      REQUIRE((a - b).value() == (x + p - y) % p);
      REQUIRE((a * b).value() == x * y % p);
      REQUIRE((a == b) == (x == y));
    }
    REQUIRE(a.raw() < p);
    REQUIRE((-a).value() == (p - a.value()) % p);
    REQUIRE(a.doubled() == a + a);
    REQUIRE(a.halved().doubled() == a);
    REQUIRE(a.square() == a * a);
    REQUIRE(a.cube() == a * a * a);
    REQUIRE(a * a.inverse() == (a == Felt() ? Felt() : Felt::one()));
  }
}

TEST_CASE("felt: integers are reduced, canonical numbers are not") {
  CHECK(Felt(Felt::kModulus) == Felt());
  CHECK(Felt(UINT64_MAX).value() == UINT64_MAX % Felt::kModulus);
  CHECK(Felt(UINT32_MAX).value() == UINT32_MAX % Felt::kModulus);
  CHECK(Felt(INT64_MIN) + Felt(INT64_MAX) == Felt(-1));
  CHECK(Felt(-5) + Felt(5) == Felt());

  CHECK(Felt::from_canonical(0) == Felt());
  CHECK(Felt::from_canonical(Felt::kModulus - 1) == Felt(-1));
  CHECK_FALSE(Felt::from_canonical(Felt::kModulus).has_value());
  CHECK_FALSE(Felt::from_canonical(Felt::kModulus + 1).has_value());
  CHECK_FALSE(Felt::from_canonical(UINT32_MAX).has_value());
}

TEST_CASE("felt: powers") {
  RandomFelts random(2);
  const Felt a = random.felt();
  CHECK(Felt().pow(0) == Felt::one());
  CHECK(Felt().pow(5) == Felt());
  CHECK(a.pow(1) == a);
  CHECK(a.pow(5) == a * a * a * a * a);
  CHECK(Felt(7).pow(Felt::kModulus - 1) == Felt::one());
}

TEST_CASE("felt: two-adic generators have their order, and 3 generates the group") {
  const nlohmann::json& generators = known_answers().at("two_adic_generators");
  REQUIRE(generators.size() == Felt::kTwoAdicity + 1);
  for (unsigned log_n = 0; log_n <= Felt::kTwoAdicity; ++log_n) {
    const Felt root = Felt::two_adic_generator(log_n);
    CHECK(root.value() == generators.at(log_n).get<uint32_t>());
    if (log_n > 0) CHECK(root.pow(uint64_t{1} << (log_n - 1)) == Felt(-1));
  }
  // p - 1 = 2^24 * 127
  const Felt generator(Felt::kGenerator);
  CHECK(generator.pow((Felt::kModulus - 1) / 2) != Felt::one());
  CHECK(generator.pow((Felt::kModulus - 1) / 127) != Felt::one());
}

TEST_CASE("extension: known answers") {
  const nlohmann::json& rows = known_answers().at("extension5");
  REQUIRE(rows.size() == 32);
  for (const nlohmann::json& row : rows) {
    const Ext a = ext_of(row.at("a"));
    CHECK(a * ext_of(row.at("b")) == ext_of(row.at("product")));
    CHECK(a.inverse() == ext_of(row.at("inverse_a")));
    CHECK(a.square() == ext_of(row.at("square_a")));
  }
}

TEST_CASE("extension: X^5 = 1 - X^2") {
  const Ext x = Ext::generator();
  CHECK(x.pow(5) == Felt::one() - x.square());
}

TEST_CASE("extension: laws of a field that contains the base") {
  RandomFelts random(3);
  for (int i = 0; i < 300; ++i) {
    const Ext a = random.ext();
    const Ext b = random.ext();
    const Ext c = random.ext();
    const Felt s = random.felt();
    const Felt t = random.felt();
    REQUIRE(a * b == b * a);
    REQUIRE(a * (b * c) == (a * b) * c);
    REQUIRE(a * (b + c) == a * b + a * c);
    REQUIRE(a - b == a + -b);
    REQUIRE(a * a.inverse() == (a == Ext() ? Ext() : Ext::one()));
    REQUIRE(a + s == a + Ext(s));
    REQUIRE(a - s == a - Ext(s));
    REQUIRE(s - a == Ext(s) - a);
    REQUIRE(a * s == a * Ext(s));
    REQUIRE(Ext(s) * Ext(t) == Ext(s * t));
    REQUIRE((a * b).frobenius() == a.frobenius() * b.frobenius());
    REQUIRE(a.cube() == a.pow(3));
  }
  CHECK(random.ext().pow(0) == Ext::one());
  const Ext a = random.ext();
  CHECK(a.frobenius() == a.pow(Felt::kModulus));
  CHECK(Ext().inverse() == Ext());
}

TEST_CASE("extension: canonical numbers only") {
  const std::array<uint32_t, 5> good = {0, 1, 2, 3, Felt::kModulus - 1};
  REQUIRE(Ext::from_canonical(good).has_value());
  CHECK(Ext::from_canonical(good)->c[4] == Felt(-1));
  for (size_t i = 0; i < 5; ++i) {
    std::array<uint32_t, 5> bad = good;
    bad[i] = Felt::kModulus;
    CHECK_FALSE(Ext::from_canonical(bad).has_value());
  }
}

TEMPLATE_TEST_CASE("batch inversion equals inversion, zeros stay", "", Felt, Ext) {
  RandomFelts random(4);
  for (const size_t size : {0, 1, 2, 33}) {
    std::vector<TestType> elements(size);
    for (TestType& element : elements) {
      if constexpr (std::is_same_v<TestType, Felt>) {
        element = random.felt();
      } else {
        element = random.ext();
      }
    }
    if (size > 20) elements[0] = elements[7] = elements[size - 1] = TestType();
    std::vector<TestType> expected = elements;
    for (TestType& element : expected) element = element.inverse();
    batch_inverse(std::span<TestType>(elements));
    CHECK(elements == expected);
  }
}

}  // namespace
}  // namespace cairn
