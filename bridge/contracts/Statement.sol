// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Field} from "./Field.sol";
import {Lanes} from "./Lanes.sol";
import {Machine} from "./generated/Machine.sol";
import {ProofReader} from "./ProofReader.sol";

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
            claim.entry = ProofReader.count(reader, Field.P - 1);
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
    function publicValues(Claim memory claim) internal pure returns (uint256 ptr) {
        unchecked {
            uint256[] memory values = new uint256[](Machine.PUBLIC_VALUES);
            values[0] = claim.imageWords;
            values[1] = claim.entry;
            values[2] = claim.entry < 2 * claim.imageWords ? claim.entry : 2 * claim.imageWords;
            values[3] = claim.imageWords + claim.inputWords;
            for (uint256 i = 0; i < FELTS; ++i) {
                values[DIGEST + i] = ProofReader.number(claim.programDigest + 4 * i);
            }
            // The instruction that ends a run is charged 1, unless the cost itself is what ends it.
            uint256 stopCost = claim.reason == OUT_OF_COST ? claim.cost : claim.cost - 1;
            values[STOP] = claim.pc;
            values[STOP + 1] = stopCost;
            values[STOP + 2] = claim.stopAp;
            values[STOP + 3] = claim.costLimit - stopCost;
            values[END + ending(claim)] = 1;
            if (claim.end == COPROCESSOR) {
                values[COPROCESSOR_OUTCOME] = claim.reason == HALTED ? Machine.HALTED_CODE : claim.reason;
            }
            values[COPROCESSOR_OUTCOME + 1] = claim.outputHandle;
            values[COPROCESSOR_OUTCOME + 2] = claim.outputWords;
            for (uint256 i = 0; i < Machine.PUBLIC_VALUES; ++i) values[i] = Field.fromNumber(values[i]);
            assembly ("memory-safe") {
                ptr := add(values, 32)
            }
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

    // betas points to beta, beta^2, ... in memory.
    function publicSum(Claim memory claim, uint256 betas, uint256 chi) internal pure returns (Fraction memory sum) {
        unchecked {
            uint256 lanes = splitBetas(betas, FELTS + 1);
            sum.denominator = Field.ONE;
            uint256 chiFelt = Field.sub(chi, Field.fromNumber(Machine.BUS_FELT));
            addFelt(sum, lanes, chiFelt, Machine.ZERO_PAGE - 2, Machine.ZERO_PAGE);
            addFelt(sum, lanes, chiFelt, Machine.ZERO_PAGE - 1, 2 * claim.imageWords);
            uint256 chiWord = Field.sub(chi, Field.fromNumber(Machine.BUS_WORD));
            for (uint256 i = 0; i < claim.inputWords; ++i) {
                addWord(sum, lanes, chiWord, claim.imageWords + i, claim.inputs + WORD * i);
            }
            for (uint256 i = 0; i < claim.outputWords; ++i) {
                addWord(sum, lanes, chiWord, claim.outputHandle + i, claim.outputs + WORD * i);
            }
        }
    }

    function addFelt(Fraction memory sum, uint256 lanes, uint256 chi, uint256 place, uint256 value) private pure {
        (uint256 low, uint256 high) = times(lanes, place, 0, 0);
        (low, high) = times(lanes + 64, value, low, high);
        add(sum, Field.sub(chi, Lanes.join(low, high)));
    }

    // A word of 8 felts in the call data.
    function addWord(Fraction memory sum, uint256 lanes, uint256 chi, uint256 handle, uint256 word) private pure {
        unchecked {
            (uint256 low, uint256 high) = times(lanes, handle, 0, 0);
            for (uint256 i = 0; i < FELTS; ++i) {
                (low, high) = times(lanes + 64 * (i + 1), ProofReader.number(word + 4 * i), low, high);
            }
            add(sum, Field.sub(chi, Lanes.join(low, high)));
        }
    }

    function add(Fraction memory sum, uint256 d) private pure {
        sum.numerator = Field.add(Field.mul(sum.numerator, d), sum.denominator);
        sum.denominator = Field.mul(sum.denominator, d);
    }

    function times(uint256 lanes, uint256 value, uint256 low, uint256 high)
        private
        pure
        returns (uint256, uint256)
    {
        assembly ("memory-safe") {
            low := add(low, mul(value, mload(lanes)))
            high := add(high, mul(value, mload(add(lanes, 32))))
        }
        return (low, high);
    }

    function splitBetas(uint256 betas, uint256 count) private pure returns (uint256 ptr) {
        unchecked {
            assembly ("memory-safe") {
                ptr := mload(0x40)
                mstore(0x40, add(ptr, mul(64, count)))
            }
            for (uint256 i = 0; i < count; ++i) {
                uint256 beta;
                assembly ("memory-safe") {
                    beta := mload(add(betas, mul(32, i)))
                }
                Lanes.store(ptr + 64 * i, beta);
            }
        }
    }

    function twoBytes(uint256 offset) private pure returns (uint256 first, uint256 second) {
        assembly ("memory-safe") {
            let word := calldataload(offset)
            first := byte(0, word)
            second := byte(1, word)
        }
    }
}
