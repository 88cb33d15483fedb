// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// A verifier of Cairn proofs in the profile `ethereum`: what an application uses. It has no owner and no storage, and
// one contract verifies every program: a statement names the program by its digest.
//
// `statement` is the encoding that docs/formats.md describes; an application that acts on a result builds or compares
// it itself. `proof` is a proof file without the statement's bytes (their number stays). docs/ethereum.md shows how.
interface ICairnVerifier {
    // The proof was not accepted; the numbers are those of Reason.
    error Refused(uint8 reason);

    // A run of the program with this digest, as its 32 bytes are in the statement, has been proven to be as the
    // statement says, of which this is the Keccak-256 hash.
    event Verified(bytes32 indexed programDigest, bytes32 statementHash);

    // 0 if the proof is valid for the statement, else why it is not.
    function verify(bytes calldata statement, bytes calldata proof) external view returns (uint8 reason);

    // Reverts with Refused unless the proof is valid for the statement.
    function check(bytes calldata statement, bytes calldata proof) external;
}
