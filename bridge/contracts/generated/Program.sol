// SPDX-License-Identifier: UNLICENSED
// Generated from the machine's tables. Do not edit: run `cairn_bridge write bridge`.
pragma solidity 0.8.37;

// The evaluator's programs as the code of contracts that do nothing (their first byte stops), and the
// contract that knows where they are. Specification: docs/ethereum.md.
abstract contract Programs {
    error NotTheProgram(uint256 part);

    uint256 internal constant PARTS = 3;
    uint256 internal constant PART_BYTES = 24574; // of the programs, in each part but the last
    address private immutable PROGRAM_0;
    address private immutable PROGRAM_1;
    address private immutable PROGRAM_2;
    bytes32 private constant HASH_0 = 0xd3a1d8d36d924b59082e89d9dad60c062c6a4cb301740a719ba93a19f3ad71f3;
    bytes32 private constant HASH_1 = 0xb8831a7b2f0c0be4853c082c48694c19095c5c02d674b18d39d65ef63673e2a6;
    bytes32 private constant HASH_2 = 0x1394594869986e7b26cf49fd13685c9cb1aac9002f60e4f9db3aea62c3cde56b;

    // Contracts that the lines of Program.txt create: anyone's, as their code is all that matters.
    constructor(address[] memory programs) {
        PROGRAM_0 = checked(programs[0], HASH_0, 0);
        PROGRAM_1 = checked(programs[1], HASH_1, 1);
        PROGRAM_2 = checked(programs[2], HASH_2, 2);
    }

    function programPart(uint256 part) internal view returns (address) {
        if (part == 0) return checked(PROGRAM_0, HASH_0, 0);
        if (part == 1) return checked(PROGRAM_1, HASH_1, 1);
        return checked(PROGRAM_2, HASH_2, 2);
    }

    // Whenever a program is used: code that was there in the constructor may be gone since, if its contract was to
    // destroy itself in the transaction that made both.
    function checked(address program, bytes32 hash, uint256 part) private view returns (address) {
        if (program.codehash != hash) revert NotTheProgram(part);
        return program;
    }
}
