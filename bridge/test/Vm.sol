// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// The few services of the test runner that the tests use, so that they need no library of others.
interface Vm {
    function readFile(string calldata path) external view returns (string memory);
    function readFileBinary(string calldata path) external view returns (bytes memory);
    function parseBytes(string calldata hexadecimal) external pure returns (bytes memory);
    function expectRevert(bytes calldata data) external;
    function assume(bool condition) external pure;
    function toString(uint256 value) external pure returns (string memory);
    function snapshotValue(string calldata group, string calldata name, uint256 value) external;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

// Assertions that say what was expected.
abstract contract Assertions {
    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        require(actual == expected, string.concat(what, ": ", hexadecimal(actual), " is not ", hexadecimal(expected)));
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        assertEq(uint256(actual), uint256(expected), what);
    }

    function assertTrue(bool condition, string memory what) internal pure {
        require(condition, what);
    }

    function hexadecimal(uint256 value) internal pure returns (string memory) {
        bytes memory digits = new bytes(64);
        for (uint256 i = 64; i > 0; --i) {
            digits[i - 1] = bytes("0123456789abcdef")[value & 15];
            value >>= 4;
        }
        return string.concat("0x", string(digits));
    }
}
