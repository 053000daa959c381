# SPDX-License-Identifier: BSD-2-Clause
"""What is measured on which machine, and what it is compared with."""

import dataclasses
import typing

# Of each operation of inmates/tests/x86/bench.c.
SAMPLES = 301

# What inmates/tests/x86/bench.c prints, in its order.
OPERATIONS = ("empty", "cpuid", "hypercall", "wrmsr-efer", "rdmsr-intercepted",
              "wrmsr-intercepted", "rdmsr-apic-id", "wrmsr-apic-tpr", "pio",
              "pio-read", "xapic-write")


@dataclasses.dataclass(frozen=True)
class Variant:
    """A way to run a machine. BARE: words for tests/bare/run, or None."""
    name: str
    machine: str
    image: str
    options: typing.Tuple[str, ...]
    bare: typing.Optional[typing.Tuple[str, ...]]
    operations: typing.Tuple[str, ...]


VARIANTS = (
    Variant(
        name="x86-svm", machine="x86-svm", image="jailhouse-amd",
        options=("--icount",), bare=("--cpu", "qemu64"),
        operations=(*OPERATIONS, "timer-lateness", "root-stop-max",
                    "enable-disable", "image-bytes", "pool-pages",
                    "exits-per-second")),
    # Not with --icount: QEMU 10.0 gives up when a WRMSR of the x2APIC's timer
    # is not the last instruction of what it translated ("Bad icount read").
    # Exits are counted without it.
    Variant(
        name="x86-svm-x2apic", machine="x86-svm", image="jailhouse-amd",
        options=("--x2apic", "--machine-arg", "-accel tcg,thread=single"),
        bare=None, operations=("exits-per-second",)),
)

# The hypervisor to beat, on the same emulator with the same inmate code.
REFERENCE = {
    "empty": 7, "cpuid": 132, "hypercall": 170, "wrmsr-efer": 110,
    "rdmsr-intercepted": 134, "rdmsr-apic-id": 134, "wrmsr-intercepted": 153,
    "wrmsr-apic-tpr": 153, "pio": 158, "pio-read": 226, "xapic-write": 2497,
    "timer-lateness": 122, "enable-disable": 24300000, "image-bytes": 88072,
    "pool-pages": 196,
}

TARGETS = {
    ("x86-svm", "cpuid"): 75, ("x86-svm", "hypercall"): 75,
    ("x86-svm", "wrmsr-efer"): 75, ("x86-svm", "rdmsr-intercepted"): 85,
    ("x86-svm", "wrmsr-intercepted"): 85, ("x86-svm", "pio"): 100,
    ("x86-svm", "xapic-write"): 300, ("x86-svm", "timer-lateness"): "bare",
    ("x86-svm", "enable-disable"): 3000000,
    ("x86-svm", "image-bytes"): 65536, ("x86-svm", "pool-pages"): 100,
    ("x86-svm-x2apic", "exits-per-second"): 0,
}
