// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Dot} from "./Dot.sol";
import {Field, M16, M24, M27, M35, N, OH, OL, P, PP} from "./Field.sol";
import {LEVELS, Layout} from "./Layout.sol";
import {Machine} from "./generated/Machine.sol";
import {Merkle} from "./Merkle.sol";
import {Openings} from "./Openings.sol";
import {ProofReader} from "./ProofReader.sol";
import {Queries} from "./Queries.sol";
import {Words} from "./Words.sol";

// The codewords that FRI is about, at the query positions, from the opened rows of the three trees.
//
// For every height, with the coefficients 1, x, x^2, ... of its openings in the order of the protocol, the codeword is
//     (F(X) - F(zeta)) / (X - zeta) + (G(X) - G(zeta w)) / (X - zeta w),
// F being the sum of coefficient times column over what is opened at zeta, G over what is opened in the next row. A
// row is hashed and summed while it lies in memory. Specification: docs/protocol.md, sections 6 and Merkle trees.
library Deep {
    using Words for uint256[];

    uint256 private constant GENERATOR = 3; // columns lie on 3 times the points of Queries
    uint256 private constant SUMS = 320; // bytes: five of F and five of G

    // What one tree commits at one height: matrices whose rows are hashed next to one another.
    struct Part {
        uint256 matrices; // memory: of each, where the next row begins in the call data, and the bytes of a row
        uint256 matricesEnd;
        uint256 row; // memory for a row
        uint256 width; // its bytes
        uint256 coefficients; // memory, see Dot.addRow
        uint256 next; // memory, see Dot.addPlaces: the columns that are opened in the next row
        uint256 nextEnd;
        bool isWrong; // whether some matrix has not as many rows as there are positions
    }

    // One height.
    struct Level {
        Part[3] parts; // of the main, the auxiliary and the quotient tree
        uint256 hereValue; // F(zeta)
        uint256 nextValue; // G(zeta w)
        uint256 sums; // memory: of every position
    }

    // The coefficients of all openings, times which the openings are summed up at once. x is in Montgomery form.
    function batch(Layout.Shape memory shape, uint256 x) internal pure returns (Level[] memory levels) {
        unchecked {
            levels = new Level[](LEVELS);
            for (uint256 i = 0; i < LEVELS; ++i) {
                if (shape.levels[i].tables != 0) batchLevel(levels[i], shape, x, i);
            }
        }
    }

    // The coefficients of a part before they are arranged for Dot, and how many there are already.
    struct List {
        uint256 powers; // memory: of all columns
        uint256 count;
        uint256 nextPowers; // memory: of those that are opened in the next row, and where they are in the row
        uint256 nextPlaces;
        uint256 nextCount;
    }

    function batchLevel(Level memory level, Layout.Shape memory shape, uint256 x, uint256 number) private pure {
        unchecked {
            Layout.Table[] memory tables = shape.tables;
            (uint256 mainWidth, uint256 auxWidth, uint256 nextCount) = widths(tables, number);
            List memory main = list(mainWidth, nextCount);
            List memory aux = list(auxWidth, Layout.EXT_COLUMNS * shape.levels[number].tables);
            List memory quotient = list(Machine.QUOTIENT_COLUMNS, 0);
            uint256 power = 1; // plain
            uint256 here;
            uint256 next;
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                if (table.level != number) continue;
                uint256 values = table.nextValues;
                // Before anything is counted: a column's number in the row.
                for (uint256 k = 0; k < table.nextCount; ++k) {
                    addPlace(main, k, main.count + Layout.nextColumn(table, k));
                }
                (power, here) = addColumns(main, table.hereValues, table.mainWidth, power, x, here);
                uint256 columns = Layout.EXT_COLUMNS * table.auxColumns;
                (power, here) = addColumns(aux, table.hereValues + 32 * table.mainWidth, columns, power, x, here);
                (power, next) = addNext(main, values, table.nextCount, power, x, next);
                // The accumulator is the last auxiliary column.
                uint256 first = aux.count - Layout.EXT_COLUMNS;
                for (uint256 k = 0; k < Layout.EXT_COLUMNS; ++k) {
                    addPlace(aux, k, first + k);
                }
                (power, next) = addNext(aux, values + 32 * table.nextCount, Layout.EXT_COLUMNS, power, x, next);
            }
            uint256 quotientValues = shape.levels[number].quotientValues;
            (, here) = addColumns(quotient, quotientValues, Machine.QUOTIENT_COLUMNS, power, x, here);
            level.hereValue = Field.reduceWide(here);
            level.nextValue = Field.reduceWide(next);
            arrange(level.parts[0], main);
            arrange(level.parts[1], aux);
            arrange(level.parts[2], quotient);
        }
    }

    // Of the tables of a height: main columns, auxiliary base columns, columns opened in the next row.
    function widths(Layout.Table[] memory tables, uint256 level)
        private
        pure
        returns (uint256 main, uint256 aux, uint256 next)
    {
        unchecked {
            for (uint256 i = 0; i < tables.length; ++i) {
                Layout.Table memory table = tables[i];
                if (table.level != level) continue;
                main += table.mainWidth;
                aux += Layout.EXT_COLUMNS * table.auxColumns;
                next += table.nextCount;
            }
        }
    }

    // Memory for at most so many; zeros follow what is written.
    function list(uint256 columns, uint256 next) private pure returns (List memory result) {
        unchecked {
            result.powers = Words.zeros(columns + 7);
            result.nextPowers = Words.zeros(next + 3);
            result.nextPlaces = Words.zeros(next + 3);
        }
    }

    function addPlace(List memory to, uint256 k, uint256 column) private pure {
        unchecked {
            Words.store(to.nextPlaces + 32 * (to.nextCount + k), 32 + Layout.FELT * column);
        }
    }

    function addColumns(List memory to, uint256 values, uint256 count, uint256 power, uint256 x, uint256 sum)
        private
        pure
        returns (uint256, uint256)
    {
        unchecked {
            uint256 first = to.powers + 32 * to.count;
            to.count += count;
            return add(values, count, power, x, sum, first);
        }
    }

    function addNext(List memory to, uint256 values, uint256 count, uint256 power, uint256 x, uint256 sum)
        private
        pure
        returns (uint256, uint256)
    {
        unchecked {
            uint256 first = to.nextPowers + 32 * to.nextCount;
            to.nextCount += count;
            return add(values, count, power, x, sum, first);
        }
    }

    function arrange(Part memory part, List memory from) private pure {
        unchecked {
            part.width = Layout.FELT * from.count;
            part.row = Words.zeros(from.count / 8 + 2); // a word more than there are numbers: zeros behind the last
            part.coefficients = Dot.ofColumns(from.powers, (from.count + 7) & ~uint256(7));
            uint256 groups = (from.nextCount + 3) / 4;
            part.next = Dot.ofPlaces(part.row, from.nextPlaces, from.nextPowers, 4 * groups);
            part.nextEnd = part.next + 32 * Dot.GROUP * groups;
        }
    }

    // Writes the next `count` powers, canonical, to memory and adds the openings times them to `sum`, whose slots are
    // not reduced; the power after them. What Field.mul does, hundreds of times, without calls.
    function add(uint256 values, uint256 count, uint256 power, uint256 x, uint256 sum, uint256 to)
        private
        pure
        returns (uint256, uint256)
    {
        assembly ("memory-safe") {
            let xLow := and(x, M16)
            let xHigh := and(shr(16, x), M16)
            for { let end := add(values, shl(5, count)) } lt(values, end) { values := add(values, 32) } {
                mstore(to, sub(power, mul(and(shr(31, add(power, M24)), M16), P)))
                to := add(to, 32)
                let a := mload(values)
                let l := addmod(mulmod(and(a, M16), power, N), OL, N)
                let t := addmod(mulmod(and(shr(16, a), M16), power, N), OH, N)
                t := sub(add(t, and(shr(16, l), M35)), mul(and(l, M16), 32512))
                sum := add(sum, sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127)))
                l := addmod(mulmod(xLow, power, N), OL, N)
                t := addmod(mulmod(xHigh, power, N), OH, N)
                t := sub(add(t, and(shr(16, l), M35)), mul(and(l, M16), 32512))
                power := sub(add(and(shr(24, t), M27), PP), mul(and(t, M24), 127))
            }
        }
        return (power, sum);
    }

    // Where the rows of all trees lie, and whether there are as many as there are positions.
    function locate(Level[] memory levels, Layout.Shape memory shape, Queries.Domain[] memory domains) internal pure {
        unchecked {
            Layout.Table[] memory tables = shape.tables;
            for (uint256 i = 0; i < LEVELS; ++i) {
                Layout.Level memory height = shape.levels[i];
                if (height.tables == 0) continue;
                uint256 positions = domains[i].positions.length;
                Level memory level = levels[i];
                level.sums = Words.zeros(SUMS / 32 * positions);
                Part memory main = level.parts[0];
                Part memory aux = level.parts[1];
                Part memory quotient = level.parts[2];
                reserve(main, height.tables);
                reserve(aux, height.tables);
                reserve(quotient, 1);
                for (uint256 k = 0; k < tables.length; ++k) {
                    Layout.Table memory table = tables[k];
                    if (table.level != i) continue;
                    place(main, table.mainRows, table.mainWidth, positions);
                    place(aux, table.auxRows, Layout.EXT_COLUMNS * table.auxColumns, positions);
                }
                place(quotient, height.quotientRows, Machine.QUOTIENT_COLUMNS, positions);
            }
        }
    }

    function reserve(Part memory part, uint256 matrices) private pure {
        part.matrices = Words.allocate(2 * matrices);
        part.matricesEnd = part.matrices;
    }

    function place(Part memory part, Layout.Rows memory rows, uint256 width, uint256 positions) private pure {
        unchecked {
            Words.store(part.matricesEnd, rows.begin);
            Words.store(part.matricesEnd + 32, Layout.FELT * width);
            part.matricesEnd += 64;
            if (rows.count != positions) part.isWrong = true;
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
            Merkle.climb(front, Machine.LOG_HEIGHT_0 + Machine.LOG_BLOWUP - Layout.LEVEL_BITS * (LEVELS - 1));
            return Merkle.ends(front, Merkle.digest(root), path.end);
        }
    }

    // The rows of one height: their leaves to the front, their sums to `sums`.
    function sumRows(Part memory part, uint256 sums, Merkle.Front memory front, bool isLowest) private pure {
        unchecked {
            uint256 node = front.nodes.begin();
            for (uint256 end = node + 32 * front.count; node != end; node += 32) {
                readRow(part);
                uint256 leaf = Merkle.leaf(part.row, part.width);
                Words.store(node, isLowest ? leaf : Merkle.pair(Words.load(node), leaf));
                Words.store(part.row + part.width, 0); // the leaf's last byte
                Dot.swapBytes(part.row, part.width);
                Dot.addRow(part.row, part.width, part.coefficients, sums);
                Dot.addPlaces(part.next, part.nextEnd, sums + SUMS / 2);
                sums += SUMS;
            }
        }
    }

    // The next row of every matrix, next to one another.
    function readRow(Part memory part) private pure {
        assembly ("memory-safe") {
            let matrix := mload(part)
            let to := mload(add(part, 64))
            for { let end := mload(add(part, 32)) } lt(matrix, end) { matrix := add(matrix, 64) } {
                let from := mload(matrix)
                let size := mload(add(matrix, 32))
                calldatacopy(to, from, size)
                to := add(to, size)
                mstore(matrix, add(from, size))
            }
        }
    }

    // The codewords at the positions of their domains, plain; none for a height that no table has.
    function codewords(Level[] memory levels, Layout.Shape memory shape, Queries.Domain[] memory domains, uint256 zeta)
        internal
        pure
        returns (uint256[][] memory values)
    {
        unchecked {
            values = new uint256[][](LEVELS);
            for (uint256 i = 0; i < LEVELS; ++i) {
                if (shape.levels[i].tables == 0) continue;
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
            values = Words.array(count);
            // (X - zeta) (X - zeta w) at every point; zeta is in no domain. The running product of all before.
            uint256[] memory denominators = Words.array(count);
            uint256[] memory products = Words.array(count);
            uint256 product = Field.ONE;
            uint256 sums = level.sums;
            for (uint256 k = 0; k < count; ++k) {
                uint256 x = Field.fromNumber(mulmod(GENERATOR, points.get(k), P));
                uint256 fromHere = Field.sub(x, zeta);
                uint256 fromNext = Field.sub(x, zetaNext);
                uint256 here = Field.mul(Field.sub(Dot.join(sums), level.hereValue), fromNext);
                uint256 next = Field.mul(Field.sub(Dot.join(sums + SUMS / 2), level.nextValue), fromHere);
                values.set(k, Field.add(here, next));
                sums += SUMS;
                fromHere = Field.mul(fromHere, fromNext);
                denominators.set(k, fromHere);
                products.set(k, product);
                product = Field.mul(product, fromHere);
            }
            // All inverses from one.
            product = Field.inverse(product);
            for (uint256 k = count; k-- > 0;) {
                values.set(k, Field.mul(values.get(k), Field.mul(product, products.get(k))));
                product = Field.mul(product, denominators.get(k));
            }
        }
    }
}
