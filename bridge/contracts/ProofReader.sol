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
        Round[] rounds;
        uint256 finalPolynomial;
        uint256 queryNonce;
        Path mainPath;
        Path auxPath;
        Path quotientPath;
    }

    uint256 private constant MAGIC = 0x434149524e505246; // "CAIRNPRF"
    uint256 private constant PARAMETER_BYTES = 14;
    uint256 private constant MAX_STATEMENT_BYTES = 2 ** 26;
    uint256 private constant MAX_HINT_BYTES = 4096;
    uint256 private constant MAX_TABLES = 64;

    // What a proof says about itself. The statement's bytes are not there, only their number.
    function readHeader(Reader memory reader, Header memory header, uint256 statementLength) internal pure {
        unchecked {
            if (word(take(reader, 8)) >> 192 != MAGIC) reader.fault = Reason.NOT_A_PROOF;
            if (reader.fault != 0) {
                reader.fault = Reason.NOT_A_PROOF; // however few bytes there are
                return;
            }
            expect(reader, number(take(reader, 4)) == Machine.PROOF_VERSION, Reason.WRONG_VERSION);
            header.parameters = take(reader, PARAMETER_BYTES);
            uint256 parameters = word(header.parameters) >> 144;
            expect(reader, inRange(parameters), Reason.BAD_PARAMETERS);
            header.profile = parameters >> 104;
            header.security = (parameters >> 96) & 0xff;
            header.isConstant = parameters == uint112(bytes14(Machine.PARAMETERS));
            expect(reader, count(reader, MAX_STATEMENT_BYTES) == statementLength, Reason.STATEMENT_MISMATCH);
            header.hintsLength = count(reader, MAX_HINT_BYTES);
            header.hints = take(reader, header.hintsLength);
            header.heightsLength = count(reader, MAX_TABLES);
            header.heights = take(reader, header.heightsLength);
        }
    }

    // Everything else. What belongs to a table or a height goes to the shape.
    function readProof(Reader memory reader, Layout.Shape memory shape, Proof memory proof) internal pure {
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

            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                table.here = felts(reader, Layout.hereCount(table) * Layout.EXT_COLUMNS);
                table.next = felts(reader, (table.nextCount + Layout.EXT_COLUMNS) * Layout.EXT_COLUMNS);
            }
            for (uint256 i = 0; i < LEVELS; ++i) {
                Layout.Level memory level = shape.levels[i];
                if (level.tables == 0) continue;
                level.quotient = felts(reader, Machine.QUOTIENT_COLUMNS * Layout.EXT_COLUMNS);
            }

            readFri(reader, proof);
            uint256 logDomain = Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP;
            for (uint256 i = 0; i < tables.length; ++i) {
                rows(reader, tables[i].mainRows, tables[i].mainWidth);
            }
            proof.mainPath = path(reader, logDomain);
            for (uint256 i = 0; i < tables.length; ++i) {
                rows(reader, tables[i].auxRows, Layout.EXT_COLUMNS * tables[i].auxColumns);
            }
            proof.auxPath = path(reader, logDomain);
            for (uint256 i = 0; i < LEVELS; ++i) {
                Layout.Level memory level = shape.levels[i];
                if (level.tables != 0) rows(reader, level.quotientRows, Machine.QUOTIENT_COLUMNS);
            }
            proof.quotientPath = path(reader, logDomain);
            if (reader.ptr != reader.end) fail(reader, Reason.TRAILING_BYTES);
        }
    }

    function readFri(Reader memory reader, Proof memory proof) private pure {
        unchecked {
            Round[] memory rounds = new Round[](Machine.ROUNDS);
            proof.rounds = rounds;
            for (uint256 i = 0; i < Machine.ROUNDS; ++i) {
                Round memory round = rounds[i];
                round.root = take(reader, Merkle.DIGEST_BYTES);
                round.nonce = nonce(reader, foldGrinding(i));
            }
            proof.finalPolynomial = felts(reader, Layout.EXT_COLUMNS << Machine.LOG_FINAL_LENGTH);
            proof.queryNonce = nonce(reader, Machine.QUERY_GRINDING);
            uint256 logDomain = Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP;
            for (uint256 i = 0; i < Machine.ROUNDS; ++i) {
                logDomain -= Machine.LOG_ARITY;
                Round memory round = rounds[i];
                round.siblingCount = count(reader, Machine.QUERIES << Machine.LOG_ARITY);
                round.siblings = felts(reader, round.siblingCount * Layout.EXT_COLUMNS);
                round.path = path(reader, logDomain);
            }
        }
    }

    // Proof of work before the challenges of a round.
    function foldGrinding(uint256 round) internal pure returns (uint256) {
        return round == 0 ? Machine.FOLD_GRINDING_0 : round == 1 ? Machine.FOLD_GRINDING_1 : Machine.FOLD_GRINDING_2;
    }

    // Every height is 2^10 at least, more than there are queries.
    function rows(Reader memory reader, Layout.Rows memory opened, uint256 width) private pure {
        unchecked {
            opened.count = count(reader, Machine.QUERIES);
            opened.begin = felts(reader, opened.count * width);
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

    function expect(Reader memory reader, bool condition, uint8 reason) private pure {
        if (!condition) fail(reader, reason);
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
            for {} iszero(gt(add(ptr, 64), end)) { ptr := add(ptr, 64) } {
                let w := calldataload(ptr)
                all := or(all, add(and(w, low), and(shr(24, add(and(shr(8, w), m), m)), one)))
                w := calldataload(add(ptr, 32))
                all := or(all, add(and(w, low), and(shr(24, add(and(shr(8, w), m), m)), one)))
            }
            for {} lt(ptr, end) { ptr := add(ptr, 32) } {
                let w := calldataload(ptr)
                // What is beyond the end counts as zeros.
                if lt(sub(end, ptr), 32) { w := shr(sub(256, shl(3, sub(end, ptr))), w) }
                all := or(all, add(and(w, low), and(shr(24, add(and(shr(8, w), m), m)), one)))
            }
            ok := iszero(and(all, 0x0000018000000180000001800000018000000180000001800000018000000180))
        }
    }

    // The ranges of check_ranges, stark/parameters.h, for the 14 bytes of an encoding: a profile, 100 or 128 bits,
    // blow-up, arity, final length, batching, queries in two bytes, and proof of work.
    function inRange(uint256 parameters) private pure returns (bool ok) {
        unchecked {
            uint256 least = 0x0064010100000000000000000000;
            uint256 most = 0x038008041801ff04202020202020;
            uint256 security = (parameters >> 96) & 0xff;
            uint256 queries = ((parameters >> 56) & 0xff) | ((parameters >> 40) & 0xff00);
            ok = (security == 100 || security == 128) && queries - 1 < 1024;
            for (; most != 0; most >>= 8) {
                uint256 value = parameters & 0xff;
                if (value < (least & 0xff) || value > (most & 0xff)) return false;
                parameters >>= 8;
                least >>= 8;
            }
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
