// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Whole proofs, made by `cairn prove --profile ethereum`, and their refusal once anything is changed.
// Specification: docs/ethereum.md.

import {P} from "../contracts/Field.sol";
import {ICairnVerifier} from "../contracts/ICairnVerifier.sol";
import {LEVELS, Layout} from "../contracts/Layout.sol";
import {Merkle} from "../contracts/Merkle.sol";
import {Reason} from "../contracts/Reason.sol";
import {StarkVerifier} from "../contracts/StarkVerifier.sol";
import {Machine} from "../contracts/generated/Machine.sol";
import {deployVerifier, splitProof} from "./ProofFile.sol";
import {Assertions, vm} from "./Vm.sol";

contract StarkVerifierTest is Assertions {
    StarkVerifier private verifier;

    event Gas(string what, uint256 gas);

    function setUp() public {
        verifier = deployVerifier();
    }

    function test_fibonacci() public {
        accepts("fibonacci", 5_500_000);
    }

    function test_transfers() public {
        accepts("transfers", 6_500_000);
    }

    function test_bad_transfer() public {
        accepts("bad_transfer", 7_500_000);
    }

    // All 21 tables.
    function test_everything() public {
        accepts("everything", 11_000_000);
    }

    // Accepted, with no more gas than `most` for its execution.
    function accepts(string memory name, uint256 most) private {
        (bytes memory statement, bytes memory proof) =
            splitProof(vm.readFileBinary(string.concat("test/vectors/", name, ".proof")));
        bytes memory data = abi.encodeCall(verifier.verify, (statement, proof));
        uint256 gas = gasleft();
        (bool ok, bytes memory result) = address(verifier).staticcall(data);
        gas -= gasleft();
        emit Gas(name, gas);
        assertTrue(ok && abi.decode(result, (uint8)) == Reason.NONE, "refused");
        assertTrue(gas <= most, "too much gas");
        verifier.check(statement, proof);
    }

    function test_check_refuses() public {
        (bytes memory statement, bytes memory proof) = splitProof(vm.readFileBinary("test/vectors/fibonacci.proof"));
        proof[proof.length - 1] ^= 0x01;
        vm.expectRevert(abi.encodeWithSelector(ICairnVerifier.Refused.selector, Reason.QUOTIENT_ROWS));
        verifier.check(statement, proof);
        vm.expectRevert(abi.encodeWithSelector(ICairnVerifier.Refused.selector, Reason.NOT_A_PROOF));
        verifier.check(statement, "");
    }

    // So few messages that a multiplicity cannot wrap around p: what stark/parameters.h checks for every shape.
    function test_terms_are_fewer_than_p() public pure {
        uint256 terms = 2 ** 21; // more than any statement has
        bytes memory shapes = Machine.shapes();
        for (uint256 i = 0; i < Machine.TABLES; ++i) {
            uint256 entry = i * Machine.SHAPE_BYTES;
            uint256 messages = uint8(shapes[entry + 10]) * 256 + uint256(uint8(shapes[entry + 11]));
            terms += messages << Machine.LOG_HEIGHT_0;
        }
        assertTrue(terms < P, "too many terms");
    }

    // What Layout and Fri take for granted.
    function test_machine() public pure {
        assertEq(Machine.LOG_HEIGHT_1, Machine.LOG_HEIGHT_0 - Layout.LEVEL_BITS, "second height");
        assertEq(Machine.LOG_HEIGHT_2, Machine.LOG_HEIGHT_0 - 2 * Layout.LEVEL_BITS, "third height");
        assertEq(Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP, 24, "largest domain");
        assertEq(Machine.LOG_ARITY, Layout.LEVEL_BITS, "arity");
        assertEq(Machine.ROUNDS, LEVELS, "rounds");
        assertEq(Machine.LOG_HEIGHT_0 - Machine.LOG_ARITY * Machine.ROUNDS, Machine.LOG_FINAL_LENGTH, "final");
        assertEq(Machine.DIGEST_BYTES, Merkle.DIGEST_BYTES, "digests");
        assertEq(keccak256(bytes(Machine.PROTOCOL)), keccak256("cairn proof 1"), "protocol");
        assertEq(Machine.PARAMETERS.length, 14, "parameters");
    }

    function test_size() public view {
        assertTrue(address(verifier).code.length <= 24576, "the verifier is too large");
    }
}
