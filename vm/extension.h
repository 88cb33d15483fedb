// Elements of the extension field as words: the first five felts, followed by three that are
// ignored, or zero in a word that the machine makes. Specification: docs/machine.md.
#ifndef CAIRN_VM_EXTENSION_H_
#define CAIRN_VM_EXTENSION_H_

#include "crypto/field/ext.h"
#include "crypto/field/word.h"

namespace cairn {

constexpr Ext extension_of(const Word& word) {
  return Ext::from_coefficients({word[0], word[1], word[2], word[3], word[4]});
}

constexpr Word word_of(const Ext& element) {
  const auto& c = element.c;
  return {c[0], c[1], c[2], c[3], c[4]};
}

}  // namespace cairn

#endif  // CAIRN_VM_EXTENSION_H_
