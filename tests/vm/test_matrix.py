# SPDX-License-Identifier: BSD-2-Clause
"""Every pair of: number of CPUs, CPU model, size of memory, kernel, emulator,
mode of the local APICs or version of the GIC. With CHECK_ALL=1 every combination.

CHECK_PART=N/COUNT leaves the other parts of the boots to other processes.
"""

import os
import re

from scenario import ARCHITECTURE, MACHINE, RESERVED, Scenario, cases
from vmlib import machines, pairwise

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")

ALL = bool(os.environ.get("CHECK_ALL"))
X86 = {
    "smp": range(1, 9) if ALL else (1, 2, 3, 8),
    "model": ("qemu64", "EPYC", "EPYC-Milan", "max,la57=off", "max"),
    "memory": ("512M", "1G", "2G", "3G"),
    "kernel": ("6.1", "6.12"),
    "qemu": ("7.2", "10"),
    "apic": ("xapic", "x2apic"),
}
ARM64 = {
    "machine": ("arm64-gicv3", "arm64-gicv2"),
    "smp": (2, 4, 8),
    "model": ("cortex-a53", "cortex-a57", "cortex-a72", "cortex-a76",
              "neoverse-n1", "neoverse-v1", "cortex-a710", "max"),
    "memory": ("512M", "1G", "3G"),
    "kernel": ("6.1", "6.12"),
    "qemu": ("7.2", "10"),
}
DIMENSIONS = X86 if ARCHITECTURE == "amd64" else ARM64
# Models that are found with a GICv2.
WITH_GICV2 = ARM64["model"][:3]
# Models that only the newer emulator has.
NEW = ("neoverse-v1", "cortex-a710")
# Pointer authentication by QARMA5 takes the emulator as long as all the rest.
PAUTH = (*NEW, "max")
# Linux would stay at EL2 where it can.
VHE = ("cortex-a76", "neoverse-n1", *NEW, "max")


def allowed(row):
    """Not every emulator can do everything."""
    if ARCHITECTURE == "amd64":
        # x2APIC mode needs an emulator and a CPU model that have it.
        return row["apic"] == "xapic" or (
            row["qemu"] == "10" and row["model"].startswith("max"))
    if row["machine"] == "arm64-gicv2" and row["model"] not in WITH_GICV2:
        return False
    return row["qemu"] == "10" or not (
        row["model"] in NEW or machines.MACHINES[row["machine"]].qemu == "10")


def x86(row):
    """Return (arguments, options, kernel's command line) of a boot."""
    options = ["--x2apic"] if row["apic"] == "x2apic" else []
    # The last of several -cpu counts.
    options += ["--machine-arg", f"-cpu {row['model']},+svm,+npt"]
    return (row["apic"], int(row["model"] == "max")), options, RESERVED


def arm64(row):
    """Return the same."""
    append = ("id_aa64mmfr1.vh=0 kvm-arm.mode=none" if row["model"] in VHE
              else "")
    more = ",pauth-impdef=on" if row["model"] in PAUTH else ""
    return (row["model"],), ["--machine-arg",
                             f"-cpu {row['model']}{more}"], append


def scenario(row):
    """Return the boot for a combination."""
    more, options, append = (x86 if ARCHITECTURE == "amd64" else arm64)(row)
    shape = [str(value) for name, value in row.items() if name != "machine"]
    return Scenario(
        "matrix", (row["smp"], row["kernel"], *more),
        name=re.sub("[,=]", "-", "-".join(["matrix", *shape])),
        smp=row["smp"], memory=row["memory"], kernel=row["kernel"],
        append=append, quick=False,
        options=("--qemu", row["qemu"], *options))


def scenarios():
    """Return the boots of this process."""
    choose = pairwise.every if ALL else pairwise.cover
    part, count = map(int, os.environ.get("CHECK_PART", "1/1").split("/"))
    rows = [row for row in choose(DIMENSIONS, allowed)
            if row.get("machine", MACHINE) == MACHINE]
    return [scenario(row) for row in rows[part - 1::count]]


SCENARIOS = scenarios()


@cases(*SCENARIOS)
def test_matrix(scenario, name):  # pylint: disable=redefined-outer-name
    """Every case of the script."""
    scenario.check(name)


def test_kernel_was_at_different_places():
    """It is random on x86; else the boots would have proved little about it.

    QEMU loads an arm64 kernel where its header says.
    """
    places = {re.search("^KERNEL (.*)", boot.result().out, re.M)[1]
              for boot in SCENARIOS}
    least = 6 if ARCHITECTURE == "amd64" else 1
    assert len(places) >= least, f"the kernel was at {places} only"
