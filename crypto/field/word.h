// A word: eight elements of the base field, the unit of hashing and of the machine's word log.
#ifndef CAIRN_CRYPTO_FIELD_WORD_H_
#define CAIRN_CRYPTO_FIELD_WORD_H_

#include <array>

#include "crypto/field/felt.h"

namespace cairn {

using Word = std::array<Felt, 8>;

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_WORD_H_
