// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// The example application acts on a proof of a batch of transfers, once, and on nothing else.
// Specification: docs/ethereum.md.

import {ICairnVerifier} from "../contracts/ICairnVerifier.sol";
import {Reason} from "../contracts/Reason.sol";
import {Checkpoint} from "../examples/Checkpoint.sol";
import {part} from "./Deploy.sol";
import {deployVerifier, splitProof} from "./ProofFile.sol";
import {Assertions, vm} from "./Vm.sol";

contract CheckpointTest is Assertions {
    // Where the parts of the statement of test/vectors/transfers.proof are.
    uint256 private constant INPUTS = 54;
    uint256 private constant TRANSFERS = 4;

    Checkpoint private checkpoint;
    bytes private statement;
    bytes private proof;
    bytes32[] private transfers;
    bytes32 private oldRoot;
    bytes32 private newRoot;
    uint32 private cost;
    uint32 private pc;

    function setUp() public {
        (statement, proof) = splitProof(vm.readFileBinary("test/vectors/transfers.proof"));
        oldRoot = wordAt(INPUTS + 32);
        for (uint256 i = 0; i < TRANSFERS; ++i) {
            transfers.push(wordAt(INPUTS + 64 + 32 * i));
        }
        newRoot = wordAt(INPUTS + 64 + 32 * TRANSFERS + 4);
        cost = numberAt(40);
        pc = numberAt(46);
        checkpoint = new Checkpoint(deployVerifier(), wordAt(4), numberAt(36), oldRoot);
    }

    function wordAt(uint256 offset) private view returns (bytes32) {
        return bytes32(part(statement, offset, offset + 32));
    }

    function numberAt(uint256 offset) private view returns (uint32 number) {
        for (uint256 i = 0; i < 4; ++i) {
            number |= uint32(uint8(statement[offset + i])) << uint32(8 * i);
        }
    }

    function test_builds_the_statement() public view {
        bytes memory built = checkpoint.statement(transfers, oldRoot, newRoot, cost, pc);
        assertEq(keccak256(built), keccak256(statement), "statement");
    }

    function test_advances_once() public {
        checkpoint.advance(transfers, newRoot, cost, pc, proof);
        assertEq(checkpoint.root(), newRoot, "root");
        // The same proof again: its old root is not the current one any more.
        refused(transfers, newRoot, cost, pc, Reason.BUS_UNBALANCED);
    }

    function test_refuses_other_claims() public {
        refused(transfers, oldRoot, cost, pc, Reason.BUS_UNBALANCED);
        refused(transfers, newRoot, cost + 1, pc, Reason.BUS_UNBALANCED);
        refused(transfers, newRoot, cost, pc + 1, Reason.BUS_UNBALANCED);
        bytes32[] memory others = transfers;
        others[0] = others[1];
        refused(others, newRoot, cost, pc, Reason.BUS_UNBALANCED);
        others = new bytes32[](TRANSFERS - 1);
        refused(others, newRoot, cost, pc, Reason.STATEMENT_MISMATCH);
        refused(transfers, bytes32(type(uint256).max), cost, pc, Reason.BAD_HINTS); // no word
    }

    function test_refuses_another_program() public {
        Checkpoint other = new Checkpoint(checkpoint.VERIFIER(), newRoot, checkpoint.COST_LIMIT(), oldRoot);
        vm.expectRevert(abi.encodeWithSelector(ICairnVerifier.Refused.selector, Reason.BUS_UNBALANCED));
        other.advance(transfers, newRoot, cost, pc, proof);
    }

    function test_refuses_another_root() public {
        Checkpoint other = new Checkpoint(checkpoint.VERIFIER(), checkpoint.PROGRAM(), checkpoint.COST_LIMIT(), newRoot);
        vm.expectRevert(abi.encodeWithSelector(ICairnVerifier.Refused.selector, Reason.BUS_UNBALANCED));
        other.advance(transfers, newRoot, cost, pc, proof);
    }

    // With bad advice this program traps on this batch, which has a valid proof; but it is not one of a new root.
    function test_refuses_a_trap() public {
        (bytes memory trapped, bytes memory trappedProof) = splitProof(vm.readFileBinary("test/vectors/trapped.proof"));
        assertEq(checkpoint.VERIFIER().verify(trapped, trappedProof), Reason.NONE, "the proof is valid");
        uint256 inputs = INPUTS + 64 + 32 * TRANSFERS;
        assertEq(keccak256(part(trapped, 4, 36)), keccak256(part(statement, 4, 36)), "program");
        assertEq(keccak256(part(trapped, 50, inputs)), keccak256(part(statement, 50, inputs)), "inputs");
        trappedProof[26] = bytes1(uint8(statement.length)); // of the statement that is claimed
        trappedProof[27] = bytes1(uint8(statement.length >> 8));
        vm.expectRevert(abi.encodeWithSelector(ICairnVerifier.Refused.selector, Reason.BAD_HINTS));
        checkpoint.advance(transfers, newRoot, cost, pc, trappedProof);
        assertEq(checkpoint.root(), oldRoot, "root");
    }

    function refused(bytes32[] memory transfers_, bytes32 newRoot_, uint32 cost_, uint32 pc_, uint8 reason) private {
        bytes32 before = checkpoint.root();
        vm.expectRevert(abi.encodeWithSelector(ICairnVerifier.Refused.selector, reason));
        checkpoint.advance(transfers_, newRoot_, cost_, pc_, proof);
        assertEq(checkpoint.root(), before, "root");
    }
}
