// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Whole proofs, made by `cairn prove --profile ethereum`, and their refusal once anything is changed.
// Specification: docs/ethereum.md.

import {Reason} from "../contracts/Reason.sol";
import {StarkVerifier} from "../contracts/StarkVerifier.sol";
import {deployVerifier, splitProof} from "./ProofFile.sol";
import {Assertions, vm} from "./Vm.sol";

contract StarkVerifierTest is Assertions {
    StarkVerifier private verifier;
    bytes private statement;
    bytes private proof;

    event Gas(string what, uint256 gas);

    function setUp() public {
        verifier = deployVerifier();
        (statement, proof) = splitProof(vm.readFileBinary("test/vectors/fibonacci.proof"));
    }

    function test_accepts() public {
        bytes memory statement_ = statement;
        bytes memory proof_ = proof;
        uint256 gas = gasleft();
        uint8 reason = verifier.verify(statement_, proof_);
        emit Gas("verify", gas - gasleft());
        assertEq(reason, Reason.NONE, "reason");
    }
}
