// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Words} from "./Words.sol";

// Openings of a Merkle tree at several positions at once.
//
// A front is what is known of one level: the distinct positions, ascending, and their nodes. It rises to the root;
// a sibling that is not in the front is taken from the path, a list of digests in the call data from the leaves up,
// left to right. Digests are cut to DIGEST_BYTES and zero beyond. Whether the path was exactly as long as needed is
// for the caller to see at the end: reading beyond it gives bytes of something else, or zeros.
// Specification: docs/protocol.md, section Merkle trees; stark/merkle.h.
library Merkle {
    using Words for uint256[];

    uint256 internal constant DIGEST_BYTES = 26;
    uint256 internal constant DIGEST_MASK = 0xffffffffffffffffffffffffffffffffffffffffffffffffffff000000000000;

    struct Front {
        uint256 count;
        uint256[] positions; // one longer than the front: a sentinel follows the last position
        uint256[] nodes;
        uint256 path; // the next digest of the call data
    }

    // A front at the given positions, whose nodes are the caller's to fill in.
    function begin(uint256[] memory positions, uint256 path) internal pure returns (Front memory front) {
        unchecked {
            uint256 count = positions.length;
            front.count = count;
            front.positions = Words.array(count + 1);
            for (uint256 i = 0; i < count; ++i) {
                front.positions.set(i, positions.get(i));
            }
            front.positions.set(count, type(uint256).max);
            front.nodes = Words.array(count);
            front.path = path;
        }
    }

    function digest(uint256 offset) internal pure returns (uint256 node) {
        assembly ("memory-safe") {
            node := and(calldataload(offset), DIGEST_MASK)
        }
    }

    // The leaf of `length` bytes of memory and a byte 0x01 after them, which it writes.
    function leaf(uint256 ptr, uint256 length) internal pure returns (uint256 node) {
        assembly ("memory-safe") {
            mstore8(add(ptr, length), 1)
            node := and(keccak256(ptr, add(length, 1)), DIGEST_MASK)
        }
    }

    function pair(uint256 left, uint256 right) internal pure returns (uint256 node) {
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            node := and(keccak256(0, 64), DIGEST_MASK)
        }
    }

    // Takes the front `levels` levels up.
    function climb(Front memory front, uint256 levels) internal pure {
        unchecked {
            while (levels != 0) {
                uint256 alone = levelsAlone(front);
                if (alone == 0) {
                    climbOne(front);
                    --levels;
                } else {
                    if (alone > levels) alone = levels;
                    climbAlone(front, alone);
                    levels -= alone;
                }
            }
        }
    }

    // Up to which level no two of the front are children of one node. Positions ascend, so that neighbours meet first.
    function levelsAlone(Front memory front) private pure returns (uint256 levels) {
        assembly ("memory-safe") {
            let least := not(0)
            let position := add(mload(add(front, 32)), 32)
            for { let last := add(position, shl(5, sub(mload(front), 1))) } lt(position, last) {} {
                let lower := mload(position)
                position := add(position, 32)
                let difference := xor(lower, mload(position))
                if lt(difference, least) { least := difference }
            }
            // Siblings differ in the last digit alone.
            for { least := shr(1, least) } least { least := shr(1, least) } { levels := add(levels, 1) }
        }
    }

    // Levels on which every sibling is from the path: each node's way up by itself, which is quicker.
    function climbAlone(Front memory front, uint256 levels) private pure {
        assembly ("memory-safe") {
            let positions := add(mload(add(front, 32)), 32)
            let nodes := add(mload(add(front, 64)), 32)
            let path := mload(add(front, 96))
            let stride := mul(DIGEST_BYTES, mload(front)) // from a node's sibling to that of its parent
            let end := add(path, stride)
            mstore(add(front, 96), add(path, mul(stride, levels)))
            // Siblings are copied over the first bytes of zeros.
            mstore(0, 0)
            mstore(32, 0)
            for {} lt(path, end) { path := add(path, DIGEST_BYTES) } {
                let position := mload(positions)
                let node := mload(nodes)
                let sibling := path
                for { let last := add(path, mul(stride, levels)) } lt(sibling, last) {
                    sibling := add(sibling, stride)
                } {
                    let side := shl(5, and(position, 1))
                    mstore(side, node)
                    calldatacopy(xor(side, 32), sibling, DIGEST_BYTES)
                    node := and(keccak256(0, 64), DIGEST_MASK)
                    position := shr(1, position)
                }
                mstore(positions, position)
                mstore(nodes, node)
                positions := add(positions, 32)
                nodes := add(nodes, 32)
            }
        }
    }

    // One level, where some siblings are in the front.
    function climbOne(Front memory front) private pure {
        assembly ("memory-safe") {
            let positions := add(mload(add(front, 32)), 32)
            // From a position to its node.
            let toNode := sub(add(mload(add(front, 64)), 32), positions)
            let path := mload(add(front, 96))
            let to := positions
            let end := add(positions, shl(5, mload(front)))
            for { let from := positions } lt(from, end) { from := add(from, 32) } {
                let position := mload(from)
                let side := shl(5, and(position, 1))
                mstore(side, mload(add(from, toNode)))
                // Only a left child can be followed by its sibling; a right one is followed by greater numbers.
                switch eq(mload(add(from, 32)), or(position, 1))
                case 0 {
                    mstore(xor(side, 32), and(calldataload(path), DIGEST_MASK))
                    path := add(path, DIGEST_BYTES)
                }
                default {
                    from := add(from, 32)
                    mstore(32, mload(add(from, toNode)))
                }
                mstore(add(to, toNode), and(keccak256(0, 64), DIGEST_MASK))
                mstore(to, shr(1, position))
                to := add(to, 32)
            }
            mstore(to, not(0))
            mstore(front, shr(5, sub(to, positions)))
            mstore(add(front, 96), path)
        }
    }

    // Whether a front that has come to the root ends there, with nothing left of the path.
    function ends(Front memory front, uint256 root, uint256 pathEnd) internal pure returns (bool) {
        return front.path == pathEnd && front.nodes.get(0) == root;
    }
}
