// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Sums of products against plain arithmetic, with the greatest numbers mixed in; query positions against powers.
// Specification: bridge/contracts/Dot.sol.

import {Dot} from "../contracts/Dot.sol";
import {P} from "../contracts/Field.sol";
import {Queries} from "../contracts/Queries.sol";
import {Words} from "../contracts/Words.sol";
import {Assertions} from "./Vm.sol";

contract DotTest is Assertions {
    uint256 private constant W24 = 1791270792; // of order 2^24

    // Number i of a seed, below p; with `extreme` all are p - 1.
    function felt(uint256 seed, uint256 i, bool extreme) private pure returns (uint256) {
        return extreme ? P - 1 : uint256(keccak256(abi.encode(seed, i))) % P;
    }

    function element(uint256 seed, uint256 i, bool extreme) private pure returns (uint256 a) {
        for (uint256 k = 0; k < 5; ++k) {
            a |= felt(seed, 1000 + 5 * i + k, extreme) << (51 * k);
        }
    }

    function slot(uint256 a, uint256 k) private pure returns (uint256) {
        return (a >> (51 * k)) & (2 ** 51 - 1);
    }

    function littleEndian(uint256 x) private pure returns (bytes4) {
        return bytes4(uint32(((x & 0xff) << 24) | ((x & 0xff00) << 8) | ((x >> 8) & 0xff00) | ((x >> 24) & 0xff)));
    }

    // A row of `count` numbers, little-endian, with zeros behind; the elements of its columns.
    function rowOf(uint256 seed, uint256 count, bool extreme) private pure returns (uint256 row, uint256 elements) {
        bytes memory bytes_;
        for (uint256 i = 0; i < count; ++i) {
            bytes_ = bytes.concat(bytes_, littleEndian(felt(seed, i, extreme)));
        }
        bytes_ = bytes.concat(bytes_, new bytes(64));
        assembly ("memory-safe") {
            row := add(bytes_, 32)
        }
        elements = Words.zeros(count + 7);
        for (uint256 i = 0; i < count; ++i) {
            Words.store(elements + 32 * i, element(seed, i, extreme));
        }
    }

    function testFuzz_addRow(uint256 seed, uint256 count, bool extreme) public pure {
        count = 1 + count % 40;
        (uint256 row, uint256 elements) = rowOf(seed, count, extreme);
        uint256 sums = Words.zeros(5);
        Dot.swapBytes(row, 4 * count);
        uint256 coefficients = Dot.ofColumns(elements, (count + 7) & ~uint256(7));
        Dot.addRow(row, 4 * count, coefficients, sums);
        Dot.addRow(row, 4 * count, coefficients, sums);
        uint256 sum = Dot.join(sums);
        for (uint256 k = 0; k < 5; ++k) {
            uint256 expected = 0;
            for (uint256 i = 0; i < count; ++i) {
                uint256 product = mulmod(felt(seed, i, extreme), slot(element(seed, i, extreme), k), P);
                expected = addmod(expected, 2 * product, P);
            }
            assertEq(slot(sum, k), expected, "addRow");
        }
    }

    function testFuzz_addPlaces(uint256 seed, uint256 count, bool extreme) public pure {
        uint256 columns = 40;
        count = count % 10;
        (uint256 row, uint256 elements) = rowOf(seed, columns, extreme);
        Dot.swapBytes(row, 4 * columns);
        uint256 groups = (count + 3) / 4;
        uint256 places = Words.zeros(4 * groups);
        for (uint256 i = count; i < 4 * groups; ++i) {
            Words.store(elements + 32 * i, 0);
        }
        for (uint256 i = 0; i < count; ++i) {
            Words.store(places + 32 * i, 32 + 4 * (felt(seed, 5000 + i, false) % columns));
        }
        uint256 sums = Words.zeros(5);
        uint256 begin = Dot.ofPlaces(row, places, elements, 4 * groups);
        Dot.addPlaces(begin, begin + 32 * Dot.GROUP * groups, sums);
        uint256 sum = Dot.join(sums);
        for (uint256 k = 0; k < 5; ++k) {
            uint256 expected = 0;
            for (uint256 i = 0; i < count; ++i) {
                uint256 column = felt(seed, 5000 + i, false) % columns;
                uint256 product = mulmod(felt(seed, column, extreme), slot(element(seed, i, extreme), k), P);
                expected = addmod(expected, product, P);
            }
            assertEq(slot(sum, k), expected, "addPlaces");
        }
    }

    function testFuzz_evaluate(uint256 seed, uint256 x, bool extreme) public pure {
        x = extreme ? P - 1 : x % P;
        uint256 length = 32;
        uint256 elements = Words.allocate(length);
        for (uint256 i = 0; i < length; ++i) {
            Words.store(elements + 32 * i, element(seed, i, extreme));
        }
        (uint256 begin, uint256 end) = Dot.inOrder(elements, length);
        uint256 value = Dot.evaluate(begin, end, x);
        for (uint256 k = 0; k < 5; ++k) {
            uint256 expected = 0;
            for (uint256 i = length; i > 0; --i) {
                expected = addmod(mulmod(expected, x, P), slot(element(seed, i - 1, extreme), k), P);
            }
            assertEq(slot(value, k), expected, "evaluate");
        }
    }

    /// forge-config: default.fuzz.runs = 64
    // Few different positions, so that some are equal and some fall together below.
    function testFuzz_queries(uint256 seed, uint256 bits) public pure {
        uint256[] memory indices = new uint256[](19);
        for (uint256 i = 0; i < 19; ++i) {
            indices[i] = felt(seed, i, false) % (1 << (1 + bits % 24));
        }
        Queries.Domain[] memory domains = Queries.derive(indices, 3);
        for (uint256 d = 0; d < 4; ++d) {
            uint256[] memory positions = domains[d].positions;
            for (uint256 i = 0; i < 19; ++i) {
                uint256 found = 0;
                for (uint256 k = 0; k < positions.length; ++k) {
                    if (positions[k] == indices[i] >> (3 * d)) ++found;
                }
                assertEq(found, 1, "a position is there once");
            }
            assertTrue(domains[d].points.length == positions.length, "points");
            assertTrue(domains[d].inverses.length == positions.length, "inverses");
            uint256 root = power(W24, 8 ** d);
            for (uint256 k = 0; k < positions.length; ++k) {
                assertTrue(k == 0 || positions[k - 1] < positions[k], "ascending");
                uint256 reversed = 0;
                for (uint256 b = 0; b < 24 - 3 * d; ++b) {
                    reversed |= ((positions[k] >> b) & 1) << (23 - 3 * d - b);
                }
                uint256 point = domains[d].points[k];
                assertEq(point, power(root, reversed), "point");
                assertEq(mulmod(point, domains[d].inverses[k], P), 1, "inverse");
            }
        }
    }

    function power(uint256 base, uint256 exponent) private pure returns (uint256 r) {
        r = 1;
        for (; exponent != 0; exponent >>= 1) {
            if (exponent & 1 != 0) r = mulmod(r, base, P);
            base = mulmod(base, base, P);
        }
    }
}
