# SPDX-License-Identifier: BSD-2-Clause
"""Numbers of CPUs, sizes of memory, places of the kernel; memory reserved at
boot or taken from the running kernel."""

import re

from scenario import Scenario, cases

# Behind the kernel's own choice of a place, which is random for every boot.
RESERVED = r"memmap=66M$0x14000000"


def _claimed(smp, memory, number=1):
    return Scenario("placement", (smp, ""), smp=smp, memory=memory,
                    name=f"claimed-{smp}-{memory}-{number}")


def _reserved(smp, memory):
    return Scenario("placement", (smp, "-reserved"), smp=smp, memory=memory,
                    name=f"reserved-{smp}-{memory}", append=RESERVED)


CLAIMED = (_claimed(1, "512M"), _claimed(2, "512M"), _claimed(3, "1G"),
           _claimed(2, "1G"), _claimed(8, "2G"), _claimed(2, "4G"))


@cases(*CLAIMED)
def test_claimed(scenario, name):
    """Memory is taken from the running kernel."""
    scenario.check(name)


@cases(_reserved(2, "512M"), _reserved(4, "1G"))
def test_reserved(scenario, name):
    """Memory was set aside at boot."""
    scenario.check(name)


def test_kernel_was_at_different_places():
    """Else the boots above would have proved little."""
    places = {re.search("^KERNEL (.*)", scenario.result().out, re.M)[1]
              for scenario in CLAIMED}
    assert len(places) >= 4, f"the kernel was at {places} only"
