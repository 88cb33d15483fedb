// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Dot} from "./Dot.sol";
import {Field, P} from "./Field.sol";
import {LEVELS, Layout} from "./Layout.sol";
import {Machine} from "./generated/Machine.sol";
import {Merkle} from "./Merkle.sol";
import {ProofReader} from "./ProofReader.sol";
import {Queries} from "./Queries.sol";
import {Transcript} from "./Transcript.sol";
import {Words} from "./Words.sol";

// FRI: that the codewords of all heights are close to polynomials of low degree. The steps are those of
// stark/fri_verifier.cc; the codewords' values are plain elements, the challenges in Montgomery form.
// Specification: docs/protocol.md, section FRI.
library Fri {
    using Transcript for Transcript.State;
    using Words for uint256[];

    uint256 private constant ARITY = 8;
    uint256 private constant LEAF = 160; // bytes: ARITY elements
    // With w_8 the root of order 8.
    uint256 private constant W4_INVERSE = 16711679;
    uint256 private constant W8_INVERSE = 1739704753;
    uint256 private constant W8_INVERSE_CUBE = 382534071;
    uint256 private constant EIGHTH_MONTGOMERY = 1073741760; // 2^40 / 8 mod p

    // The challenges of a round, and what they are multiplied by before the point is known.
    struct Challenges {
        uint256 roll; // 0 where nothing joins
        uint256[7] factors; // beta w_8^-bitrev(t) for t = 0 ... 3, beta^2, beta^2 w_4^-1, beta^4
    }

    // 1. to 3.: the challenges of all rounds, and the query positions; false if a proof of work is not good.
    function receiveProof(Transcript.State memory transcript, ProofReader.Proof memory proof, Layout.Shape memory shape)
        internal
        pure
        returns (bool ok, Challenges[] memory challenges, uint256[] memory indices)
    {
        unchecked {
            challenges = new Challenges[](Machine.ROUNDS);
            for (uint256 i = 0; i < Machine.ROUNDS; ++i) {
                ProofReader.Round memory round = proof.rounds[i];
                transcript.absorbDigest("\x08fri root", bytes32(Merkle.digest(round.root)));
                if (!transcript.checkGrinding("\x08fri fold", ProofReader.foldGrinding(i), round.nonce)) {
                    return (false, challenges, indices);
                }
                setFactors(challenges[i], transcript.drawExt("\x08fri beta"));
                if (i + 1 < LEVELS && shape.levels[i + 1].tables != 0) {
                    challenges[i].roll = transcript.drawExt("\x08fri roll");
                }
            }
            transcript.absorbExts("\x09fri final", proof.finalPolynomial, Layout.EXT << Machine.LOG_FINAL_LENGTH);
            if (!transcript.checkGrinding("\x09fri query", Machine.QUERY_GRINDING, proof.queryNonce)) {
                return (false, challenges, indices);
            }
            indices =
                transcript.drawIndices("\x0bfri indices", Machine.QUERIES, Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP);
            ok = true;
        }
    }

    // 4. The openings. values[i] are those of the codeword that lies on domain i, at its positions; none where there
    // is no such codeword.
    function verify(
        ProofReader.Proof memory proof,
        Challenges[] memory challenges,
        Queries.Domain[] memory domains,
        uint256[][] memory values
    ) internal pure returns (bool) {
        unchecked {
            uint256[] memory current = values[0];
            for (uint256 i = 0; i < Machine.ROUNDS; ++i) {
                bool ok;
                (ok, current) = foldRound(proof.rounds[i], challenges[i], domains[i], domains[i + 1], current, i);
                if (!ok) return false;
                if (i + 1 < values.length && values[i + 1].length != 0) {
                    uint256[] memory joining = values[i + 1];
                    for (uint256 k = 0; k < joining.length; ++k) {
                        uint256 joined = Field.mul(joining.get(k), challenges[i].roll);
                        current.set(k, Field.add(current.get(k), joined));
                    }
                }
            }
            return isFinal(proof.finalPolynomial, domains[Machine.ROUNDS], current);
        }
    }

    function setFactors(Challenges memory challenges, uint256 beta) internal pure {
        uint256 square = Field.mul(beta, beta);
        challenges.factors[0] = beta;
        challenges.factors[1] = Field.mulBase(beta, Field.fromNumber(W4_INVERSE));
        challenges.factors[2] = Field.mulBase(beta, Field.fromNumber(W8_INVERSE));
        challenges.factors[3] = Field.mulBase(beta, Field.fromNumber(W8_INVERSE_CUBE));
        challenges.factors[4] = square;
        challenges.factors[5] = Field.mulBase(square, Field.fromNumber(W4_INVERSE));
        challenges.factors[6] = Field.mul(square, square);
    }

    // Completes every coset from what is known and the siblings, folds it, and sees that it is what was committed.
    function foldRound(
        ProofReader.Round memory round,
        Challenges memory challenges,
        Queries.Domain memory known,
        Queries.Domain memory folded,
        uint256[] memory current,
        uint256 number
    ) private pure returns (bool ok, uint256[] memory results) {
        unchecked {
            uint256 cosets = folded.positions.length;
            if (round.siblingCount != cosets * ARITY - known.positions.length) return (false, results);
            results = Words.array(cosets);
            Merkle.Front memory front = Merkle.begin(folded.positions, round.path.begin);
            uint256 scratch = Words.allocate(ARITY + LEAF / 32 + 1);
            Cursor memory cursor = Cursor(known.positions.begin(), 0, round.siblings);
            cursor.end = cursor.known + 32 * known.positions.length;
            // From a known position to its value.
            uint256 toValue = current.begin() - cursor.known;
            uint256 toInverse = known.inverses.begin() - cursor.known;
            for (uint256 i = 0; i < cosets; ++i) {
                // A known position of the coset, from which follows 1 / y, y being the first point.
                uint256 turn = root(Words.load(cursor.known) % ARITY);
                uint256 inverse = mulmod(Words.load(cursor.known + toInverse), turn, P);
                completeCoset(scratch, cursor, toValue, folded.positions.get(i) * ARITY);
                front.nodes.set(i, Merkle.leaf(scratch + ARITY * 32, LEAF));
                results.set(i, fold(scratch, challenges, mulmod(inverse, Field.ONE, P)));
            }
            uint256 logDomain = Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP;
            Merkle.climb(front, logDomain - Machine.LOG_ARITY * (number + 1));
            ok = Merkle.ends(front, Merkle.digest(round.root), round.path.end);
        }
    }

    // How far the known positions and the siblings have been used.
    struct Cursor {
        uint256 known; // memory: the next known position
        uint256 end; // of them
        uint256 sibling; // the next one in the call data
    }

    // The values of a coset, which begins at `position`, to `scratch`, one word each, and behind them the leaf. Known
    // positions have known values, the others are siblings.
    function completeCoset(uint256 scratch, Cursor memory cursor, uint256 toValue, uint256 position) private pure {
        unchecked {
            uint256 known = cursor.known;
            uint256 sibling = cursor.sibling;
            uint256 leaf = scratch + ARITY * 32;
            for (uint256 end = leaf; scratch != end; scratch += 32) {
                uint256 value;
                uint256 encoded;
                if (known != cursor.end && Words.load(known) == position) {
                    value = Words.load(known + toValue);
                    encoded = Field.encode(Field.canonical(value));
                    known += 32;
                } else {
                    assembly ("memory-safe") {
                        encoded := calldataload(sibling)
                    }
                    value = Field.decode(encoded);
                    sibling += Layout.EXT;
                }
                Words.store(scratch, value);
                Words.store(leaf, encoded); // 12 bytes more than there are, which the next ones overwrite
                leaf += Layout.EXT;
                ++position;
            }
            cursor.known = known;
            cursor.sibling = sibling;
        }
    }

    // The value at beta of the interpolant through a coset: three times f = e(X^2) + X o(X^2), without the factors
    // 1/2, for which 1/8 follows at the end. `inverse` is 1 / y in Montgomery form.
    function fold(uint256 values, Challenges memory challenges, uint256 inverse) internal pure returns (uint256) {
        unchecked {
            uint256[7] memory factors = challenges.factors;
            uint256 a0 = butterfly(values, Field.mulBase(factors[0], inverse));
            uint256 a1 = butterfly(values + 64, Field.mulBase(factors[1], inverse));
            uint256 a2 = butterfly(values + 128, Field.mulBase(factors[2], inverse));
            uint256 a3 = butterfly(values + 192, Field.mulBase(factors[3], inverse));
            // (1 / y^2) 2^40 from the square of (1 / y) 2^40.
            inverse = mulmod(mulmod(inverse, inverse, P), 4129024, P);
            a0 = butterfly(a0, a1, Field.mulBase(factors[4], inverse));
            a2 = butterfly(a2, a3, Field.mulBase(factors[5], inverse));
            inverse = mulmod(mulmod(inverse, inverse, P), 4129024, P);
            a0 = butterfly(a0, a2, Field.mulBase(factors[6], inverse));
            return Field.mulBase(a0, EIGHTH_MONTGOMERY);
        }
    }

    function butterfly(uint256 ptr, uint256 factor) private pure returns (uint256) {
        unchecked {
            return butterfly(Words.load(ptr), Words.load(ptr + 32), factor);
        }
    }

    // a + b + factor (a - b).
    function butterfly(uint256 a, uint256 b, uint256 factor) private pure returns (uint256) {
        unchecked {
            // Three weak elements are below 2^33.
            return Field.reduce(a + b + Field.mul(Field.sub(a, b), factor));
        }
    }

    // w_8^bitrev(t).
    function root(uint256 t) private pure returns (uint256 power) {
        assembly ("memory-safe") {
            power := and(shr(shl(5, t), 0x67b1c9b1174e365016cd01b76832fe4a00feffff7e0100027f00000000000001), 0xffffffff)
        }
    }

    // Whether the values are those of the final polynomial, which is in the call data.
    function isFinal(uint256 polynomial, Queries.Domain memory domain, uint256[] memory values)
        private
        pure
        returns (bool)
    {
        unchecked {
            uint256 length = 1 << Machine.LOG_FINAL_LENGTH;
            uint256 elements = Words.allocate(length);
            for (uint256 i = 0; i < length; ++i) {
                uint256 encoded;
                assembly ("memory-safe") {
                    encoded := calldataload(add(polynomial, mul(20, i)))
                }
                Words.store(elements + 32 * i, Field.decode(encoded));
            }
            (uint256 coefficients, uint256 end) = Dot.inOrder(elements, length);
            for (uint256 k = 0; k < values.length; ++k) {
                uint256 value = Dot.evaluate(coefficients, end, domain.points.get(k));
                if (value != Field.canonical(values.get(k))) return false;
            }
            return true;
        }
    }
}
