// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Why a proof is refused: the numbers of VerifyReason, stark/verify_error.h, in the order of the checks.
library Reason {
    uint8 internal constant NONE = 0;
    // The format.
    uint8 internal constant NOT_A_PROOF = 1;
    uint8 internal constant WRONG_VERSION = 2;
    uint8 internal constant TRUNCATED = 3;
    uint8 internal constant NOT_CANONICAL = 4;
    uint8 internal constant COUNT_TOO_LARGE = 5;
    uint8 internal constant TRAILING_BYTES = 6;
    // 1. What is agreed on.
    uint8 internal constant WRONG_PROFILE = 7;
    uint8 internal constant SECURITY_TOO_LOW = 8;
    uint8 internal constant STATEMENT_MISMATCH = 9;
    uint8 internal constant BAD_HINTS = 10;
    uint8 internal constant MISSING_TABLE = 11;
    uint8 internal constant FORBIDDEN_TABLE = 12;
    uint8 internal constant WRONG_HEIGHT = 13;
    uint8 internal constant BAD_PARAMETERS = 14;
    // 3. Buses.
    uint8 internal constant BUS_GRINDING = 15;
    uint8 internal constant UNDEFINED_TERM = 16;
    uint8 internal constant BUS_UNBALANCED = 17;
    // 4. to 6.
    uint8 internal constant CONSTRAINT_GRINDING = 18;
    uint8 internal constant DEEP_GRINDING = 19;
    uint8 internal constant CONSTRAINTS_VIOLATED = 20;
    uint8 internal constant BATCHING_GRINDING = 21;
    uint8 internal constant FRI = 22;
    uint8 internal constant MAIN_ROWS = 23;
    uint8 internal constant AUXILIARY_ROWS = 24;
    uint8 internal constant QUOTIENT_ROWS = 25;
}
