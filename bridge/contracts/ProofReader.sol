// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Machine} from "./generated/Machine.sol";
import {LEVELS, Layout} from "./Layout.sol";
import {Merkle} from "./Merkle.sol";
import {Reason} from "./Reason.sol";

// The format of a proof: where each part lies in the call data, and that the bytes are the one encoding of a proof of
// this layout. All lengths, counts and numbers are looked at here, before anything else uses them.
//
// A reader goes forward only; its first error sticks, and later reads take nothing: stark/codec.h. Offsets are those
// of the call data. Specification: docs/formats.md.
library ProofReader {
    struct Reader {
        uint256 ptr;
        uint256 end;
        uint8 fault;
    }

    struct Header {
        uint256 profile;
        uint256 security;
        bool isConstant; // whether the parameters are those of the profile
        uint256 parameters;
        uint256 hints;
        uint256 hintsLength;
        uint256 heights;
        uint256 heightsLength;
    }

    struct Path {
        uint256 begin;
        uint256 end;
    }

    // The opened rows of one tree, by matrix.
    struct Rows {
        uint256[] begin;
        uint256[] count;
        Path path;
    }

    struct Round {
        uint256 root;
        uint256 nonce;
        uint256 siblings;
        uint256 siblingCount;
        Path path;
    }

    struct Proof {
        uint256 mainRoot;
        uint256 busNonce;
        uint256 auxRoot;
        uint256 busSums;
        uint256 constraintNonce;
        uint256 quotientRoot;
        uint256 deepNonce;
        uint256 batchingNonce;
        uint256[] here; // by table: main, then auxiliary columns at zeta
        uint256[] next; // by table: nextColumns, then the accumulator
        uint256[] quotient; // by height
        Round[] rounds;
        uint256 finalPolynomial;
        uint256 queryNonce;
        Rows mainRows;
        Rows auxRows;
        Rows quotientRows;
    }

    uint256 private constant MAGIC = 0x434149524e505246; // "CAIRNPRF"
    uint256 private constant PARAMETER_BYTES = 14;
    uint256 private constant MAX_STATEMENT_BYTES = 2 ** 26;
    uint256 private constant MAX_HINT_BYTES = 4096;
    uint256 private constant MAX_TABLES = 64;

    // What a proof says about itself. The statement's bytes are not there, only their number.
    function readHeader(Reader memory reader, uint256 statementLength) internal pure returns (Header memory header) {
        unchecked {
            uint256 ptr = take(reader, 8);
            if (reader.fault != 0 || word(ptr) >> 192 != MAGIC) return refuse(reader, Reason.NOT_A_PROOF);
            uint256 version = number(take(reader, 4));
            if (reader.fault == 0 && version != Machine.PROOF_VERSION) return refuse(reader, Reason.WRONG_VERSION);
            header.parameters = take(reader, PARAMETER_BYTES);
            uint256 parameters = word(header.parameters);
            if (reader.fault == 0 && !inRange(parameters)) return refuse(reader, Reason.BAD_PARAMETERS);
            header.profile = byteOf(parameters, 0);
            header.security = byteOf(parameters, 1);
            header.isConstant = parameters >> 144 == uint256(uint112(bytes14(Machine.PARAMETERS)));

            uint256 length = count(reader, MAX_STATEMENT_BYTES);
            if (reader.fault == 0 && length != statementLength) return refuse(reader, Reason.STATEMENT_MISMATCH);
            header.hintsLength = count(reader, MAX_HINT_BYTES);
            header.hints = take(reader, header.hintsLength);
            header.heightsLength = count(reader, MAX_TABLES);
            header.heights = take(reader, header.heightsLength);
        }
    }

    // Everything else.
    function readProof(Reader memory reader, Layout.Shape memory shape) internal pure returns (Proof memory proof) {
        unchecked {
            Layout.Table[] memory tables = shape.tables;
            proof.mainRoot = take(reader, Merkle.DIGEST_BYTES);
            proof.busNonce = nonce(reader, Machine.BUS_GRINDING);
            proof.auxRoot = take(reader, Merkle.DIGEST_BYTES);
            proof.busSums = felts(reader, tables.length * Layout.EXT_COLUMNS);
            proof.constraintNonce = nonce(reader, Machine.CONSTRAINT_GRINDING);
            proof.quotientRoot = take(reader, Merkle.DIGEST_BYTES);
            proof.deepNonce = nonce(reader, Machine.DEEP_GRINDING);
            proof.batchingNonce = nonce(reader, Machine.BATCHING_GRINDING);

            proof.here = new uint256[](tables.length);
            proof.next = new uint256[](tables.length);
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                uint256 columns = table.mainWidth + Layout.EXT_COLUMNS * table.auxColumns;
                proof.here[i] = felts(reader, columns * Layout.EXT_COLUMNS);
                proof.next[i] = felts(reader, (table.nextCount + Layout.EXT_COLUMNS) * Layout.EXT_COLUMNS);
            }
            proof.quotient = new uint256[](LEVELS);
            for (uint256 level = 0; level < LEVELS; ++level) {
                if (shape.tablesOfLevel[level] == 0) continue;
                proof.quotient[level] = felts(reader, Machine.QUOTIENT_COLUMNS * Layout.EXT_COLUMNS);
            }

            readFri(reader, proof);
            uint256 matrices = tables.length;
            uint256[] memory widths = new uint256[](matrices);
            for (uint256 i = 0; i < matrices; ++i) widths[i] = tables[i].mainWidth;
            proof.mainRows = rows(reader, widths);
            for (uint256 i = 0; i < matrices; ++i) widths[i] = Layout.EXT_COLUMNS * tables[i].auxColumns;
            proof.auxRows = rows(reader, widths);
            widths = new uint256[](shape.levels);
            for (uint256 i = 0; i < widths.length; ++i) widths[i] = Machine.QUOTIENT_COLUMNS;
            proof.quotientRows = rows(reader, widths);
            if (reader.ptr != reader.end) fail(reader, Reason.TRAILING_BYTES);
        }
    }

    function readFri(Reader memory reader, Proof memory proof) private pure {
        unchecked {
            Round[] memory rounds = new Round[](Machine.ROUNDS);
            proof.rounds = rounds;
            for (uint256 i = 0; i < Machine.ROUNDS; ++i) {
                rounds[i].root = take(reader, Merkle.DIGEST_BYTES);
                rounds[i].nonce = nonce(reader, foldGrinding(i));
            }
            proof.finalPolynomial = felts(reader, Layout.EXT_COLUMNS << Machine.LOG_FINAL_LENGTH);
            proof.queryNonce = nonce(reader, Machine.QUERY_GRINDING);
            uint256 logDomain = Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP;
            for (uint256 i = 0; i < Machine.ROUNDS; ++i) {
                logDomain -= Machine.LOG_ARITY;
                uint256 siblings = count(reader, Machine.QUERIES << Machine.LOG_ARITY);
                rounds[i].siblingCount = siblings;
                rounds[i].siblings = felts(reader, siblings * Layout.EXT_COLUMNS);
                rounds[i].path = path(reader, logDomain);
            }
        }
    }

    // Proof of work before the challenges of a round.
    function foldGrinding(uint256 round) internal pure returns (uint256) {
        return round == 0
            ? Machine.FOLD_GRINDING_0
            : round == 1 ? Machine.FOLD_GRINDING_1 : Machine.FOLD_GRINDING_2;
    }

    // Every height is 2^10 at least, more than there are queries.
    function rows(Reader memory reader, uint256[] memory widths) private pure returns (Rows memory opened) {
        unchecked {
            opened.begin = new uint256[](widths.length);
            opened.count = new uint256[](widths.length);
            for (uint256 i = 0; i < widths.length; ++i) {
                opened.count[i] = count(reader, Machine.QUERIES);
                opened.begin[i] = felts(reader, opened.count[i] * widths[i]);
            }
            opened.path = path(reader, Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP);
        }
    }

    function path(Reader memory reader, uint256 logHeight) private pure returns (Path memory digests) {
        unchecked {
            uint256 length = count(reader, Machine.QUERIES * logHeight) * Merkle.DIGEST_BYTES;
            digests.begin = take(reader, length);
            digests.end = digests.begin + length;
        }
    }

    function nonce(Reader memory reader, uint256 bits) private pure returns (uint256) {
        return bits == 0 ? 0 : take(reader, 8);
    }

    // The next `length` bytes; where they are.
    function take(Reader memory reader, uint256 length) internal pure returns (uint256 ptr) {
        unchecked {
            ptr = reader.ptr;
            if (length > reader.end - ptr) {
                fail(reader, Reason.TRUNCATED);
            } else {
                reader.ptr = ptr + length;
            }
        }
    }

    // A 32-bit number, at most `bound`; 0 after an error.
    function count(Reader memory reader, uint256 bound) internal pure returns (uint256 value) {
        uint256 ptr = take(reader, 4);
        if (reader.fault != 0) return 0;
        value = number(ptr);
        if (value <= bound) return value;
        fail(reader, Reason.COUNT_TOO_LARGE);
        return 0;
    }

    // Numbers below p; where they are.
    function felts(Reader memory reader, uint256 howMany) internal pure returns (uint256 ptr) {
        unchecked {
            ptr = take(reader, 4 * howMany);
            if (reader.fault == 0 && !areCanonical(ptr, reader.ptr)) fail(reader, Reason.NOT_CANONICAL);
        }
    }

    function fail(Reader memory reader, uint8 reason) private pure {
        if (reader.fault == 0) reader.fault = reason;
        reader.ptr = reader.end;
    }

    function refuse(Reader memory reader, uint8 reason) private pure returns (Header memory header) {
        reader.fault = reason;
    }

    // Whether all numbers of 4 bytes in a range of the call data are below p = 0x7f000001: the last byte is less than
    // 0x7f, or it is that and the others are zero.
    function areCanonical(uint256 ptr, uint256 end) private pure returns (bool ok) {
        assembly ("memory-safe") {
            // Eight numbers to a word. Adding 2^24 - 1 to the first three bytes carries unless they are zero; the last
            // byte and that carry reach 0x80 exactly for numbers from p on.
            let m := 0x00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff
            let low := 0x000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff
            let one := 0x0000000100000001000000010000000100000001000000010000000100000001
            let all := 0
            for {} iszero(gt(add(ptr, 32), end)) { ptr := add(ptr, 32) } {
                let w := calldataload(ptr)
                all := or(all, add(and(w, low), and(shr(24, add(and(shr(8, w), m), m)), one)))
            }
            if lt(ptr, end) {
                // What is beyond the end counts as zeros.
                let w := shr(sub(256, shl(3, sub(end, ptr))), calldataload(ptr))
                all := or(all, add(and(w, low), and(shr(24, add(and(shr(8, w), m), m)), one)))
            }
            ok := iszero(and(all, 0x0000018000000180000001800000018000000180000001800000018000000180))
        }
    }

    // The ranges of check_ranges, stark/parameters.h; the encoding is the first 14 bytes of the word.
    function inRange(uint256 parameters) private pure returns (bool) {
        unchecked {
            if (byteOf(parameters, 0) > 3) return false; // a profile
            if (byteOf(parameters, 1) != 100 && byteOf(parameters, 1) != 128) return false;
            if (byteOf(parameters, 2) - 1 > 7) return false; // blow-up, 2 to 2^8
            if (byteOf(parameters, 3) - 1 > 3) return false; // arity, 2 to 2^4
            if (byteOf(parameters, 4) > 24) return false; // final length
            if (byteOf(parameters, 5) > 1) return false; // batching
            uint256 queries = byteOf(parameters, 6) | (byteOf(parameters, 7) << 8);
            if (queries - 1 > 1023) return false;
            for (uint256 i = 8; i < PARAMETER_BYTES; ++i) {
                if (byteOf(parameters, i) > 32) return false; // proof of work
            }
            return true;
        }
    }

    function byteOf(uint256 value, uint256 i) private pure returns (uint256 result) {
        assembly ("memory-safe") {
            result := byte(i, value)
        }
    }

    function word(uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(offset)
        }
    }

    // 4 bytes, little-endian.
    function number(uint256 offset) internal pure returns (uint256) {
        unchecked {
            uint256 x = word(offset) >> 224;
            return (x >> 24) | ((x >> 8) & 0xff00) | ((x & 0xff00) << 8) | ((x & 0xff) << 24);
        }
    }
}
