// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

// Field against arithmetic on five words, for weak elements up to the greatest slots, which each test also mixes in.
// Specification: docs/field.md.

import {Field, N, OH, OL} from "../contracts/Field.sol";
import {Assertions} from "./Vm.sol";

contract FieldTest is Assertions {
    uint256 private constant P = 2130706433;
    uint256 private constant W = 2 ** 31 + 2 ** 26;

    // A weak element: every slot of 51 bits of the seed, or the greatest number if `extreme` says so, or zero.
    function weak(uint256 seed, uint256 extreme) private pure returns (uint256 a) {
        for (uint256 i = 0; i < 5; ++i) {
            uint256 choice = (extreme >> (4 * i)) & 15;
            uint256 slot = choice == 0 ? W - 1 : choice == 1 ? 0 : choice == 2 ? P : (seed >> (51 * i)) % W;
            a |= slot << (51 * i);
        }
    }

    function split(uint256 a) private pure returns (uint256[5] memory c) {
        for (uint256 i = 0; i < 5; ++i) {
            c[i] = (a >> (51 * i)) & (2 ** 51 - 1);
        }
    }

    function join(uint256[5] memory c) private pure returns (uint256 a) {
        for (uint256 i = 0; i < 5; ++i) {
            a |= (c[i] % P) << (51 * i);
        }
    }

    function slowMul(uint256 a, uint256 b) private pure returns (uint256) {
        uint256[5] memory x = split(a);
        uint256[5] memory y = split(b);
        uint256[9] memory c;
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 j = 0; j < 5; ++j) {
                c[i + j] = addmod(c[i + j], mulmod(x[i], y[j], P), P);
            }
        }
        for (uint256 k = 8; k > 4; --k) {
            c[k - 5] = addmod(c[k - 5], c[k], P);
            c[k - 3] = addmod(c[k - 3], P - c[k], P);
        }
        return join([c[0], c[1], c[2], c[3], c[4]]);
    }

    // Every slot times f.
    function scale(uint256 a, uint256 f) private pure returns (uint256) {
        uint256[5] memory c = split(a);
        for (uint256 i = 0; i < 5; ++i) {
            c[i] = mulmod(c[i], f, P);
        }
        return join(c);
    }

    function power(uint256 base, uint256 exponent) private pure returns (uint256 r) {
        r = 1;
        for (; exponent != 0; exponent >>= 1) {
            if (exponent & 1 != 0) r = mulmod(r, base, P);
            base = mulmod(base, base, P);
        }
    }

    function assertWeak(uint256 a) private pure {
        assertTrue(a >> 255 == 0, "bit 255");
        uint256[5] memory c = split(a);
        for (uint256 i = 0; i < 5; ++i) {
            assertTrue(c[i] < W, "a slot is not weak");
        }
    }

    function assertSame(uint256 actual, uint256 expected, string memory what) private pure {
        assertWeak(actual);
        assertEq(join(split(actual)), expected, what);
        assertEq(Field.canonical(actual), expected, "canonical");
    }

    function test_constants() public pure {
        assertEq(Field.ONE, 2 ** 40 % P, "one");
        assertEq(Field.TO_MONTGOMERY, mulmod(2 ** 40, 2 ** 40, P), "2^80");
        assertEq(N, 2 ** 255 + 2 ** 102 - 1, "modulus");
        // The offsets are multiples of p, and as large as what is subtracted at most.
        uint256[5] memory low = split(OL);
        uint256[5] memory high = split(OH);
        uint8[5] memory plus = [5, 5, 6, 5, 5];
        uint8[5] memory minus = [1, 0, 4, 3, 2];
        for (uint256 i = 0; i < 5; ++i) {
            uint256 half = 65535 * (W - 1);
            assertTrue(low[i] % P == 0 && low[i] >= minus[i] * half, "low offset");
            uint256 l = low[i] + plus[i] * half;
            half = ((W - 1) >> 16) * (W - 1);
            assertTrue(high[i] % P == 0 && high[i] >= minus[i] * half + P, "high offset");
            uint256 h = high[i] + plus[i] * half + (l >> 16);
            assertTrue(l < 2 ** 51 && h < 2 ** 51, "a slot overflows");
            assertTrue(P + (h >> 24) < 2 ** 31 + 2 ** 25, "a product is not weak");
        }
        assertTrue(65535 * 32512 < P && (2 ** 24 - 1) * 127 < P, "a Montgomery step is negative");
    }

    function test_greatest_slots() public pure {
        uint256 a = weak(0, 0);
        assertSame(Field.mul(a, a), scale(slowMul(a, a), power(2, P - 1 - 40)), "mul");
    }

    function testFuzz_mul(uint256 s, uint256 t, uint256 u, uint256 v) public pure {
        uint256 a = weak(s, u);
        uint256 b = weak(t, v);
        assertSame(Field.mul(a, b), scale(slowMul(a, b), power(2, P - 1 - 40)), "mul");
    }

    function testFuzz_mulBase(uint256 s, uint256 u, uint32 f) public pure {
        uint256 a = weak(s, u);
        assertSame(Field.mulBase(a, f), scale(a, mulmod(f, power(2, P - 1 - 40), P)), "mulBase");
        assertSame(Field.fromCanonical(a), scale(a, 2 ** 40), "fromCanonical");
        assertEq(Field.toCanonical(a), scale(a, power(2, P - 1 - 40)), "toCanonical");
        assertEq(Field.fromNumber(f), mulmod(f, 2 ** 40, P), "fromNumber");
    }

    function testFuzz_add_sub_neg(uint256 s, uint256 t, uint256 u, uint256 v) public pure {
        uint256 a = weak(s, u);
        uint256 b = weak(t, v);
        uint256[5] memory x = split(a);
        uint256[5] memory y = split(b);
        uint256[5] memory sum;
        uint256[5] memory difference;
        uint256[5] memory negative;
        for (uint256 i = 0; i < 5; ++i) {
            sum[i] = x[i] + y[i];
            difference[i] = x[i] + 2 * P - y[i];
            negative[i] = 2 * P - x[i];
        }
        assertSame(Field.add(a, b), join(sum), "add");
        assertSame(Field.sub(a, b), join(difference), "sub");
        assertSame(Field.neg(a), join(negative), "neg");
        assertTrue(Field.isZero(Field.sub(a, Field.canonical(a))), "isZero");
        assertTrue(Field.equal(a, Field.canonical(a)), "equal");
        assertTrue(Field.equal(a, b) == (join(x) == join(y)), "equal if the slots are");
    }

    function testFuzz_reduceWide(uint256 a) public pure {
        a >>= 1;
        assertEq(Field.reduceWide(a), join(split(a)), "reduceWide");
    }

    function testFuzz_inverse(uint256 s, uint256 u) public pure {
        uint256 a = weak(s, u);
        if (Field.isZero(a)) {
            assertSame(Field.inverse(a), 0, "inverse of zero");
        } else {
            assertSame(Field.mul(a, Field.inverse(a)), Field.ONE, "inverse");
        }
    }

    function testFuzz_frobenius(uint256 s, uint256 u) public pure {
        uint256 a = weak(s, u);
        assertSame(Field.frobenius(a), Field.canonical(Field.pow(a, P)), "frobenius");
        assertSame(Field.frobenius2(a), Field.canonical(Field.pow(Field.pow(a, P), P)), "frobenius2");
        assertSame(Field.squareTimes(a, 5), Field.canonical(Field.pow(a, 32)), "squareTimes");
    }

    function testFuzz_inverseBase(uint32 x) public pure {
        assertEq(mulmod(Field.inverseBase(x), x, P), x % P == 0 ? 0 : 1, "inverseBase");
    }

    function testFuzz_bytes(uint256 s, uint96 rest) public pure {
        uint256 a = join(split(weak(s, 0x33333)));
        bytes memory text;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 c = (a >> (51 * i)) & (2 ** 51 - 1);
            text = bytes.concat(text, bytes1(uint8(c)), bytes1(uint8(c >> 8)), bytes1(uint8(c >> 16)));
            text = bytes.concat(text, bytes1(uint8(c >> 24)));
        }
        uint256 word = uint256(bytes32(text));
        assertEq(Field.encode(a), word, "encode");
        assertEq(Field.decode(word | rest), a, "decode");
    }

    uint256 private sink;

    // For people: forge test --match-test gas -vvvv
    function test_gas() public {
        uint256 a = weak(uint256(keccak256("a")), 0x33333);
        uint256 gas = gasleft();
        for (uint256 i = 0; i < 100; ++i) {
            a = Field.mul(a, a);
        }
        emit Gas("mul", (gas - gasleft()) / 100);
        gas = gasleft();
        for (uint256 i = 0; i < 100; ++i) {
            a = Field.inverse(a);
        }
        emit Gas("inverse", (gas - gasleft()) / 100);
        gas = gasleft();
        for (uint256 i = 0; i < 100; ++i) {
            a = Field.sub(a, i);
        }
        emit Gas("sub", (gas - gasleft()) / 100);
        sink = a;
    }

    event Gas(string what, uint256 gas);
}
