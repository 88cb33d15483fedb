// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICairnVerifier} from "../contracts/ICairnVerifier.sol";

// An application: the root of a tree of accounts, which only a proven batch of transfers can change. The program is
// examples/transfers: it reads the number of transfers, the root before and the transfers, and puts out the root after.
//
// The statement is built here, from what this contract knows and what the caller claims; bytes of the caller's are
// never taken for one. So a proof is about this program, with the root that is current as its input, about a run
// that halted within the cost limit, and about the new root as its output. A proof for an earlier root is refused,
// and so is one of a trap. Whoever has a proof may call. Specification: docs/ethereum.md.
contract Checkpoint {
    event Advanced(bytes32 oldRoot, bytes32 newRoot, uint256 transfers);

    ICairnVerifier public immutable VERIFIER;
    bytes32 public immutable PROGRAM; // its digest, as in a statement
    uint32 public immutable COST_LIMIT;

    bytes32 public root; // a word: eight numbers of 4 bytes, little-endian

    uint256 private constant MACHINE_VERSION = 1;

    constructor(ICairnVerifier verifier, bytes32 program, uint32 costLimit, bytes32 firstRoot) {
        VERIFIER = verifier;
        PROGRAM = program;
        COST_LIMIT = costLimit;
        root = firstRoot;
    }

    // Anyone may say what the run cost and where it halted: the proof binds both.
    function advance(bytes32[] calldata transfers, bytes32 newRoot, uint32 cost, uint32 pc, bytes calldata proof)
        external
    {
        bytes32 oldRoot = root;
        VERIFIER.check(statement(transfers, oldRoot, newRoot, cost, pc), proof);
        root = newRoot;
        emit Advanced(oldRoot, newRoot, transfers.length);
    }

    // The encoding of the statement: docs/formats.md, section Proof.
    function statement(bytes32[] calldata transfers, bytes32 oldRoot, bytes32 newRoot, uint32 cost, uint32 pc)
        public
        view
        returns (bytes memory)
    {
        return abi.encodePacked(
            littleEndian(MACHINE_VERSION),
            PROGRAM,
            littleEndian(COST_LIMIT),
            littleEndian(cost),
            uint8(1), // advice was used: the accounts and their paths
            uint8(0), // halted
            littleEndian(pc),
            littleEndian(2 + transfers.length), // input words
            bytes32(littleEndian(transfers.length)), // a word, of which the first number counts
            oldRoot,
            transfers,
            littleEndian(1), // output words
            newRoot
        );
    }

    function littleEndian(uint256 x) private pure returns (bytes4) {
        return bytes4(uint32(((x & 0xff) << 24) | ((x & 0xff00) << 8) | ((x >> 8) & 0xff00) | ((x >> 24) & 0xff)));
    }
}
