# SPDX-License-Identifier: BSD-2-Clause
"""A CPU kept offline can't be started behind the hypervisor's back."""

from scenario import ARCHITECTURE, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3")
# What it asks for is not the business of the GIC, of either version.
RARELY = ("arm64-gicv2",)

# With a page for code that a started CPU would run.
APPEND = {"amd64": r"memmap=64K$0x80000 ",
          "arm64": "mem=1008M "}[ARCHITECTURE]


def _offline(kind, smp, append="maxcpus=3"):
    return Scenario("offline", (kind,), smp=smp, boot_smp=4,
                    append=APPEND + append,
                    name=f"offline-{kind}", modules=("probe",))


@cases(_offline("bare", 4), _offline("listed", 4), _offline("held", 3),
       _offline("unplugged", 3, append=""))
def test_offline(scenario, name):
    """Every case of the script."""
    scenario.check(name)
