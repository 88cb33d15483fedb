// Compiler attributes that the field code and its kernels share.
#ifndef CAIRN_CRYPTO_FIELD_TARGET_H_
#define CAIRN_CRYPTO_FIELD_TARGET_H_

// Small generic functions that must dissolve into a kernel of any instruction set: they carry no
// target of their own, so they can be inlined everywhere.
#define CAIRN_INLINE __attribute__((always_inline)) inline

#endif  // CAIRN_CRYPTO_FIELD_TARGET_H_
