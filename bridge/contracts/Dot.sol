// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {M51, P} from "./Field.sol";
import {Words} from "./Words.sol";

// Sums of numbers times elements of E: the contract's most frequent calculation.
//
// Four numbers f_0 ... f_3 lie in one word, f_i in bits 64 (3 - i) and the next 32, and c_0 ... c_3, for each of the
// five slots of elements, in another, c_i in bits 64 i: the highest 64 bits of the words' product, modulo 2^256, are
// f_0 c_0 + ... + f_3 c_3. That fits as long as all of them are below p, for 4 p^2 < 2^64; so do the sums below.
// Nothing is reduced before `join`.
library Dot {
    uint256 internal constant FOUR = 5; // words of four elements
    uint256 internal constant GROUP = 9; // words of four places and four elements
    // 32 bits of every 64.
    uint256 private constant M32 = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    uint256 private constant SWAP_8 = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant SWAP_16 = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;

    // Four elements, `stride` bytes apart, to five words. Their slots are below p.
    function transpose(uint256 from, uint256 stride, uint256 to) internal pure {
        assembly ("memory-safe") {
            let a := mload(from)
            from := add(from, stride)
            let b := mload(from)
            from := add(from, stride)
            let c := mload(from)
            let d := mload(add(from, stride))
            for { let end := add(to, 160) } lt(to, end) { to := add(to, 32) } {
                mstore(to, or(or(and(a, M51), shl(64, and(b, M51))), or(shl(128, and(c, M51)), shl(192, and(d, M51)))))
                a := shr(51, a)
                b := shr(51, b)
                c := shr(51, c)
                d := shr(51, d)
            }
        }
    }

    // The elements of columns, a multiple of eight of them, for `addRow`.
    function ofColumns(uint256 elements, uint256 count) internal pure returns (uint256 coefficients) {
        unchecked {
            coefficients = Words.allocate(FOUR * count / 4);
            uint256 to = coefficients;
            for (uint256 end = elements + 32 * count; elements != end; elements += 256) {
                transpose(elements, 64, to);
                transpose(elements + 32, 64, to + 32 * FOUR);
                to += 64 * FOUR;
            }
        }
    }

    // The same in order, a multiple of four of them, for `evaluate`; and where they end.
    function inOrder(uint256 elements, uint256 count) internal pure returns (uint256 coefficients, uint256 end) {
        unchecked {
            coefficients = Words.allocate(FOUR * count / 4);
            end = coefficients;
            for (uint256 last = elements + 32 * count; elements != last; elements += 128) {
                transpose(elements, 32, end);
                end += 32 * FOUR;
            }
        }
    }

    // A row of numbers, `width` bytes of memory, 4 to a number, from little-endian to big-endian. Up to a multiple of
    // 32 bytes zeros follow.
    function swapBytes(uint256 row, uint256 width) internal pure {
        assembly ("memory-safe") {
            for { let end := add(row, width) } lt(row, end) { row := add(row, 32) } {
                let w := mload(row)
                w := or(shl(8, and(w, SWAP_8)), and(shr(8, w), SWAP_8))
                mstore(row, or(shl(16, and(w, SWAP_16)), and(shr(16, w), SWAP_16)))
            }
        }
    }

    // Adds the numbers of a big-endian row times the elements of their columns to the five sums at `sums`.
    function addRow(uint256 row, uint256 width, uint256 coefficients, uint256 sums) internal pure {
        assembly ("memory-safe") {
            let s0 := mload(sums)
            let s1 := mload(add(sums, 32))
            let s2 := mload(add(sums, 64))
            let s3 := mload(add(sums, 96))
            let s4 := mload(add(sums, 128))
            for { let end := add(row, width) } lt(row, end) { row := add(row, 32) } {
                // Numbers 0, 2, 4, 6, then 1, 3, 5, 7.
                let f := and(shr(32, mload(row)), M32)
                s0 := add(s0, shr(192, mul(f, mload(coefficients))))
                s1 := add(s1, shr(192, mul(f, mload(add(coefficients, 32)))))
                s2 := add(s2, shr(192, mul(f, mload(add(coefficients, 64)))))
                s3 := add(s3, shr(192, mul(f, mload(add(coefficients, 96)))))
                s4 := add(s4, shr(192, mul(f, mload(add(coefficients, 128)))))
                f := and(mload(row), M32)
                s0 := add(s0, shr(192, mul(f, mload(add(coefficients, 160)))))
                s1 := add(s1, shr(192, mul(f, mload(add(coefficients, 192)))))
                s2 := add(s2, shr(192, mul(f, mload(add(coefficients, 224)))))
                s3 := add(s3, shr(192, mul(f, mload(add(coefficients, 256)))))
                s4 := add(s4, shr(192, mul(f, mload(add(coefficients, 288)))))
                coefficients := add(coefficients, 320)
            }
            mstore(sums, s0)
            mstore(add(sums, 32), s1)
            mstore(add(sums, 64), s2)
            mstore(add(sums, 96), s3)
            mstore(add(sums, 128), s4)
        }
    }

    // Numbers at certain places of a big-endian row, and the elements that they are multiplied by: a multiple of four
    // of both. A place is 32 more than the byte where the number begins; a place of zero stands for the number zero.
    function ofPlaces(uint256 row, uint256 places, uint256 elements, uint256 count)
        internal
        pure
        returns (uint256 groups)
    {
        unchecked {
            groups = Words.allocate(GROUP * count / 4);
            uint256 to = groups;
            for (uint256 i = 0; i < count; i += 4) {
                for (uint256 k = 0; k < 4; ++k) {
                    // A word that has the number in bits 64 (3 - k); memory has a word of zeros at 0x60.
                    uint256 place = Words.load(places + 32 * (i + k));
                    Words.store(to + 32 * k, place == 0 ? 0x60 : row + place - 36 - 8 * k);
                }
                transpose(elements + 32 * i, 32, to + 128);
                to += 32 * GROUP;
            }
        }
    }

    // Adds the numbers at the places times their elements.
    function addPlaces(uint256 groups, uint256 end, uint256 sums) internal pure {
        assembly ("memory-safe") {
            let s0 := mload(sums)
            let s1 := mload(add(sums, 32))
            let s2 := mload(add(sums, 64))
            let s3 := mload(add(sums, 96))
            let s4 := mload(add(sums, 128))
            for {} lt(groups, end) { groups := add(groups, 288) } {
                let f :=
                    or(
                        or(
                            and(mload(mload(groups)), shl(192, 0xffffffff)),
                            and(mload(mload(add(groups, 32))), shl(128, 0xffffffff))
                        ),
                        or(
                            and(mload(mload(add(groups, 64))), shl(64, 0xffffffff)),
                            and(mload(mload(add(groups, 96))), 0xffffffff)
                        )
                    )
                s0 := add(s0, shr(192, mul(f, mload(add(groups, 128)))))
                s1 := add(s1, shr(192, mul(f, mload(add(groups, 160)))))
                s2 := add(s2, shr(192, mul(f, mload(add(groups, 192)))))
                s3 := add(s3, shr(192, mul(f, mload(add(groups, 224)))))
                s4 := add(s4, shr(192, mul(f, mload(add(groups, 256)))))
            }
            mstore(sums, s0)
            mstore(add(sums, 32), s1)
            mstore(add(sums, 64), s2)
            mstore(add(sums, 96), s3)
            mstore(add(sums, 128), s4)
        }
    }

    // The element whose slots are the five sums modulo p.
    function join(uint256 sums) internal pure returns (uint256 a) {
        assembly ("memory-safe") {
            a := mod(mload(sums), P)
            a := or(a, shl(51, mod(mload(add(sums, 32)), P)))
            a := or(a, shl(102, mod(mload(add(sums, 64)), P)))
            a := or(a, shl(153, mod(mload(add(sums, 96)), P)))
            a := or(a, shl(204, mod(mload(add(sums, 128)), P)))
        }
    }

    // The value at x of a polynomial, whose coefficients are in groups of four, lowest first: by fours.
    function evaluate(uint256 coefficients, uint256 end, uint256 x) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            let f := mulmod(x, x, P)
            let x4 := mulmod(f, f, P)
            f := or(or(shl(192, 1), shl(128, x)), or(shl(64, f), mulmod(f, x, P)))
            let s0 := 0
            let s1 := 0
            let s2 := 0
            let s3 := 0
            let s4 := 0
            for {} gt(end, coefficients) {} {
                end := sub(end, 160)
                s0 := add(mulmod(s0, x4, P), shr(192, mul(f, mload(end))))
                s1 := add(mulmod(s1, x4, P), shr(192, mul(f, mload(add(end, 32)))))
                s2 := add(mulmod(s2, x4, P), shr(192, mul(f, mload(add(end, 64)))))
                s3 := add(mulmod(s3, x4, P), shr(192, mul(f, mload(add(end, 96)))))
                s4 := add(mulmod(s4, x4, P), shr(192, mul(f, mload(add(end, 128)))))
            }
            value := or(mod(s0, P), shl(51, mod(s1, P)))
            value := or(value, shl(102, mod(s2, P)))
            value := or(value, or(shl(153, mod(s3, P)), shl(204, mod(s4, P))))
        }
    }
}
