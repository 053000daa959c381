# SPDX-License-Identifier: BSD-2-Clause
"""What is measured on which machine, and what it is compared with."""

import dataclasses
import typing

# What inmates/tests/ARCH/bench.c prints between marks, in its order, and how
# often the operation is executed between them.
X86 = ("empty", "cpuid", "hypercall", "wrmsr-efer", "rdmsr-intercepted",
       "wrmsr-intercepted", "rdmsr-apic-id", "wrmsr-apic-tpr", "pio",
       "pio-read", "xapic-write")
X86_TIMES = 301
ARM64 = ("empty", "hvc-unknown", "psci-version", "gicd-typer",
         "gicd-isenabler", "gicd-icenabler", "sgi-self")
ARM64_TIMES = 64 * 50

# QEMU translates one instruction at a time.
SINGLE = "one-insn-per-tb=on"

# What is the same everywhere.
COMMON = ("timer-lateness", "root-stop-max", "enable-disable", "image-bytes",
          "pool-pages", "exits-per-second")


@dataclasses.dataclass(frozen=True)
class Variant:
    """A way to run a machine.

    OUTPUT is where its architecture is built, below the build directory. BARE:
    words for tests/bare/run. MARKED are operations between marks,
    OPERATIONS all that are reported.
    """
    name: str
    machine: str
    output: str
    image: str
    options: typing.Tuple[str, ...]
    bare: typing.Tuple[str, ...]
    marked: typing.Tuple[str, ...]
    times: int
    operations: typing.Tuple[str, ...]


def _arm64(machine):
    # A counter of 1 GHz counts instructions under --icount.
    cpu = "neoverse-n1,cntfrq=1000000000"
    return Variant(
        name=machine, machine=machine, output="arm64", image="jailhouse",
        options=("--icount", "--machine-arg",
                 f"-cpu {cpu} -machine dtb-randomness=off",
                 "--append", "id_aa64mmfr1.vh=0 nokaslr"),
        bare=("--machine", machine, "--cpu", cpu, "--append", "bare"),
        marked=ARM64, times=ARM64_TIMES,
        operations=(*ARM64, "sgi-delivery", *COMMON))


VARIANTS = (
    Variant(
        name="x86-svm", machine="x86-svm", output="", image="jailhouse-amd",
        options=("--icount",), bare=(), marked=X86, times=X86_TIMES,
        operations=(*X86, *COMMON)),
    # QEMU 10.0 gives up counting when a WRMSR of the x2APIC's timer is not the
    # last instruction of what it translated at once ("Bad icount read").
    Variant(
        name="x86-svm-x2apic", machine="x86-svm", output="",
        image="jailhouse-amd",
        options=("--x2apic", "--icount", "--unpacked", "--machine-arg",
                 f"-accel tcg,thread=single,{SINGLE}"),
        bare=("--cpu", "qemu64,+x2apic", "--accel", f"tcg,{SINGLE}"),
        marked=X86, times=X86_TIMES,
        operations=("timer-lateness", "exits-per-second")),
    _arm64("arm64-gicv3"),
    _arm64("arm64-gicv2"),
)

# Another hypervisor on the same emulator, with operations alike.
_REFERENCE_ARM64 = {
    "empty": 4, "hvc-unknown": 126, "psci-version": 142, "gicd-typer": 291,
    "gicd-isenabler": 927, "gicd-icenabler": 926, "sgi-self": 1499,
    "timer-lateness": 241, "image-bytes": 100360,
}
REFERENCE = {
    "x86-svm": {
        "empty": 7, "cpuid": 132, "hypercall": 170, "wrmsr-efer": 110,
        "rdmsr-intercepted": 134, "rdmsr-apic-id": 134,
        "wrmsr-intercepted": 153, "wrmsr-apic-tpr": 153, "pio": 158,
        "pio-read": 226, "xapic-write": 2497, "timer-lateness": 122,
        "enable-disable": 24300000, "image-bytes": 88072, "pool-pages": 196,
    },
    "arm64-gicv3": _REFERENCE_ARM64,
    "arm64-gicv2": {
        **_REFERENCE_ARM64, "gicd-typer": 279, "gicd-isenabler": 910,
        "gicd-icenabler": 909, "sgi-self": 481, "timer-lateness": 258,
    },
}

# At most this; "bare": what it is on the bare machine.
TARGETS = {
    "x86-svm": {
        "cpuid": 75, "hypercall": 75, "wrmsr-efer": 75,
        "rdmsr-intercepted": 85, "wrmsr-intercepted": 85, "pio": 100,
        "xapic-write": 300, "timer-lateness": "bare",
        "enable-disable": 3000000, "image-bytes": 65536, "pool-pages": 100,
    },
    "x86-svm-x2apic": {"timer-lateness": "bare", "exits-per-second": 0},
    "arm64-gicv3": {
        "hvc-unknown": 70, "psci-version": 80, "gicd-typer": 130,
        "gicd-isenabler": 220, "gicd-icenabler": 220, "sgi-self": 250,
        "timer-lateness": 80, "image-bytes": 65536,
    },
}
