# SPDX-License-Identifier: BSD-2-Clause
"""CPUs without what the hypervisor needs are refused."""

from scenario import Scenario, cases

MACHINES = ("x86-svm",)


def _unfit(rule, cpu):
    return Scenario("unfit", (rule,), smp=1, memory="512M", timeout=300,
                    name=f"unfit-{rule}",
                    options=("--machine-arg", f"-cpu {cpu}"))


@cases(_unfit("cpu_no_virtualization", "qemu64,-svm"),
       _unfit("cpu_no_nested_paging", "qemu64,+svm,-npt"),
       _unfit("cpu_vendor", "qemu64,vendor=GenuineIntel"))
def test_unfit(scenario, name):
    """Every case of the script."""
    scenario.check(name)
