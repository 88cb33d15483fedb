// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// The contract and the C++ verifier say the same of thousands of changed proofs: the cases are those of
// bridge/cases/main.cc, which says what they consist of. Specification: docs/ethereum.md.

import {StarkVerifier} from "../contracts/StarkVerifier.sol";
import {part} from "./Deploy.sol";
import {deployVerifier, splitProof} from "./ProofFile.sol";
import {Assertions, vm} from "./Vm.sol";

contract DifferentialTest is Assertions {
    uint256 private constant PREFIX = 30;
    uint256 private constant CASE = 12;

    enum Operation {
        SetNumber,
        SetByte,
        Cut,
        Insert,
        Remove,
        Swap,
        Repeat,
        SetStatement,
        CutStatement,
        GrowStatement
    }

    StarkVerifier private verifier;

    function setUp() public {
        verifier = deployVerifier();
    }

    // Three heights; halted, with one input and one output.
    function test_fibonacci() public view {
        run("fibonacci");
    }

    // Two heights; advice, many inputs.
    function test_transfers() public view {
        run("transfers");
    }

    // A trap, with many inputs and no output.
    function test_bad_transfer() public view {
        run("bad_transfer");
    }

    // Without tables of 2^13 rows.
    function test_tiny() public view {
        run("tiny");
    }

    function run(string memory name) private view {
        (bytes memory statement, bytes memory proof) =
            splitProof(vm.readFileBinary(string.concat("test/vectors/", name, ".proof")));
        bytes memory cases = vm.readFileBinary(string.concat("test/vectors/", name, ".cases"));
        assertTrue(cases.length % CASE == 0 && cases.length / CASE >= 2000, "there are too few cases");
        uint256 memoryBefore;
        assembly ("memory-safe") {
            memoryBefore := mload(0x40)
        }
        for (uint256 i = 0; i < cases.length; i += CASE) {
            uint256 word;
            assembly ("memory-safe") {
                word := shr(160, mload(add(add(cases, 32), i)))
            }
            uint8 reason =
                reasonFor(statement, proof, Operation(word >> 88), (word >> 40) & 0xffffffffff, word & 0xffffffffff);
            assertEq(reason, (word >> 80) & 0xff, string.concat("case ", hexadecimal(word)));
            // Every case takes memory anew; what it holds is not needed any more.
            assembly ("memory-safe") {
                mstore(0x40, memoryBefore)
            }
        }
    }

    function reasonFor(bytes memory statement, bytes memory proof, Operation operation, uint256 position, uint256 value)
        private
        view
        returns (uint8)
    {
        // The originals stay.
        statement = part(statement, 0, statement.length);
        proof = part(proof, 0, proof.length);
        uint256 end = proof.length;
        if (operation == Operation.SetNumber) {
            setNumber(proof, position, value);
        } else if (operation == Operation.SetByte) {
            proof[position] = bytes1(uint8(value));
        } else if (operation == Operation.Cut) {
            proof = part(proof, 0, position);
        } else if (operation == Operation.Insert) {
            proof = bytes.concat(part(proof, 0, position), new bytes(value), part(proof, position, end));
        } else if (operation == Operation.Remove) {
            proof = bytes.concat(part(proof, 0, position), part(proof, position + value, end));
        } else if (operation == Operation.Swap) {
            bytes memory first = part(proof, position, position + value);
            bytes memory second = part(proof, position + value, position + 2 * value);
            replace(proof, position, second);
            replace(proof, position + value, first);
        } else if (operation == Operation.Repeat) {
            replace(proof, position + value, part(proof, position, position + value));
        } else if (operation == Operation.SetStatement) {
            statement[position] = bytes1(uint8(value));
        } else if (operation == Operation.CutStatement) {
            statement = part(statement, 0, position);
            setNumber(proof, PREFIX - 4, position);
        } else {
            statement = bytes.concat(statement, new bytes(value));
            setNumber(proof, PREFIX - 4, statement.length);
        }
        return verifier.verify(statement, proof);
    }

    // 4 bytes, little-endian, as far as there are bytes.
    function setNumber(bytes memory bytes_, uint256 position, uint256 value) private pure {
        for (uint256 i = 0; i < 4 && position + i < bytes_.length; ++i) {
            bytes_[position + i] = bytes1(uint8(value >> (8 * i)));
        }
    }

    function replace(bytes memory bytes_, uint256 position, bytes memory by) private pure {
        assembly ("memory-safe") {
            mcopy(add(add(bytes_, 32), position), add(by, 32), mload(by))
        }
    }
}
