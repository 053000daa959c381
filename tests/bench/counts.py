# SPDX-License-Identifier: BSD-2-Clause
"""What plugin.c counted, by function of the hypervisor."""

import bisect
import collections
import os
import re
import subprocess

# Numbers of marks, see guest.sh and inmates/tests/*/bench.c.
ROOT, BEFORE, AFTER = 0, 0x100, 0x101
# Entries for exceptions from AArch64 guests in a table of vectors of arm64.
LOWER_SLOTS = (0x400, 0x480, 0x500, 0x580)


class Image:
    """The hypervisor's linked image."""

    def __init__(self, elf):
        self._elf = elf
        self.symbols = symbols(elf)
        self._functions = sorted(
            (address, name) for name, (address, kind) in self.symbols.items()
            if kind in "tT" and name != "__text_start")

    def address(self, name):
        """Return the value of symbol NAME."""
        return self.symbols[name][0]

    def exit_addresses(self):
        """Return the instructions of which every exit executes one."""
        vectors = [self.address(name) for name in self.symbols
                   if name.startswith("arm64_vectors_gicv")]
        if vectors:
            return [base + slot for base in vectors for slot in LOWER_SLOTS]
        return [self._behind_vmrun()]

    def _behind_vmrun(self):
        """Return the address of the instruction behind VMRUN.

        It saves a register, so it writes to the stack.
        """
        text = subprocess.run(["objdump", "-d", "--no-show-raw-insn",
                               self._elf], stdout=subprocess.PIPE, text=True,
                              check=True).stdout
        found = re.search(r"\bvmrun\b.*\n\s*([0-9a-f]+):\s*mov\w* .*,.*%rsp\)",
                          text)
        if not found:
            raise ValueError(f"{self._elf}: no register is saved after vmrun")
        return int(found[1], 16)

    def function_at(self, offset):
        """Return the name of the function OFFSET bytes into the text."""
        address = self.address("__text_start") + offset
        index = bisect.bisect_right(self._functions, (address, "\x7f"))
        return self._functions[index - 1][1]

    def stride(self):
        """Return the size of a CPU's area, percpu_size of the image header."""
        with open(os.path.splitext(self._elf)[0] + ".bin", "rb") as stream:
            header = stream.read(120)
        return int.from_bytes(header[112:120], "little")

    def plugin_arguments(self):
        """Return what plugin.c is to be told of this image."""
        start = self.address("__text_start")
        return (f"base={start:#x},size={self.address('__text_end') - start},"
                f"percpu={self.address('__core_end'):#x},"
                f"stride={self.stride()}," +
                ",".join(f"exit={address:#x}"
                         for address in self.exit_addresses()))


def symbols(elf):
    """Return name -> (address, type letter) of all symbols of a program."""
    text = subprocess.run(["nm", elf], stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 3:
            found[words[2]] = (int(words[0], 16), words[1])
    return found


class Mark:
    """All counts at one moment."""

    def __init__(self, number):
        self.number = number
        self.text = collections.Counter()      # (CPU, offset) -> executions
        self.exits = collections.Counter()     # CPU -> exits
        self.watches = collections.Counter()   # index -> executions


def read(path):
    """Return the marks of the plugin's file in order."""
    marks = []
    with open(path, encoding="ascii") as stream:
        for line in stream:
            kind, *rest = line.split()
            numbers = [int(word) for word in rest]
            if kind == "mark":
                marks.append(Mark(numbers[0]))
            elif kind == "text":
                marks[-1].text[numbers[0], numbers[1]] = numbers[2]
            elif kind == "exits":
                marks[-1].exits[numbers[0]] = numbers[1]
            else:
                marks[-1].watches[numbers[0]] = numbers[1]
    return marks


def instructions(first, second):
    """Return the hypervisor's instructions between two marks, all CPUs."""
    return sum(second.text.values()) - sum(first.text.values())


def by_function(image, first, second, cpu=None):
    """Return (function, instructions) between two marks, most first."""
    found = collections.Counter()
    for (number, offset), count in second.text.items():
        if cpu is None or number == cpu:
            found[image.function_at(offset)] += \
                count - first.text[number, offset]
    return [item for item in found.most_common() if item[1] > 0]
