// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {P} from "./Field.sol";
import {Words} from "./Words.sol";

// The query positions on every domain that FRI passes, from the largest down, each an eighth of the one before.
//
// Domains are bit-reversed: position j of the domain of 2^n points is w_n^bitrev(j), and above it, at j div 8, is its
// eighth power. So points need no exponentiation but on the largest domain. Columns lie on 3 times these points.
library Queries {
    using Words for uint256[];

    uint256 internal constant ROOT_24 = 1791270792; // of order 2^24
    uint256 internal constant ROOT_24_INVERSE = 1796240327;

    struct Domain {
        uint256[] positions; // distinct, ascending
        uint256[] points; // w^bitrev(position)
        uint256[] inverses; // of the points
    }

    // All domains: 2^24 points, then `below` times an eighth of those before.
    function derive(uint256[] memory indices, uint256 below) internal pure returns (Domain[] memory domains) {
        unchecked {
            domains = new Domain[](below + 1);
            domains[0] = largest(indices);
            for (uint256 i = 0; i < below; ++i) {
                domains[i + 1] = next(domains[i]);
            }
        }
    }

    function largest(uint256[] memory indices) private pure returns (Domain memory domain) {
        uint256[] memory positions = distinct(indices);
        domain.positions = positions;
        domain.points = Words.array(positions.length);
        domain.inverses = Words.array(positions.length);
        uint256[] memory points = domain.points;
        uint256[] memory inverses = domain.inverses;
        unchecked {
            for (uint256 i = 0; i < positions.length; ++i) {
                points.set(i, reversedPower(ROOT_24, positions.get(i)));
                inverses.set(i, reversedPower(ROOT_24_INVERSE, positions.get(i)));
            }
        }
    }

    function next(Domain memory domain) private pure returns (Domain memory below) {
        uint256 count = domain.positions.length;
        below.positions = Words.array(count);
        below.points = Words.array(count);
        below.inverses = Words.array(count);
        assembly ("memory-safe") {
            function eighthPower(x) -> y {
                y := mulmod(x, x, P)
                y := mulmod(y, y, P)
                y := mulmod(y, y, P)
            }
            let positions := mload(below)
            let points := mload(add(below, 32))
            let inverses := mload(add(below, 64))
            let from := mload(domain)
            let toPoint := sub(mload(add(domain, 32)), from)
            let toInverse := sub(mload(add(domain, 64)), from)
            let last := not(0)
            let to := 0 // bytes of what is written
            for { let end := add(from, shl(5, count)) } lt(from, end) {} {
                from := add(from, 32)
                let position := shr(3, mload(from))
                if iszero(eq(position, last)) {
                    last := position
                    to := add(to, 32)
                    mstore(add(positions, to), position)
                    mstore(add(points, to), eighthPower(mload(add(from, toPoint))))
                    mstore(add(inverses, to), eighthPower(mload(add(from, toInverse))))
                }
            }
            // There may be fewer.
            to := shr(5, to)
            mstore(positions, to)
            mstore(points, to)
            mstore(inverses, to)
        }
    }

    // In ascending order, without repetitions: by insertion, as there are few.
    function distinct(uint256[] memory indices) private pure returns (uint256[] memory sorted) {
        unchecked {
            sorted = Words.array(indices.length);
            uint256 used = 0;
            for (uint256 i = 0; i < indices.length; ++i) {
                uint256 index = indices.get(i);
                uint256 place = used;
                while (place != 0 && sorted.get(place - 1) > index) --place;
                if (place != 0 && sorted.get(place - 1) == index) continue;
                for (uint256 j = used++; j > place; --j) {
                    sorted.set(j, sorted.get(j - 1));
                }
                sorted.set(place, index);
            }
            assembly ("memory-safe") {
                mstore(sorted, used)
            }
        }
    }

    // root^bitrev(position), 24 bits: the lowest bit of the position counts 2^23.
    function reversedPower(uint256 root, uint256 position) private pure returns (uint256 power) {
        assembly ("memory-safe") {
            power := 1
            for { let bit := 0x800000 } bit { bit := shr(1, bit) } {
                if and(position, bit) { power := mulmod(power, root, P) }
                root := mulmod(root, root, P)
            }
        }
    }
}
