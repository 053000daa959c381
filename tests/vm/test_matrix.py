# SPDX-License-Identifier: BSD-2-Clause
"""Every pair of: number of CPUs, CPU model, size of memory, kernel, emulator,
APIC mode. With CHECK_ALL=1 every combination.

CHECK_PART=N/COUNT leaves the other parts of the boots to other processes.
"""

import os
import re

from scenario import Scenario, cases
from vmlib import pairwise

DIMENSIONS = {
    "smp": (1, 2, 3, 4, 8),
    "model": ("qemu64", "EPYC", "EPYC-Milan", "max,la57=off", "max"),
    "memory": ("512M", "1G", "2G", "3G"),
    "kernel": ("6.1", "6.12"),
    "qemu": ("7.2", "10"),
    "apic": ("xapic", "x2apic"),
}


def allowed(row):
    """x2APIC mode needs an emulator and a CPU model that have it."""
    return row["apic"] == "xapic" or (
        row["qemu"] == "10" and row["model"].startswith("max"))


def scenario(row):
    """Return the boot for a combination."""
    options = ["--qemu", row["qemu"]]
    if row["apic"] == "x2apic":
        options.append("--x2apic")
    # The last of several -cpu counts.
    options += ["--machine-arg", f"-cpu {row['model']},+svm,+npt"]
    return Scenario(
        "matrix", (row["smp"], row["apic"], int(row["model"] == "max"),
                   row["kernel"]),
        name=re.sub("[,=]", "-", "-".join(["matrix", *map(str, row.values())])),
        smp=row["smp"], memory=row["memory"], kernel=row["kernel"],
        options=tuple(options))


def scenarios():
    """Return the boots of this process."""
    choose = pairwise.every if os.environ.get("CHECK_ALL") else pairwise.cover
    part, count = map(int, os.environ.get("CHECK_PART", "1/1").split("/"))
    return [scenario(row)
            for row in choose(DIMENSIONS, allowed)[part - 1::count]]


SCENARIOS = scenarios()


@cases(*SCENARIOS)
def test_matrix(scenario, name):  # pylint: disable=redefined-outer-name
    """Every case of the script."""
    scenario.check(name)


def test_kernel_was_at_different_places():
    """It is random; else the boots would have proved little about that."""
    places = {re.search("^KERNEL (.*)", boot.result().out, re.M)[1]
              for boot in SCENARIOS}
    assert len(places) >= 4, f"the kernel was at {places} only"
