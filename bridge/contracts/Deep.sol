// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Field} from "./Field.sol";
import {Lanes} from "./Lanes.sol";
import {LEVELS, Layout} from "./Layout.sol";
import {Machine} from "./generated/Machine.sol";
import {Merkle} from "./Merkle.sol";
import {Openings} from "./Openings.sol";
import {ProofReader} from "./ProofReader.sol";
import {Queries} from "./Queries.sol";

// The codewords that FRI is about, at the query positions, from the opened rows of the three trees.
//
// For every height, with the coefficients 1, x, x^2, ... of its openings in the order of the protocol, the codeword is
//     (F(X) - F(zeta)) / (X - zeta) + (G(X) - G(zeta w)) / (X - zeta w),
// F being the sum of coefficient times column over what is opened at zeta, G over what is opened in the next row. The
// sums over opened rows are plain numbers times coefficients in two words of lanes. A row is hashed and summed while it
// lies in memory. Specification: docs/protocol.md, sections 6 and Merkle trees.
library Deep {
    uint256 private constant P = 2130706433; // Field.P
    uint256 private constant GENERATOR = 3; // columns lie on 3 times the points of Queries

    // What one tree commits at one height: matrices whose rows are hashed next to one another.
    struct Part {
        uint256[] rows; // by matrix: where its rows begin in the call data
        uint256[] widths; // by matrix: bytes of a row
        uint256 width; // bytes of all
        uint256 coefficients; // memory: lanes of every column, and zeros up to a multiple of eight columns
        uint256 next; // memory: for columns that are opened in the next row, the byte in the row, then lanes
        uint256 nextEnd;
        bool isWrong; // whether some matrix has not as many rows as there are positions
    }

    // One height.
    struct Level {
        Part[3] parts; // of the main, the auxiliary and the quotient tree
        uint256 hereValue; // F(zeta)
        uint256 nextValue; // G(zeta w)
        uint256 sums; // memory: for every position the lanes of F, then those of G
    }

    // The coefficients of all openings, times which the openings are summed up at once. x is in Montgomery form.
    function batch(Layout.Shape memory shape, Openings.Values memory openings, uint256 x)
        internal
        pure
        returns (Level[] memory levels)
    {
        unchecked {
            levels = new Level[](LEVELS);
            for (uint256 i = 0; i < LEVELS; ++i) {
                if (shape.tablesOfLevel[i] != 0) batchLevel(levels[i], shape, openings, x, i);
            }
        }
    }

    function batchLevel(
        Level memory level,
        Layout.Shape memory shape,
        Openings.Values memory openings,
        uint256 x,
        uint256 number
    ) private pure {
        unchecked {
            Layout.Table[] memory tables = shape.tables;
            prepare(level, tables, number);
            Part memory main = level.parts[0];
            Part memory aux = level.parts[1];
            uint256 mainPtr = main.coefficients;
            uint256 auxPtr = aux.coefficients;
            // Where the table's columns begin in the rows.
            uint256 mainByte = 0;
            uint256 auxByte = 0;
            Sum memory here = Sum(1, x, 0); // the plain number 1
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                if (table.level != number) continue;
                uint256 values = openings.here[i];
                uint256 auxColumns = Layout.EXT_COLUMNS * table.auxColumns;
                add(here, values, table.mainWidth, mainPtr, 64);
                mainPtr += 64 * table.mainWidth;
                add(here, values + 32 * table.mainWidth, auxColumns, auxPtr, 64);
                auxPtr += 64 * auxColumns;

                Sum memory next = Sum(here.power, x, level.nextValue);
                values = openings.next[i];
                add(next, values, table.nextCount, main.nextEnd + 32, 96);
                for (uint256 k = 0; k < table.nextCount; ++k) {
                    putWord(main.nextEnd, mainByte + Layout.FELT * Layout.nextColumn(table, k));
                    main.nextEnd += 96;
                }
                add(next, values + 32 * table.nextCount, Layout.EXT_COLUMNS, aux.nextEnd + 32, 96);
                auxByte += Layout.FELT * auxColumns;
                for (uint256 k = Layout.EXT_COLUMNS; k > 0; --k) {
                    putWord(aux.nextEnd, auxByte - Layout.FELT * k); // the accumulator is the last one
                    aux.nextEnd += 96;
                }
                mainByte += Layout.FELT * table.mainWidth;
                here.power = next.power;
                level.nextValue = next.value;
            }
            add(here, openings.quotient[number], Machine.QUOTIENT_COLUMNS, level.parts[2].coefficients, 64);
            level.hereValue = Field.reduceWide(here.value);
            level.nextValue = Field.reduceWide(level.nextValue);
        }
    }

    // Memory for the coefficients of a level.
    function prepare(Level memory level, Layout.Table[] memory tables, uint256 number) private pure {
        unchecked {
            uint256 main;
            uint256 aux;
            uint256 next;
            uint256 count;
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                if (table.level != number) continue;
                main += table.mainWidth;
                aux += Layout.EXT_COLUMNS * table.auxColumns;
                next += table.nextCount;
                ++count;
            }
            allocatePart(level.parts[0], main, next, count);
            allocatePart(level.parts[1], aux, Layout.EXT_COLUMNS * count, count);
            allocatePart(level.parts[2], Machine.QUOTIENT_COLUMNS, 0, 1);
        }
    }

    function allocatePart(Part memory part, uint256 columns, uint256 next, uint256 matrices) private pure {
        unchecked {
            part.rows = new uint256[](matrices);
            part.widths = new uint256[](matrices);
            part.width = Layout.FELT * columns;
            part.coefficients = zeros(64 * ((columns + 7) & ~uint256(7)));
            part.next = zeros(96 * next);
            part.nextEnd = part.next;
        }
    }

    // A running sum of openings times powers of x. The value's slots are sums of weak ones, not yet reduced.
    struct Sum {
        uint256 power;
        uint256 x;
        uint256 value;
    }

    // The next `count` openings; the lanes of their coefficients to `to`, `stride` bytes apart.
    function add(Sum memory sum, uint256 values, uint256 count, uint256 to, uint256 stride) private pure {
        unchecked {
            uint256 power = sum.power;
            uint256 x = sum.x;
            uint256 value = sum.value;
            for (uint256 end = values + 32 * count; values != end; values += 32) {
                uint256 opening;
                assembly ("memory-safe") {
                    opening := mload(values)
                }
                value += Field.mul(opening, power);
                Lanes.store(to, power);
                power = Field.mul(power, x);
                to += stride;
            }
            sum.power = power;
            sum.value = value;
        }
    }

    // Where the rows of all trees lie, and whether there are as many as there are positions.
    function locate(
        Level[] memory levels,
        Layout.Shape memory shape,
        ProofReader.Proof memory proof,
        Queries.Domain[] memory domains
    ) internal pure {
        unchecked {
            Layout.Table[] memory tables = shape.tables;
            uint256[LEVELS] memory matrices;
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                Level memory level = levels[table.level];
                uint256 matrix = matrices[table.level]++;
                uint256 positions = domains[table.level].positions.length;
                place(level.parts[0], matrix, proof.mainRows, i, table.mainWidth, positions);
                place(level.parts[1], matrix, proof.auxRows, i, Layout.EXT_COLUMNS * table.auxColumns, positions);
            }
            uint256 quotients = 0;
            for (uint256 i = 0; i < LEVELS; ++i) {
                if (shape.tablesOfLevel[i] == 0) continue;
                uint256 positions = domains[i].positions.length;
                levels[i].sums = zeros(128 * positions);
                place(levels[i].parts[2], 0, proof.quotientRows, quotients++, Machine.QUOTIENT_COLUMNS, positions);
            }
        }
    }

    function place(
        Part memory part,
        uint256 matrix,
        ProofReader.Rows memory rows,
        uint256 number,
        uint256 width,
        uint256 positions
    ) private pure {
        unchecked {
            part.rows[matrix] = rows.begin[number];
            part.widths[matrix] = Layout.FELT * width;
            if (rows.count[number] != positions) part.isWrong = true;
        }
    }

    // Whether the opening of a tree leads to its root; adds its rows to the sums of all levels.
    function open(
        Level[] memory levels,
        uint256 tree,
        ProofReader.Path memory path,
        uint256 root,
        Queries.Domain[] memory domains
    ) internal pure returns (bool) {
        unchecked {
            for (uint256 i = 0; i < LEVELS; ++i) {
                if (levels[i].parts[tree].isWrong) return false;
            }
            Merkle.Front memory front = Merkle.begin(domains[0].positions, path.begin);
            for (uint256 i = 0; i < LEVELS; ++i) {
                if (i != 0) Merkle.climb(front, Layout.LEVEL_BITS);
                Part memory part = levels[i].parts[tree];
                if (part.width != 0) sumRows(part, levels[i].sums, front, i == 0);
            }
            Merkle.climb(
                front,
                Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP - Layout.LEVEL_BITS * (LEVELS - 1)
            );
            return Merkle.ends(front, Merkle.digest(root), path.end);
        }
    }

    // The rows of one height: their leaves to the front, their sums to `sums`.
    function sumRows(Part memory part, uint256 sums, Merkle.Front memory front, bool isLowest) private pure {
        unchecked {
            uint256 buffer = zeros(part.width + 64);
            for (uint256 k = 0; k < front.count; ++k) {
                uint256 ptr = buffer;
                for (uint256 m = 0; m < part.rows.length; ++m) {
                    uint256 bytes_ = part.widths[m];
                    uint256 row = part.rows[m] + k * bytes_;
                    assembly ("memory-safe") {
                        calldatacopy(ptr, row, bytes_)
                    }
                    ptr += bytes_;
                }
                uint256 leaf = Merkle.leaf(buffer, part.width);
                front.nodes[k] = isLowest ? leaf : Merkle.pair(front.nodes[k], leaf);
                sumHere(buffer, part.width, part.coefficients, sums);
                sumNext(buffer, part.next, part.nextEnd, sums + 64);
                sums += 128;
            }
        }
    }

    // Adds the columns of a row times their coefficients to the lanes at `to`, and makes the row's numbers big-endian.
    function sumHere(uint256 row, uint256 width, uint256 coefficients, uint256 to) private pure {
        assembly ("memory-safe") {
            let low := mload(to)
            let high := mload(add(to, 32))
            let m8 := 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff
            let m16 := 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff
            for { let end := add(row, width) } lt(row, end) { row := add(row, 32) } {
                let w := mload(row)
                w := or(shl(8, and(w, m8)), and(shr(8, w), m8))
                w := or(shl(16, and(w, m16)), and(shr(16, w), m16))
                mstore(row, w)
                let f := shr(224, w)
                low := add(low, mul(f, mload(coefficients)))
                high := add(high, mul(f, mload(add(coefficients, 32))))
                f := and(shr(192, w), 0xffffffff)
                low := add(low, mul(f, mload(add(coefficients, 64))))
                high := add(high, mul(f, mload(add(coefficients, 96))))
                f := and(shr(160, w), 0xffffffff)
                low := add(low, mul(f, mload(add(coefficients, 128))))
                high := add(high, mul(f, mload(add(coefficients, 160))))
                f := and(shr(128, w), 0xffffffff)
                low := add(low, mul(f, mload(add(coefficients, 192))))
                high := add(high, mul(f, mload(add(coefficients, 224))))
                f := and(shr(96, w), 0xffffffff)
                low := add(low, mul(f, mload(add(coefficients, 256))))
                high := add(high, mul(f, mload(add(coefficients, 288))))
                f := and(shr(64, w), 0xffffffff)
                low := add(low, mul(f, mload(add(coefficients, 320))))
                high := add(high, mul(f, mload(add(coefficients, 352))))
                f := and(shr(32, w), 0xffffffff)
                low := add(low, mul(f, mload(add(coefficients, 384))))
                high := add(high, mul(f, mload(add(coefficients, 416))))
                f := and(w, 0xffffffff)
                low := add(low, mul(f, mload(add(coefficients, 448))))
                high := add(high, mul(f, mload(add(coefficients, 480))))
                coefficients := add(coefficients, 512)
            }
            mstore(to, low)
            mstore(add(to, 32), high)
        }
    }

    // The same for the columns that are opened in the next row; the row's numbers are big-endian.
    function sumNext(uint256 row, uint256 entries, uint256 end, uint256 to) private pure {
        assembly ("memory-safe") {
            let low := mload(to)
            let high := mload(add(to, 32))
            for {} lt(entries, end) { entries := add(entries, 96) } {
                let f := shr(224, mload(add(row, mload(entries))))
                low := add(low, mul(f, mload(add(entries, 32))))
                high := add(high, mul(f, mload(add(entries, 64))))
            }
            mstore(to, low)
            mstore(add(to, 32), high)
        }
    }

    // The codewords at the positions of their domains, plain; none for a height that no table has.
    function codewords(
        Level[] memory levels,
        Layout.Shape memory shape,
        Queries.Domain[] memory domains,
        uint256 zeta
    ) internal pure returns (uint256[][] memory values) {
        unchecked {
            values = new uint256[][](LEVELS);
            for (uint256 i = 0; i < LEVELS; ++i) {
                if (shape.tablesOfLevel[i] == 0) continue;
                uint256 zetaNext = Field.mulBase(zeta, Field.fromNumber(Openings.generator(i)));
                values[i] = codeword(levels[i], domains[i].points, zeta, zetaNext);
            }
        }
    }

    function codeword(Level memory level, uint256[] memory points, uint256 zeta, uint256 zetaNext)
        private
        pure
        returns (uint256[] memory values)
    {
        unchecked {
            uint256 count = points.length;
            // X - zeta and X - zeta w at every point; zeta is in no domain.
            uint256[] memory inverses = new uint256[](2 * count);
            for (uint256 k = 0; k < count; ++k) {
                uint256 x = Field.fromNumber(mulmod(GENERATOR, points[k], P));
                inverses[2 * k] = Field.sub(x, zeta);
                inverses[2 * k + 1] = Field.sub(x, zetaNext);
            }
            invertAll(inverses);
            values = new uint256[](count);
            uint256 sums = level.sums;
            for (uint256 k = 0; k < count; ++k) {
                uint256 here = Field.sub(joinAt(sums), level.hereValue);
                uint256 next = Field.sub(joinAt(sums + 64), level.nextValue);
                values[k] = Field.add(Field.mul(here, inverses[2 * k]), Field.mul(next, inverses[2 * k + 1]));
                sums += 128;
            }
        }
    }

    function joinAt(uint256 ptr) private pure returns (uint256) {
        uint256 low;
        uint256 high;
        assembly ("memory-safe") {
            low := mload(ptr)
            high := mload(add(ptr, 32))
        }
        return Lanes.join(low, high);
    }

    // Montgomery's trick. No element is zero.
    function invertAll(uint256[] memory elements) internal pure {
        unchecked {
            uint256 count = elements.length;
            uint256[] memory products = new uint256[](count);
            uint256 product = Field.ONE;
            for (uint256 i = 0; i < count; ++i) {
                products[i] = product;
                product = Field.mul(product, elements[i]);
            }
            product = Field.inverse(product);
            for (uint256 i = count; i-- > 0;) {
                uint256 element = elements[i];
                elements[i] = Field.mul(product, products[i]);
                product = Field.mul(product, element);
            }
        }
    }

    function putWord(uint256 ptr, uint256 value) private pure {
        assembly ("memory-safe") {
            mstore(ptr, value)
        }
    }

    // `size` bytes of memory, zero.
    function zeros(uint256 size) internal pure returns (uint256 ptr) {
        assembly ("memory-safe") {
            ptr := mload(0x40)
            mstore(0x40, add(ptr, and(add(size, 31), not(31))))
            calldatacopy(ptr, calldatasize(), size)
        }
    }
}
