// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Constants of the arithmetic below, here because assembly reads no library's.
uint256 constant P = 2130706433;

uint256 constant N = 0x800000000000000000000000000000000000003fffffffffffffffffffffffff;
// p and 2 p in every slot.
uint256 constant PP = 0x7f00000100000fe00000200001fc00000400003f800000800007f000001;
uint256 constant PP2 = 0xfe00000200001fc00000400003f800000800007f00000100000fe000002;
uint256 constant OL = 0x107ff59021427317fd8c063c7483ff8cc10a134000000000000083ffec010a14;
uint256 constant OH = 0x881f9c0112641985ed403372c440fae408931c00003f800000844104d008933;
// 2^k - 1 in every slot.
uint256 constant M16 = 0xffff000000001fffe000000003fffc000000007fff800000000ffff;
uint256 constant M24 = 0xffffff0000001fffffe0000003fffffc0000007fffff8000000ffffff;
uint256 constant M27 = 0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff;
uint256 constant M35 = 0x7ffffffff0000ffffffffe0001ffffffffc0003ffffffff80007ffffffff;

uint256 constant M51 = 0x7ffffffffffff; // in slot 0
uint256 constant MONTGOMERY_ONE = 0x3fffdfc; // 2^40 mod p

// The challenge field E = F_p[X] / (X^5 + X^2 - 1), p = 2^31 - 2^24 + 1, an element in one word.
//
// Slot i, bits 51 i ... 51 i + 50, holds the coefficient of X^i. With N = 2^255 + 2^102 - 1, which is the modulus at
// X = 2^51, `mulmod(a, b, N)` multiplies two elements and reduces the polynomial at once, as long as no slot
// overflows: so one factor is split into halves of 16 bits. p is 1 modulo 2^24, so that a Montgomery step needs no
// multiplication between slots. Two steps, of 16 and 24 bits, make the product a b 2^-40.
//
// Elements are in Montgomery form, times 2^40 mod p, and weak: every slot is below W = 2^31 + 2^26, so below 2 p.
// Every function takes weak elements and returns weak ones. The product of a plain element with one in Montgomery
// form is plain, and sums keep the form: whatever is linear in plain values needs no conversion.
//
// Bounds. X^5 = 1 - X^2, so the product's slot i is a sum of at most [5, 5, 6, 5, 5] slot products less at most
// [1, 0, 4, 3, 2]. OL and OH are multiples of p in each slot that keep it from becoming negative for halves of at
// most 65535 (low) and (W - 1) / 2^16 = 33791 (high). The largest slot sum, 10 * 65535 * (W - 1) + p, is below
// 2^51; a product's slots are below p + (10 * 33791 * (W - 1) + 3 p) / 2^24 < 2^31 + 2^25 < W.
// bridge/test/Field.t.sol checks this against arithmetic on five words. Specification: docs/field.md.
library Field {
    uint256 internal constant SLOT = M51;
    uint256 internal constant ONE = MONTGOMERY_ONE;
    uint256 internal constant TO_MONTGOMERY = 1071894448; // 2^80 mod p

    // a b.
    function mul(uint256 a, uint256 b) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let l := addmod(mulmod(and(a, M16), b, N), OL, N)
            let h := addmod(mulmod(and(shr(16, a), M16), b, N), OH, N)
            let t := sub(add(h, and(shr(16, l), M35)), mul(and(l, M16), 32512))
            r := sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127))
        }
    }

    // a f for f of the base field, 0 <= f < 2^32: Montgomery if both are, else as for `mul`.
    function mulBase(uint256 a, uint256 f) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let l := mul(a, and(f, 0xffff))
            let t := sub(add(add(mul(a, shr(16, f)), and(shr(16, l), M35)), PP), mul(and(l, M16), 32512))
            r := sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127))
        }
    }

    // The weak form of slots below 2^33: 2^31 is p + 2^24 - 1. (M16 has all digits of the quotient, and none of the
    // next slot's.)
    function reduce(uint256 a) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := sub(a, mul(and(shr(31, a), M16), P))
        }
    }

    // The same of any slots, which are below 2^51.
    function reduceWide(uint256 a) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := mod(and(a, M51), P)
            r := or(r, shl(51, mod(and(shr(51, a), M51), P)))
            r := or(r, shl(102, mod(and(shr(102, a), M51), P)))
            r := or(r, shl(153, mod(and(shr(153, a), M51), P)))
            r := or(r, shl(204, mod(shr(204, a), P)))
        }
    }

    function add(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            return reduce(a + b);
        }
    }

    function sub(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            return reduce(a + PP2 - b);
        }
    }

    function neg(uint256 a) internal pure returns (uint256) {
        unchecked {
            return reduce(PP2 - a);
        }
    }

    // Every slot below p.
    function canonical(uint256 a) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            // Slots are below 2 p: adding 2^24 - 1 = 2^31 - p reaches bit 31 exactly from p on.
            r := sub(a, mul(and(shr(31, add(a, M24)), M16), P))
        }
    }

    function isZero(uint256 a) internal pure returns (bool) {
        return canonical(a) == 0;
    }

    function equal(uint256 a, uint256 b) internal pure returns (bool) {
        return canonical(a) == canonical(b);
    }

    // Montgomery form of a plain element, and back.
    function fromCanonical(uint256 a) internal pure returns (uint256) {
        return mulBase(a, TO_MONTGOMERY);
    }

    function toCanonical(uint256 a) internal pure returns (uint256) {
        return canonical(mulBase(a, 1));
    }

    // Montgomery form of a number below 2^32.
    function fromNumber(uint256 number) internal pure returns (uint256) {
        return mulmod(number, ONE, P);
    }

    function pow(uint256 a, uint256 exponent) internal pure returns (uint256 r) {
        unchecked {
            r = ONE;
            for (; exponent != 0; exponent >>= 1) {
                if (exponent & 1 != 0) r = mul(r, a);
                a = mul(a, a);
            }
        }
    }

    // a^(2^times).
    function squareTimes(uint256 a, uint256 times) internal pure returns (uint256) {
        unchecked {
            for (; times != 0; --times) {
                a = mul(a, a);
            }
        }
        return a;
    }

    // 1 / a, and 0 for 0: with r = 1 + p + p^2 + p^3 + p^4, a^r is in the base field and 1 / a = a^(r - 1) / a^r.
    function inverse(uint256 a) internal pure returns (uint256) {
        uint256 u = frobenius(a);
        u = mul(u, frobenius(u)); // a^(p + p^2)
        u = mul(u, frobenius2(u)); // a^(r - 1)
        uint256 norm = mul(a, u) & M51;
        // The norm is n 2^40; its inverse must be n^-1 2^40, and inverseBase gives n^-1 2^-40.
        return mulBase(u, mulmod(inverseBase(norm), TO_MONTGOMERY, P));
    }

    // Linear maps: the coefficients times the images of 1, X, X^2, X^3, X^4, here X^(i p) in Montgomery form.
    function frobenius(uint256 a) internal pure returns (uint256) {
        return linear(
            a,
            0x3950bd7c0000030af44ce00001a42486f400001448f27200000743494a5,
            0x64252a9d000004bd13d1200001d26a1680000031bf1c390000030252bec,
            0x173ff86a00000bb9995e4000019473799c00002ea720680000068ae1494,
            0x7e06cc91000004aaafe4200001d191b2f4000035a19dc5800006299b2ae
        );
    }

    // a^(p^2).
    function frobenius2(uint256 a) internal pure returns (uint256) {
        return linear(
            a,
            0x20d219bc0000089a7cf6c000015e1913d800001192d29200000757f24a1,
            0x78bf68ff000000e242c7800001e3ae9718000037d96ee3800005071408b,
            0x2ec28e44000002a06f7d60000113e34d9800000aa9a49e00000239bb1f6,
            0x48eb3b31000009929266600000b8f803f800003a55ad1c000007a25f1ec
        );
    }

    function linear(uint256 a, uint256 f1, uint256 f2, uint256 f3, uint256 f4) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            // Halves of 16 bits times slots below p, five of them: below 2^50.
            let l := mul(and(a, 0xffff), MONTGOMERY_ONE)
            l := add(l, mul(and(shr(51, a), 0xffff), f1))
            l := add(l, mul(and(shr(102, a), 0xffff), f2))
            l := add(l, mul(and(shr(153, a), 0xffff), f3))
            l := add(l, mul(and(shr(204, a), 0xffff), f4))
            let h := mul(and(shr(16, a), 0xffff), MONTGOMERY_ONE)
            h := add(h, mul(and(shr(67, a), 0xffff), f1))
            h := add(h, mul(and(shr(118, a), 0xffff), f2))
            h := add(h, mul(and(shr(169, a), 0xffff), f3))
            h := add(h, mul(and(shr(220, a), 0xffff), f4))
            let t := sub(add(add(h, and(shr(16, l), M35)), PP), mul(and(l, M16), 32512))
            r := sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127))
        }
    }

    // The base field, plain numbers: x^(p - 2). In binary p - 2 is 111 111 0, then eight times 111.
    function inverseBase(uint256 x) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            function cube(y) -> z {
                z := mulmod(mulmod(y, y, P), y, P)
            }
            function eighth(y) -> z {
                z := mulmod(y, y, P)
                z := mulmod(z, z, P)
                z := mulmod(z, z, P)
            }
            let x7 := mulmod(cube(mulmod(x, x, P)), x, P)
            r := mulmod(eighth(x7), x7, P)
            r := mulmod(r, r, P)
            for { let i := 0 } lt(i, 8) { i := add(i, 1) } { r := mulmod(eighth(r), x7, P) }
        }
    }

    // A plain element from five little-endian numbers of 4 bytes, the first 20 bytes of the word. They must be
    // below p: ProofReader has looked.
    function decode(uint256 word) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let m := 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff
            let v := or(shl(8, and(word, m)), and(shr(8, word), m))
            m := 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff
            v := or(shl(16, and(v, m)), and(shr(16, v), m))
            // Number i is in bits 224 - 32 i ... of v.
            r := or(shr(224, v), and(shr(141, v), 0x7fffffff8000000000000))
            r := or(r, and(shr(58, v), 0x3fffffffc0000000000000000000000000))
            r := or(r, and(shl(25, v), 0x1fffffffe00000000000000000000000000000000000000))
            r := or(r, and(shl(108, v), 0xffffffff000000000000000000000000000000000000000000000000000))
        }
    }

    // The inverse of `decode` for a plain element with slots below p; the last 12 bytes are zero.
    function encode(uint256 a) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let v := or(shl(224, a), and(shl(141, a), shl(192, 0xffffffff)))
            v := or(v, and(shl(58, a), shl(160, 0xffffffff)))
            v := or(v, and(shr(25, a), shl(128, 0xffffffff)))
            v := or(v, and(shr(108, a), shl(96, 0xffffffff)))
            let m := 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff
            v := or(shl(8, and(v, m)), and(shr(8, v), m))
            m := 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff
            r := or(shl(16, and(v, m)), and(shr(16, v), m))
        }
    }
}
