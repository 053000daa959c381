# SPDX-License-Identifier: BSD-2-Clause
"""Violations of the root cell."""

from scenario import ARCHITECTURE, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")

PART = {"amd64": "root_violations_x86", "arm64": "root_violations_arm64"}
# Else the kernel complains about writes from user space.
APPEND = {"amd64": "msr.allow_writes=on", "arm64": ""}


def _scenario(name="", options=()):
    return Scenario("root_violations", name=name, parts=(PART[ARCHITECTURE],),
                    modules=("probe",), append=APPEND[ARCHITECTURE],
                    threads=True, options=options)


SCENARIOS = [_scenario()]
if ARCHITECTURE == "amd64":
    SCENARIOS.append(_scenario("root_violations-x2apic", ("--x2apic",)))


@cases(*SCENARIOS)
def test_root_violations(scenario, name):
    """Every case of the scripts."""
    scenario.check(name)
