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
        if (programs[0].codehash != 0x13a7d415298869c77fcf513778abfbf5550fb1f646a3f23a0f0d42f2c9c08260) revert NotTheProgram(0);
        PROGRAM_0 = programs[0];
        if (programs[1].codehash != 0x2825b8f83031e00c57eda0a365bdbb6ac961d5c4565a324b30e95f067c1196a8) revert NotTheProgram(1);
        PROGRAM_1 = programs[1];
        if (programs[2].codehash != 0xe623eba5568fd5e98b23377c81fc9d7083da0c677de8920f2ae19fc0be5c48f8) revert NotTheProgram(2);
        PROGRAM_2 = programs[2];
    }

    function programPart(uint256 part) internal view returns (address) {
        if (part == 0) return PROGRAM_0;
        if (part == 1) return PROGRAM_1;
        return PROGRAM_2;
    }
}
