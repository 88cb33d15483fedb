// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// What the deployed code can do at all: read its call data and calculate. Specification: docs/ethereum.md.

import {StarkVerifier} from "../contracts/StarkVerifier.sol";
import {deployVerifier} from "./ProofFile.sol";
import {Assertions, vm} from "./Vm.sol";

contract CodeTest is Assertions {
    // Neither storage nor another contract's code in its place, nothing created or destroyed, nothing sent.
    function test_no_state_and_no_owner() public {
        StarkVerifier verifier = deployVerifier();
        uint256[256] memory count = opcodes(address(verifier));
        nothingElse(count);
        assertEq(count[0xfa], 1, "STATICCALL: of the evaluator");
        assertEq(count[0xa2], 1, "LOG2: Verified");
        assertEq(count[0x3c], 0, "EXTCODECOPY");

        count = opcodes(verifier.EVALUATOR());
        nothingElse(count);
        assertEq(count[0xfa], 0, "STATICCALL");
        assertEq(count[0xa2], 0, "LOG2");
        assertEq(count[0x3c], 1, "EXTCODECOPY: of its programs");
    }

    function nothingElse(uint256[256] memory count) private pure {
        uint8[27] memory none = [
            0x30, // ADDRESS
            0x31, // BALANCE
            0x32, // ORIGIN
            0x33, // CALLER
            0x3a, // GASPRICE
            0x40, // BLOCKHASH
            0x41, // COINBASE
            0x42, // TIMESTAMP
            0x43, // NUMBER
            0x44, // PREVRANDAO
            0x45, // GASLIMIT
            0x46, // CHAINID
            0x47, // SELFBALANCE
            0x54, // SLOAD
            0x55, // SSTORE
            0x5c, // TLOAD
            0x5d, // TSTORE
            0xa0, // LOG0
            0xa1, // LOG1
            0xa3, // LOG3
            0xa4, // LOG4
            0xf0, // CREATE
            0xf1, // CALL
            0xf2, // CALLCODE
            0xf4, // DELEGATECALL
            0xf5, // CREATE2
            0xff // SELFDESTRUCT
        ];
        for (uint256 i = 0; i < none.length; ++i) {
            assertEq(count[none[i]], 0, string.concat("opcode ", vm.toString(none[i])));
        }
    }

    // How often each instruction is in the code, what PUSH pushes apart.
    function opcodes(address contract_) private view returns (uint256[256] memory count) {
        bytes memory code = contract_.code;
        assertTrue(code.length != 0, "no code");
        for (uint256 i = 0; i < code.length; ++i) {
            uint8 opcode = uint8(code[i]);
            ++count[opcode];
            if (opcode >= 0x60 && opcode <= 0x7f) i += opcode - 0x5f;
        }
    }
}
