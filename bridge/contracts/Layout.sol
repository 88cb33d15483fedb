// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Machine} from "./generated/Machine.sol";
import {Reason} from "./Reason.sol";

// Heights that tables may have.
uint256 constant LEVELS = 3;

// Everything that follows from the heights of the tables: stark/protocol.h, Layout.
//
// A present table has one of LEVELS heights, each an eighth of the one before; level 0 is the greatest and always
// there, because the range table's height is fixed. So FRI's folds by 8 lead from level to level.
library Layout {
    uint256 internal constant LEVEL_BITS = 3; // LOG_ARITY
    // Bytes of an element of the base field and of E.
    uint256 internal constant FELT = 4;
    uint256 internal constant EXT = 20;
    uint256 internal constant EXT_COLUMNS = 5;

    struct Table {
        uint256 index; // in the machine
        uint256 level;
        uint256 mainWidth;
        uint256 auxColumns; // of E
        uint256 constraints; // with those of the auxiliary columns
        uint256 nextCount; // columns of nextColumns, without the accumulator
        uint256 nextColumns; // memory: 2 bytes each
        // From ProofReader, offsets in the call data: the openings at zeta and in the next row, and opened rows.
        uint256 here;
        uint256 next;
        Rows mainRows;
        Rows auxRows;
        // Memory: the openings as elements; and the table's bus sum.
        uint256 hereValues;
        uint256 nextValues;
        uint256 sum;
    }

    // The opened rows of a matrix.
    struct Rows {
        uint256 begin;
        uint256 count;
    }

    // One of the heights.
    struct Level {
        uint256 tables; // how many there are
        uint256 quotient; // openings, as for a table
        Rows quotientRows;
        uint256 quotientValues;
    }

    struct Shape {
        Table[] tables; // those present, in protocol order
        Level[LEVELS] levels;
    }

    function logHeight(uint256 level) internal pure returns (uint256) {
        unchecked {
            return Machine.LOG_HEIGHT_0 - LEVEL_BITS * level;
        }
    }

    // Reads the heights, a byte for every table of the machine, and says what is wrong with them.
    function read(uint256 heights, bool adviceUsed) internal pure returns (uint8 reason, Shape memory shape) {
        unchecked {
            bytes memory shapes = Machine.shapes();
            bytes memory nextColumns = Machine.nextColumns();
            uint256 present = 0;
            shape.tables = new Table[](Machine.TABLES);
            for (uint256 i = 0; i < Machine.TABLES; ++i) {
                uint256 entry = entryOf(shapes, i);
                uint256 log = byteOfCalldata(heights + i);
                if (log == 0) {
                    if (entry & 0xff00 != 0) return (Reason.MISSING_TABLE, shape);
                    continue;
                }
                if (entry & 0xff != 0 && log != entry & 0xff) return (Reason.WRONG_HEIGHT, shape);
                (bool allowed, uint256 level) = levelOf(log);
                if (!allowed) {
                    reason = Reason.BAD_PARAMETERS; // unless something else is wrong
                    continue;
                }
                Table memory table = shape.tables[present++];
                table.index = i;
                table.level = level;
                table.mainWidth = entry >> 96;
                table.auxColumns = (entry >> 80) & 0xffff;
                table.constraints = ((entry >> 32) & 0xffff) + table.auxColumns;
                table.nextCount = (entry >> 64) & 0xffff;
                uint256 first = (entry >> 48) & 0xffff;
                assembly ("memory-safe") {
                    mstore(add(table, 0xc0), add(add(nextColumns, 32), mul(first, 2)))
                }
                ++shape.levels[level].tables;
            }
            uint256 advice = byteOfCalldata(heights + Machine.ADVICE);
            if (adviceUsed && advice == 0) return (Reason.MISSING_TABLE, shape);
            if (!adviceUsed && advice != 0) return (Reason.FORBIDDEN_TABLE, shape);
            Table[] memory tables = shape.tables;
            assembly ("memory-safe") {
                mstore(tables, present) // a shorter array
            }
        }
    }

    // Base columns of a table that are opened at zeta.
    function hereCount(Table memory table) internal pure returns (uint256) {
        unchecked {
            return table.mainWidth + EXT_COLUMNS * table.auxColumns;
        }
    }

    // Column number i of those that constraints read in the next row.
    function nextColumn(Table memory table, uint256 i) internal pure returns (uint256 column) {
        uint256 ptr = table.nextColumns;
        assembly ("memory-safe") {
            column := shr(240, mload(add(ptr, mul(i, 2))))
        }
    }

    function levelOf(uint256 log) private pure returns (bool allowed, uint256 level) {
        unchecked {
            uint256 below = Machine.LOG_HEIGHT_0 - log; // wraps around for greater heights
            level = below / LEVEL_BITS;
            allowed = level < LEVELS && below % LEVEL_BITS == 0;
        }
    }

    // The 14 bytes of a table.
    function entryOf(bytes memory shapes, uint256 i) private pure returns (uint256 entry) {
        assembly ("memory-safe") {
            entry := shr(144, mload(add(add(shapes, 32), mul(i, 14))))
        }
    }

    function byteOfCalldata(uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, calldataload(offset))
        }
    }
}
