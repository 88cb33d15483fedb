// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Memory as words. The inner loops go through hundreds of them: an index is not checked again.
library Words {
    function load(uint256 ptr) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(ptr)
        }
    }

    function store(uint256 ptr, uint256 value) internal pure {
        assembly ("memory-safe") {
            mstore(ptr, value)
        }
    }

    // Element i of an array that is known to have one.
    function get(uint256[] memory list, uint256 i) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(list, shl(5, add(i, 1))))
        }
    }

    function set(uint256[] memory list, uint256 i, uint256 value) internal pure {
        assembly ("memory-safe") {
            mstore(add(list, shl(5, add(i, 1))), value)
        }
    }

    // Where the elements of an array are.
    function begin(uint256[] memory list) internal pure returns (uint256 ptr) {
        assembly ("memory-safe") {
            ptr := add(list, 32)
        }
    }

    function allocate(uint256 count) internal pure returns (uint256 ptr) {
        assembly ("memory-safe") {
            ptr := mload(0x40)
            mstore(0x40, add(ptr, shl(5, count)))
        }
    }

    function zeros(uint256 count) internal pure returns (uint256 ptr) {
        ptr = allocate(count);
        assembly ("memory-safe") {
            calldatacopy(ptr, calldatasize(), shl(5, count))
        }
    }

    // An array of which the elements are yet to be set.
    function array(uint256 count) internal pure returns (uint256[] memory result) {
        uint256 ptr = allocate(count + 1);
        assembly ("memory-safe") {
            mstore(ptr, count)
            result := ptr
        }
    }
}
