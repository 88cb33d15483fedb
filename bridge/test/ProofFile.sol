// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {StarkVerifier} from "../contracts/StarkVerifier.sol";
import {deployPrograms, part} from "./Deploy.sol";

// A proof file as call data: the statement, and the proof without it. Its length stays.
function splitProof(bytes memory file) pure returns (bytes memory statement, bytes memory proof) {
    uint256 length = uint8(file[26]) | (uint256(uint8(file[27])) << 8) | (uint256(uint8(file[28])) << 16);
    statement = part(file, 30, 30 + length);
    proof = bytes.concat(part(file, 0, 30), part(file, 30 + length, file.length));
}

// The verifier, after the contracts that hold its evaluator's programs.
function deployVerifier() returns (StarkVerifier) {
    return new StarkVerifier(deployPrograms());
}
