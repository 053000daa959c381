# SPDX-License-Identifier: BSD-2-Clause
"""Extensions of the architecture on the emulator's core that has most."""

from scenario import Scenario, cases

MACHINES = ("arm64-gicv3",)


@cases(Scenario("extensions", kernel="6.12",
                append="id_aa64mmfr1.vh=0 kvm-arm.mode=none",
                options=("--qemu", "10", "--machine-arg", "-cpu max")))
def test_extensions(scenario, name):
    """Every case of the script."""
    scenario.check(name)
