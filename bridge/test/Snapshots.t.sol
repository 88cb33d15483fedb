// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// What a verification costs and how large the contracts are. The numbers are committed (snapshots/verifier.json) and compared by
// scripts/contracts, so that a change of them is a change that somebody saw. Specification: docs/ethereum.md.

import {StarkVerifier} from "../contracts/StarkVerifier.sol";
import {deployVerifier, splitProof} from "./ProofFile.sol";
import {Assertions, vm} from "./Vm.sol";

contract SnapshotsTest is Assertions {
    uint256 private constant MAX_CODE = 24576; // EIP-170
    uint256 private constant MAX_GAS = 16777216; // of a transaction, EIP-7825
    uint256 private constant MAX_BYTES = 131072; // of a transaction that nodes pass on
    uint256 private constant ENVELOPE = 200; // of a transaction beside its call data, at most

    function test_sizes() public {
        StarkVerifier verifier = deployVerifier();
        size("StarkVerifier", address(verifier));
        size("Evaluator", verifier.EVALUATOR());
    }

    function size(string memory name, address contract_) private {
        uint256 code = contract_.code.length;
        assertTrue(code <= MAX_CODE, "a contract is too large");
        vm.snapshotValue("verifier", string.concat(name, ", bytes of code"), code);
    }

    function test_fibonacci() public {
        verify("fibonacci", "Fibonacci, 2^16 steps");
    }

    function test_largest() public {
        verify("largest", "126 transfers");
    }

    function verify(string memory file, string memory name) private {
        StarkVerifier verifier = deployVerifier();
        (bytes memory statement, bytes memory proof) =
            splitProof(vm.readFileBinary(string.concat("test/vectors/", file, ".proof")));
        bytes memory data = abi.encodeCall(verifier.check, (statement, proof));
        uint256 before = gasleft();
        (bool ok,) = address(verifier).call(data);
        uint256 gas = before - gasleft();
        assertTrue(ok, "the proof is refused");
        assertTrue(gas + callDataGas(data) <= MAX_GAS, "the transaction needs too much gas");
        assertTrue(data.length + ENVELOPE <= MAX_BYTES, "the transaction is too long");
        vm.snapshotValue("verifier", string.concat(name, ", bytes of call data"), data.length);
        vm.snapshotValue("verifier", string.concat(name, ", gas of check without call data"), gas);
    }

    // Before the floor of EIP-7623, which is lower here.
    function callDataGas(bytes memory data) private pure returns (uint256 gas) {
        gas = 21000;
        for (uint256 i = 0; i < data.length; ++i) gas += data[i] == 0 ? 4 : 16;
    }
}
