# SPDX-License-Identifier: BSD-2-Clause
"""What surrounds the life of a cell."""

import functools
import os
import shutil

import pytest

from scenario import ARCHITECTURE, CROSS, PROJECT, WORK, Scenario, build

# What it asks for is not the business of the GIC, of either version.
MACHINES = ("x86-svm", "arm64-gicv3")
RARELY = ("arm64-gicv2",)

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


def _on_arm64():
    return Scenario("manage", options=(
        "--add", f"{_elsewhere()}:/root/elsewhere.bin"))


def _with_x2apic():
    return Scenario("manage", name="manage-6.12-x2apic", kernel="6.12",
                    options=("--x2apic",))


# By identity; made when the first of its cases runs.
MAKERS = {"amd64": {"manage-4-1G": functools.partial(Scenario, "manage"),
                    "manage-6.12-x2apic": _with_x2apic},
          "arm64": {"manage-4-1G": _on_arm64}}[ARCHITECTURE]


@functools.lru_cache(maxsize=None)
def _scenario(identity):
    return MAKERS[identity]()


@pytest.mark.parametrize("identity,name", [
    pytest.param(identity, name, id=f"{identity}-{name}")
    for identity in MAKERS for name in Scenario("manage").case_names()])
def test_manage(identity, name):
    """Every case of the script."""
    _scenario(identity).check(name)
