// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Sums of products of base-field numbers with elements of E, reduced once at the end.
//
// An element is spread over two words, three coefficients in the low one and two in the high one, 80 bits to each: a
// product with a number below 2^32 costs two MULs, and 2^16 products, each below 2^64, fit a lane.
library Lanes {
    uint256 private constant P = 2130706433; // Field.P, as assembly wants it

    function split(uint256 a) internal pure returns (uint256 low, uint256 high) {
        assembly ("memory-safe") {
            low := or(
                and(a, 0x7ffffffffffff),
                or(and(shl(29, a), shl(80, 0x7ffffffffffff)), and(shl(58, a), shl(160, 0x7ffffffffffff)))
            )
            high := or(and(shr(153, a), 0x7ffffffffffff), and(shr(124, a), shl(80, 0x7ffffffffffff)))
        }
    }

    // Both words to memory.
    function store(uint256 ptr, uint256 a) internal pure {
        (uint256 low, uint256 high) = split(a);
        assembly ("memory-safe") {
            mstore(ptr, low)
            mstore(add(ptr, 32), high)
        }
    }

    // The element whose coefficients are the lanes modulo p.
    function join(uint256 low, uint256 high) internal pure returns (uint256 a) {
        assembly ("memory-safe") {
            let m := 0xffffffffffffffffffff
            a := mod(and(low, m), P)
            a := or(a, shl(51, mod(and(shr(80, low), m), P)))
            a := or(a, shl(102, mod(shr(160, low), P)))
            a := or(a, shl(153, mod(and(high, m), P)))
            a := or(a, shl(204, mod(shr(80, high), P)))
        }
    }
}
