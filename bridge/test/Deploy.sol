// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {vm} from "./Vm.sol";

// The contracts that hold the evaluator's programs: one for every line of Program.txt.
function deployPrograms() returns (address[] memory programs) {
    bytes memory lines = bytes(vm.readFile("contracts/generated/Program.txt"));
    programs = new address[](lines.length); // cut below
    uint256 count = 0;
    uint256 first = 0;
    for (uint256 i = 0; i < lines.length; ++i) {
        if (lines[i] != "\n") continue;
        bytes memory creation = vm.parseBytes(string(part(lines, first, i)));
        address program;
        assembly ("memory-safe") {
            program := create(0, add(creation, 32), mload(creation))
        }
        programs[count++] = program;
        first = i + 1;
    }
    assembly ("memory-safe") {
        mstore(programs, count)
    }
}

function part(bytes memory file, uint256 first, uint256 end) pure returns (bytes memory bytes_) {
    bytes_ = new bytes(end - first);
    assembly ("memory-safe") {
        mcopy(add(bytes_, 32), add(add(file, 32), first), sub(end, first))
    }
}
