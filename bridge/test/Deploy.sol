// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Evaluator} from "../contracts/Evaluator.sol";
import {vm} from "./Vm.sol";

// The evaluator, after the contracts that hold its programs.
function deployEvaluator() returns (Evaluator) {
    bytes memory lines = bytes(vm.readFile("contracts/generated/Program.txt"));
    address[] memory programs = new address[](lines.length); // more than enough
    uint256 count = 0;
    uint256 first = 0;
    for (uint256 i = 0; i < lines.length; ++i) {
        if (lines[i] != "\n") continue;
        bytes memory creation = vm.parseBytes(slice(lines, first, i));
        address program;
        assembly ("memory-safe") {
            program := create(0, add(creation, 32), mload(creation))
        }
        programs[count++] = program;
        first = i + 1;
    }
    return new Evaluator(programs);
}

function slice(bytes memory text, uint256 first, uint256 end) pure returns (string memory part) {
    part = new string(end - first);
    assembly ("memory-safe") {
        mcopy(add(part, 32), add(add(text, 32), first), sub(end, first))
    }
}
