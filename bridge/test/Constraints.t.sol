// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Constraints, Row} from "../contracts/Constraints.sol";
import {Evaluator} from "../contracts/Evaluator.sol";
import {Field, P} from "../contracts/Field.sol";
import {Machine} from "../contracts/generated/Machine.sol";
import {Programs} from "../contracts/generated/Program.sol";
import {deployPrograms} from "./Deploy.sol";
import {Assertions, vm} from "./Vm.sol";

// The evaluator folds random rows of every table as the C++ verifier does. The rows, and how they are made, are
// those of bridge/generate/vectors.h; test/vectors/constraints.txt holds what they fold to.
contract ConstraintsTest is Assertions {
    event log_named_uint(string key, uint256 value);

    uint256 private constant ROWS = 3;
    uint256 private constant LINE = 65; // characters

    Evaluator private evaluator;

    function setUp() public {
        evaluator = new Evaluator(deployPrograms());
    }

    function testRandomRows() public {
        bytes memory expected = bytes(vm.readFile("test/vectors/constraints.txt"));
        require(expected.length == LINE * ROWS * Machine.TABLES, "the vectors are of another machine");
        for (uint256 table = 0; table < Machine.TABLES; ++table) {
            for (uint256 number = 0; number < ROWS; ++number) {
                uint256 used = checkRow(table, number, parseLine(expected, ROWS * table + number));
                if (number == 0) {
                    emit log_named_uint(string.concat("gas for table ", vm.toString(table)), used);
                }
            }
        }
    }

    // The gas that the fold used. Memory is given back, so that it costs every row the same.
    function checkRow(uint256 table, uint256 number, uint256 expected) private view returns (uint256 used) {
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        Row memory row = randomRow(table, number);
        used = gasleft();
        uint256 folded = Constraints.fold(address(evaluator), row);
        used -= gasleft();
        assertEq(Field.toCanonical(folded), expected, string.concat("table ", vm.toString(table)));
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
    }

    // Slots as large as they may be, and the same elements in canonical form.
    function testLargestSlots() public view {
        uint256 largest = (1 << 31) + (1 << 26) - 1;
        uint256 weak = largest | (largest << 51) | (largest << 102) | (largest << 153) | (largest << 204);
        for (uint256 table = 0; table < Machine.TABLES; ++table) {
            uint256 folded = Constraints.fold(address(evaluator), constantRow(table, weak));
            uint256 expected = Constraints.fold(address(evaluator), constantRow(table, Field.canonical(weak)));
            assertEq(
                Field.canonical(folded),
                Field.canonical(expected),
                string.concat("table ", vm.toString(table))
            );
            for (uint256 slot = 0; slot < 5; ++slot) {
                assertTrue((folded >> (51 * slot)) & Field.SLOT <= largest, "a slot of the fold is too large");
            }
        }
    }

    function testOnlyRowsAreFolded() public view {
        (bool done,) = address(evaluator).staticcall(new bytes(32));
        assertTrue(!done, "a row without values");
        (done,) = address(evaluator).staticcall(abi.encode(Machine.TABLES));
        assertTrue(!done, "a table that there is not");
    }

    function testOnlyThesePrograms() public {
        address[] memory programs = deployPrograms();
        for (uint256 i = 0; i < programs.length; ++i) {
            address program = programs[i];
            programs[i] = programs[(i + 1) % programs.length];
            try new Evaluator(programs) {
                assertTrue(false, "an evaluator of other programs");
            } catch (bytes memory reason) {
                assertEq(
                    keccak256(reason),
                    keccak256(abi.encodeWithSelector(Programs.NotTheProgram.selector, i)),
                    "reason"
                );
            }
            programs[i] = program;
        }
    }

    // Every element is the same one.
    function constantRow(uint256 table, uint256 value) private pure returns (Row memory) {
        uint256 pointer;
        uint256[512] memory all;
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = value;
        }
        assembly ("memory-safe") {
            pointer := all
        }
        return Row(
            table,
            pointer,
            pointer,
            pointer,
            value,
            value,
            value,
            value,
            pointer,
            pointer,
            value,
            value,
            value
        );
    }

    function randomRow(uint256 table, uint256 number) private pure returns (Row memory row) {
        uint256 next = 0;
        bytes memory shapes = Machine.shapes();
        uint256 shape;
        uint256 offset = Machine.SHAPE_BYTES * table;
        assembly ("memory-safe") {
            shape := mload(add(add(shapes, 32), offset))
        }
        row.table = table;
        (row.main, next) = elements(table, number, next, shape >> 240);
        (row.next, next) = elements(table, number, next, (shape >> 208) & 0xffff);
        (row.aux, next) = elements(table, number, next, (shape >> 224) & 0xffff);
        (row.publics, next) = elements(table, number, next, Machine.PUBLIC_VALUES);
        for (uint256 i = 0; i < Machine.PUBLIC_VALUES; ++i) {
            store(row.publics, i, load(row.publics, i) & Field.SLOT);
        }
        (row.betas, next) = elements(table, number, next, Machine.MAX_TUPLE);
        for (uint256 i = 1; i < Machine.MAX_TUPLE; ++i) {
            store(row.betas, i, Field.mul(load(row.betas, 0), load(row.betas, i - 1)));
        }
        row.nextAccumulator = element(table, number, next);
        row.isFirst = element(table, number, next + 1);
        row.isLast = element(table, number, next + 2);
        row.isTransition = element(table, number, next + 3);
        row.chi = element(table, number, next + 4);
        row.alpha = element(table, number, next + 5);
        row.sumPerRow = element(table, number, next + 6);
    }

    function elements(uint256 table, uint256 row, uint256 first, uint256 count)
        private
        pure
        returns (uint256 pointer, uint256 next)
    {
        uint256[] memory all = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            all[i] = element(table, row, first + i);
        }
        assembly ("memory-safe") {
            pointer := add(all, 32)
        }
        return (pointer, first + count);
    }

    // Five big-endian numbers of 4 bytes, modulo p.
    function element(uint256 table, uint256 row, uint256 number) private pure returns (uint256) {
        uint256 digest = uint256(keccak256(abi.encode(table, row, number)));
        uint256 packed = 0;
        for (uint256 i = 0; i < 5; ++i) {
            packed |= (((digest >> (224 - 32 * i)) & 0xffffffff) % P) << (51 * i);
        }
        return Field.fromCanonical(packed);
    }

    function load(uint256 pointer, uint256 i) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(pointer, shl(5, i)))
        }
    }

    function store(uint256 pointer, uint256 i, uint256 value) private pure {
        assembly ("memory-safe") {
            mstore(add(pointer, shl(5, i)), value)
        }
    }

    function parseLine(bytes memory text, uint256 line) private pure returns (uint256 value) {
        for (uint256 i = 0; i < 64; ++i) {
            uint256 digit = uint8(text[LINE * line + i]);
            value = (value << 4) | (digit < 58 ? digit - 48 : digit - 87);
        }
    }
}
