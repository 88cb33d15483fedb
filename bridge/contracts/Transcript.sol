// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Field, P} from "./Field.sol";

// Fiat-Shamir over Keccak-256: the challenges are drawn from a hash of everything that was said before.
//
// The state is a word and becomes H(state, kind, label length, label, payload length, payload); a draw is absorbed
// likewise, with its count as payload, and reads the blocks H(state, 0xff, counter). A label is a bytes32 whose first
// byte is the label's length. Messages are composed in memory beyond the free pointer, which stays where it is.
// Specification: docs/protocol.md, section Transcript.
library Transcript {
    struct State {
        bytes32 state;
    }

    uint8 private constant PROTOCOL = 1;
    uint8 private constant EXTS = 3;
    uint8 private constant DIGEST = 4;
    uint8 private constant BYTES = 5;
    uint8 private constant DRAW_EXTS = 7;
    uint8 private constant DRAW_INDICES = 8;
    uint8 private constant GRIND = 9;

    function begin(bytes32 protocol) internal pure returns (State memory transcript) {
        absorbNumber(transcript, PROTOCOL, protocol, 0);
    }

    function absorbDigest(State memory transcript, bytes32 label, bytes32 digest) internal pure {
        absorbWord(transcript, DIGEST, label, digest, 32);
    }

    // 32 bytes that are no digest of this profile's hash.
    function absorbBytes32(State memory transcript, bytes32 label, bytes32 payload) internal pure {
        absorbWord(transcript, BYTES, label, payload, 32);
    }

    // `length` bytes of the call data.
    function absorbBytes(State memory transcript, bytes32 label, uint256 offset, uint256 length) internal pure {
        absorbCalldata(transcript, BYTES, label, offset, length);
    }

    // Elements as they are in the proof, 20 bytes each.
    function absorbExts(State memory transcript, bytes32 label, uint256 offset, uint256 length) internal pure {
        absorbCalldata(transcript, EXTS, label, offset, length);
    }

    // A challenge, in Montgomery form.
    function drawExt(State memory transcript, bytes32 label) internal pure returns (uint256) {
        absorbNumber(transcript, DRAW_EXTS, label, 1);
        uint256 element;
        uint256 block_;
        uint256 squeezed;
        unchecked {
            for (uint256 slot = 0; slot < 255; slot += 51) {
                uint256 number;
                do {
                    if (squeezed % 8 == 0) block_ = squeeze(transcript, squeezed / 8);
                    number = word(block_, squeezed) & 0x7fffffff;
                    ++squeezed;
                } while (number >= P);
                element |= number << slot;
            }
        }
        return Field.fromCanonical(element);
    }

    // Positions below 2^logDomain <= 2^32, with repetitions.
    function drawIndices(State memory transcript, bytes32 label, uint256 count, uint256 logDomain)
        internal
        pure
        returns (uint256[] memory indices)
    {
        absorbNumber(transcript, DRAW_INDICES, label, (count << 8) | logDomain);
        indices = new uint256[](count);
        uint256 block_;
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                if (i % 8 == 0) block_ = squeeze(transcript, i / 8);
                indices[i] = word(block_, i) & ((1 << logDomain) - 1);
            }
        }
    }

    // Absorbs a nonce, 8 bytes of the call data, and says whether it is good. With 0 bits there is none.
    function checkGrinding(State memory transcript, bytes32 label, uint256 bits, uint256 nonce)
        internal
        pure
        returns (bool)
    {
        if (bits == 0) return true;
        absorbNumber(transcript, GRIND, label, bits);
        uint256 state;
        assembly ("memory-safe") {
            mstore(0, mload(transcript))
            calldatacopy(32, nonce, 8)
            state := keccak256(0, 40)
            mstore(transcript, state)
        }
        // bits <= 32; the state's first bytes, little-endian.
        return word(state, 0) & ((1 << bits) - 1) == 0;
    }

    function absorbNumber(State memory transcript, uint8 kind, bytes32 label, uint256 number) private pure {
        absorbWord(transcript, kind, label, bytes32(littleEndian(number)), 8);
    }

    // The first `length` bytes of a word.
    function absorbWord(State memory transcript, uint8 kind, bytes32 label, bytes32 payload, uint256 length)
        private
        pure
    {
        uint256 ptr = header(transcript, kind, label, length);
        assembly ("memory-safe") {
            mstore(ptr, payload)
            let message := mload(0x40)
            mstore(transcript, keccak256(message, sub(add(ptr, length), message)))
        }
    }

    function absorbCalldata(State memory transcript, uint8 kind, bytes32 label, uint256 offset, uint256 length)
        private
        pure
    {
        uint256 ptr = header(transcript, kind, label, length);
        assembly ("memory-safe") {
            calldatacopy(ptr, offset, length)
            let message := mload(0x40)
            mstore(transcript, keccak256(message, sub(add(ptr, length), message)))
        }
    }

    // Everything before the payload, at the free pointer; where the payload goes.
    function header(State memory transcript, uint8 kind, bytes32 label, uint256 length)
        private
        pure
        returns (uint256 ptr)
    {
        uint256 payload = littleEndian(length);
        assembly ("memory-safe") {
            let message := mload(0x40)
            mstore(message, mload(transcript))
            mstore8(add(message, 32), kind)
            mstore(add(message, 33), label)
            ptr := add(add(message, 34), byte(0, label))
            mstore(ptr, payload)
            ptr := add(ptr, 8)
        }
    }

    function squeeze(State memory transcript, uint256 counter) private pure returns (uint256 block_) {
        uint256 encoded = littleEndian(counter);
        assembly ("memory-safe") {
            mstore(0, mload(transcript))
            mstore(32, or(shl(248, 0xff), shr(8, encoded)))
            block_ := keccak256(0, 41)
        }
    }

    // Word number i mod 8 of a block: 4 bytes, little-endian.
    function word(uint256 block_, uint256 i) private pure returns (uint256) {
        unchecked {
            return littleEndian4(block_ >> (224 - 32 * (i % 8)));
        }
    }

    // The 4 lowest bytes, reversed.
    function littleEndian4(uint256 x) private pure returns (uint256) {
        return ((x >> 24) & 0xff) | ((x >> 8) & 0xff00) | ((x & 0xff00) << 8) | ((x & 0xff) << 24);
    }

    // A number below 2^32 in 8 bytes, little-endian, the first ones of the word.
    function littleEndian(uint256 number) private pure returns (uint256) {
        return littleEndian4(number) << 224;
    }
}
