// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Field} from "./Field.sol";
import {LEVELS, Layout} from "./Layout.sol";
import {Machine} from "./generated/Machine.sol";
import {ProofReader} from "./ProofReader.sol";

// The opened values at zeta, from call data to elements in Montgomery form, and what is computed of zeta itself.
library Openings {
    // Memory: an element in each word.
    struct Values {
        uint256[] here; // by table: main, then auxiliary base columns
        uint256[] next; // by table: nextColumns, then the accumulator's base columns
        uint256[LEVELS] quotient;
    }

    function read(ProofReader.Proof memory proof, Layout.Shape memory shape)
        internal
        pure
        returns (Values memory values)
    {
        unchecked {
            Layout.Table[] memory tables = shape.tables;
            values.here = new uint256[](tables.length);
            values.next = new uint256[](tables.length);
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                values.here[i] =
                    elements(proof.here[i], table.mainWidth + Layout.EXT_COLUMNS * table.auxColumns);
                values.next[i] = elements(proof.next[i], table.nextCount + Layout.EXT_COLUMNS);
            }
            for (uint256 level = 0; level < LEVELS; ++level) {
                if (shape.tablesOfLevel[level] == 0) continue;
                values.quotient[level] = elements(proof.quotient[level], Machine.QUOTIENT_COLUMNS);
            }
        }
    }

    // `count` elements of the call data, in memory.
    function elements(uint256 offset, uint256 count) internal pure returns (uint256 ptr) {
        unchecked {
            assembly ("memory-safe") {
                ptr := mload(0x40)
                mstore(0x40, add(ptr, mul(32, count)))
            }
            for (uint256 i = 0; i < count; ++i) {
                uint256 value = element(offset + Layout.EXT * i);
                assembly ("memory-safe") {
                    mstore(add(ptr, mul(32, i)), value)
                }
            }
        }
    }

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

    uint256 private constant N = 0x800000000000000000000000000000000000003fffffffffffffffffffffffff;
    uint256 private constant PP8 = 0x3f800000800007f00000100000fe00000200001fc00000400003f8000008;

    // `count` elements of which each has five at `from`, in memory.
    function joinAll(uint256 from, uint256 count) internal pure returns (uint256 ptr) {
        unchecked {
            assembly ("memory-safe") {
                ptr := mload(0x40)
                mstore(0x40, add(ptr, mul(32, count)))
            }
            for (uint256 i = 0; i < count; ++i) {
                uint256 value = join(from + 32 * Layout.EXT_COLUMNS * i);
                assembly ("memory-safe") {
                    mstore(add(ptr, mul(32, i)), value)
                }
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
        result.power = Field.squareTimes(zeta, Layout.logHeight(level));
        result.vanishing = Field.sub(result.power, Field.ONE);
        uint256 last = Field.fromNumber(Field.inverseBase(generator(level)));
        uint256 scaled = Field.mulBase(result.vanishing, rowsInverse(level));
        result.isTransition = Field.sub(zeta, last);
        result.isFirst = Field.mul(scaled, Field.inverse(Field.sub(zeta, Field.ONE)));
        result.isLast = Field.mul(Field.mulBase(scaled, last), Field.inverse(result.isTransition));
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
            for (uint256 i = Layout.logHeight(level); i < 24; ++i) root = mulmod(root, root, Field.P);
        }
    }
}
