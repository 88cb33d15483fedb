// SPDX-License-Identifier: UNLICENSED
// Generated from the machine's tables. Do not edit: run `cairn_bridge write bridge`.
pragma solidity 0.8.37;

// The machine as its verifier sees it. Specification: docs/ethereum.md.
library Machine {
    bytes32 internal constant AIR_DIGEST = 0xc916cfc4b2cd423c15fd18190239abe9e56628c9827033b4dd3cabecdffd6d77;
    string internal constant PROTOCOL = "cairn proof 1";
    uint256 internal constant PROOF_VERSION = 1;

    // The parameters of the profile, and their encoding.
    bytes internal constant PARAMETERS = hex"03640803070013000000000b0019";
    uint256 internal constant PROFILE = 3;
    uint256 internal constant SECURITY = 100;
    uint256 internal constant DIGEST_BYTES = 26;
    uint256 internal constant LOG_BLOWUP = 8;
    uint256 internal constant LOG_ARITY = 3;
    uint256 internal constant LOG_FINAL_LENGTH = 7;
    uint256 internal constant QUERIES = 19;
    uint256 internal constant BUS_GRINDING = 0;
    uint256 internal constant CONSTRAINT_GRINDING = 0;
    uint256 internal constant DEEP_GRINDING = 0;
    uint256 internal constant BATCHING_GRINDING = 11;
    uint256 internal constant QUERY_GRINDING = 25;

    // The heights that a table may have, descending, and the rounds of FRI.
    uint256 internal constant LOG_HEIGHT_0 = 16;
    uint256 internal constant LOG_HEIGHT_1 = 13;
    uint256 internal constant LOG_HEIGHT_2 = 10;
    uint256 internal constant LOG_HEIGHTS = 3;
    uint256 internal constant ROUNDS = 3;
    uint256 internal constant FOLD_GRINDING_0 = 0;
    uint256 internal constant FOLD_GRINDING_1 = 0;
    uint256 internal constant FOLD_GRINDING_2 = 0;

    // Bounds of a statement and of its hints.
    uint256 internal constant MACHINE_VERSION = 1;
    uint256 internal constant MAX_INPUT_WORDS = 1048576;
    uint256 internal constant MAX_OUTPUT_WORDS = 256;
    uint256 internal constant MAX_COST_LIMIT = 8387584;
    uint256 internal constant MAX_IMAGE_WORDS = 4194304;
    uint256 internal constant MAX_CELLS = 67108864;
    uint256 internal constant ZERO_PAGE = 4096;
    uint256 internal constant REASONS = 9;
    uint256 internal constant END_WITNESSES = 5;
    uint256 internal constant HALTED_CODE = 9;

    // The tables. ADVICE is there exactly if advice was used.
    uint256 internal constant TABLES = 21;
    uint256 internal constant ADVICE = 9;
    uint256 internal constant QUOTIENT_COLUMNS = 10;
    uint256 internal constant PUBLIC_VALUES = 27;
    uint256 internal constant MAX_TUPLE = 12;
    uint256 internal constant BUS_FELT = 2;
    uint256 internal constant BUS_WORD = 3;

    uint256 internal constant SHAPE_BYTES = 14;

    // Of every table, in protocol order: main columns (2 bytes), auxiliary columns of E (2), columns read in
    // the next row (2) and the place of the first of them in nextColumns (2), constraints without those of
    // auxiliary columns (2), messages (2), whether it must be there (1), the logarithm of its height if that
    // is fixed, else 0 (1).
    function shapes() internal pure returns (bytes memory) {
        return
            // cpu
            hex"001f000400060000003500070100"
            // decode
            hex"00470005000000060040000a0000"
            // regions
            hex"0013000600010006000b000c0100"
            // spans
            hex"000e000300000007000d00050000"
            // faults
            hex"0071000f000100070084001e0000"
            // climbs
            hex"000b0006000000080002000b0000"
            // poseidon
            hex"00b100040019000800d900080100"
            // pack
            hex"00110006000000210006000b0000"
            // checks
            hex"000a000100000021000600020000"
            // advice
            hex"000f000100000021000500020000"
            // integer
            hex"00290010000000210015001f0000"
            // multiply
            hex"0057003f000000210024007e0000"
            // bitwise
            hex"0110000300000021010c00060000"
            // extension
            hex"0023000300000021001900060000"
            // horner
            hex"001c000800000021000400100000"
            // horner_words
            hex"00260002000e0021002100040000"
            // zero_page
            hex"000100020001002f00020004010a"
            // bounds
            hex"000c000400000030000700080000"
            // felts
            hex"0011000400010030000200080100"
            // words
            hex"0013000100010031000200020100"
            // range
            hex"0003000100010032000200020110";
    }

    // The columns read in the next row, of all tables, 2 bytes each.
    function nextColumns() internal pure returns (bytes memory) {
        return
            hex"00000001000200030004000500000000000200040006000700080009000a000b000c000d000e000f0010001100120013"
            hex"001400150016001700180019001a001b001c000100020003000400050006000700080009000f00100011001200130000"
            hex"000000000000";
    }
}
