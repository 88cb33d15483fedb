#!/usr/bin/env python3
"""Writes standin.json from standin.sol with solc (npm package solc, 0.8.37): test/ethereum/standin.py path/to/node_modules"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
INPUT = {
    "language": "Solidity",
    "sources": {"standin.sol": {"content": (HERE / "standin.sol").read_text()}},
    "settings": {
        "evmVersion": "osaka",
        "optimizer": {"enabled": True},
        "metadata": {"bytecodeHash": "none", "appendCBOR": False},
        "outputSelection": {"*": {"*": ["evm.bytecode.object"]}},
    },
}
SCRIPT = "const solc = require('solc'); process.stdout.write(solc.compile(require('fs').readFileSync(0, 'utf8')))"


def main() -> None:
    modules = pathlib.Path(sys.argv[1])
    run = subprocess.run(["node", "-e", SCRIPT], cwd=modules, input=json.dumps(INPUT), text=True, capture_output=True, check=True)
    output = json.loads(run.stdout)
    for error in output.get("errors", []):
        sys.exit(error["formattedMessage"])
    code = {name: "0x" + made["evm"]["bytecode"]["object"] for name, made in output["contracts"]["standin.sol"].items()}
    contracts = [
        {"name": "StandInTable", "initCode": code["StandInTable"], "arguments": []},
        {"name": "StandIn", "initCode": code["StandIn"], "arguments": ["StandInTable"]},
    ]
    (HERE / "standin.json").write_text(json.dumps({"contracts": contracts}, indent=2) + "\n")


main()
