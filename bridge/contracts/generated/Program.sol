// SPDX-License-Identifier: UNLICENSED
// Generated from the machine's tables. Do not edit: run `cairn_bridge write bridge`.
pragma solidity 0.8.37;

// The evaluator's programs as the code of contracts that do nothing (their first byte stops), and the
// contract that knows where they are. Specification: docs/ethereum.md.
abstract contract Programs {
    error NotTheProgram(uint256 part);

    uint256 internal constant PARTS = 2;
    uint256 internal constant PART_BYTES = 24574; // of the programs, in each part but the last
    address private immutable PROGRAM_0;
    address private immutable PROGRAM_1;

    // Contracts that the lines of Program.txt create: anyone's, as their code is all that matters.
    constructor(address[] memory programs) {
        if (programs[0].codehash != 0x34be05a51045a4a1deafb744e95ac2a67e91bdf0cc904f623bf515d13bd0fcd9) revert NotTheProgram(0);
        PROGRAM_0 = programs[0];
        if (programs[1].codehash != 0x2d3545dbf1ed47892770ae68a1f0ea6f7702ef52f21520f7d6c4a77365ef65a8) revert NotTheProgram(1);
        PROGRAM_1 = programs[1];
    }

    function programPart(uint256 part) internal view returns (address) {
        if (part == 0) return PROGRAM_0;
        return PROGRAM_1;
    }
}
