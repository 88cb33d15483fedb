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

    // Contracts that the lines of Program.txt create: anyone's, as their code is all that matters.
    constructor(address[] memory programs) {
        if (programs[0].codehash != 0xd037447d23878fa3bf01741be3ccd4b05d5470a213710fd4ccdc6388d7da0074) revert NotTheProgram(0);
        PROGRAM_0 = programs[0];
        if (programs[1].codehash != 0xf8d48948ac4e078f7a10c308760ea7e546d163307dbe80a94e04daaa51bb4998) revert NotTheProgram(1);
        PROGRAM_1 = programs[1];
        if (programs[2].codehash != 0xca5861e31b8d8cdb32983f6389c61b6fef6b698ec4b0b0e7c661f0accee2b3c4) revert NotTheProgram(2);
        PROGRAM_2 = programs[2];
    }

    function programPart(uint256 part) internal view returns (address) {
        if (part == 0) return PROGRAM_0;
        if (part == 1) return PROGRAM_1;
        return PROGRAM_2;
    }
}
