// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Field} from "./Field.sol";
import {Programs} from "./generated/Program.sol";

// Folds the constraints of a table, by the program that bridge/generate made from its expressions.
//
// An interpreter, as the expressions written out would fill twenty contracts. A program is a list of groups of one
// operation each (bridge/generate/program.h), so that hardly anything is spent on telling operations apart. The
// memory is the evaluator's own: values have fixed addresses, which are the programs' operands.
//
// Called with the number of a table and the values that its program is given, a word each; answers with the fold.
// Elements are weak and in Montgomery form throughout (Field.sol): slots below W = 2^31 + 2^26. Bounds of what is
// not done by Field itself:
//   a + b + c - d + 2 p is below 5 * 2^31 + 2^28, so its quotient by 2^31 is k <= 5, and less k p it is below W;
//   15 halves of 16 bits times W are below 2^51, as a sum of low halves must be, and 15 high ones (weights are
//   below p, so their high halves below 2^15), with the low ones' carry and p, are below 2^50 + 2^36, which leaves
//   p + 2^26 + 2^12 < W.
contract Evaluator is Programs {
    error NoSuchRow();

    uint256 private constant FIRST = 0x400; // the first value's address
    uint256 private constant DIRECTORY_ENTRY = 12;

    uint256 private constant N = 0x800000000000000000000000000000000000003fffffffffffffffffffffffff;
    uint256 private constant P = 2130706433;
    uint256 private constant PP = 0x7f00000100000fe00000200001fc00000400003f800000800007f000001;
    uint256 private constant PP2 = 0xfe00000200001fc00000400003f800000800007f00000100000fe000002;
    uint256 private constant OL = 0x107ff59021427317fd8c063c7483ff8cc10a134000000000000083ffec010a14;
    uint256 private constant OH = 0x881f9c0112641985ed403372c440fae408931c00003f800000844104d008933;
    uint256 private constant M16 = 0xffff000000001fffe000000003fffc000000007fff800000000ffff;
    uint256 private constant M24 = 0xffffff0000001fffffe0000003fffffc0000007fffff8000000ffffff;
    uint256 private constant M27 = 0x7ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff;
    uint256 private constant M35 = 0x7ffffffff0000ffffffffe0001ffffffffc0003ffffffff80007ffffffff;
    uint256 private constant M3 = 0x7000000000000e000000000001c0000000000038000000000007;

    constructor(address[] memory programs) Programs(programs) {}

    fallback() external {
        uint256 given;
        uint256 begin;
        uint256 end;
        uint256 values;
        assembly ("memory-safe") {
            // Solidity's own memory ends before FIRST; everything from there on is this function's.
            if gt(mload(0x40), FIRST) { invalid() }
            given := shr(5, sub(calldatasize(), 32))
            calldatacopy(FIRST, 32, shl(5, given))
            values := calldataload(0)
        }
        copyStream(DIRECTORY_ENTRY * values, DIRECTORY_ENTRY * (values + 1), 0);
        assembly ("memory-safe") {
            let entry := mload(0)
            begin := shr(224, entry)
            end := and(shr(192, entry), 0xffffffff)
            if iszero(eq(given, and(shr(176, entry), 0xffff))) {
                mstore(0, 0x00)
                revert(0, 0)
            }
            values := and(shr(160, entry), 0xffff)
        }
        uint256 cursor = FIRST + 32 * values;
        copyStream(begin, end, cursor);
        assembly ("memory-safe") {
            let out := add(FIRST, shl(5, given))
            let alpha := mload(sub(out, 64))
            let programEnd := add(cursor, sub(end, begin))
            let acc := 0
            for {} lt(cursor, programEnd) {} {
                let w := mload(cursor)
                cursor := add(cursor, 4)
                let items := and(shr(224, w), 0xffff)
                switch byte(0, w)
                case 4 {
                    // Products.
                    for { let last := add(cursor, shl(2, items)) } lt(cursor, last) { cursor := add(cursor, 4) } {
                        w := mload(cursor)
                        let a := mload(shr(240, w))
                        let b := mload(and(shr(224, w), 0xffff))
                        let l := addmod(mulmod(and(a, M16), b, N), OL, N)
                        let t := addmod(mulmod(and(shr(16, a), M16), b, N), OH, N)
                        t := sub(add(t, and(shr(16, l), M35)), mul(and(l, M16), 32512))
                        mstore(out, sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127)))
                        out := add(out, 32)
                    }
                }
                case 2 {
                    // Sums.
                    for { let last := add(cursor, shl(3, items)) } lt(cursor, last) { cursor := add(cursor, 8) } {
                        w := mload(cursor)
                        let s := add(mload(shr(240, w)), mload(and(shr(224, w), 0xffff)))
                        s := add(s, mload(and(shr(208, w), 0xffff)))
                        s := sub(add(s, PP2), mload(and(shr(192, w), 0xffff)))
                        mstore(out, sub(s, mul(and(shr(31, s), M3), P)))
                        out := add(out, 32)
                    }
                }
                case 3 {
                    // Weighted sums, two terms at a time.
                    let bytesPerItem := mul(12, byte(1, w))
                    for {} items { items := sub(items, 1) } {
                        let l := 0
                        let t := PP
                        for { let last := add(cursor, bytesPerItem) } lt(cursor, last) { cursor := add(cursor, 12) } {
                            w := mload(cursor)
                            let a := mload(and(shr(208, w), 0xffff))
                            let b := mload(and(shr(160, w), 0xffff))
                            l := add(l, add(mul(shr(240, w), a), mul(and(shr(192, w), 0xffff), b)))
                            t := add(t, add(mul(and(shr(224, w), 0xffff), a), mul(and(shr(176, w), 0xffff), b)))
                        }
                        t := sub(add(t, and(shr(16, l), M35)), mul(and(l, M16), 32512))
                        mstore(out, sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127)))
                        out := add(out, 32)
                    }
                }
                case 1 {
                    // Constants.
                    for { let last := add(cursor, shl(2, items)) } lt(cursor, last) { cursor := add(cursor, 4) } {
                        mstore(out, shr(224, mload(cursor)))
                        out := add(out, 32)
                    }
                }
                default {
                    // The fold: Horner's rule.
                    let low := and(alpha, M16)
                    let high := and(shr(16, alpha), M16)
                    for { let last := add(cursor, shl(1, items)) } lt(cursor, last) { cursor := add(cursor, 2) } {
                        let l := addmod(mulmod(low, acc, N), OL, N)
                        let t := addmod(mulmod(high, acc, N), OH, N)
                        t := sub(add(t, and(shr(16, l), M35)), mul(and(l, M16), 32512))
                        acc := sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127))
                        acc := add(acc, mload(shr(240, mload(cursor))))
                        acc := sub(acc, mul(and(shr(31, acc), M3), P))
                    }
                }
            }
            mstore(0, acc)
            return(0, 32)
        }
    }

    // Bytes begin ... end - 1 of the programs, to memory.
    function copyStream(uint256 begin, uint256 end, uint256 to) private view {
        unchecked {
            while (begin < end) {
                uint256 part = begin / PART_BYTES;
                uint256 partEnd = (part + 1) * PART_BYTES;
                uint256 length = (end < partEnd ? end : partEnd) - begin;
                uint256 from = 1 + begin - part * PART_BYTES;
                address program = programPart(part);
                assembly ("memory-safe") {
                    extcodecopy(program, to, from, length)
                }
                begin += length;
                to += length;
            }
        }
    }
}
