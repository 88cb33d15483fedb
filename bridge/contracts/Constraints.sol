// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Machine} from "./generated/Machine.sol";

// What the constraints of a table are evaluated at. Elements are those of Field.sol, weak and in Montgomery form;
// where it says pointer, the memory address of the first of several, a word each.
struct Row {
    uint256 table;
    uint256 main; // pointer: the columns
    uint256 next; // pointer: those columns that are read in the next row, there
    uint256 aux; // pointer: the auxiliary columns, elements of E
    uint256 nextAccumulator; // the last auxiliary column in the next row
    uint256 isFirst;
    uint256 isLast;
    uint256 isTransition;
    uint256 publics; // pointer: the public values
    uint256 betas; // pointer: beta, beta^2, ...
    uint256 chi;
    uint256 alpha;
    uint256 sumPerRow; // the table's bus sum over its height
}

// The fold of a table's constraints. The evaluator has a memory of its own, so it is a contract of its own.
library Constraints {
    // The sum of alpha^i times constraint i, those of the auxiliary columns last.
    function fold(address evaluator, Row memory row) internal view returns (uint256 folded) {
        bytes memory shapes = Machine.shapes();
        uint256 shapeBytes = Machine.SHAPE_BYTES;
        uint256 publicValues = Machine.PUBLIC_VALUES;
        uint256 maxTuple = Machine.MAX_TUPLE;
        bool done;
        assembly ("memory-safe") {
            // An array's words, from where the pointer in the row's field points to.
            function take(to, field, count) -> end {
                let size := shl(5, count)
                mcopy(to, mload(field), size)
                end := add(to, size)
            }
            let shape := mload(add(add(shapes, 32), mul(shapeBytes, mload(row))))
            let start := mload(0x40)
            mstore(start, mload(row))
            // In the order of Given (bridge/generate/program.h).
            let to := take(add(start, 32), add(row, 0x20), shr(240, shape))
            to := take(to, add(row, 0x40), and(shr(208, shape), 0xffff))
            to := take(to, add(row, 0x60), and(shr(224, shape), 0xffff))
            to := take(to, add(row, 0x100), publicValues)
            to := take(to, add(row, 0x120), maxTuple)
            mcopy(to, add(row, 0x80), 0x80) // nextAccumulator ... isTransition
            mcopy(add(to, 0x80), add(row, 0x140), 0x60) // chi, alpha, sumPerRow
            to := add(to, 0xe0)
            done := staticcall(gas(), evaluator, start, sub(to, start), 0, 32)
            folded := mload(0)
        }
        require(done);
    }
}
