// FRI, the prover's side: see fri.h. The steps are those of fri_verifier.cc.
#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "crypto/field/dispatch.h"
#include "stark/domain.h"
#include "stark/fri.h"
#include "stark/transform.h"

namespace cairn {
namespace {

constexpr size_t kTileRows = 256;
constexpr size_t kMaxArity = 16;
constexpr size_t kMinPackedRows = 16;  // below, rows are folded one at a time

// The codeword, one coset to a row: column 5 t + k is coefficient k of value t.
ColumnMatrix to_leaves(const ColumnMatrix& codeword, unsigned log_arity) {
  const size_t arity = size_t{1} << log_arity;
  const size_t rows = codeword.height() >> log_arity;
  ColumnMatrix leaves(rows, arity * kExtColumns);
#pragma omp parallel for schedule(static) collapse(2)
  for (size_t k = 0; k < kExtColumns; ++k) {
    for (size_t first = 0; first < rows; first += kTileRows) {
      const size_t end = std::min(rows, first + kTileRows);
      const Felt* const from = codeword.column(k).data();
      for (size_t t = 0; t < arity; ++t) {
        Felt* const to = leaves.column(kExtColumns * t + k).data();
        for (size_t row = first; row < end; ++row) to[row] = from[(row << log_arity) + t];
      }
    }
  }
  return leaves;
}

// What one tile of rows is folded with.
struct FoldTile {
  const ColumnMatrix* leaves;
  size_t first;  // row
  size_t rows;
  unsigned log_arity;
  const Felt* inverse_points;         // 1 / y for every row of the tile
  std::array<Felt, kMaxArity> roots;  // w_a^-bitrev(2t) / 2, of value pair t
  std::array<Ext, 4> betas;           // beta, beta^2, beta^4, ...
  const ColumnMatrix* joining;        // the codeword that rolls in, or null
  Ext roll;
  ColumnMatrix* out;  // the folded codeword
};

// fold_coset (fri.cc) for all rows of a tile.
struct Fold {
  template <class P>
  CAIRN_INLINE void operator()(const FoldTile& tile) const {
    const size_t arity = size_t{1} << tile.log_arity;
    for (size_t row = tile.first; row < tile.first + tile.rows; row += P::kLanes) {
      Ext5Of<P> values[kMaxArity];
      for (size_t t = 0; t < arity; ++t) values[t] = load<P>(*tile.leaves, kExtColumns * t, row);
      P inverse = P::load(tile.inverse_points + (row - tile.first));
      for (unsigned level = 0; level < tile.log_arity; ++level) {
        const Ext5Of<P> beta = broadcast<P>(tile.betas[level]);
        const size_t pairs = arity >> (level + 1);
        // In bit-reversed order, the roots of a smaller coset are the first ones of a larger.
        for (size_t t = 0; t < pairs; ++t) {
          const Ext5Of<P> sum = values[2 * t] + values[2 * t + 1];
          const Ext5Of<P> difference = values[2 * t] - values[2 * t + 1];
          const P scale = inverse * P(tile.roots[t]);
          values[t] = halved<P>(sum) + beta * (difference * scale);
        }
        inverse = inverse * inverse;
      }
      Ext5Of<P> result = values[0];
      if (tile.joining != nullptr) {
        result = result + broadcast<P>(tile.roll) * load<P>(*tile.joining, 0, row);
      }
      for (size_t k = 0; k < kExtColumns; ++k) {
        result.c[k].store(tile.out->column(k).data() + row);
      }
    }
  }

 private:
  template <class P>
  CAIRN_INLINE Ext5Of<P> load(const ColumnMatrix& matrix, size_t column, size_t row) const {
    Ext5Of<P> value;
    for (size_t k = 0; k < kExtColumns; ++k) {
      value.c[k] = P::load(matrix.data() + (column + k) * matrix.stride() + row);
    }
    return value;
  }
  template <class P>
  CAIRN_INLINE Ext5Of<P> halved(const Ext5Of<P>& value) const {
    Ext5Of<P> half;
    for (size_t k = 0; k < kExtColumns; ++k) half.c[k] = value.c[k].halved();
    return half;
  }
};

// The codeword of the next round. `joining` may be null.
ColumnMatrix fold(const ColumnMatrix& leaves, const FoldStep& step, const Ext& beta,
                  const ColumnMatrix* joining, const Ext& roll) {
  const size_t rows = leaves.height();
  ColumnMatrix out(rows, kExtColumns);

  FoldTile common{};
  common.leaves = &leaves;
  common.rows = std::min(rows, kTileRows);
  common.log_arity = step.log_arity;
  common.joining = joining;
  common.roll = roll;
  common.out = &out;
  common.betas[0] = beta;
  for (size_t i = 1; i < common.betas.size(); ++i) common.betas[i] = common.betas[i - 1].square();
  const Felt root = Felt::two_adic_generator(step.log_arity).inverse();
  for (uint32_t t = 0; t < (1u << step.log_arity) / 2; ++t) {
    common.roots[t] = root.pow(reverse_bits(t, step.log_arity - 1)).halved();
  }

  // Row first + i of a tile has the point of row `first` times that of row i of a smaller domain.
  std::vector<Felt> inverse_steps(common.rows);
  fill_coset_points(Felt::one(), inverse_steps, step.log_arity);
  for (Felt& point : inverse_steps) point = point.inverse();
  const Felt domain_root = Felt::two_adic_generator(step.log_domain).inverse();

#pragma omp parallel for schedule(static)
  for (size_t first = 0; first < rows; first += common.rows) {
    const auto exponent = reverse_bits(static_cast<uint32_t>(first), step.log_folded_domain());
    const Felt base = domain_root.pow(exponent);
    std::array<Felt, kTileRows> inverse_points;
    for (size_t i = 0; i < common.rows; ++i) inverse_points[i] = base * inverse_steps[i];
    FoldTile tile = common;
    tile.first = first;
    tile.inverse_points = inverse_points.data();
    if (tile.rows < kMinPackedRows) {
      Fold{}.operator()<Felt>(tile);
    } else {
      dispatch(Fold{}, tile);
    }
  }
  return out;
}

}  // namespace

struct FriProver::Layer {
  Layer(const ColumnMatrix& codeword, const FoldStep& step, const FriParameters& parameters)
      : leaves(to_leaves(codeword, step.log_arity)),
        committed{&leaves},
        tree(parameters.hash, committed) {}
  ColumnMatrix leaves;  // a row is one coset
  std::array<const ColumnMatrix*, 1> committed;
  MerkleTree tree;  // of the leaves, so this object stays where it is
};

FriProver::~FriProver() = default;

FriProver::FriProver(const FriParameters& parameters, std::vector<ColumnMatrix> codewords,
                     Transcript& transcript)
    : parameters_(parameters) {
  const std::vector<FoldStep>& steps = parameters_.schedule.steps;
  assert(parameters_.num_queries > 0);
  assert(codewords.size() == parameters_.codeword_log_domains().size());

  // 1. Every round: the root; proof of work; beta; r where a codeword joins.
  ColumnMatrix current = std::move(codewords[0]);
  size_t next_codeword = 1;
  for (const FoldStep& step : steps) {
    assert(current.height() == size_t{1} << step.log_domain);
    const Layer& layer = *layers_.emplace_back(std::make_unique<Layer>(current, step, parameters_));
    transcript.absorb("fri root", layer.tree.root());
    proof_.roots.push_back(layer.tree.root());
    proof_.fold_nonces.push_back(transcript.grind("fri fold", step.grinding_bits));
    const Ext beta = transcript.draw_ext("fri beta");
    const Ext roll = step.rolls_in ? transcript.draw_ext("fri roll") : Ext();
    const ColumnMatrix* const joining = step.rolls_in ? &codewords[next_codeword++] : nullptr;
    current = fold(layer.leaves, step, beta, joining, roll);
  }

  // 2. The final polynomial.
  std::vector<Ext> values(current.height());
  for (size_t i = 0; i < values.size(); ++i) values[i] = current.ext_at(i, 0);
  proof_.final_polynomial = interpolate_ext(values, kSubgroupLayout);
  const auto end =
      proof_.final_polynomial.begin() + (ptrdiff_t{1} << parameters_.schedule.log_final_length);
  is_low_degree_ = std::all_of(end, proof_.final_polynomial.end(),
                               [](const Ext& coefficient) { return coefficient == Ext(); });
  proof_.final_polynomial.erase(end, proof_.final_polynomial.end());
  transcript.absorb("fri final", proof_.final_polynomial);

  // 3. Proof of work; the query indices.
  proof_.query_nonce = transcript.grind("fri query", parameters_.query_grinding_bits);
  indices_ =
      transcript.draw_indices("fri indices", parameters_.num_queries, parameters_.log_max_domain());
}

FriProof FriProver::open() const {
  const std::vector<FoldStep>& steps = parameters_.schedule.steps;
  FriProof proof = proof_;
  // 4. The openings.
  std::vector<uint32_t> known = distinct_positions(indices_, 0);
  for (size_t i = 0; i < steps.size(); ++i) {
    const size_t arity = size_t{1} << steps[i].log_arity;
    FriLayerOpening& layer = proof.layers.emplace_back();
    const std::vector<uint32_t> cosets = distinct_positions(known, steps[i].log_arity);
    size_t next_known = 0;
    for (const uint32_t coset : cosets) {
      for (size_t t = 0; t < arity; ++t) {
        if (next_known < known.size() && known[next_known] == coset * arity + t) {
          ++next_known;
        } else {
          layer.siblings.push_back(layers_[i]->leaves.ext_at(coset, kExtColumns * t));
        }
      }
    }
    layer.path = layers_[i]->tree.open_path(cosets);
    known = cosets;
  }
  return proof;
}

}  // namespace cairn
