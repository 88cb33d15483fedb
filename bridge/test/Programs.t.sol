// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Code that is right when an evaluator is made need not stay: a contract that destroys itself in the transaction that
// makes it (EIP-6780) is gone after it. Zeros in a program's place would fold to zero whatever the row.
// Specification: docs/ethereum.md.

import {Evaluator} from "../contracts/Evaluator.sol";
import {Machine} from "../contracts/generated/Machine.sol";
import {deployPrograms} from "./Deploy.sol";
import {Assertions} from "./Vm.sol";

contract ProgramsTest is Assertions {
    Evaluator private lasting;
    address[] private vanished;
    Evaluator[] private evaluators; // number i has the program vanished[i]

    function setUp() public {
        address[] memory programs = deployPrograms();
        lasting = new Evaluator(programs);
        address bomb = create(hex"6133ff5f526002601ef3"); // CALLER SELFDESTRUCT
        for (uint256 i = 0; i < programs.length; ++i) {
            address program = programs[i];
            programs[i] = createVanishing(program.code, bomb);
            vanished.push(programs[i]);
            evaluators.push(new Evaluator(programs));
            programs[i] = program;
        }
    }

    function testNothingIsFoldedByVanishedPrograms() public view {
        for (uint256 table = 0; table < Machine.TABLES; ++table) {
            bytes memory data = row(table);
            (bool done, bytes memory expected) = address(lasting).staticcall(data);
            assertTrue(done, "no fold");
            uint256 without = 0;
            for (uint256 i = 0; i < evaluators.length; ++i) {
                assertEq(vanished[i].code.length, 0, "the program is still there");
                bytes memory folded;
                (done, folded) = address(evaluators[i]).staticcall(data);
                assertTrue(!done || keccak256(folded) == keccak256(expected), "a fold without the program");
                if (!done) ++without;
            }
            assertTrue(without >= 1, "nothing reads the program");
        }
    }

    // As many values as the table's program is given.
    function row(uint256 table) private pure returns (bytes memory data) {
        bytes memory shapes = Machine.shapes();
        uint256 shape;
        uint256 offset = Machine.SHAPE_BYTES * table;
        assembly ("memory-safe") {
            shape := mload(add(add(shapes, 32), offset))
        }
        uint256 given = (shape >> 240) + ((shape >> 208) & 0xffff) + ((shape >> 224) & 0xffff);
        given += Machine.PUBLIC_VALUES + Machine.MAX_TUPLE + 7;
        data = abi.encodePacked(table);
        for (uint256 i = 1; i <= given; ++i) data = abi.encodePacked(data, i);
    }

    // A contract with this code whose creation calls for its end.
    function createVanishing(bytes memory code, address bomb) private returns (address) {
        return create(
            bytes.concat(
                hex"5f5f5f5f73", bytes20(bomb), hex"5af450", // a DELEGATECALL, in 28 bytes
                hex"61", bytes2(uint16(code.length)), hex"8060265f395ff3", // as in Program.txt
                code
            )
        );
    }

    function create(bytes memory creation) private returns (address made) {
        assembly ("memory-safe") {
            made := create(0, add(creation, 32), mload(creation))
        }
        assertTrue(made != address(0), "not created");
    }
}
