#!/usr/bin/env python3
"""Writes the part of the corpus that is not text: images for check_program, changes for check_proof.

    test/fuzz/corpus.py           writes test/fuzz/corpus/{program,proof}
    test/fuzz/corpus.py --check   compares instead
"""
import pathlib
import struct
import sys

CORPUS = pathlib.Path(__file__).parent / "corpus"
P = 2**31 - 2**24 + 1
FLIP, NUMBER, ADD, ERASE, INSERT, COPY = range(6)
MACHINE = 5  # after one proof for each profile and one without cubes


def image(instructions, entry=0, source_map=b"", length=None):
    """A program file without its checksum, which the target writes; opcode = 15 kind + 5 xmode + ymode."""
    felts = [number % P for instruction in instructions for number in instruction]
    felts += [0] * (-len(felts) % 8)
    length = len(felts) // 8 if length is None else length
    header = b"CAIRNPRG" + struct.pack("<5I", 1, 1, entry, length, len(source_map))
    return header + struct.pack(f"<{len(felts)}I", *felts) + source_map + bytes(32)


def change(operation, place, *numbers, size=4):
    return struct.pack("<BH", operation, place) + b"".join(n.to_bytes(size, "little") for n in numbers)


def every_kind(modes):
    return [(15 * kind + modes, 1, 1, 2) for kind in range(40)]


FILES = {
    "program/empty": image([]),
    "program/kinds_ap": image(every_kind(0)),
    "program/kinds_immediate": image(every_kind(3)),
    "program/kinds_local": image(every_kind(5 + 3)),
    "program/edges": image([(15 + 4, 1, -1, 0), (15, 4096, 4097, -1), (P - 1, 0, 0, 0)], entry=1),
    "program/long": image([(15, 1, 1, 1)], length=2**32 - 1),
    "program/map": image([(15, 3, 0, 1)], source_map=b'{"inputs":[["n",false,false,1,null,0,0]],'
                         b'"outputs":[],"files":["a"],"texts":["x"],"procedures":["main"],'
                         b'"locations":[null,[0,1,1,1,0,0]],"location_of":[1,0],"procedure_of":[0,0]}'),
    "proof/honest": bytes([0]),
    "proof/flip": bytes([0]) + change(FLIP, 300, 1, size=1),
    "proof/number": bytes([1]) + change(NUMBER, 64, P),
    "proof/add": bytes([2]) + change(ADD, 200, P),
    "proof/erase": bytes([3]) + change(ERASE, 1000, 40, size=2),
    "proof/insert": bytes([4]) + change(INSERT, 1000, 40, size=1),
    "proof/copy": bytes([0]) + change(COPY, 500, 600, size=2) + bytes([32]),
    "proof/machine": bytes([MACHINE]),
    "proof/machine_count": bytes([MACHINE]) + change(NUMBER, 26, 2**32 - 1),
}

if __name__ == "__main__":
    check = "--check" in sys.argv
    for name, content in FILES.items():
        path = CORPUS / name
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            sys.exit(f"test/fuzz/corpus/{name} is not what test/fuzz/corpus.py writes: run it")
    print(f"corpus: {len(FILES)} files {'hold' if check else 'written'}")
