// SPDX-License-Identifier: UNLICENSED
// Generated from the machine's tables. Do not edit: run `cairn_bridge write bridge`.
pragma solidity 0.8.37;

// The machine as its verifier sees it. Specification: docs/ethereum.md.
library Machine {
    bytes32 internal constant AIR_DIGEST = 0x643e8e4ba67ff4130ef85b00d7f4b2dfceb4e7d5fa1a30637d03619d997203de;
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
    uint256 internal constant MAX_TUPLE = 11;
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
            hex"0025000400150000004200080100"
            // decode
            hex"00470005000000150040000a0000"
            // regions
            hex"0011000600010015000b000b0100"
            // spans
            hex"000d000300000016000c00050000"
            // faults
            hex"0070000f000100160084001e0000"
            // climbs
            hex"000b0006000000170002000b0000"
            // poseidon
            hex"00b100040019001700d900080100"
            // pack
            hex"00110006000000300006000b0000"
            // checks
            hex"0009000100000030000500020000"
            // advice
            hex"000f000100000030000500020000"
            // integer
            hex"00290010000000300015001f0000"
            // multiply
            hex"0057003f000000300024007e0000"
            // bitwise
            hex"0110000300000030010c00060000"
            // extension
            hex"0023000300000030001900060000"
            // horner
            hex"001c000800000030000400100000"
            // horner_words
            hex"00260002000e0030002100040000"
            // zero_page
            hex"000100020001003e00020004010a"
            // bounds
            hex"000c00040000003f000700080000"
            // felts
            hex"001100040001003f000200080100"
            // words
            hex"0013000100010040000200020100"
            // range
            hex"0003000100010041000200020110";
    }

    // The columns read in the next row, of all tables, 2 bytes each.
    function nextColumns() internal pure returns (bytes memory) {
        return
            hex"000000010002000300040005000f0010001100120013001400150016001700180019001a001b001c0024000000000002"
            hex"00040006000700080009000a000b000c000d000e000f0010001100120013001400150016001700180019001a001b001c"
            hex"000100020003000400050006000700080009000f00100011001200130000000000000000";
    }
}
