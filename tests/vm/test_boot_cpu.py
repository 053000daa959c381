# SPDX-License-Identifier: BSD-2-Clause
"""Not enabled while the boot CPU is offline."""

from scenario import Scenario, cases

# Elsewhere it is a CPU like others; kernels after 6.4 don't take it offline.
MACHINES = ("x86-svm",)


@cases(Scenario("boot_cpu", append="cpu0_hotplug"))
def test_boot_cpu(scenario, name):
    """Every case of the script."""
    scenario.check(name)
