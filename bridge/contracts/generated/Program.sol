// SPDX-License-Identifier: UNLICENSED
// Generated from the machine's tables. Do not edit: run `cairn_bridge write bridge`.
pragma solidity 0.8.37;

// The evaluator's programs as the code of contracts that do nothing (their first byte stops), and the
// contract that knows where they are. Specification: docs/ethereum.md.
abstract contract Programs {
    error NotTheProgram(uint256 part);

    uint256 internal constant PARTS = 2;
    uint256 internal constant PART_BYTES = 24575; // of the programs, in each part but the last
    address private immutable PROGRAM_0;
    address private immutable PROGRAM_1;

    // Contracts that the lines of Program.txt create: anyone's, as their code is all that matters.
    constructor(address[] memory programs) {
        if (programs[0].codehash != 0x92e3c312c3088e4f60c420b225112f8c62a51e9b10a5905259d162c76db1fb92) revert NotTheProgram(0);
        PROGRAM_0 = programs[0];
        if (programs[1].codehash != 0x139ac41ae2f84bff1a5c562f09329a8f57aa2e5182f00ee325ae2fc89700e0f7) revert NotTheProgram(1);
        PROGRAM_1 = programs[1];
    }

    function programPart(uint256 part) internal view returns (address) {
        if (part == 0) return PROGRAM_0;
        return PROGRAM_1;
    }
}
