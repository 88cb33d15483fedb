// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Field, M16, M24, M27, M35, N, P, PP} from "./Field.sol";
import {LEVELS, Layout} from "./Layout.sol";
import {Machine} from "./generated/Machine.sol";
import {Words} from "./Words.sol";

// The opened values at zeta, from call data to elements in Montgomery form, and what is computed of zeta itself.
library Openings {
    // Those of all tables and heights.
    function read(Layout.Shape memory shape) internal pure {
        unchecked {
            Layout.Table[] memory tables = shape.tables;
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                table.hereValues = elements(table.here, Layout.hereCount(table));
                table.nextValues = elements(table.next, table.nextCount + Layout.EXT_COLUMNS);
            }
            for (uint256 i = 0; i < LEVELS; ++i) {
                Layout.Level memory level = shape.levels[i];
                if (level.tables != 0) level.quotientValues = elements(level.quotient, Machine.QUOTIENT_COLUMNS);
            }
        }
    }

    // `count` elements of the call data, in memory. What Field.decode and Field.fromCanonical do, hundreds of times,
    // without calls.
    function elements(uint256 offset, uint256 count) internal pure returns (uint256 ptr) {
        assembly ("memory-safe") {
            ptr := mload(0x40)
            let end := add(ptr, shl(5, count))
            mstore(0x40, end)
            for { let to := ptr } lt(to, end) { to := add(to, 32) } {
                let v := calldataload(offset)
                offset := add(offset, 20)
                let m := 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff
                v := or(shl(8, and(v, m)), and(shr(8, v), m))
                m := 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff
                v := or(shl(16, and(v, m)), and(shr(16, v), m))
                m := or(shr(224, v), and(shr(141, v), 0x7fffffff8000000000000))
                m := or(m, and(shr(58, v), 0x3fffffffc0000000000000000000000000))
                m := or(m, and(shl(25, v), 0x1fffffffe00000000000000000000000000000000000000))
                v := or(m, and(shl(108, v), 0xffffffff000000000000000000000000000000000000000000000000000))
                // Times 2^80 mod p, in halves of 16 bits.
                let l := mul(v, TO_MONTGOMERY_LOW)
                let t := add(add(mul(v, TO_MONTGOMERY_HIGH), and(shr(16, l), M35)), PP)
                t := sub(t, mul(and(l, M16), 32512))
                mstore(to, sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127)))
            }
        }
    }

    uint256 private constant TO_MONTGOMERY_LOW = 53168;
    uint256 private constant TO_MONTGOMERY_HIGH = 16355;

    function element(uint256 offset) internal pure returns (uint256) {
        uint256 word;
        assembly ("memory-safe") {
            word := calldataload(offset)
        }
        return Field.fromCanonical(Field.decode(word));
    }

    // The element whose coefficients are the five elements at `ptr`: the sum of X^k times the k-th. All five products
    // are added up before anything is reduced.
    function join(uint256 ptr) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            // Slot i of the sum is at least -[1, 0, 4, 3, 2] elements; 8 p in every slot is more.
            value := mload(ptr)
            value := add(value, mulmod(mload(add(ptr, 32)), shl(51, 1), N))
            value := addmod(value, mulmod(mload(add(ptr, 64)), shl(102, 1), N), N)
            value := addmod(value, mulmod(mload(add(ptr, 96)), shl(153, 1), N), N)
            value := addmod(value, mulmod(mload(add(ptr, 128)), shl(204, 1), N), N)
            value := addmod(value, PP8, N)
        }
        return Field.reduceWide(value);
    }

    uint256 private constant PP8 = 0x3f800000800007f00000100000fe00000200001fc00000400003f8000008;

    // `count` elements of which each has five at `from`, in memory.
    function joinAll(uint256 from, uint256 count) internal pure returns (uint256 ptr) {
        unchecked {
            ptr = Words.allocate(count);
            for (uint256 i = 0; i < count; ++i) {
                Words.store(ptr + 32 * i, join(from + 32 * Layout.EXT_COLUMNS * i));
            }
        }
    }

    // Of zeta and a height N: the values that constraints read, and by what the quotient is multiplied.
    struct Selectors {
        uint256 power; // zeta^N
        uint256 vanishing; // zeta^N - 1
        uint256 isFirst;
        uint256 isLast;
        uint256 isTransition;
    }

    // The Lagrange polynomial of the point w is w (X^N - 1) / (N (X - w)).
    function selectors(uint256 zeta, uint256 level) internal pure returns (Selectors memory result) {
        uint256 power = Field.squareTimes(zeta, Layout.logHeight(level));
        result.power = power;
        result.vanishing = Field.sub(power, Field.ONE);
        result.isFirst = lagrange(result.vanishing, zeta, Field.ONE, level);
        uint256 last = Field.fromNumber(Field.inverseBase(generator(level)));
        result.isLast = lagrange(result.vanishing, zeta, last, level);
        result.isTransition = Field.sub(zeta, last);
    }

    function lagrange(uint256 vanishing, uint256 zeta, uint256 w, uint256 level) private pure returns (uint256) {
        return Field.mul(
            Field.mulBase(vanishing, mulmod(w, Field.inverseBase(1 << Layout.logHeight(level)), P)),
            Field.inverse(Field.sub(zeta, w))
        );
    }

    // 1 / N, in Montgomery form.
    function rowsInverse(uint256 level) internal pure returns (uint256) {
        unchecked {
            return Field.fromNumber(Field.inverseBase(1 << Layout.logHeight(level)));
        }
    }

    // The root of order N that leads from row to row.
    function generator(uint256 level) internal pure returns (uint256 root) {
        unchecked {
            root = 1791270792; // of order 2^24
            for (uint256 i = Layout.logHeight(level); i < 24; ++i) {
                root = mulmod(root, root, P);
            }
        }
    }
}
