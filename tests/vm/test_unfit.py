# SPDX-License-Identifier: BSD-2-Clause
"""CPUs without what the hypervisor needs are refused."""

from scenario import MACHINE, Scenario, cases

# What it asks for is not the business of the GIC, of either version.
MACHINES = ("x86-svm", "arm64-gicv3")
RARELY = ("arm64-gicv2",)


def _unfit(rule, option):
    return Scenario("unfit", (rule,), smp=1, memory="512M", timeout=300,
                    name=f"unfit-{rule}", options=("--machine-arg", option))


X86 = (_unfit("cpu_no_virtualization", "-cpu qemu64,-svm"),
       _unfit("cpu_no_nested_paging", "-cpu qemu64,+svm,-npt"),
       _unfit("cpu_vendor", "-cpu qemu64,vendor=GenuineIntel"))
ARM64 = (_unfit("cpu_no_virtualization", "-machine virtualization=off"),)


@cases(*(X86 if MACHINE == "x86-svm" else ARM64))
def test_unfit(scenario, name):
    """Every case of the script."""
    scenario.check(name)
