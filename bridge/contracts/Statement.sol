// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Dot} from "./Dot.sol";
import {Field, P} from "./Field.sol";
import {Machine} from "./generated/Machine.sol";
import {ProofReader} from "./ProofReader.sol";
import {Words} from "./Words.sol";

// What a proof says: the statement and the hints, whether they can be those of a run, and the public values and
// messages that follow from them. Every number is range-checked here, before anything else uses it.
// Specification: docs/formats.md, docs/tables.md; stark/statement_codec.h, air/statement.h.
library Statement {
    struct Claim {
        uint256 programDigest; // offset in the call data: 8 felts
        uint256 costLimit;
        uint256 cost;
        uint256 adviceUsed;
        uint256 reason;
        uint256 pc;
        uint256 inputs; // offset
        uint256 inputWords;
        uint256 outputs; // offset
        uint256 outputWords;
        // The hints.
        uint256 imageWords;
        uint256 entry;
        uint256 stopAp;
        uint256 outputHandle;
        uint256 end;
    }

    uint256 private constant WORD = 32; // bytes: 8 felts
    uint256 private constant FELTS = 8;
    // The numbers of Reason, vm/instructions.h.
    uint256 private constant HALTED = 0;
    uint256 private constant ASSERT = 1;
    uint256 private constant BOUNDS = 2;
    uint256 private constant ILLEGAL = 3;
    uint256 private constant END_OF_CODE = 4;
    uint256 private constant DIVISION = 5;
    uint256 private constant OUT_OF_COST = 6;
    // Of EndWitness, air/statement.h.
    uint256 private constant COPROCESSOR = 0;
    uint256 private constant CPU = 1;
    uint256 private constant OPERAND_X = 2;
    uint256 private constant OPERAND_Y = 3;
    uint256 private constant UNFETCHED = 4;
    // Of PublicValue, air/public_values.h.
    uint256 private constant DIGEST = 4;
    uint256 private constant STOP = 12;
    uint256 private constant END = 16;
    uint256 private constant COPROCESSOR_OUTCOME = 24;

    // Reads both; false if either is not an encoding or they cannot be those of a run.
    function read(uint256 statement, uint256 length, uint256 hints, uint256 hintsLength)
        internal
        pure
        returns (bool ok, Claim memory claim)
    {
        ok = readStatement(statement, length, claim) && readHints(hints, hintsLength, claim) && isPossible(claim);
    }

    function readStatement(uint256 offset, uint256 length, Claim memory claim) private pure returns (bool) {
        unchecked {
            ProofReader.Reader memory reader = ProofReader.Reader(offset, offset + length, 0);
            if (ProofReader.count(reader, type(uint32).max) != Machine.MACHINE_VERSION) return false;
            claim.programDigest = ProofReader.felts(reader, FELTS);
            claim.costLimit = ProofReader.count(reader, Machine.MAX_COST_LIMIT);
            claim.cost = ProofReader.count(reader, claim.costLimit);
            uint256 flags = ProofReader.take(reader, 2);
            claim.pc = ProofReader.count(reader, 2 * Machine.MAX_CELLS);
            claim.inputWords = ProofReader.count(reader, Machine.MAX_INPUT_WORDS);
            claim.inputs = ProofReader.felts(reader, FELTS * claim.inputWords);
            claim.outputWords = ProofReader.count(reader, Machine.MAX_OUTPUT_WORDS);
            claim.outputs = ProofReader.felts(reader, FELTS * claim.outputWords);
            if (reader.fault != 0 || reader.ptr != reader.end) return false;
            (claim.adviceUsed, claim.reason) = twoBytes(flags);
            return claim.adviceUsed <= 1 && claim.reason < Machine.REASONS;
        }
    }

    function readHints(uint256 offset, uint256 length, Claim memory claim) private pure returns (bool) {
        unchecked {
            ProofReader.Reader memory reader = ProofReader.Reader(offset, offset + length, 0);
            claim.imageWords = ProofReader.count(reader, Machine.MAX_IMAGE_WORDS);
            claim.entry = ProofReader.count(reader, P - 1);
            claim.stopAp = ProofReader.count(reader, Machine.MAX_CELLS);
            claim.outputHandle = ProofReader.count(reader, Machine.MAX_CELLS);
            uint256 end = ProofReader.take(reader, 1);
            if (reader.fault != 0 || reader.ptr != reader.end) return false;
            (claim.end,) = twoBytes(end);
            return claim.end < Machine.END_WITNESSES;
        }
    }

    // find_flaw, as far as the bounds above leave anything to find.
    function isPossible(Claim memory claim) private pure returns (bool) {
        if (claim.reason != HALTED && (claim.outputWords != 0 || claim.outputHandle != 0)) return false;
        if (claim.stopAp < Machine.ZERO_PAGE) return false;
        if (!mayWitness(claim.end, claim.reason)) return false;
        if (claim.reason == OUT_OF_COST) {
            return (claim.cost == claim.costLimit) == (claim.end == UNFETCHED);
        }
        return claim.cost != 0; // the instruction that ends a run costs 1
    }

    // Whether an end with this reason can be witnessed there.
    function mayWitness(uint256 end, uint256 reason) private pure returns (bool) {
        if (end == COPROCESSOR) return reason != ASSERT && reason != ILLEGAL && reason != END_OF_CODE;
        if (end == CPU) return reason == ASSERT || reason == DIVISION;
        if (end == UNFETCHED) return reason == ILLEGAL || reason == END_OF_CODE || reason == OUT_OF_COST;
        return reason == BOUNDS;
    }

    // The scalars that constraints read, in Montgomery form: a word each, in memory.
    function publicValues(Claim memory claim) internal pure returns (uint256 values) {
        unchecked {
            values = Words.zeros(Machine.PUBLIC_VALUES);
            put(values, 0, claim.imageWords);
            put(values, 1, claim.entry);
            put(values, 2, claim.entry < 2 * claim.imageWords ? claim.entry : 2 * claim.imageWords);
            put(values, 3, claim.imageWords + claim.inputWords);
            for (uint256 i = 0; i < FELTS; ++i) {
                put(values, DIGEST + i, ProofReader.number(claim.programDigest + 4 * i));
            }
            // The instruction that ends a run is charged 1, unless the cost itself is what ends it.
            uint256 stopCost = claim.reason == OUT_OF_COST ? claim.cost : claim.cost - 1;
            put(values, STOP, claim.pc);
            put(values, STOP + 1, stopCost);
            put(values, STOP + 2, claim.stopAp);
            put(values, STOP + 3, claim.costLimit - stopCost);
            put(values, END + ending(claim), 1);
            if (claim.end == COPROCESSOR) {
                put(values, COPROCESSOR_OUTCOME, claim.reason == HALTED ? Machine.HALTED_CODE : claim.reason);
            }
            put(values, COPROCESSOR_OUTCOME + 1, claim.outputHandle);
            put(values, COPROCESSOR_OUTCOME + 2, claim.outputWords);
        }
    }

    function put(uint256 values, uint256 i, uint256 number) private pure {
        unchecked {
            Words.store(values + 32 * i, Field.fromNumber(number));
        }
    }

    // Which of the selectors kEndAssert ... kEndCoprocessor is 1.
    function ending(Claim memory claim) private pure returns (uint256) {
        if (claim.end == COPROCESSOR) return 7;
        if (claim.end == CPU) return claim.reason == ASSERT ? 0 : 1;
        if (claim.end == OPERAND_X) return 2;
        if (claim.end == OPERAND_Y) return 3;
        return claim.reason == ILLEGAL ? 4 : claim.reason == END_OF_CODE ? 5 : 6;
    }

    // The sum of 1 / d over the messages that the verifier adds to the buses, as a fraction: that needs no inverse.
    // The denominator is zero exactly if that of some message is.
    struct Fraction {
        uint256 numerator;
        uint256 denominator;
    }

    // What the denominators of words are calculated with: entry 1 of a message is the handle, then come the felts.
    struct Terms {
        uint256 beta;
        uint256 coefficients; // memory, see Dot.addRow: beta^2 ... beta^9
        uint256 row; // memory for a word
        uint256 sums; // memory for Dot's
    }

    // betas points to beta, beta^2, ... in memory.
    function publicSum(Claim memory claim, uint256 betas, uint256 chi) internal pure returns (Fraction memory sum) {
        unchecked {
            sum.denominator = Field.ONE;
            uint256 chiFelt = Field.sub(chi, Field.fromNumber(Machine.BUS_FELT));
            addFelt(sum, betas, chiFelt, Machine.ZERO_PAGE - 2, Machine.ZERO_PAGE);
            addFelt(sum, betas, chiFelt, Machine.ZERO_PAGE - 1, 2 * claim.imageWords);

            uint256 elements = Words.allocate(FELTS);
            for (uint256 i = 0; i < FELTS; ++i) {
                Words.store(elements + 32 * i, Field.canonical(Words.load(betas + 32 * (i + 1))));
            }
            Terms memory terms =
                Terms(Words.load(betas), Dot.ofColumns(elements, FELTS), Words.allocate(1), Words.allocate(5));
            uint256 chiWord = Field.sub(chi, Field.fromNumber(Machine.BUS_WORD));
            for (uint256 i = 0; i < claim.inputWords; ++i) {
                addWord(sum, terms, chiWord, claim.imageWords + i, claim.inputs + WORD * i);
            }
            for (uint256 i = 0; i < claim.outputWords; ++i) {
                addWord(sum, terms, chiWord, claim.outputHandle + i, claim.outputs + WORD * i);
            }
        }
    }

    function addFelt(Fraction memory sum, uint256 betas, uint256 chi, uint256 place, uint256 value) private pure {
        unchecked {
            uint256 d = Field.sub(chi, Field.mulBase(Words.load(betas), Field.fromNumber(place)));
            add(sum, Field.sub(d, Field.mulBase(Words.load(betas + 32), Field.fromNumber(value))));
        }
    }

    // A word of 8 felts in the call data.
    function addWord(Fraction memory sum, Terms memory terms, uint256 chi, uint256 handle, uint256 word) private pure {
        uint256 row = terms.row;
        uint256 sums = terms.sums;
        assembly ("memory-safe") {
            mstore(row, calldataload(word))
            calldatacopy(sums, calldatasize(), 160) // zeros
        }
        Dot.swapBytes(row, WORD);
        Dot.addRow(row, WORD, terms.coefficients, sums);
        uint256 d = Field.sub(chi, Field.mulBase(terms.beta, Field.fromNumber(handle)));
        add(sum, Field.sub(d, Dot.join(sums)));
    }

    function add(Fraction memory sum, uint256 d) private pure {
        sum.numerator = Field.add(Field.mul(sum.numerator, d), sum.denominator);
        sum.denominator = Field.mul(sum.denominator, d);
    }

    function twoBytes(uint256 offset) private pure returns (uint256 first, uint256 second) {
        assembly ("memory-safe") {
            let word := calldataload(offset)
            first := byte(0, word)
            second := byte(1, word)
        }
    }
}
