// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Field} from "./Field.sol";
import {Layout} from "./Layout.sol";

// The query positions on every domain that FRI passes, from the largest down, each an eighth of the one before.
//
// Domains are bit-reversed: position j of the domain of 2^n points is w_n^bitrev(j), and above it, at j div 8, is its
// eighth power. So points need no exponentiation but on the largest domain. Columns lie on 3 times these points.
library Queries {
    uint256 private constant P = 2130706433; // Field.P
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
            for (uint256 i = 0; i < below; ++i) domains[i + 1] = next(domains[i]);
        }
    }

    function largest(uint256[] memory indices) private pure returns (Domain memory domain) {
        unchecked {
            domain.positions = distinct(indices);
            uint256 count = domain.positions.length;
            domain.points = new uint256[](count);
            domain.inverses = new uint256[](count);
            for (uint256 i = 0; i < count; ++i) {
                domain.points[i] = reversedPower(ROOT_24, domain.positions[i]);
                domain.inverses[i] = reversedPower(ROOT_24_INVERSE, domain.positions[i]);
            }
        }
    }

    function next(Domain memory domain) private pure returns (Domain memory below) {
        unchecked {
            uint256 count = domain.positions.length;
            below.positions = new uint256[](count);
            below.points = new uint256[](count);
            below.inverses = new uint256[](count);
            uint256 used = 0;
            for (uint256 i = 0; i < count; ++i) {
                uint256 position = domain.positions[i] >> Layout.LEVEL_BITS;
                if (used != 0 && below.positions[used - 1] == position) continue;
                below.positions[used] = position;
                below.points[used] = eighthPower(domain.points[i]);
                below.inverses[used++] = eighthPower(domain.inverses[i]);
            }
            shorten(below.positions, used);
            shorten(below.points, used);
            shorten(below.inverses, used);
        }
    }

    // In ascending order, without repetitions: by insertion, as there are few.
    function distinct(uint256[] memory indices) private pure returns (uint256[] memory sorted) {
        unchecked {
            sorted = new uint256[](indices.length);
            uint256 used = 0;
            for (uint256 i = 0; i < indices.length; ++i) {
                uint256 index = indices[i];
                uint256 place = used;
                while (place != 0 && sorted[place - 1] > index) --place;
                if (place != 0 && sorted[place - 1] == index) continue;
                for (uint256 j = used++; j > place; --j) sorted[j] = sorted[j - 1];
                sorted[place] = index;
            }
            shorten(sorted, used);
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

    function eighthPower(uint256 x) internal pure returns (uint256) {
        x = mulmod(x, x, P);
        x = mulmod(x, x, P);
        return mulmod(x, x, P);
    }

    function shorten(uint256[] memory array, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(array, length)
        }
    }
}
