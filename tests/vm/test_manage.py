# SPDX-License-Identifier: BSD-2-Clause
"""What surrounds the life of a cell."""

import functools
import os
import shutil

from scenario import ARCHITECTURE, CROSS, PROJECT, WORK, Scenario, build

MACHINES = ("x86-svm", "arm64-gicv3")

# Where scripts/manage.py puts an inmate.
BASE = 0x60000000


def _elsewhere():
    """Build the inmate rt for another place; return the image's path."""
    top = os.path.join(WORK, "elsewhere")
    shutil.rmtree(top, ignore_errors=True)
    for folder in ("inmates", "include", "hypervisor"):
        shutil.copytree(os.path.join(PROJECT, folder),
                        os.path.join(top, folder))
    header = os.path.join(top, "include", "jailhouse", "config.h")
    with open(header, "w", encoding="ascii") as stream:
        stream.write(f"#define CONFIG_INMATE_BASE {BASE:#x}\n")
    build("-C", os.path.join(top, "inmates"), *CROSS, f"O={top}/out")
    return os.path.join(top, "out", "inmates", "rt.bin")


@functools.lru_cache(maxsize=None)
def _scenario():
    return Scenario("manage", options=(
        "--add", f"{_elsewhere()}:/root/elsewhere.bin")
        if ARCHITECTURE == "arm64" else ())


def pytest_generate_tests(metafunc):
    """One test for each case of the script."""
    metafunc.parametrize("name", Scenario("manage").case_names())


def test_manage(name):
    """Every case of the script."""
    _scenario().check(name)
