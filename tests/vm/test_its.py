# SPDX-License-Identifier: BSD-2-Clause
"""LPIs of root: a PCI network card with MSI-X behind an ITS."""

from scenario import Scenario, cases

# A GICv2 has no ITS.
MACHINES = ("arm64-gicv3",)

CARD = ("--machine-arg", "-netdev user,id=net,restrict=on",
        "--machine-arg", "-device virtio-net-pci,netdev=net,romfile=,addr=5")


def _scenario(version, kernel, machine, *options):
    # Of the properties of the machine those named last count.
    return Scenario("its", (version,), kernel=kernel, name=f"its-gicv{version}",
                    options=(*CARD, "--machine-arg", f"-machine {machine}",
                             *options))


@cases(_scenario(3, "6.1", "its=on"),
       _scenario(4, "6.12", "gic-version=4,its=on", "--qemu", "10"))
def test_its(scenario, name):
    """Every case of the script."""
    scenario.check(name)
