// The test kit of packed lanes: every back end computes what Felt computes, lane by lane. A new
// back end is one more line in the table of kernels, dispatch_to(). scripts/backends runs it for
// those that this processor lacks.
#include "crypto/field/packed.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <vector>

#include "crypto/field/dispatch.h"
#include "test/crypto/crypto_test.h"

namespace cairn {
namespace {

constexpr size_t kSize = 1024;

struct Lanes {
  template <class P>
  CAIRN_INLINE size_t operator()() const {
    return P::kLanes;
  }
};

// Results of every operation over columns a and b, one column each.
struct AllOperations {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* a, const Felt* b, std::vector<Felt>* out) const {
    for (size_t i = 0; i < kSize; i += P::kLanes) {
      const P x = P::load(a + i);
      const P y = P::load(b + i);
      (x + y).store(out[0].data() + i);
      (x - y).store(out[1].data() + i);
      (x * y).store(out[2].data() + i);
      (-x).store(out[3].data() + i);
      x.doubled().store(out[4].data() + i);
      x.halved().store(out[5].data() + i);
      x.square().store(out[6].data() + i);
      x.cube().store(out[7].data() + i);
      P sum = x;
      sum += y;
      sum *= x;
      sum -= y;
      sum.store(out[8].data() + i);
      P::broadcast(a[i]).store(out[9].data() + i);
    }
  }
};

// Sums of products, from all at their largest to mixed ones.
struct Sums {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* a, const Felt* b, Felt* out) const {
    typename P::ProductSum sum;
    typename P::ProductSum scaled;
    for (size_t i = 0; i < kSize; i += P::kLanes) {
      const P x = P::load(a + i);
      const P y = P::load(b + i);
      add_product(sum, x, y);
      add_products(sum, x, y, y, y);
      add_product(scaled, x, b[i]);
      add_products(scaled, x, a[i], y, b[i]);
    }
    value_of(sum).store(out);
    value_of(scaled).store(out + P::kLanes);
    std::array<P, 3> x;
    std::array<P, 3> y;
    for (size_t i = 0; i < 3; ++i) {
      x[i] = P::load(a + i * P::kLanes);
      y[i] = P::load(b + i * P::kLanes);
    }
    dot_product(x, y).store(out + 2 * P::kLanes);
  }
};

// Extension arithmetic over lanes; each result is five columns.
struct Extensions {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* a, const Felt* b, const Ext& c,
                               std::vector<Felt>* out) const {
    for (size_t i = 0; i + 32 + P::kLanes <= kSize; i += P::kLanes) {
      Ext5Of<P> x;
      Ext5Of<P> y;
      for (size_t k = 0; k < 5; ++k) {
        x.c[k] = P::load(a + i + 8 * k);
        y.c[k] = P::load(b + i + 8 * k);
      }
      const Ext5Of<P> result = (x * y - x) * broadcast<P>(c) + y * x.c[1] - y.c[0];
      for (size_t k = 0; k < 5; ++k) result.c[k].store(out[k].data() + i);
    }
  }
};

struct Canonical {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* a, uint32_t* out) const {
    for (size_t i = 0; i < kSize; i += P::kLanes) P::load(a + i).store_canonical(out + i);
  }
};

struct FromNumbers {
  template <class P>
  CAIRN_INLINE void operator()(const uint32_t* numbers, Felt* out) const {
    if constexpr (requires { P::from_numbers(numbers); }) {
      for (size_t i = 0; i < kSize; i += P::kLanes) P::from_numbers(numbers + i).store(out + i);
    } else {
      for (size_t i = 0; i < kSize; ++i) out[i] = Felt(numbers[i]);
    }
  }
};

// (raw(a) b + c) * 2^-32 by doubles, where b and c are small; false without them.
struct ByDoubles {
  template <class P>
  CAIRN_INLINE bool operator()(const Felt* a, double b, double c, Felt* out) const {
    if constexpr (requires { typename P::Doubles; }) {
      using D = typename P::Doubles;
      for (size_t i = 0; i < kSize; i += P::kLanes) {
        const std::array<D, 2> numbers = to_doubles(P::load(a + i));
        from_doubles(multiply_add(numbers[0], D(b), D(c)), multiply_add(numbers[1], D(b), D(c)))
            .store(out + i);
      }
      return true;
    }
    return false;
  }
};

// a * b - the double nearest to it, which only a product rounded once shows.
struct RoundingErrors {
  template <class P>
  CAIRN_INLINE bool operator()(double a, double b, double* errors) const {
    if constexpr (requires { typename P::Doubles; }) {
      using D = typename P::Doubles;
      const D rounded = multiply_add(D(a), D(b), D(0));
      const D error = multiply_add(D(a), D(b), D(0) - rounded);
      std::copy(error.numbers.begin(), error.numbers.end(), errors);
      return true;
    }
    return false;
  }
};

struct Equal {
  template <class P>
  CAIRN_INLINE bool operator()(const Felt* a, const Felt* b) const {
    return P::load(a) == P::load(b);
  }
};

TEST_CASE("packed: every operation in every lane") {
  RandomFelts random(1);
  std::vector<Felt> a = random.felts(kSize);
  std::vector<Felt> b = random.felts(kSize);
  const std::vector<Felt> edges = edge_felts();
  for (size_t i = 0; i < edges.size() * edges.size(); ++i) {
    a[i] = edges[i / edges.size()];
    b[i] = edges[i % edges.size()];
  }
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    std::vector<std::vector<Felt>> out(10, std::vector<Felt>(kSize));
    dispatch_to(backend, AllOperations{}, a.data(), b.data(), out.data());
    for (size_t i = 0; i < kSize; ++i) {
      INFO(a[i].value() << " and " << b[i].value());
      REQUIRE(out[0][i] == a[i] + b[i]);
      REQUIRE(out[1][i] == a[i] - b[i]);
      REQUIRE(out[2][i] == a[i] * b[i]);
      REQUIRE(out[3][i] == -a[i]);
      REQUIRE(out[4][i] == a[i].doubled());
      REQUIRE(out[5][i] == a[i].halved());
      REQUIRE(out[6][i] == a[i].square());
      REQUIRE(out[7][i] == a[i].cube());
      REQUIRE(out[8][i] == (a[i] + b[i]) * a[i] - b[i]);
      REQUIRE(out[9][i] == a[i - i % dispatch_to(backend, Lanes{})]);
    }
  }
}

TEST_CASE("packed: loads and stores need no alignment") {
  RandomFelts random(2);
  const std::vector<Felt> a = random.felts(kSize + 1);
  const std::vector<Felt> b = random.felts(kSize + 1);
  for (const Backend backend : supported_backends()) {
    std::vector<std::vector<Felt>> out(10, std::vector<Felt>(kSize));
    dispatch_to(backend, AllOperations{}, a.data() + 1, b.data() + 1, out.data());
    CHECK(out[2][kSize - 1] == a[kSize] * b[kSize]);
  }
}

TEST_CASE("packed: sums of products") {
  RandomFelts random(3);
  const Felt largest = Felt::from_raw(Felt::kModulus - 1);
  const std::vector<std::vector<Felt>> columns = {random.felts(kSize), random.felts(kSize),
                                                  std::vector<Felt>(kSize, largest)};
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    for (const std::vector<Felt>& a : columns) {
      for (const std::vector<Felt>& b : columns) {
        const size_t lanes = dispatch_to(backend, Lanes{});
        std::vector<Felt> out(3 * lanes);
        dispatch_to(backend, Sums{}, a.data(), b.data(), out.data());
        for (size_t lane = 0; lane < lanes; ++lane) {
          Felt sum;
          Felt scaled;
          for (size_t i = lane; i < kSize; i += lanes) {
            sum += a[i] * b[i] + a[i] * b[i] + b[i] * b[i];
            scaled += a[i] * b[i - lane] + a[i] * a[i - lane] + b[i] * b[i - lane];
          }
          Felt dot;
          for (size_t i = lane; i < 3 * lanes; i += lanes) dot += a[i] * b[i];
          REQUIRE(out[lane] == sum);
          REQUIRE(out[lanes + lane] == scaled);
          REQUIRE(out[2 * lanes + lane] == dot);
        }
      }
    }
  }
}

TEST_CASE("packed: the extension over lanes") {
  RandomFelts random(4);
  const std::vector<Felt> a = random.felts(kSize);
  const std::vector<Felt> b = random.felts(kSize);
  const Ext c = random.ext();
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    std::vector<std::vector<Felt>> out(5, std::vector<Felt>(kSize));
    dispatch_to(backend, Extensions{}, a.data(), b.data(), c, out.data());
    for (size_t i = 0; i + 40 <= kSize; ++i) {
      const Ext x = Ext::from_coefficients({a[i], a[i + 8], a[i + 16], a[i + 24], a[i + 32]});
      const Ext y = Ext::from_coefficients({b[i], b[i + 8], b[i + 16], b[i + 24], b[i + 32]});
      const Ext expected = (x * y - x) * c + y * x.c[1] - y.c[0];
      for (size_t k = 0; k < 5; ++k) REQUIRE(out[k][i] == expected.c[k]);
    }
  }
}

TEST_CASE("packed: canonical numbers") {
  RandomFelts random(5);
  const std::vector<Felt> a = random.felts(kSize);
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    std::vector<uint32_t> out(kSize);
    dispatch_to(backend, Canonical{}, a.data(), out.data());
    for (size_t i = 0; i < kSize; ++i) REQUIRE(out[i] == a[i].value());
  }
}

TEST_CASE("packed: numbers of 32 bits are reduced") {
  RandomFelts random(8);
  const std::vector<Felt> felts = random.felts(kSize);
  std::vector<uint32_t> numbers(kSize);
  for (size_t i = 0; i < kSize; ++i) numbers[i] = felts[i].raw() * 3;
  numbers[0] = 0;
  numbers[1] = Felt::kModulus - 1;
  numbers[2] = Felt::kModulus;
  numbers[3] = 0xFFFFFFFF;
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    std::vector<Felt> out(kSize);
    dispatch_to(backend, FromNumbers{}, numbers.data(), out.data());
    for (size_t i = 0; i < kSize; ++i) REQUIRE(out[i] == Felt(numbers[i]));
  }
}

TEST_CASE("packed: doubles hold the lanes exactly") {
  RandomFelts random(9);
  std::vector<Felt> a = random.felts(kSize);
  const std::vector<Felt> edges = edge_felts();
  std::copy(edges.begin(), edges.end(), a.begin());
  const Felt two_32(uint64_t{1} << 32);
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    for (const int b : {1, -1, 1023, -1023}) {
      const int c = b * 12345;
      std::vector<Felt> out(kSize);
      if (!dispatch_to(backend, ByDoubles{}, a.data(), b, c, out.data())) continue;
      for (size_t i = 0; i < kSize; ++i) {
        const Felt raw = Felt(a[i].raw()) * Felt(b) + Felt(c);
        REQUIRE(Felt(out[i].raw()) * two_32 == raw);
      }
    }
    std::array<double, kMaxLanes / 2> errors;
    if (!dispatch_to(backend, RoundingErrors{}, 0x1p52 + 1, 0x1p52 - 1, errors.data())) continue;
    for (size_t i = 0; i < dispatch_to(backend, Lanes{}) / 2; ++i) CHECK(errors[i] == -1);
  }
}

TEST_CASE("packed: equality sees every lane") {
  RandomFelts random(6);
  const std::vector<Felt> a = random.felts(kMaxLanes);
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    CHECK(dispatch_to(backend, Equal{}, a.data(), a.data()));
    for (size_t lane = 0; lane < dispatch_to(backend, Lanes{}); ++lane) {
      std::vector<Felt> b = a;
      b[lane] += Felt::one();
      CHECK_FALSE(dispatch_to(backend, Equal{}, a.data(), b.data()));
    }
  }
}

// The row of each element becomes its column.
struct Transpose {
  template <class P>
  CAIRN_INLINE void operator()(const Felt* from, Felt* to) const {
    P rows[P::kLanes];
    for (size_t i = 0; i < P::kLanes; ++i) rows[i] = P::load(from + i * P::kLanes);
    transpose(rows);
    for (size_t i = 0; i < P::kLanes; ++i) rows[i].store(to + i * P::kLanes);
  }
};

TEST_CASE("packed: rows become columns") {
  RandomFelts random(7);
  const std::vector<Felt> a = random.felts(kMaxLanes * kMaxLanes);
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    const size_t lanes = dispatch_to(backend, Lanes{});
    std::vector<Felt> out(a.size());
    dispatch_to(backend, Transpose{}, a.data(), out.data());
    for (size_t i = 0; i < lanes; ++i) {
      for (size_t k = 0; k < lanes; ++k) REQUIRE(out[i * lanes + k] == a[k * lanes + i]);
    }
  }
}

TEST_CASE("dispatch: eight lanes are eight lanes on every back end") {
  for (const Backend backend : supported_backends()) {
    INFO(backend_name(backend));
    CHECK(dispatch_eight_to(backend, Lanes{}) == 8);
    CHECK(dispatch_to(backend, Lanes{}) <= kMaxLanes);
  }
}

TEST_CASE("dispatch: the active back end is one that the processor supports") {
  CHECK(backend_supported(active_backend()));
  CHECK(backend_supported(Backend::kPortable));
}

}  // namespace
}  // namespace cairn
