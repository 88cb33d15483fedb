// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// The parts of the verifier against what C++ calculates (test/vectors/units.bin, by bridge/cases/units.cc), which is
// read as call data, as a proof is. Specification: docs/protocol.md.

import {Field} from "../contracts/Field.sol";
import {Fri} from "../contracts/Fri.sol";
import {Merkle} from "../contracts/Merkle.sol";
import {Openings} from "../contracts/Openings.sol";
import {ProofReader} from "../contracts/ProofReader.sol";
import {Queries} from "../contracts/Queries.sol";
import {Transcript} from "../contracts/Transcript.sol";
import {Words} from "../contracts/Words.sol";
import {Assertions, vm} from "./Vm.sol";

contract UnitsTest is Assertions {
    using Transcript for Transcript.State;
    using Words for uint256[];

    uint256 private constant TRANSCRIPT = 100 + 5 * 20 + 20 + 20 * 20 + 8 + 19 * 4;
    uint256 private constant FOLDS = 32;
    uint256 private constant FOLD = 9 * 20 + 4 + 20;

    bytes private vectors;

    function setUp() public {
        vectors = vm.readFileBinary("test/vectors/units.bin");
    }

    function test_transcript() public view {
        this.transcriptOf(vectors);
    }

    function transcriptOf(bytes calldata data) external pure {
        uint256 ptr = offset(data);
        Transcript.State memory transcript = Transcript.begin("\x0dcairn proof 1");
        transcript.absorbBytes("\x09statement", ptr, 100);
        transcript.absorbDigest("\x09main root", bytes32(Merkle.digest(ptr)));
        uint256 exts = ptr + 100;
        ptr = exts + 5 * 20;
        assertDrawn(transcript.drawExt("\x08bus beta"), ptr);
        transcript.absorbExts("\x08openings", exts, 5 * 20);
        for (uint256 i = 0; i < 20; ++i) {
            ptr += 20;
            assertDrawn(transcript.drawExt("\x04zeta"), ptr);
        }
        ptr += 20;
        assertTrue(transcript.checkGrinding("\x09fri query", 9, ptr), "proof of work");
        uint256[] memory indices = transcript.drawIndices("\x0bfri indices", 19, 24);
        for (uint256 i = 0; i < 19; ++i) {
            assertEq(indices[i], ProofReader.number(ptr + 8 + 4 * i), "index");
        }
    }

    function test_proof_of_work_is_checked() public view {
        this.workOf(vectors);
    }

    // Of many nonces about one in 2^bits is good, and with 0 bits there is none.
    function workOf(bytes calldata data) external pure {
        uint256 good = 0;
        for (uint256 i = 0; i < 4000; ++i) {
            Transcript.State memory transcript = Transcript.begin("\x0dcairn proof 1");
            if (transcript.checkGrinding("\x08bus work", 5, offset(data) + TRANSCRIPT + i)) ++good;
        }
        assertTrue(good > 75 && good < 175, "about 125 nonces in 4,000");
        Transcript.State memory untouched = Transcript.begin("\x0dcairn proof 1");
        bytes32 before = untouched.state;
        assertTrue(untouched.checkGrinding("\x08bus work", 0, 0) && untouched.state == before, "no proof of work");
    }

    function test_folds() public view {
        this.foldsOf(vectors);
    }

    function foldsOf(bytes calldata data) external pure {
        uint256 ptr = offset(data) + TRANSCRIPT;
        for (uint256 i = 0; i < FOLDS; ++i) {
            uint256 values = Words.allocate(8);
            for (uint256 t = 0; t < 8; ++t) {
                Words.store(values + 32 * t, plain(ptr + 20 * t));
            }
            Fri.Challenges memory challenges;
            Fri.setFactors(challenges, Openings.element(ptr + 160));
            uint256 inverse = Field.fromNumber(ProofReader.number(ptr + 180));
            uint256 folded = Fri.fold(values, challenges, inverse);
            assertEq(Field.canonical(folded), plain(ptr + 184), "fold");
            ptr += FOLD;
        }
    }

    function test_trees() public view {
        assertTrue(this.treesOf(vectors), "an opening does not lead to the root");
    }

    /// forge-config: default.fuzz.runs = 256
    // Any byte of a root, a row, or a path; counts and indices are the verifier's own.
    function testFuzz_changed_trees(uint256 place, uint8 change) public view {
        bytes memory changed = vectors;
        uint256 start = TRANSCRIPT + FOLDS * FOLD;
        place = start + place % (changed.length - start);
        // The numbers of positions and the positions are not the tree's.
        if (change == 0 || !this.isOfTree(vectors, place)) return;
        changed[place] ^= bytes1(change);
        assertTrue(!this.treesOf(changed), "a changed opening leads to the root");
    }

    function treesOf(bytes calldata data) external pure returns (bool ok) {
        uint256 ptr = offset(data) + TRANSCRIPT + FOLDS * FOLD;
        uint256 root = Merkle.digest(ptr);
        ptr += 26;
        ok = true;
        for (uint256 i = 0; i < 5; ++i) {
            bool leads;
            (leads, ptr) = opensTree(ptr, root);
            ok = ok && leads;
        }
        assertEq(ptr, offset(data) + data.length, "everything was read");
    }

    function isOfTree(bytes calldata data, uint256 place) external pure returns (bool) {
        uint256 ptr = TRANSCRIPT + FOLDS * FOLD + 26;
        if (place < ptr) return true;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 start = offset(data) + ptr;
            uint256 count = ProofReader.number(start);
            (uint256[] memory tall, uint256[] memory low) = positionsAt(start);
            uint256 rows = ptr + 4 + 4 * count;
            uint256 path = rows + 12 * tall.length + 8 * low.length;
            uint256 end = path + 4 + 26 * ProofReader.number(offset(data) + path);
            if (place < end) return place >= rows && (place < path || place >= path + 4);
            ptr = end;
        }
        return false;
    }

    // Distinct positions, ascending, in the tall matrix of 2^9 rows and the low one of 2^6.
    function positionsAt(uint256 ptr) private pure returns (uint256[] memory tall, uint256[] memory low) {
        uint256[] memory indices = new uint256[](ProofReader.number(ptr));
        for (uint256 i = 0; i < indices.length; ++i) {
            indices[i] = ProofReader.number(ptr + 4 + 4 * i);
        }
        Queries.Domain[] memory domains = Queries.derive(indices, 1);
        return (domains[0].positions, domains[1].positions);
    }

    function opensTree(uint256 ptr, uint256 root) private pure returns (bool, uint256) {
        (uint256[] memory tall, uint256[] memory low) = positionsAt(ptr);
        ptr += 4 + 4 * ProofReader.number(ptr);
        uint256 lowRows = ptr + 12 * tall.length;
        uint256 path = lowRows + 8 * low.length;
        uint256 pathEnd = path + 4 + 26 * ProofReader.number(path);
        Merkle.Front memory front = Merkle.begin(tall, path + 4);
        for (uint256 i = 0; i < front.count; ++i) {
            front.nodes[i] = leafAt(ptr + 12 * i, 12);
        }
        Merkle.climb(front, 3);
        assertEq(front.count, low.length, "positions of the low matrix");
        for (uint256 i = 0; i < front.count; ++i) {
            assertEq(front.positions[i], low[i], "position");
            front.nodes[i] = Merkle.pair(front.nodes[i], leafAt(lowRows + 8 * i, 8));
        }
        Merkle.climb(front, 6);
        return (Merkle.ends(front, root, pathEnd), pathEnd);
    }

    function leafAt(uint256 ptr, uint256 size) private pure returns (uint256) {
        uint256 row = Words.allocate(2);
        assembly ("memory-safe") {
            calldatacopy(row, ptr, size)
        }
        return Merkle.leaf(row, size);
    }

    function plain(uint256 ptr) private pure returns (uint256) {
        uint256 word;
        assembly ("memory-safe") {
            word := calldataload(ptr)
        }
        return Field.decode(word);
    }

    function assertDrawn(uint256 drawn, uint256 ptr) private pure {
        assertEq(Field.toCanonical(drawn), plain(ptr), "challenge");
    }

    function offset(bytes calldata data) private pure returns (uint256 ptr) {
        assembly ("memory-safe") {
            ptr := data.offset
        }
    }
}
