// SPDX-License-Identifier: MIT
// Two contracts with the interface of Cairn's verifier, for tests of the commands: nothing is verified. The first proof
// that check() sees of a statement is accepted, and every other proof of that statement is refused as the low-degree
// test refuses one. standin.json holds their code: test/ethereum/standin.py writes it.
pragma solidity ^0.8.30;

contract StandInTable {
    uint256 public constant ANSWER = 42;
}

contract StandIn {
    uint8 private constant NOT_A_PROOF = 1;
    uint8 private constant FRI = 22;
    StandInTable private immutable TABLE;
    mapping(bytes32 => bytes32) private accepted;

    error Refused(uint8 reason);
    event Verified(bytes32 indexed programDigest, bytes32 statementHash);

    constructor(StandInTable table) {
        require(table.ANSWER() == 42, "no table");
        TABLE = table;
    }

    function verify(bytes calldata statement, bytes calldata proof) public view returns (uint8) {
        if (statement.length < 36 || proof.length < 8 || bytes8(proof[:8]) != "CAIRNPRF") return NOT_A_PROOF;
        bytes32 known = accepted[keccak256(statement)];
        return known == 0 || known == keccak256(proof) ? 0 : FRI;
    }

    function check(bytes calldata statement, bytes calldata proof) external {
        uint8 reason = verify(statement, proof);
        if (reason != 0) revert Refused(reason);
        accepted[keccak256(statement)] = keccak256(proof);
        emit Verified(bytes32(statement[4:36]), keccak256(statement));
    }
}
