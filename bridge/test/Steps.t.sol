// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Everything that one step of the verifier hands to the next is needed: a valid proof is refused if any of it is
// changed in between, at the step that should notice. A prover can make call data that pass earlier steps with such
// values; changed files, as in Differential.t.sol, mostly fail before. Specification: docs/protocol.md.

import {Field} from "../contracts/Field.sol";
import {LEVELS, Layout} from "../contracts/Layout.sol";
import {Machine} from "../contracts/generated/Machine.sol";
import {Reason} from "../contracts/Reason.sol";
import {StarkVerifier} from "../contracts/StarkVerifier.sol";
import {Words} from "../contracts/Words.sol";
import {deployPrograms} from "./Deploy.sol";
import {splitProof} from "./ProofFile.sol";
import {Assertions, vm} from "./Vm.sol";

enum Change {
    None,
    // Before the constraints are checked.
    Beta,
    Chi,
    Sum,
    PublicInput,
    // Before the low-degree test.
    Zeta,
    Here,
    HereAux,
    Next,
    NextAccumulator,
    Quotient,
    MainRoot,
    AuxRoot,
    QuotientRoot
}

contract Steps is StarkVerifier {
    constructor(address[] memory programs) StarkVerifier(programs) {}

    function bump(uint256 ptr) private pure {
        Words.store(ptr, Field.add(Words.load(ptr), Field.ONE));
    }

    // The reason, after a change that concerns table number `which` of those present, or height `which`.
    function reasonFor(bytes calldata statement, bytes calldata proof, Change change, uint256 which)
        external
        view
        returns (uint8 reason)
    {
        Run memory run;
        reason = agree(run, statement, proof);
        if (reason != Reason.NONE) return reason;
        reason = checkBuses(run);
        if (reason != Reason.NONE) return reason;
        Layout.Table[] memory tables = run.shape.tables;
        Layout.Table memory table = tables[which % tables.length];
        if (change == Change.Beta) bump(run.betas + 32 * (which % Machine.MAX_TUPLE));
        if (change == Change.Chi) run.chi = Field.add(run.chi, Field.ONE);
        if (change == Change.Sum) table.sum = Field.add(table.sum, Field.ONE);
        if (change == Change.PublicInput) run.claim.stopAp += 1;
        reason = checkConstraints(run);
        if (reason != Reason.NONE) return reason;
        Layout.Level memory level = run.shape.levels[which % LEVELS];
        if (level.tables == 0) level = run.shape.levels[0];
        if (change == Change.Zeta) run.zeta = Field.add(run.zeta, Field.ONE);
        if (change == Change.Here) bump(table.hereValues + 32 * (which % table.mainWidth));
        if (change == Change.HereAux) bump(table.hereValues + 32 * (Layout.hereCount(table) - 1));
        if (change == Change.Next) bump(table.nextValues);
        if (change == Change.NextAccumulator) bump(table.nextValues + 32 * (table.nextCount + which % 5));
        if (change == Change.Quotient) bump(level.quotientValues + 32 * (which % 10));
        // A tree that holds other rows.
        if (change == Change.MainRoot) run.proof.mainRoot = run.proof.auxRoot;
        if (change == Change.AuxRoot) run.proof.auxRoot = run.proof.mainRoot;
        if (change == Change.QuotientRoot) run.proof.quotientRoot = run.proof.mainRoot;
        return checkLowDegree(run);
    }
}

contract StepsTest is Assertions {
    Steps private steps;
    bytes private statement;
    bytes private proof;

    function setUp() public {
        steps = new Steps(deployPrograms());
        (statement, proof) = splitProof(vm.readFileBinary("test/vectors/fibonacci.proof"));
    }

    function expect(Change change, uint256 which, uint8 reason) private view {
        assertEq(steps.reasonFor(statement, proof, change, which), reason, hexadecimal(uint256(change)));
    }

    function test_nothing_changed() public view {
        expect(Change.None, 0, Reason.NONE);
    }

    function test_constraints() public view {
        // Entries of the longest tuple are the coprocessor's, which this run has.
        for (uint256 i = 0; i < Machine.MAX_TUPLE; ++i) {
            expect(Change.Beta, i, Reason.CONSTRAINTS_VIOLATED);
        }
        expect(Change.Chi, 0, Reason.CONSTRAINTS_VIOLATED);
        for (uint256 i = 0; i < 10; ++i) {
            expect(Change.Sum, i, Reason.CONSTRAINTS_VIOLATED);
        }
        expect(Change.PublicInput, 0, Reason.CONSTRAINTS_VIOLATED);
    }

    function test_low_degree() public view {
        expect(Change.Zeta, 0, Reason.FRI);
        for (uint256 i = 0; i < 10; ++i) {
            expect(Change.Here, i, Reason.FRI);
            expect(Change.HereAux, i, Reason.FRI);
            expect(Change.Next, i, Reason.FRI); // the accumulator's first column where nothing else is opened
            expect(Change.NextAccumulator, i, Reason.FRI);
        }
        for (uint256 i = 0; i < 10; ++i) {
            expect(Change.Quotient, i, Reason.FRI);
        }
    }

    function test_roots() public view {
        expect(Change.MainRoot, 0, Reason.MAIN_ROWS);
        expect(Change.AuxRoot, 0, Reason.AUXILIARY_ROWS);
        expect(Change.QuotientRoot, 0, Reason.QUOTIENT_ROWS);
    }
}
