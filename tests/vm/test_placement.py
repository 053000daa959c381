# SPDX-License-Identifier: BSD-2-Clause
"""Memory of the hypervisor and of cells that was set aside at boot; taken from
the running kernel, wherever that lies, in test_matrix.py and here with 4 GiB,
of which the most lies behind the PCI hole."""

import functools
import os
import subprocess

import pytest

from scenario import ARCHITECTURE, MACHINE, RESERVED, WORK, Scenario
from vmlib import machines

MACHINES = ("x86-svm", "arm64-gicv3")
# What it asks for is not the business of the GIC, of either version.
RARELY = ("arm64-gicv2",)

# Nodes of reserved memory: the hypervisor's, and the cells'.
NODES = """
/ {{
	reserved-memory {{
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		hypervisor@54000000 {{
			reg = <0 0x54000000 0 0x2000000>;
			{hypervisor}
		}};
		cells@56000000 {{
			reg = <0 0x56000000 0 0x3000000>;
			{cells}
		}};
	}};
}};
"""


def _tree(smp, memory, **nodes):
    """Return the path of the machine's device tree with further NODES."""
    folder = os.path.join(WORK, "trees")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"{MACHINE}-{smp}-{memory}.dtb")
    machine = machines.MACHINES[MACHINE]
    subprocess.run([machine.emulator, *machine.arguments, "-machine",
                    f"dumpdtb={path}", "-smp", str(smp), "-m", memory,
                    "-nodefaults", "-display", "none"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    source = subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", path],
                            check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", path],
                   check=True, text=True, input=source + NODES.format(**nodes))
    return path


@functools.lru_cache(maxsize=None)
def _reserved(smp, memory, hypervisor, cells):
    """Return a boot; the kernel's command line reserves on x86."""
    more = {"append": RESERVED}
    if ARCHITECTURE == "arm64":
        tree = _tree(smp, memory, hypervisor=hypervisor, cells=cells)
        more = {"options": ("--machine-arg", f"-dtb {tree}")}
    return Scenario("placement", (smp, "-reserved"), smp=smp, memory=memory,
                    name=f"reserved-{smp}-{memory}", quick=False, **more)


CLAIMED = Scenario("placement", (2, ""), smp=2, memory="4G",
                   name="claimed-2-4G", quick=False)
BOOTS = {
    "reserved-2-512M": lambda: _reserved(2, "512M", "no-map;", ""),
    "reserved-4-1G": lambda: _reserved(4, "1G", "", "no-map;"),
    "claimed-2-4G": lambda: CLAIMED,
}


@pytest.mark.parametrize("name", Scenario("placement").case_names())
@pytest.mark.parametrize("boot", list(BOOTS))
def test_placement(boot, name):
    """Every case of the script."""
    BOOTS[boot]().check(name)
