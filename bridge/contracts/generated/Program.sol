// SPDX-License-Identifier: UNLICENSED
// Generated from the machine's tables. Do not edit: run `cairn_bridge write bridge`.
pragma solidity 0.8.37;

// The evaluator's programs as the code of contracts that do nothing (their first byte stops), and the
// contract that knows where they are. Specification: docs/ethereum.md.
abstract contract Programs {
    error NotTheProgram(uint256 part);

    uint256 internal constant PARTS = 3;
    uint256 internal constant PART_BYTES = 24575; // of the programs, in each part but the last
    address private immutable PROGRAM_0;
    address private immutable PROGRAM_1;
    address private immutable PROGRAM_2;

    // Contracts that the lines of Program.txt create: anyone's, as their code is all that matters.
    constructor(address[] memory programs) {
        if (programs[0].codehash != 0x8d60bd095a96cc58bcd8fd9eaf97d071df45ce4eee59294ca3854918f5ee4400) revert NotTheProgram(0);
        PROGRAM_0 = programs[0];
        if (programs[1].codehash != 0xd845a1e798cad861897be61f3d282efc53a1ceaa40174b8ab0bb1ac8cca7f5e0) revert NotTheProgram(1);
        PROGRAM_1 = programs[1];
        if (programs[2].codehash != 0xc7fca47d5eae2ad90947c4357cd2a7eaa2c3231d3b25bd9d3e94559e8064f9b2) revert NotTheProgram(2);
        PROGRAM_2 = programs[2];
    }

    function programPart(uint256 part) internal view returns (address) {
        if (part == 0) return PROGRAM_0;
        if (part == 1) return PROGRAM_1;
        return PROGRAM_2;
    }
}
