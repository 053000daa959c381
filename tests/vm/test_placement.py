# SPDX-License-Identifier: BSD-2-Clause
"""Memory of the hypervisor and of cells that was set aside at boot; taken from
the running kernel, wherever that lies, in test_matrix.py and here with 4 GiB,
of which the most lies behind the PCI hole."""

from scenario import RESERVED, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3")


def _reserved(smp, memory):
    return Scenario("placement", (smp, "-reserved"), smp=smp, memory=memory,
                    name=f"reserved-{smp}-{memory}", append=RESERVED)


@cases(_reserved(2, "512M"), _reserved(4, "1G"),
       Scenario("placement", (2, ""), smp=2, memory="4G", name="claimed-2-4G"))
def test_placement(scenario, name):
    """Every case of the script."""
    scenario.check(name)
