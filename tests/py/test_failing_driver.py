# SPDX-License-Identifier: BSD-2-Clause
"""What the test of failing allocations makes fail is what the driver calls."""

import glob
import os
import re

import pytest

from tool_host import TOP

HEADER = os.path.join(TOP, "tests", "vm", "modules", "failing", "failing.h")


def read(path):
    """The text of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


OVERRIDDEN = re.findall(r"^#define (\w+)\(.*\)(?=\s|\\)", read(HEADER), re.M)
CALLS = "\n".join(map(read, glob.glob(os.path.join(TOP, "driver", "**", "*.c"),
                                      recursive=True)))
# Functions that can fail for lack of memory, as they are named in Linux.
ALLOCATION = re.compile(
    r"\b(k\w*alloc\w*|k\w*dup\w*|v\w*alloc|alloc_\w+|zalloc_\w+|memremap|"
    r"\w*firmware_request\w*|request_firmware\w*|sysfs_create_\w+|"
    r"kobject_\w*add)\(")


def test_header_is_understood():
    assert len(OVERRIDDEN) > 10


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_overridden_is_called(name):
    """Else nothing would fail."""
    assert re.search(rf"\b{name}\(", CALLS)


def test_called_is_overridden():
    """Else something would never fail."""
    assert set(ALLOCATION.findall(CALLS)) <= set(OVERRIDDEN)
