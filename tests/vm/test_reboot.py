# SPDX-License-Identifier: BSD-2-Clause
"""Linux restarts, switches off or starts another kernel, with a cell that
agrees; with cells that don't, the machine restarts instead."""

import functools
import os
import re

import pytest

from scenario import SCRIPTS, Scenario

MACHINES = ("x86-svm", "arm64-gicv3")
# What it asks for is not the business of the GIC, of either version.
RARELY = ("arm64-gicv2",)

ENDED = 125                 # of tests/vm/run, with the cause on its stderr
RESTARTED = "reset: Linux restarted the machine"
SWITCHED_OFF = "power-off: Linux switched the machine off"


SHARED = ("--add", os.path.join(SCRIPTS, "kexec.py"))
NEW_KERNEL = (*SHARED, "--package", "kexec-tools")


def _scenario(kind, options=SHARED, **more):
    return Scenario("reboot", (kind,), name=f"reboot-{kind}",
                    append="ignore_loglevel", options=options,
                    **more)


AGREES = {
    "reboot": (RESTARTED, _scenario("reboot")),
    "poweroff": (SWITCHED_OFF, _scenario("poweroff")),
    # The new kernel's first process switches off.
    "kexec": (SWITCHED_OFF, _scenario(
        "kexec", options=NEW_KERNEL, vmlinuz=True)),
}
REFUSES = Scenario("stubborn", append="ignore_loglevel", options=NEW_KERNEL,
                   vmlinuz=True, threads=True)


@functools.lru_cache(maxsize=None)
def _ended(scenario, cause):
    result = scenario.result()
    return result.status == ENDED and cause in result.err


@pytest.mark.parametrize("kind", list(AGREES))
def test_going_down_with_a_cell(kind):
    """The cell is asked, the hypervisor leaves, then the machine obeys."""
    cause, scenario = AGREES[kind]
    result = scenario.result()
    assert "CASE a_cell_runs: ok" in result.out, result.summary()
    assert _ended(scenario, cause), result.summary()
    assert re.search("^rt: shut down$", result.com2, re.M), result.com2
    assert re.search("^Shutting down$", result.com2, re.M), result.com2


def test_kexec_starts_a_linux_with_all_cpus():
    """Its first process tells."""
    result = AGREES["kexec"][1].result()
    assert re.search("new Linux: 4 CPUs", result.com1), result.summary()


@pytest.mark.parametrize("name", [
    name for name in REFUSES.case_names() if name != "reboot"])
def test_cells_that_refuse(name):
    """Every case of the script."""
    REFUSES.check(name)


def test_reboot_with_cells_that_refuse():
    """kexec becomes a restart, which goes on all the same."""
    result = REFUSES.result()
    assert _ended(REFUSES, RESTARTED), result.summary()
    assert "the machine is reset instead" in result.com1
    # Asked as for any restart, and refused again.
    assert result.com1.count("the reboot goes on below the hypervisor") == 2
