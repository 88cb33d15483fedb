// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {M16, M24, M27, M35, N, OH, OL, P, PP, PP2} from "./Field.sol";
import {Machine} from "./generated/Machine.sol";
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
    error NotARow();

    uint256 private constant FIRST = 0x400; // the first value's address
    // Of every table: where its program begins (4 bytes) and ends (4), how many values it is given (2) and has (2).
    uint256 private constant DIRECTORY_ENTRY = 12;

    // 7 in every slot.
    uint256 private constant M3 = 0x7000000000000e000000000001c0000000000038000000000007;

    constructor(address[] memory programs) Programs(programs) {}

    fallback() external {
        unchecked {
            uint256 table;
            uint256 entry;
            assembly ("memory-safe") {
                table := calldataload(0)
            }
            if (table >= Machine.TABLES) revert NotARow();
            copyStream(DIRECTORY_ENTRY * table, DIRECTORY_ENTRY * (table + 1), 0);
            assembly ("memory-safe") {
                entry := mload(0)
            }
            uint256 given = (entry >> 176) & 0xffff;
            uint256 program = FIRST + 32 * ((entry >> 160) & 0xffff); // after all values
            if (msg.data.length != 32 * (1 + given)) revert NotARow();
            copyStream(entry >> 224, (entry >> 192) & 0xffffffff, program);
            run(program, given);
        }
    }

    // Returns from the call.
    function run(uint256 ip, uint256 given) private pure {
        assembly ("memory-safe") {
            // Solidity's own memory ends before FIRST; everything from there on is the program's.
            if gt(mload(0x40), FIRST) { invalid() }
            calldatacopy(FIRST, 32, shl(5, given))
            let out := add(FIRST, shl(5, given))
            // A program ends with its fold.
            for {} 1 {} {
                let w := mload(ip)
                ip := add(ip, 4)
                let items := and(shr(224, w), 0xffff)
                switch byte(0, w)
                case 2 {
                    // Sums a + b.
                    for { let last := add(ip, shl(2, items)) } lt(ip, last) { ip := add(ip, 4) } {
                        w := mload(ip)
                        let s := add(mload(shr(240, w)), mload(and(shr(224, w), 0xffff)))
                        mstore(out, sub(s, mul(and(shr(31, s), M3), P)))
                        out := add(out, 32)
                    }
                }
                case 3 {
                    // Differences a - b.
                    for { let last := add(ip, shl(2, items)) } lt(ip, last) { ip := add(ip, 4) } {
                        w := mload(ip)
                        let s := sub(add(mload(shr(240, w)), PP2), mload(and(shr(224, w), 0xffff)))
                        mstore(out, sub(s, mul(and(shr(31, s), M3), P)))
                        out := add(out, 32)
                    }
                }
                case 4 {
                    // Long sums a + b + c - d.
                    for { let last := add(ip, shl(3, items)) } lt(ip, last) { ip := add(ip, 8) } {
                        w := mload(ip)
                        let s := add(mload(shr(240, w)), mload(and(shr(224, w), 0xffff)))
                        s := add(s, mload(and(shr(208, w), 0xffff)))
                        s := sub(add(s, PP2), mload(and(shr(192, w), 0xffff)))
                        mstore(out, sub(s, mul(and(shr(31, s), M3), P)))
                        out := add(out, 32)
                    }
                }
                case 6 {
                    // Products.
                    for { let last := add(ip, shl(2, items)) } lt(ip, last) { ip := add(ip, 4) } {
                        w := mload(ip)
                        let a := mload(shr(240, w))
                        let b := mload(and(shr(224, w), 0xffff))
                        let l := addmod(mulmod(and(a, M16), b, N), OL, N)
                        let t := addmod(mulmod(and(shr(16, a), M16), b, N), OH, N)
                        t := sub(add(t, and(shr(16, l), M35)), mul(and(l, M16), 32512))
                        mstore(out, sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127)))
                        out := add(out, 32)
                    }
                }
                case 5 {
                    // Weighted sums, two terms at a time.
                    let size := mul(12, byte(1, w))
                    for {} items { items := sub(items, 1) } {
                        let l := 0
                        let t := PP
                        for { let last := add(ip, size) } lt(ip, last) { ip := add(ip, 12) } {
                            w := mload(ip)
                            let a := mload(and(shr(208, w), 0xffff))
                            let b := mload(and(shr(160, w), 0xffff))
                            l := add(l, add(mul(shr(240, w), a), mul(and(shr(192, w), 0xffff), b)))
                            t := add(
                                t,
                                add(mul(and(shr(224, w), 0xffff), a), mul(and(shr(176, w), 0xffff), b))
                            )
                        }
                        t := sub(add(t, and(shr(16, l), M35)), mul(and(l, M16), 32512))
                        mstore(out, sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127)))
                        out := add(out, 32)
                    }
                }
                case 1 {
                    // Constants.
                    for { let last := add(ip, shl(2, items)) } lt(ip, last) { ip := add(ip, 4) } {
                        mstore(out, shr(224, mload(ip)))
                        out := add(out, 32)
                    }
                }
                default {
                    // The fold, by Horner's rule.
                    let folded := 0
                    let alpha := mload(add(FIRST, shl(5, sub(given, 2))))
                    let low := and(alpha, M16)
                    let high := and(shr(16, alpha), M16)
                    for { let last := add(ip, shl(1, items)) } lt(ip, last) { ip := add(ip, 2) } {
                        let l := addmod(mulmod(low, folded, N), OL, N)
                        let t := addmod(mulmod(high, folded, N), OH, N)
                        t := sub(add(t, and(shr(16, l), M35)), mul(and(l, M16), 32512))
                        folded := sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127))
                        folded := add(folded, mload(shr(240, mload(ip))))
                        folded := sub(folded, mul(and(shr(31, folded), M3), P))
                    }
                    mstore(0, folded)
                    return(0, 32)
                }
            }
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
