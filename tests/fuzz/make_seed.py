#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Pack a system blob and two cell blobs as input of fuzz_config_check."""

import struct
import sys


def main(system, first, second):
    blobs = []
    for path in (system, first, second):
        with open(path, "rb") as file:
            blobs.append(file.read())
    x86, phys_bits, unsupported, placed = 0, 40, 0, 0
    head = struct.pack("<BBBBHH", x86, phys_bits, unsupported, placed,
                       len(blobs[0]), len(blobs[1]))
    sys.stdout.buffer.write(head + b"".join(blobs))


if __name__ == "__main__":
    main(*sys.argv[1:])
