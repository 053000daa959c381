#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Write inputs of fuzz_config_check to a directory: a system with two cells
that every check accepts, and one for each of the broken configurations that the
other tests know, so that mutation starts from every rule."""

import os
import struct
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "vm", "scripts"))
# pylint: disable=wrong-import-position
import broken  # noqa: E402
from blobs import Blob  # noqa: E402

# fuzz_config_check is run with inputs of at most this size.
MAX_SIZE = 4096
X86, PHYS_BITS, UNSUPPORTED, PLACED = 0, 40, 0, 0
PLACES = {"hypervisor": 0x14000000, "hypervisor_last": 0x145ff000,
          "rt": 0x16000000}


def pack(*parts):
    """One input: a machine, a system and two cells."""
    return struct.pack("<BBBBHH", X86, PHYS_BITS, UNSUPPORTED, PLACED,
                       len(parts[0]), len(parts[1])) + b"".join(parts)


def read(path):
    """A blob that may be changed."""
    with open(path, "rb") as file:
        return Blob(file.read())


def main(directory, *paths):
    """SYSTEM, FIRST and SECOND cell; the broken ones replace one of them."""
    system, first, second = map(read, paths)
    inputs = [pack(system, first, second)]
    for entry in broken.systems(broken.X86):
        inputs.append(pack(Blob(system).apply(entry.changes), first, second))
    for entry in broken.cells(broken.X86):
        blob = Blob(second).apply(entry.changes, PLACES)
        if len(blob) < 0x10000:
            inputs.append(pack(system, blob, first))
    for number, data in enumerate(inputs):
        if len(data) <= MAX_SIZE:
            with open(os.path.join(directory, f"{number:03}"), "wb") as file:
                file.write(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
