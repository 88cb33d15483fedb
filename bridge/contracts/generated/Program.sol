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
    bytes32 private constant HASH_0 = 0xd037447d23878fa3bf01741be3ccd4b05d5470a213710fd4ccdc6388d7da0074;
    bytes32 private constant HASH_1 = 0xf8d48948ac4e078f7a10c308760ea7e546d163307dbe80a94e04daaa51bb4998;
    bytes32 private constant HASH_2 = 0xca5861e31b8d8cdb32983f6389c61b6fef6b698ec4b0b0e7c661f0accee2b3c4;

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
