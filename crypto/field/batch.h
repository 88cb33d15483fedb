// Many inverses for the price of one: Montgomery's trick, three products per element and one
// inversion for all.
#ifndef CAIRN_CRYPTO_FIELD_BATCH_H_
#define CAIRN_CRYPTO_FIELD_BATCH_H_

#include <cstddef>
#include <span>
#include <vector>

#include "crypto/field/ext.h"
#include "crypto/field/felt.h"

namespace cairn {
namespace internal {

template <class F>
void batch_inverse(std::span<F> elements) {
  std::vector<F> prefix(elements.size());  // the product of the non-zero elements before each
  F product = F::one();
  for (size_t i = 0; i < elements.size(); ++i) {
    prefix[i] = product;
    if (elements[i] != F()) product *= elements[i];
  }
  F inverse = product.inverse();
  for (size_t i = elements.size(); i-- > 0;) {
    if (elements[i] == F()) continue;
    const F element = elements[i];
    elements[i] = inverse * prefix[i];
    inverse *= element;
  }
}

}  // namespace internal

// Replaces every element by its inverse, in place; zero stays zero.
inline void batch_inverse(std::span<Felt> elements) { internal::batch_inverse(elements); }
inline void batch_inverse(std::span<Ext> elements) { internal::batch_inverse(elements); }

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_BATCH_H_
