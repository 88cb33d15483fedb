// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Constraints, Row} from "./Constraints.sol";
import {Deep} from "./Deep.sol";
import {Evaluator} from "./Evaluator.sol";
import {Field} from "./Field.sol";
import {Fri} from "./Fri.sol";
import {ICairnVerifier} from "./ICairnVerifier.sol";
import {LEVELS, Layout} from "./Layout.sol";
import {Machine} from "./generated/Machine.sol";
import {Merkle} from "./Merkle.sol";
import {Openings} from "./Openings.sol";
import {ProofReader} from "./ProofReader.sol";
import {Queries} from "./Queries.sol";
import {Reason} from "./Reason.sol";
import {Statement} from "./Statement.sol";
import {Transcript} from "./Transcript.sol";
import {Words} from "./Words.sol";

// The verifier. The numbered steps are those of stark/verifier.cc and of docs/protocol.md, and so are the reasons of a
// refusal and their order: both verifiers say the same of any bytes but those that aim at 128 bits, which only C++
// knows. The call data is from a stranger; no memory is taken by a number that only it says.
// Specification: docs/protocol.md, docs/ethereum.md.
contract StarkVerifier is ICairnVerifier {
    using Transcript for Transcript.State;

    // Made here, so that nobody has to look whether it is the right one.
    address public immutable EVALUATOR;

    // The contracts that hold the evaluator's programs: anyone's, as their code is all that matters.
    constructor(address[] memory programs) {
        EVALUATOR = address(new Evaluator(programs));
    }

    // What the steps hand on. They are internal so that a test can change it in between.
    struct Run {
        Statement.Claim claim;
        Layout.Shape shape;
        ProofReader.Proof proof;
        Transcript.State transcript;
        uint256 publics; // memory: the public values
        uint256 betas; // memory: beta, beta^2, ...
        uint256 chi;
        uint256 alpha;
        uint256 zeta;
    }

    function verify(bytes calldata statement, bytes calldata proof) public view returns (uint8 reason) {
        Run memory run;
        reason = agree(run, statement, proof);
        if (reason == Reason.NONE) reason = checkBuses(run);
        if (reason == Reason.NONE) reason = checkConstraints(run);
        if (reason == Reason.NONE) reason = checkLowDegree(run);
    }

    function check(bytes calldata statement, bytes calldata proof) external {
        uint8 reason = verify(statement, proof);
        if (reason != Reason.NONE) revert Refused(reason);
        bytes32 programDigest;
        assembly ("memory-safe") {
            programDigest := calldataload(add(statement.offset, 4)) // an accepted statement has one
        }
        emit Verified(programDigest, keccak256(statement));
    }

    // 1. What is agreed on: parameters, statement, hints, heights. And the format of everything that follows.
    function agree(Run memory run, bytes calldata statement, bytes calldata proof) internal pure returns (uint8) {
        unchecked {
            uint256 statementAt;
            ProofReader.Reader memory reader;
            assembly ("memory-safe") {
                statementAt := statement.offset
                mstore(reader, proof.offset)
                mstore(add(reader, 32), add(proof.offset, proof.length))
            }
            ProofReader.Header memory header;
            ProofReader.readHeader(reader, header, statement.length);
            if (reader.fault != Reason.NONE) return reader.fault;
            if (header.profile != Machine.PROFILE) return Reason.WRONG_PROFILE;
            if (header.security < Machine.SECURITY) return Reason.SECURITY_TOO_LOW;
            if (header.heightsLength != Machine.TABLES) return Reason.MISSING_TABLE;
            bool ok;
            (ok, run.claim) = Statement.read(statementAt, statement.length, header.hints, header.hintsLength);
            if (!ok) return Reason.BAD_HINTS;
            uint8 reason;
            (reason, run.shape) = Layout.read(header.heights, run.claim.adviceUsed != 0);
            if (reason != Reason.NONE) return reason;
            if (!header.isConstant) return Reason.BAD_PARAMETERS;
            ProofReader.readProof(reader, run.shape, run.proof);
            if (reader.fault != Reason.NONE) return reader.fault;

            run.transcript = Transcript.begin("\x0dcairn proof 1");
            run.transcript.absorbBytes32("\x03air", Machine.AIR_DIGEST);
            run.transcript.absorbBytes("\x0aparameters", header.parameters, Machine.PARAMETERS.length);
            run.transcript.absorbBytes("\x09statement", statementAt, statement.length);
            run.transcript.absorbBytes("\x05hints", header.hints, header.hintsLength);
            run.transcript.absorbBytes("\x07heights", header.heights, header.heightsLength);
            return Reason.NONE;
        }
    }

    // 2. and 3. The main columns; the bus challenges; the auxiliary columns and the tables' sums.
    function checkBuses(Run memory run) internal pure returns (uint8) {
        unchecked {
            ProofReader.Proof memory proof = run.proof;
            run.transcript.absorbDigest("\x09main root", bytes32(Merkle.digest(proof.mainRoot)));
            if (!run.transcript.checkGrinding("\x08bus work", Machine.BUS_GRINDING, proof.busNonce)) {
                return Reason.BUS_GRINDING;
            }
            run.betas = powers(run.transcript.drawExt("\x08bus beta"), Machine.MAX_TUPLE);
            run.chi = run.transcript.drawExt("\x07bus chi");
            run.transcript.absorbDigest("\x08aux root", bytes32(Merkle.digest(proof.auxRoot)));
            Layout.Table[] memory tables = run.shape.tables;
            run.transcript.absorbExts("\x08bus sums", proof.busSums, Layout.EXT * tables.length);
            Statement.Fraction memory sum = Statement.publicSum(run.claim, run.betas, run.chi);
            if (Field.isZero(sum.denominator)) return Reason.UNDEFINED_TERM;
            uint256 total = 0;
            for (uint256 i = 0; i < tables.length; ++i) {
                tables[i].sum = Openings.element(proof.busSums + Layout.EXT * i);
                total = Field.add(total, tables[i].sum);
            }
            total = Field.add(Field.mul(total, sum.denominator), sum.numerator);
            return Field.isZero(total) ? Reason.NONE : Reason.BUS_UNBALANCED;
        }
    }

    // 4. and 5. alpha; the quotient; zeta and the openings there; that the constraints hold.
    function checkConstraints(Run memory run) internal view returns (uint8) {
        unchecked {
            ProofReader.Proof memory proof = run.proof;
            if (!run.transcript
                .checkGrinding("\x0fconstraint work", Machine.CONSTRAINT_GRINDING, proof.constraintNonce)) {
                return Reason.CONSTRAINT_GRINDING;
            }
            run.alpha = run.transcript.drawExt("\x05alpha");
            run.transcript.absorbDigest("\x0dquotient root", bytes32(Merkle.digest(proof.quotientRoot)));
            if (!run.transcript.checkGrinding("\x09zeta work", Machine.DEEP_GRINDING, proof.deepNonce)) {
                return Reason.DEEP_GRINDING;
            }
            do {
                run.zeta = Field.canonical(run.transcript.drawExt("\x04zeta"));
            } while (run.zeta & ~Field.SLOT == 0); // the base field holds every domain
            absorbOpenings(run);
            Openings.read(run.shape);
            run.publics = Statement.publicValues(run.claim);
            for (uint256 level = 0; level < LEVELS; ++level) {
                if (run.shape.levels[level].tables == 0) continue;
                Openings.Selectors memory point = Openings.selectors(run.zeta, level);
                uint256 quotient = run.shape.levels[level].quotientValues;
                uint256 value = Field.add(
                    Openings.join(quotient), Field.mul(Openings.join(quotient + 32 * Layout.EXT_COLUMNS), point.power)
                );
                if (!Field.equal(fold(run, point, level), Field.mul(value, point.vanishing))) {
                    return Reason.CONSTRAINTS_VIOLATED;
                }
            }
            return Reason.NONE;
        }
    }

    function absorbOpenings(Run memory run) private pure {
        unchecked {
            Layout.Table[] memory tables = run.shape.tables;
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                uint256 size = Layout.EXT * Layout.hereCount(table);
                run.transcript.absorbExts("\x08openings", table.here, size);
                size = Layout.EXT * (table.nextCount + Layout.EXT_COLUMNS);
                run.transcript.absorbExts("\x0dnext openings", table.next, size);
            }
            for (uint256 i = 0; i < LEVELS; ++i) {
                Layout.Level memory level = run.shape.levels[i];
                if (level.tables == 0) continue;
                uint256 size = Layout.EXT * Machine.QUOTIENT_COLUMNS;
                run.transcript.absorbExts("\x11quotient openings", level.quotient, size);
            }
        }
    }

    // The constraints of all tables of a height at zeta, folded by powers of alpha.
    function fold(Run memory run, Openings.Selectors memory point, uint256 level) private view returns (uint256 sum) {
        unchecked {
            Row memory row;
            row.isFirst = point.isFirst;
            row.isLast = point.isLast;
            row.isTransition = point.isTransition;
            row.publics = run.publics;
            row.betas = run.betas;
            row.chi = run.chi;
            row.alpha = run.alpha;
            uint256 rowsInverse = Openings.rowsInverse(level);
            uint256 power = Field.ONE;
            Layout.Table[] memory tables = run.shape.tables;
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                if (table.level != level) continue;
                row.table = table.index;
                row.main = table.hereValues;
                row.next = table.nextValues;
                row.aux = Openings.joinAll(row.main + 32 * table.mainWidth, table.auxColumns);
                row.nextAccumulator = Openings.join(row.next + 32 * table.nextCount);
                row.sumPerRow = Field.mulBase(table.sum, rowsInverse);
                sum = Field.add(sum, Field.mul(power, Constraints.fold(EVALUATOR, row)));
                power = Field.mul(power, Field.pow(run.alpha, table.constraints));
            }
        }
    }

    // 6. The batching challenge; FRI; the opened rows.
    function checkLowDegree(Run memory run) internal pure returns (uint8) {
        unchecked {
            ProofReader.Proof memory proof = run.proof;
            if (!run.transcript.checkGrinding("\x0dbatching work", Machine.BATCHING_GRINDING, proof.batchingNonce)) {
                return Reason.BATCHING_GRINDING;
            }
            uint256 x = run.transcript.drawExt("\x08batching");
            (bool ok, Fri.Challenges[] memory challenges, uint256[] memory indices) =
                Fri.receiveProof(run.transcript, proof, run.shape);
            if (!ok) return Reason.FRI;

            Queries.Domain[] memory domains = Queries.derive(indices, Machine.ROUNDS);
            Deep.Level[] memory levels = Deep.batch(run.shape, x);
            Deep.locate(levels, run.shape, domains);
            if (!Deep.open(levels, 0, proof.mainPath, proof.mainRoot, domains)) return Reason.MAIN_ROWS;
            if (!Deep.open(levels, 1, proof.auxPath, proof.auxRoot, domains)) return Reason.AUXILIARY_ROWS;
            if (!Deep.open(levels, 2, proof.quotientPath, proof.quotientRoot, domains)) {
                return Reason.QUOTIENT_ROWS;
            }
            uint256[][] memory values = Deep.codewords(levels, run.shape, domains, run.zeta);
            return Fri.verify(proof, challenges, domains, values) ? Reason.NONE : Reason.FRI;
        }
    }

    // x, x^2, ..., x^count in memory.
    function powers(uint256 x, uint256 count) private pure returns (uint256 ptr) {
        unchecked {
            ptr = Words.allocate(count);
            uint256 power = Field.ONE;
            for (uint256 i = 0; i < count; ++i) {
                power = Field.mul(power, x);
                Words.store(ptr + 32 * i, power);
            }
        }
    }
}
