# SPDX-License-Identifier: BSD-2-Clause
"""Linux' own KVM, where it is compiled in (on x86 see test_manage.py)."""

from scenario import Scenario, cases

MACHINES = ("arm64-gicv3",)


def _scenario(kind, kernel, append="", model="cortex-a53"):
    return Scenario("kvm", (kind,), kernel=kernel, append=append,
                    name=f"kvm-{kind}-{kernel}", options=(
                        "--qemu", "10", "--machine-arg", f"-cpu {model}"))


# Of the options of the same name the last counts. Linux loses the vectors of its
# virtual machines on a Cortex-A57 or A72 that was offline, without a hypervisor
# too: spectre_v3a_enable_mitigation() of 6.1 adds to the number of the vectors
# each time.
@cases(_scenario("nvhe", "6.1", "kvm-arm.mode=nvhe"),
       _scenario("nvhe", "6.12", "kvm-arm.mode=nvhe"),
       _scenario("protected", "6.12", "kvm-arm.mode=protected"),
       _scenario("vhe", "6.1", model="max"))
def test_kvm(scenario, name):
    """Every case of the script."""
    scenario.check(name)
